"""Put messages into the outbox, in the caller's transaction; take back those that still wait."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.base.events.commands import record
from zabota.core.patients.models import Patient
from zabota.core.patients.queries.contacts import value_index
from zabota.core.practice.models import Branch
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused
from zabota.outreach.messaging.events import MessageCancelled, MessageFact
from zabota.outreach.messaging.models import Message, MessageState
from zabota.outreach.messaging.queries.reaching import may_ring_at, way_out, zone_for
from zabota.outreach.messaging.queries.wording import common_values, filled_in, language_of, words_in_use
from zabota.outreach.messaging.registry import MessageChannel, channels, message_templates


class CannotBeSent(Refused):
    """No channel works, or the message is not at the point from which this step is taken."""


@transaction.atomic
def send_message(
    *,
    patient: Patient,
    purpose: str,
    source: str,
    by: Actor,
    template: str = "",
    fields: Mapping[str, str] | None = None,
    branch: Branch | None = None,
    channel: str | None = None,
    not_before: datetime | None = None,
    expires_at: datetime | None = None,
) -> Message | None:
    """Queue a message to a patient, once for each `source`: the same again answers with the one that is there.

    `template` is a key of `message_templates`, the purpose's own by default; `fields` are its merge fields as texts in
    the patient's language. The way out is the preferred channel that works and is allowed; a patient who may not be
    written to leaves a refused message with the reason. None where no channel reaches him: the desk calls.
    """
    moment = not_before or timezone.now()
    way = way_out(patient, purpose, moment, channel)
    if way is None or way.channel.key not in message_templates[template or purpose].words:
        return None
    message = _written(way.channel, str(way.contact.value), patient, purpose, template, fields, branch)
    message.source, message.expires_at, message.created_by_id = source, expires_at, by.user_id
    message.not_before = may_ring_at(moment, zone_for(patient, branch), purpose)
    message.basis, message.evidence = way.decision.basis, way.decision.evidence[:80]
    if not way.decision.allowed:
        message.state, message.error = MessageState.REFUSED, way.decision.sentence
    return _put(message)


@transaction.atomic
def send_to_address(
    *,
    address: str,
    channel: str,
    purpose: str,
    source: str,
    by: Actor,
    template: str = "",
    fields: Mapping[str, str] | None = None,
    branch: Branch | None = None,
    expires_at: datetime | None = None,
    language: str = "",
) -> Message:
    """Queue a message to whoever asked for it at this address, with a card or without: a code, the clinic's contacts.

    Raises CannotBeSent where the channel is not set up or does not reach such an address.
    """
    way = channels[channel]
    if not way.is_configured():
        raise CannotBeSent(_("This way of writing is not set up in the clinic."))
    if not way.reaches(address):
        raise CannotBeSent(_("No message can be sent to this number."), field="phone")
    message = _written(way, address, None, purpose, template, fields, branch, language)
    message.source, message.expires_at, message.created_by_id = source, expires_at, by.user_id
    return _put(message)


def _written(
    channel: MessageChannel,
    address: str,
    patient: Patient | None,
    purpose: str,
    template_key: str,
    fields: Mapping[str, str] | None,
    branch: Branch | None,
    language: str = "",
) -> Message:
    """The message with its words filled in, not saved yet."""
    template = message_templates[template_key or purpose]
    language = language or language_of(patient)
    words = words_in_use(template, channel.key, language)
    values = {**common_values(patient, branch or (patient.home_branch if patient else None)), **(fields or {})}
    text = filled_in(words.text, values)
    return Message(
        patient=patient,
        branch=branch or (patient.home_branch if patient else None),
        purpose=purpose,
        template=template.key,
        channel=channel.key,
        address=address,
        address_index=value_index(address),
        language=language,
        subject=filled_in(words.subject, values).replace("\n", " "),
        text=text,
        segments=channel.segments(text),
    )


def _put(message: Message) -> Message:
    """Insert it, or answer with the one of the same source. A cancelled one that never left comes back in new words."""
    Message.objects.bulk_create([message], ignore_conflicts=True)
    kept = Message.objects.select_for_update().get(source=message.source)
    if kept.public_id == message.public_id or kept.state != MessageState.CANCELLED or kept.attempts:
        return kept
    message.pk, message.public_id = kept.pk, kept.public_id
    message.save(force_update=True)
    return message


@transaction.atomic
def cancel_messages(*, sources: Iterable[str], by: Actor) -> int:
    """Take back what still waits of these sources; returns how many. What is leaving cannot be called back."""
    waiting = Message.objects.select_for_update().filter(source__in=list(sources), state=MessageState.QUEUED)
    taken_back = list(waiting.order_by("pk"))
    for message in taken_back:
        cancel_message(message=message, by=by)
    return len(taken_back)


@transaction.atomic
def cancel_message(*, message: Message, by: Actor) -> None:
    """Take back one message. Raises CannotBeSent where it waits no more."""
    if not Message.objects.filter(pk=message.pk, state=MessageState.QUEUED).update(state=MessageState.CANCELLED):
        raise CannotBeSent(_("This message does not wait any more."))
    record(fact_of(MessageCancelled, message), by=by)


@transaction.atomic
def send_again(*, message: Message, by: Actor) -> Message:
    """A person decides that it goes once more, as a message of its own: what was doubtful stays as it was."""
    again = Message.objects.select_for_update(of=("self",)).select_related("patient", "branch").get(pk=message.pk)
    if again.state in (MessageState.QUEUED, MessageState.SENDING):
        raise CannotBeSent(_("This message is on its way."))
    if again.expires_at is not None and again.expires_at <= timezone.now():
        raise CannotBeSent(_("What it tells has passed."))
    source = f"{again.source[:100]}:again{Message.objects.filter(source__startswith=again.source[:100]).count()}"
    copy = Message(
        **{name: getattr(again, name) for name in COPIED}, source=source, created_by_id=by.user_id,
        state=MessageState.QUEUED, not_before=timezone.now(),
    )  # fmt: skip
    return _put(copy)


COPIED = (
    "patient", "branch", "purpose", "template", "channel", "address", "address_index", "language", "subject", "text",
    "segments", "expires_at", "basis", "evidence",
)  # fmt: skip


def fact_of(kind: type[MessageFact], message: Message) -> Any:
    return kind(message.patient_id, message.branch_id, message.pk, message.purpose, message.channel, message.source)
