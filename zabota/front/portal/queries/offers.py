"""An offer of a freed time behind a signed link."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from zabota.front.portal.queries.trail import opened, signed
from zabota.front.portal.queries.visits import LinkIsOver
from zabota.work.scheduling.models import Offer, OfferState, OpeningState

#: An offer lives for minutes; whoever opens its link days later still learns what became of it.
LINK_LIVES = timedelta(days=30)


def link_to_offer(offer: Offer) -> str:
    return signed(offer.public_id.hex, "offer")


def public_address_of_offer(offer: Offer) -> str:
    """With the clinic's name in the network before it, for messages."""
    return settings.ZABOTA_PUBLIC_URL.rstrip("/") + reverse("portal:offer", args=[link_to_offer(offer)])


def offer_behind(link: str) -> Offer:
    """Raises LinkIsOver."""
    number = opened(link, "offer", lives_seconds=int(LINK_LIVES.total_seconds()))
    offers = Offer.objects.select_related(
        "patient", "entry__service", "visit__service", "opening__doctor", "opening__branch", "opening__service",
        "opening__refilled_by",
    )  # fmt: skip
    offer = offers.filter(public_id=UUID(number)).first() if number else None
    if offer is None:
        raise LinkIsOver
    return offer


def waits_for_an_answer(offer: Offer) -> bool:
    return offer.state == OfferState.OFFERED and offer.opening.state == OpeningState.OPEN
