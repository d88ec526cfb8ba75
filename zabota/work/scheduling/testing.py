"""Visits for other modules' tests."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from zabota.core.patients.models import Patient
from zabota.core.practice.models import Branch
from zabota.core.practice.testing import samara_centre
from zabota.work.scheduling.commands.booking import NOON, wall_text
from zabota.work.scheduling.models import Appointment, Status


def days_ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


def an_appointment(
    *, patient: Patient, on: date, status: str = Status.COMPLETED, branch: Branch | None = None, **columns: Any
) -> Appointment:
    """An appointment of any day and end, as an import would bring it."""
    branch = branch or samara_centre()
    starts_at = datetime.combine(on, NOON, branch.zone)
    return Appointment.objects.create(
        patient=patient,
        branch=branch,
        starts_at=starts_at,
        wall_start=wall_text(on, NOON),
        status=status,
        **columns,
    )


def a_visit(*, patient: Patient, days: int, paid: int | None = 3000, **columns: Any) -> Appointment:
    """A completed visit so many days ago."""
    amount = None if paid is None else Decimal(paid)
    return an_appointment(patient=patient, on=days_ago(days), amount=amount, **columns)
