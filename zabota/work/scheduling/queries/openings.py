"""Freed times as the desk sees them: what looks for a patient now, whom it was offered to and why in this order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from zabota.base.accounts.access import Access
from zabota.core.patients.queries.gate import patients_visible_to
from zabota.core.practice.models import Branch
from zabota.work.scheduling.models import Offer, OfferState, Opening, OpeningState
from zabota.work.scheduling.queries.candidates import Ranked, in_order, reasons_of, who_waits
from zabota.work.scheduling.queries.offers import service_of_offer

#: Freed times that have ended stay to be seen so long.
SHOWN_FOR = timedelta(hours=24)
MOST_ENDED = 50
NEXT_IN_ORDER = 5


def in_words(offer: Offer) -> str:
    """«12 марта, чт, 15:30, Громова А. В., Приём ортопеда, Самара-Центр. Держим до 15:45.» for whoever calls."""
    opening = offer.opening
    until = offer.until.astimezone(opening.branch.zone)
    words = {
        "when": when_in_words(opening),
        "doctor": opening.doctor.short_name,
        "service": service_of_offer(offer),
        "branch": opening.branch,
        "until": f"{until:%H:%M}",
    }
    told = _("%(when)s, %(doctor)s, %(service)s, %(branch)s. Kept until %(until)s.") % words
    if offer.visit is None:
        return told
    return told + " " + _("Instead of the visit of %(day)s.") % {"day": date_format(offer.visit.wall_day, "j E")}


def when_in_words(opening: Opening) -> str:
    wall = opening.wall
    return f"{date_format(wall, 'j E, D').lower()}, {wall:%H:%M}"


@dataclass(frozen=True)
class ShownOffer:
    offer: Offer
    reasons: list[tuple[str, int]]
    minutes_left: int

    @property
    def waits_for_an_answer(self) -> bool:
        return self.offer.state == OfferState.OFFERED


@dataclass(frozen=True)
class ShownOpening:
    """A freed time with its offers in their order."""

    opening: Opening
    offers: Sequence[ShownOffer]

    @property
    def asked_now(self) -> list[ShownOffer]:
        return [each for each in self.offers if each.waits_for_an_answer]

    @property
    def is_open(self) -> bool:
        return self.opening.state == OpeningState.OPEN


def openings_now(branch: Branch | None) -> list[ShownOpening]:
    """What looks for a patient now, the soonest first; of one branch, or of all."""
    openings = _of_branch(branch).filter(state=OpeningState.OPEN)
    return [_shown(each) for each in openings.order_by("starts_at", "pk")]


def openings_ended(branch: Branch | None) -> list[ShownOpening]:
    """What has ended within a day, the latest first."""
    ended = _of_branch(branch).filter(closed_at__gte=timezone.now() - SHOWN_FOR)
    return [_shown(each) for each in ended.order_by("-closed_at", "-pk")[:MOST_ENDED]]


def opening_shown(public_id: UUID) -> ShownOpening:
    return _shown(get_object_or_404(_of_branch(None), public_id=public_id))


def next_in_order(opening: Opening) -> list[tuple[Ranked, list[tuple[str, int]]]]:
    """Who of the waiting list comes after those whom it was offered to, with the reasons."""
    if opening.state != OpeningState.OPEN:
        return []
    return [(each, reasons_of(each.points)) for each in in_order(opening, who_waits(opening))[:NEXT_IN_ORDER]]


def offer_for(access: Access, public_id: UUID) -> Offer:
    offers = Offer.objects.select_related("opening__branch", "patient")
    return get_object_or_404(offers.filter(patient__in=patients_visible_to(access).values("pk")), public_id=public_id)


def _of_branch(branch: Branch | None) -> QuerySet[Opening]:
    offers = (
        Offer.objects.select_related("patient", "entry", "visit", "call", "message")
        .defer("entry__note")
        .order_by("place")
    )
    openings = Opening.objects.select_related(
        "doctor__rules", "branch", "service", "freed_visit", "refilled_by__patient"
    )
    openings = openings.prefetch_related(Prefetch("offers", offers))
    return openings if branch is None else openings.filter(branch=branch)


def _shown(opening: Opening) -> ShownOpening:
    now = timezone.now()
    offers = [
        ShownOffer(each, reasons_of(each.points), _minutes_until(each.until, now)) for each in opening.offers.all()
    ]
    return ShownOpening(opening, offers)


def _minutes_until(until: datetime, now: datetime) -> int:
    """Begun minutes count; 0 where the deadline has passed."""
    return max(0, -int((now - until) // timedelta(minutes=1)))
