"""The data steward's queue: cards whose contacts must be checked (R005, R027)."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, IntegerField, OuterRef, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zabota.base.accounts.access import Access
from zabota.core.patients.models import ContactPoint, ContactState, Patient
from zabota.core.patients.queries.contacts import ShownContact, shown_contacts
from zabota.core.patients.queries.gate import patients_listed_for
from zabota.core.patients.queries.lists import CHECK_AFTER

WHY = {
    1: _("every number is wrong"),
    2: _("no contact at all"),
    3: _("an operator flagged a contact"),
    4: _("not confirmed for over a year"),
}
DOUBTED = (ContactState.STALE, ContactState.WRONG)
PORTION = 25


@dataclass(frozen=True)
class QueueEntry:
    patient: Patient
    why: object
    contacts: list[ShownContact]


def cards_to_check(access: Access) -> QuerySet[Any]:
    """Living people of the person's branches whose contacts are wrong, missing, flagged or long unconfirmed, the
    gravest first; annotated with `urgency` (a key of WHY)."""
    today = timezone.localdate()
    of_card = ContactPoint.objects.filter(patient=OuterRef("pk"))
    has_any, has_usable = Exists(of_card), Exists(of_card.exclude(state=ContactState.WRONG))
    urgency = Case(
        When(has_any & ~has_usable, then=Value(1)),
        When(~has_any, then=Value(2)),
        When(Exists(of_card.filter(state__in=DOUBTED)), then=Value(3)),
        default=Value(4),
        output_field=IntegerField(),
    )
    # Whom it may concern is found by joins first: asked of every card in turn, the questions above take seconds.
    concerned = (
        ContactPoint.objects.filter(state__in=DOUBTED)
        .order_by()
        .values("patient_id")
        .union(
            Patient.objects.filter(~has_any).order_by().values("pk"),
            Patient.objects.filter(checked_on__lt=today - CHECK_AFTER).order_by().values("pk"),
        )
    )
    living = patients_listed_for(access).filter(is_deceased=False, pk__in=concerned)
    return living.annotate(urgency=urgency).order_by("urgency", "sort_key", "id")


def steward_queue(access: Access) -> list[QueueEntry]:
    """The first PORTION of the queue with what the steward needs to begin."""
    cards = cards_to_check(access).prefetch_related("contacts")[:PORTION]
    return [QueueEntry(each, WHY[each.urgency], shown_contacts(each)) for each in cards]
