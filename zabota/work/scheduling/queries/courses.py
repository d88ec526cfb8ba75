"""Courses: when the sessions may stand, and what of a course is still ahead."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from zabota.core.catalog.models import Service
from zabota.core.patients.models import Patient
from zabota.core.patients.queries import age_of
from zabota.work.scheduling.models import AHEAD, INSIDE, Appointment, Status
from zabota.work.scheduling.queries.slots import MANY, FreeSlot, Wish, free_slots, varied
from zabota.work.scheduling.queries.visit import NearTime, told

#: How many times are offered for a session, and how far from its day they are looked for.
OFFERED, DAYS_AROUND = 6, 3
#: A course without a session for so long is not gone on with; of those that are, so many are thought of for one time.
GIVEN_UP_AFTER, OFFERED_TO = timedelta(days=180), 20


@dataclass(frozen=True)
class SessionPlan:
    """A session of a course: the day on which it is due and times to choose from, the best first; none where nobody is free."""

    number: int
    due_on: date
    times: list[NearTime]


def course_plan(
    service: Service, first: NearTime, patient: Patient, *, kind: str = "", is_accepted: bool = False
) -> list[SessionPlan]:
    """The sessions of a course that begins at a time: the same doctor, weekday and hour where they are free, else
    near; another doctor only where this one has nothing near. `is_accepted`: this one receives the patient all the same,
    whatever his age and sex."""
    wish = Wish(service, branch_ids=[first.branch.pk], kind=kind, age=age_of(patient), sex=patient.sex)
    own = replace(wish, doctor_ids=[first.doctor.pk])
    own = replace(own, age=None, sex="") if is_accepted else own
    plans = [SessionPlan(1, first.wall.date(), [first])]
    while len(plans) < service.sessions:
        plans.append(_next_session(first, plans, own, wish))
    return plans


def rest_of_course(first: Appointment) -> QuerySet[Appointment]:
    """A visit and what of its course is ahead after it."""
    if first.chain is None or first.session is None:
        return Appointment.objects.filter(pk=first.pk, status__in=AHEAD)
    course = Appointment.objects.filter(chain=first.chain, session__gte=first.session, status__in=AHEAD)
    return course.order_by("session", "pk")


def unfinished_courses(
    service: Service, *, by: date, patient: Patient | None = None, booked_as: Appointment | None = None
) -> list[Appointment]:
    """The last session that took place of each course of a service that has more of them, where the next one is due by a
    day and nothing of the service is booked, but for `booked_as`; the longest overdue first."""
    lasting = (*AHEAD, *INSIDE, Status.COMPLETED)
    later = Appointment.objects.filter(chain=OuterRef("chain"), session__gt=OuterRef("session"), status__in=lasting)
    ahead = Appointment.objects.filter(patient=OuterRef("patient"), service=service, status__in=(*AHEAD, *INSIDE))
    ahead = ahead.exclude(pk=booked_as.pk) if booked_as else ahead
    last_ones = Appointment.objects.filter(
        ~Exists(later), ~Exists(ahead), service=service, chain__isnull=False, session__lt=F("sessions"),
        status=Status.COMPLETED, starts_at__gt=timezone.now() - GIVEN_UP_AFTER,
        wall_start__lt=f"{by - timedelta(days=service.interval_days - DAYS_AROUND - 1)}",
    )  # fmt: skip
    if patient is not None:
        last_ones = last_ones.filter(patient=patient)
    return list(last_ones.select_related("patient").order_by("starts_at", "pk")[:OFFERED_TO])


def _next_session(first: NearTime, plans: list[SessionPlan], own: Wish, of_any: Wish) -> SessionPlan:
    number, service = len(plans) + 1, own.service
    due_on = first.wall.date() + timedelta(days=service.interval_days * (number - 1))
    taken = max(plan.times[0].wall.date() for plan in plans if plan.times)
    around = min(DAYS_AROUND, (service.interval_days - 1) // 2)
    since = max(due_on - timedelta(days=around), taken + timedelta(days=1))
    until = due_on + timedelta(days=DAYS_AROUND)
    near: list[FreeSlot] = []
    for wish in (own, of_any):
        near = near or free_slots(replace(wish, since=since, until=until), limit=MANY).nearest
    found = sorted(near, key=lambda slot: _distance(slot, first, due_on))
    return SessionPlan(number, due_on, told(varied(found, of_one_day=OFFERED // 2, limit=OFFERED)))


def _distance(slot: FreeSlot, first: NearTime, due_on: date) -> tuple[int, float]:
    """In days from the day that it is due, then in minutes from the hour of the first session."""
    wall = slot.starts_at.astimezone(first.branch.zone)
    minutes = abs((wall.hour - first.wall.hour) * 60 + wall.minute - first.wall.minute)
    return abs((wall.date() - due_on).days), minutes
