"""Whom the list holds back, counted in words with how to mend it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from zabota.base.accounts.access import Reach
from zabota.outreach.todos.models import Call, CallState
from zabota.outreach.todos.queries.calls import within

#: Reason -> (what it is, what mends it).
HELD_BECAUSE = {
    "no_consent": (
        _("no consent to calls is known"),
        _("Ask at the next visit, or let the director decide in writing that the clinic calls without it."),
    ),
    "only_claimed": (
        _("a file says “yes”, nobody has confirmed it"),
        _("Confirm by one question at the next visit or when the patient calls."),
    ),
    "no_number": (_("no number that works"), _("The data steward looks for a number: list “Contacts to check”.")),
    "minor": (_("a child, and nobody is known who answers for it"), _("Write on the card who answers for the child.")),
    "representative": (
        _("whoever answers for the child may not be called"),
        _("Write another representative on the card."),
    ),
}
OTHER = (_("may not be called now"), _("Open the card: the consent ledger says why."))


@dataclass(frozen=True)
class HeldBack:
    because: str
    words: object
    mending: object
    count: int


def held_back(reach: Reach) -> Sequence[HeldBack]:
    """Counts of the asker's branches, the largest first."""
    held = within(Call.objects.filter(state=CallState.HELD), reach)
    counts = held.values_list("held_because").annotate(count=Count("id")).order_by("-count", "held_because")
    return [HeldBack(because, *HELD_BECAUSE.get(because, OTHER), count) for because, count in counts]
