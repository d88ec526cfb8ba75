"""Who has not been for long and has nothing planned, by months since the last visit."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, QuerySet
from django.db.models.functions import Extract, Floor
from django.utils import timezone
from django.utils.translation import ngettext_lazy

from zabota.base.accounts.access import Reach
from zabota.core.patients.models import Patient, PatientState
from zabota.work.scheduling.models import AHEAD, Appointment

#: Mean length of a month in days.
MONTH = 30.4375
SECONDS_A_DAY = 86_400
SHOWN_MONTHS = range(3, 25)
MONTH_CHOICES = [
    (str(months), ngettext_lazy("%(count)d month", "%(count)d months", months) % {"count": months})
    for months in SHOWN_MONTHS
]


def sleepers(reach: Reach) -> QuerySet[Any]:
    """Living patients of the branches with `last_at`, `visits` and `paid`, who came within two years and not lately."""
    latest, earliest = _edge(min(SHOWN_MONTHS)), _edge(max(SHOWN_MONTHS) + 1)
    planned = Appointment.objects.filter(status__in=AHEAD, starts_at__gte=timezone.now())
    patients = (
        Patient.objects.filter(state=PatientState.ACTIVE, is_deceased=False)
        .filter(visit_summary__last_at__gt=earliest, visit_summary__last_at__lte=latest)
        .exclude(pk__in=planned.values("patient_id"))
        .annotate(last_at=F("visit_summary__last_at"), visits=F("visit_summary__visits"), paid=F("visit_summary__paid"))
    )
    if reach.is_network:
        return patients
    return patients.filter(Q(home_branch_id__in=reach.branch_ids) | Q(home_branch=None))


def asleep_for(patients: QuerySet[Any], months: int) -> QuerySet[Any]:
    """Those whose last visit was so many full months ago."""
    return patients.filter(last_at__lte=_edge(months), last_at__gt=_edge(months + 1))


def sleepers_by_month(reach: Reach) -> dict[int, int]:
    """Months since the last visit -> how many patients."""
    asleep = timezone.now() - F("visit_summary__last_at")
    months = Floor(Extract(ExpressionWrapper(asleep, DurationField()), "epoch") / (MONTH * SECONDS_A_DAY))
    counted = sleepers(reach).order_by().values(months=months).annotate(count=Count("pk"))
    return dict.fromkeys(SHOWN_MONTHS, 0) | {int(each["months"]): each["count"] for each in counted}


def _edge(months: int) -> object:
    return timezone.now() - timedelta(days=MONTH * months)
