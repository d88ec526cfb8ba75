"""Offer a freed time by a message with a link where the patient waits for one and a message reaches him now. Who did not
ask for it is called or left alone: to him it would be advertising."""

from django.db import transaction
from django.utils import timezone

from zabota.lib.actors import Actor
from zabota.outreach.messaging.commands.sending import cancel_messages, send_message
from zabota.outreach.messaging.models import Message, MessageState, Purpose
from zabota.outreach.messaging.queries.reaching import can_send, may_ring_at, zone_for
from zabota.work.scheduling.models import Offer
from zabota.work.scheduling.queries.known import LEFT
from zabota.work.scheduling.queries.offers import gone_source, link_of, source_of_offer, words_of_offer


@transaction.atomic
def write_offer(*, offer: Offer, by: Actor) -> Message | None:
    """Queue the offer with the link where it is answered; None where a call has to tell it: nobody waits for it, no
    channel reaches or may reach the patient, or it is night for him."""
    link = link_of(offer)
    if offer.entry_id is None or not link or not can_send() or not _may_ring_now(offer):
        return None
    message = send_message(
        patient=offer.patient, purpose=Purpose.OFFER, source=source_of_offer(offer), fields=words_of_offer(offer),
        branch=offer.opening.branch, expires_at=offer.until, by=by,
    )  # fmt: skip
    return message if message is not None and message.state == MessageState.QUEUED else None


def take_back_offer(*, offer: Offer, by: Actor) -> None:
    """It has ended before it left."""
    if offer.message_id is not None:
        cancel_messages(sources=[source_of_offer(offer)], by=by)


def write_that_it_is_gone(*, offer: Offer, by: Actor) -> None:
    """To whom the offer was written, and somebody was faster."""
    if offer.message is None or not has_left(offer):
        return
    send_message(
        patient=offer.patient, purpose=Purpose.OFFER, template="offer_gone", source=gone_source(offer),
        fields=words_of_offer(offer), branch=offer.opening.branch, expires_at=offer.opening.starts_at, by=by,
    )  # fmt: skip


def has_left(offer: Offer) -> bool:
    """Whether the patient has the offer in writing, or may have it."""
    return offer.message_id is not None and Message.objects.filter(pk=offer.message_id, state__in=LEFT).exists()


def _may_ring_now(offer: Offer) -> bool:
    now = timezone.now()
    return may_ring_at(now, zone_for(offer.patient, offer.opening.branch), Purpose.OFFER) == now
