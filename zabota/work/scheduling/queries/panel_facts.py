"""What the desk should offer a patient of itself: a course that stopped half way, and what doctors asked for."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from zabota.core.catalog.models import Service
from zabota.work.scheduling.models import AHEAD, INSIDE, Appointment, NextStep, Status

#: A course that nobody has come to for so long has stopped for good.
COURSE_LIVES = timedelta(days=180)
SHOWN = 3
STANDS = (*AHEAD, *INSIDE, Status.COMPLETED)


@dataclass(frozen=True)
class OpenCourse:
    """A course of which so many sessions stand, done or booked; the next one is nobody's yet."""

    service: Service
    session: int
    sessions: int


def open_courses(card_ids: Collection[int]) -> list[OpenCourse]:
    """Courses that were begun and are not booked to their end, the latest first."""
    recent = Appointment.objects.filter(
        patient__in=card_ids, sessions__isnull=False, service__isnull=False, starts_at__gt=timezone.now() - COURSE_LIVES
    )
    begun: dict[object, list[Appointment]] = {}
    for visit in recent.exclude(status=Status.MOVED).select_related("service").order_by("-starts_at"):
        begun.setdefault(visit.chain, []).append(visit)
    courses = (_course(visits) for visits in begun.values())
    return [each for each in courses if each and 0 < each.session < each.sessions][:SHOWN]


def _course(visits: Iterable[Appointment]) -> OpenCourse | None:
    standing = [each for each in visits if each.status in STANDS]
    if not standing or standing[0].service is None:
        return None
    return OpenCourse(standing[0].service, len(standing), standing[0].sessions or 0)


def recommended_steps(card_ids: Collection[int]) -> list[NextStep]:
    """What doctors asked for after visits and nobody has booked, the latest asked first."""
    waiting = NextStep.objects.filter(Q(booked=None), appointment__patient__in=card_ids, service__is_active=True)
    steps = waiting.select_related("service", "doctor", "appointment").order_by("-asked_at", "-pk")
    return list(steps[:SHOWN])
