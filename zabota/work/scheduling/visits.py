"""Lends the patients' lists and cards what is known of visits, so that a file's word counts only where nothing is."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Count, Max, Min, Sum

from zabota.core.patients.registry import VisitSource, VisitSpan, visit_sources
from zabota.work.scheduling.models import Appointment, Status, VisitSummary


def spans(patient_ids: Sequence[int]) -> Mapping[int, VisitSpan]:
    """First and last completed visit, their number and sum, for those who came at all."""
    came = Appointment.objects.filter(patient_id__in=patient_ids, status=Status.COMPLETED)
    rows = came.values_list("patient_id").annotate(Min("wall_start"), Max("wall_start"), Count("id"), Sum("amount"))
    return {
        patient_id: VisitSpan(date.fromisoformat(first[:10]), date.fromisoformat(last[:10]), count, paid)
        for patient_id, first, last, count, paid in rows
    }


visit_sources.register("scheduling", VisitSource("scheduling", spans, VisitSummary.objects.all))
