"""The line of figures of a patient follows the visits, whoever writes them and however many at once."""

from datetime import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from zabota.core.patients.testing import boris, karina
from zabota.core.practice.testing import samara_centre
from zabota.work.scheduling.models import Appointment, Status, VisitSummary

pytestmark = pytest.mark.django_db


def a_visit(patient, day: int, status: str = Status.COMPLETED, amount: int | None = 1000) -> Appointment:
    starts_at = timezone.make_aware(datetime(2026, 3, day, 10))
    return Appointment.objects.create(
        patient=patient,
        branch=samara_centre(),
        starts_at=starts_at,
        wall_start=f"2026-03-{day:02d}T10:00",
        status=status,
        amount=amount,
    )


def figures() -> dict[str, tuple[int, int, Decimal | None]]:
    return {
        each.patient.given: (timezone.localtime(each.last_at).day, each.visits, each.paid)
        for each in VisitSummary.objects.select_related("patient")
    }


def test_only_visits_that_took_place_count():
    a_visit(karina(), 2)
    a_visit(karina(), 9, amount=500)
    a_visit(karina(), 20, status=Status.PLANNED)
    assert figures() == {"Карина": (9, 2, Decimal(1500))}


def test_a_visit_cancelled_moved_to_another_card_and_removed():
    first, second = a_visit(karina(), 2), a_visit(karina(), 9)
    Appointment.objects.filter(pk=second.pk).update(patient=boris())
    assert figures() == {"Карина": (2, 1, Decimal(1000)), "Борис": (9, 1, Decimal(1000))}
    Appointment.objects.filter(pk=first.pk).update(status=Status.CANCELLED)
    assert figures() == {"Борис": (9, 1, Decimal(1000))}
    second.delete()
    assert figures() == {}
