"""The data steward's queue: cards whose contacts must be checked (R005, R027)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zabota.base.accounts.access import Access
from zabota.core.patients.models import DOUBTED, ContactPoint, ContactState, Patient
from zabota.core.patients.queries.contacts import ShownContact, shown_contacts
from zabota.core.patients.queries.gate import patients_listed_for
from zabota.core.patients.queries.lists import CHECK_AFTER

WHY = {
    1: _("every number is wrong"),
    2: _("no contact at all"),
    3: _("an operator flagged a contact"),
    4: _("not confirmed for over a year"),
}
PORTION = 25


@dataclass(frozen=True)
class QueueEntry:
    patient: Patient
    why: object
    contacts: list[ShownContact]


@dataclass(frozen=True)
class StewardQueue:
    """The first PORTION of the queue, and how many wait in all."""

    entries: list[QueueEntry]
    count: int


def cards_to_check(access: Access) -> dict[int, QuerySet[Patient]]:
    """Living people of the person's branches whose contacts are wrong, missing, flagged or long unconfirmed, by a key of
    WHY, the gravest first; each card stands under its gravest trouble alone, the oldest cards first."""
    living = patients_listed_for(access).filter(is_deceased=False).order_by("id")
    of_card = ContactPoint.objects.filter(patient=OuterRef("pk"))
    has_any, has_usable = Exists(of_card), Exists(of_card.exclude(state=ContactState.WRONG))
    doubted = ContactPoint.objects.filter(state__in=DOUBTED).order_by().values("patient_id")
    unconfirmed = living.filter(has_any, checked_on__lt=timezone.localdate() - CHECK_AFTER)
    return {
        1: living.filter(~has_usable, pk__in=doubted),
        2: living.filter(~has_any),
        3: living.filter(has_usable, pk__in=doubted),
        4: unconfirmed.exclude(pk__in=doubted),
    }


def steward_queue(access: Access) -> StewardQueue:
    """What the steward needs to begin: whole cards are read for the first PORTION alone."""
    parts = [_of_urgency(cards, urgency) for urgency, cards in cards_to_check(access).items()]
    waiting = _together([part.order_by() for part in parts]).count()
    first = _together([part[:PORTION] for part in parts]).order_by("urgency", "id")[:PORTION]
    urgencies = dict(first)
    cards = patients_listed_for(access).prefetch_related("contacts").in_bulk(urgencies)
    entries = [
        QueueEntry(cards[card_id], WHY[urgency], shown_contacts(cards[card_id]))
        for card_id, urgency in urgencies.items()
        if card_id in cards
    ]
    return StewardQueue(entries, waiting)


def _of_urgency(cards: QuerySet[Patient], urgency: int) -> QuerySet[Any]:
    return cards.annotate(urgency=Value(urgency)).values_list("id", "urgency")


def _together(parts: Sequence[QuerySet[Any]]) -> QuerySet[Any]:
    return parts[0].union(*parts[1:], all=True)
