"""What a message says of an offered time, and which of them still make sense."""

from collections.abc import Collection, Sequence

from django.utils import timezone, translation

from zabota.base.ui.writing import day
from zabota.core.catalog.models import Service
from zabota.outreach.messaging.queries.wording import language_of
from zabota.work.scheduling.models import Offer, OfferState
from zabota.work.scheduling.registry import offer_links

KIND = "offer"


def source_of_offer(offer: Offer) -> str:
    return f"{KIND}:{offer.pk}"


def gone_source(offer: Offer) -> str:
    return f"{KIND}:{offer.pk}:gone"


def offer_of(source: str) -> int | None:
    """The offer that a message makes: "offer:41" -> 41; None of what only says that it is gone."""
    kind, _colon, number = source.partition(":")
    return int(number) if kind == KIND and number.isdigit() else None


def still_offered(sources: Sequence[str]) -> Collection[str]:
    """Those whose time is kept for the patient and waits for his answer."""
    numbers = {source: offer_of(source) for source in sources}
    running = Offer.objects.filter(
        pk__in=[number for number in numbers.values() if number], state=OfferState.OFFERED, until__gt=timezone.now()
    )
    standing = set(running.values_list("pk", flat=True))
    return {source for source, number in numbers.items() if number in standing}


def link_of(offer: Offer) -> str:
    return next((link for make in offer_links if (link := make(offer))), "")


def service_of_offer(offer: Offer) -> Service:
    """For what the patient would come: what he waits for, else what was freed."""
    wished = offer.visit.service if offer.visit else offer.entry.service if offer.entry else None
    return wished or offer.opening.service


def words_of_offer(offer: Offer) -> dict[str, str]:
    """The merge fields of an offer, in the patient's language."""
    opening = offer.opening
    until = offer.until.astimezone(opening.branch.zone)
    with translation.override(language_of(offer.patient)):
        return {
            "day": day(opening.wall.date(), today=timezone.localdate()),
            "time": f"{opening.wall:%H:%M}",
            "until": f"{until:%H:%M}",
            "link": link_of(offer),
            "service": service_of_offer(offer).name,
            "doctor": ", ".join(part for part in (str(opening.doctor), opening.doctor.speciality) if part),
        }
