"""Who has not been for long and has nothing planned, by months since the last visit."""

from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db.models import Count, DateTimeField, F, Func, IntegerField, Q, QuerySet, Value
from django.utils import timezone
from django.utils.translation import ngettext_lazy

from zabota.base.accounts.access import Reach
from zabota.core.patients.models import GONE, Patient, PatientState
from zabota.work.scheduling.models import AHEAD, Appointment, VisitSummary

#: Mean length of a month in days.
MONTH = 30.4375
SHOWN_MONTHS = range(3, 25)
MONTH_CHOICES = [
    (str(months), ngettext_lazy("%(count)d month", "%(count)d months", months) % {"count": months})
    for months in SHOWN_MONTHS
]


def sleepers(reach: Reach) -> QuerySet[VisitSummary]:
    """Visits in figures of living patients of the branches, who came within two years, not lately, and plan nothing.

    In the network the few who are gone are taken out by their ids: nobody reads a hundred thousand cards for it.
    """
    latest, earliest = _edge(min(SHOWN_MONTHS)), _edge(max(SHOWN_MONTHS) + 1)
    planned = Appointment.objects.filter(status__in=AHEAD, starts_at__gte=timezone.now())
    asleep = VisitSummary.objects.filter(last_at__gt=earliest, last_at__lte=latest)
    asleep = asleep.exclude(patient__in=planned.values("patient_id"))
    if reach.is_network:
        return asleep.exclude(patient__in=Patient.objects.filter(GONE).values("pk"))
    living = asleep.filter(patient__state=PatientState.ACTIVE, patient__is_deceased=False)
    return living.filter(Q(patient__home_branch_id__in=reach.branch_ids) | Q(patient__home_branch=None))


def asleep_for(asleep: QuerySet[VisitSummary], months: int) -> QuerySet[VisitSummary]:
    """Those whose last visit was so many full months ago."""
    return asleep.filter(last_at__lte=_edge(months), last_at__gt=_edge(months + 1))


def sleepers_by_month(reach: Reach) -> dict[int, int]:
    """Months since the last visit -> how many patients."""
    edges = [_edge(months) for months in range(max(SHOWN_MONTHS) + 1, min(SHOWN_MONTHS), -1)]
    place = Func(
        F("last_at"),
        Value(edges, output_field=ArrayField(DateTimeField())),
        function="width_bucket",
        output_field=IntegerField(),
    )
    counted = sleepers(reach).order_by().values(place=place).annotate(count=Count("pk"))
    by_place = {each["place"]: each["count"] for each in counted}
    return {months: by_place.get(max(SHOWN_MONTHS) + 1 - months, 0) for months in SHOWN_MONTHS}


def _edge(months: int) -> datetime:
    return timezone.now() - timedelta(days=MONTH * months)
