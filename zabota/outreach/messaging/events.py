"""What becomes of messages. Ids and codes only; `source` is what the message was about ("appointment:41:reminder")."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from zabota.base.events.registry import event


@dataclass(frozen=True)
class MessageFact:
    patient_id: int | None
    branch_id: int | None
    message_id: int
    purpose: str
    channel: str
    source: str


@event("messaging.sent", _("Message sent"))
@dataclass(frozen=True)
class MessageSent(MessageFact):
    pass


@event("messaging.failed", _("Message did not leave"))
@dataclass(frozen=True)
class MessageFailed(MessageFact):
    """Given up: the gateway refused it, or its time has passed."""


@event("messaging.doubtful", _("Not known whether a message left"))
@dataclass(frozen=True)
class MessageDoubtful(MessageFact):
    pass


@event("messaging.cancelled", _("Message cancelled"), on_timeline=False)
@dataclass(frozen=True)
class MessageCancelled(MessageFact):
    pass


@event("messaging.template_written", _("Words of a message changed"), on_timeline=False)
@dataclass(frozen=True)
class TemplateWritten:
    template: str
    channel: str
    language: str
    version: int
