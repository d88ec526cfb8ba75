"""`{% load messaging %}`: messages in words."""

from django import template

from zabota.core.patients.models import LegalBasis
from zabota.outreach.messaging.models import HANDED_OVER, TROUBLED, Message, MessageState
from zabota.outreach.messaging.queries.outbox import channel_title, masked_address

register = template.Library()
register.filter("channel_title", channel_title)
register.filter("masked_address", masked_address)


@register.filter
def state_mood(message: Message) -> str:
    """How the state looks: good, warn, bad or nothing."""
    if message.state in HANDED_OVER:
        return "good"
    if message.state in TROUBLED:
        return "bad"
    return "warn" if message.state in (MessageState.QUEUED, MessageState.SENDING) else ""


@register.filter
def ground(message: Message) -> object:
    """The lawful ground in words."""
    return dict(LegalBasis.choices).get(message.basis, "")
