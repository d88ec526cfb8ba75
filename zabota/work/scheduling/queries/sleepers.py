"""Who has not been for long and has nothing planned, by months since the last visit."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import ngettext_lazy

from zabota.base.accounts.access import Reach
from zabota.core.patients.models import Patient, PatientState
from zabota.work.scheduling.models import AHEAD, Appointment, Status

#: Mean length of a month in days.
MONTH = 30.4375
SHOWN_MONTHS = range(3, 25)
MONTH_CHOICES = [
    (str(months), ngettext_lazy("%(count)d month", "%(count)d months", months) % {"count": months})
    for months in SHOWN_MONTHS
]


def sleepers(reach: Reach) -> QuerySet[Any]:
    """Living patients of the branches with `last_at`, `visits` and `paid`, who came within two years and not lately."""
    latest, earliest = _edge(min(SHOWN_MONTHS)), _edge(max(SHOWN_MONTHS) + 1)
    planned = Appointment.objects.filter(patient_id=OuterRef("pk"), status__in=AHEAD, starts_at__gte=timezone.now())
    came = Q(appointments__status=Status.COMPLETED)
    patients = (
        Patient.objects.filter(state=PatientState.ACTIVE, is_deceased=False)
        .annotate(
            last_at=Max("appointments__starts_at", filter=came),
            visits=Count("appointments", filter=came),
            paid=Sum("appointments__amount", filter=came),
        )
        .filter(~Exists(planned), last_at__gt=earliest, last_at__lte=latest)
    )
    if reach.is_network:
        return patients
    return patients.filter(Q(home_branch_id__in=reach.branch_ids) | Q(home_branch=None))


def asleep_for(patients: QuerySet[Any], months: int) -> QuerySet[Any]:
    """Those whose last visit was so many full months ago."""
    return patients.filter(last_at__lte=_edge(months), last_at__gt=_edge(months + 1))


def sleepers_by_month(reach: Reach) -> dict[int, int]:
    """Months since the last visit -> how many patients."""
    now = timezone.now()
    counts = dict.fromkeys(SHOWN_MONTHS, 0)
    for last_at in sleepers(reach).values_list("last_at", flat=True):
        months = int((now - last_at) / timedelta(days=MONTH))
        if months in counts:
            counts[months] += 1
    return counts


def _edge(months: int) -> object:
    return timezone.now() - timedelta(days=MONTH * months)
