"""The data steward's queue: cards whose contacts must be checked (R005, R027)."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
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
#: What an unasked contact is worth: cards never confirmed come last, and only with a contact to confirm.
NEVER = 5
PORTION = 25


@dataclass(frozen=True)
class QueueEntry:
    patient: Patient
    why: object
    contacts: list[ShownContact]


def cards_to_check(access: Access) -> QuerySet[Any]:
    """Living people of the person's branches whose contacts are wrong, missing, flagged or long unconfirmed, the
    gravest first; annotated with `urgency` (a key of WHY)."""
    of_card = ContactPoint.objects.filter(patient=OuterRef("pk"))
    has_any, has_usable = Exists(of_card), Exists(of_card.exclude(state=ContactState.WRONG))
    has_flagged = Exists(of_card.filter(state__in=(ContactState.STALE, ContactState.WRONG)))
    is_old = Q(checked_on__lt=timezone.localdate() - CHECK_AFTER)
    urgency = Case(
        When(has_any & ~has_usable, then=Value(1)),
        When(~has_any, then=Value(2)),
        When(has_flagged, then=Value(3)),
        When(is_old, then=Value(4)),
        default=Value(NEVER),
        output_field=IntegerField(),
    )
    living = patients_listed_for(access).filter(is_deceased=False)
    return living.annotate(urgency=urgency).filter(urgency__lt=NEVER).order_by("urgency", "sort_key", "id")


def steward_queue(access: Access) -> list[QueueEntry]:
    """The first PORTION of the queue with what the steward needs to begin."""
    cards = cards_to_check(access).prefetch_related("contacts")[:PORTION]
    return [QueueEntry(each, WHY[each.urgency], shown_contacts(each)) for each in cards]
