"""Visits that a change of hours leaves outside of them go to the shelf, each to be offered another time: nobody is lost."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import groupby

from django.utils import timezone

from zabota.base.events.commands import record
from zabota.core.staff.models import Doctor
from zabota.lib.actors import Actor
from zabota.work.scheduling.commands.occupying import lock_days
from zabota.work.scheduling.events import VisitShelved
from zabota.work.scheduling.models import AHEAD, Absence, AbsenceCause, Appointment, Holiday, ShelvedVisit, Shift


@contextmanager
def shelving(
    *, doctors: Collection[Doctor], cause: AbsenceCause, days: Iterable[date] = (), since: date | None = None,
    holiday: Holiday | None = None, by: Actor,
) -> Iterator[list[Absence]]:  # fmt: skip
    """What stood in a doctor's hours before the block and stands outside of them after it waits on the shelf. Looked at
    are the days, or all of them since one; within a transaction. The list is filled when the block ends, one for each
    doctor who has such visits."""
    lock_days({(each.doctor_id, each.on) for each in _shifts(doctors, days, since)})
    before = _shifts(doctors, days, since)
    stood = _standing(_visits(before), before)
    made: list[Absence] = []
    yield made
    stands = _standing(stood, _shifts(doctors, days, since))
    outside = sorted(set(stood) - set(stands), key=lambda each: (each.doctor_id, each.starts_at, each.pk))
    for doctor_id, visits in groupby(outside, key=lambda each: each.doctor_id):
        made.append(_shelved(doctor_id or 0, list(visits), cause, holiday, by))


def _shelved(
    doctor_id: int, visits: Sequence[Appointment], cause: AbsenceCause, holiday: Holiday | None, by: Actor
) -> Absence:
    absence = Absence.objects.create(
        doctor_id=doctor_id, since=min(each.starts_at for each in visits), until=max(each.ends_at for each in visits),
        cause=cause, holiday=holiday, created_by_id=by.user_id,
    )  # fmt: skip
    put_on_shelf(absence, visits, by)
    return absence


def put_on_shelf(absence: Absence, visits: Sequence[Appointment], by: Actor) -> None:
    ShelvedVisit.objects.bulk_create(ShelvedVisit(absence=absence, appointment=visit) for visit in visits)
    for visit in visits:
        record(VisitShelved(visit.patient_id, visit.branch_id, visit.pk), by=by)


def _shifts(doctors: Collection[Doctor], days: Iterable[date], since: date | None) -> list[Shift]:
    """Hours that hold now, of the days or since a day, and never of days that have passed."""
    shifts = Shift.objects.filter(doctor__in=doctors, is_cancelled=False, on__gte=timezone.localdate())
    return list(shifts.filter(on__gte=since) if since is not None else shifts.filter(on__in=list(days)))


def _visits(shifts: Sequence[Shift]) -> list[Appointment]:
    """Who is booked ahead in those days and was not put over the schedule."""
    if not shifts:
        return []
    visits = Appointment.objects.filter(
        doctor__in={each.doctor_id for each in shifts}, status__in=AHEAD, has_time=True, over_schedule_reason="",
        starts_at__gt=timezone.now(), starts_at__gte=min(each.during.lower for each in shifts),
        starts_at__lt=max(each.during.upper for each in shifts),
    )  # fmt: skip
    return list(visits.order_by("starts_at", "pk"))


def _standing(visits: Iterable[Appointment], shifts: Iterable[Shift]) -> list[Appointment]:
    """Those that lie from beginning to end within hours of their doctor in their branch."""
    hours: dict[tuple[int, int | None, date], list[Shift]] = defaultdict(list)
    for shift in shifts:
        hours[shift.doctor_id, shift.branch_id, shift.on].append(shift)
    return [each for each in visits if _stands(each, hours[each.doctor_id or 0, each.branch_id, each.wall_day])]


def _stands(visit: Appointment, hours: Sequence[Shift]) -> bool:
    last = visit.ends_at - timedelta(minutes=1)
    return all(any(_holds(each, moment) for each in hours) for moment in (visit.starts_at, last))


def _holds(shift: Shift, moment: datetime) -> bool:
    return bool(shift.during.lower <= moment < shift.during.upper)
