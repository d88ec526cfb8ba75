"""A doctor who does not come: his hours are closed, and whoever was booked in them is offered another time from a shelf."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.base.events.commands import record
from zabota.core.staff.models import Doctor
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused
from zabota.work.scheduling.commands.life import cancel, take_back_step, wanted_by
from zabota.work.scheduling.commands.moving import move, move_back
from zabota.work.scheduling.commands.occupying import lock_days
from zabota.work.scheduling.commands.schedules import ShiftsOverlap, add_shift, days_between, one_at_a_time
from zabota.work.scheduling.commands.shelving import put_on_shelf
from zabota.work.scheduling.events import (
    AbsenceEntered,
    AbsenceTakenBack,
    ScheduleChanged,
    VisitLeftOnShelf,
    VisitShelved,
)
from zabota.work.scheduling.models import (
    AHEAD,
    Absence,
    AbsenceCause,
    Appointment,
    CancelledBy,
    Leave,
    ShelvedVisit,
    Shift,
    Status,
)
from zabota.work.scheduling.queries.shelf import waiting_of

#: No visit lasts longer, so whoever is with the doctor when the absence begins came at most so long before.
LONGEST_VISIT = timedelta(hours=12)
#: What many visits did together is undone together for as long as the word about it may be looked at.
UNDONE_WITHIN = timedelta(minutes=2)


@transaction.atomic
def enter_absence(*, doctor: Doctor, since: datetime, until: datetime, reason: str, by: Actor) -> Absence:
    """The doctor does not receive from one moment to another; his visits there go to the shelf. Raises Refused."""
    if until <= since:
        raise Refused(_("The absence ends before it begins."), field="until")
    if until <= timezone.now():
        raise Refused(_("This time has already passed."), field="until")
    lock_days((doctor.pk, day) for day in days_between(*_days(since, until)))
    absence = Absence.objects.create(doctor=doctor, since=since, until=until, reason=reason, created_by_id=by.user_id)
    for shift in _hours_in(absence):
        _take_away(shift, absence)
    shelve_visits(absence=absence, by=by)
    record(AbsenceEntered(doctor.pk, absence.pk), by=by)
    return absence


def shelve_leave(*, leave: Leave, since: datetime, until: datetime, by: Actor) -> Absence | None:
    """The same for a leave, whose hours are taken away already; None where nobody was booked."""
    absence = Absence(doctor=leave.doctor, since=since, until=until, reason=leave.reason, leave=leave)
    if not any(_visits_in(absence)):
        return None
    absence.created_by_id = by.user_id
    absence.save()
    shelve_visits(absence=absence, by=by)
    return absence


def shelve_visits(*, absence: Absence, by: Actor) -> int:
    """Put on the shelf whoever is booked in the absence; returns how many."""
    visits = list(_visits_in(absence))
    put_on_shelf(absence, visits, by)
    return len(visits)


@transaction.atomic
def take_back_absence(*, absence: Absence, by: Actor) -> None:
    """The doctor comes after all: his hours return, and who still waits keeps his time. Raises ShiftsOverlap, Refused."""
    absence = Absence.objects.select_for_update().get(pk=absence.pk)
    if absence.cause != AbsenceCause.AWAY:
        raise Refused(_("These hours were taken away by a change of hours or a day off: give them back there."))
    if absence.taken_back_at is not None:
        return
    absence.taken_back_at = timezone.now()
    absence.save(update_fields=["taken_back_at"])
    Shift.objects.filter(absence=absence, is_cancelled=False).delete()
    with one_at_a_time():
        Shift.objects.filter(absence=absence).update(is_cancelled=False, absence=None)
    record(AbsenceTakenBack(absence.doctor_id, absence.pk), by=by)


class Substituted(NamedTuple):
    """Whom the substitute took, at their new places, and how many stay on the shelf."""

    moved: list[Appointment]
    stayed: int


def substitute(*, absence: Absence, doctor: Doctor, takes_hours: bool = False, by: Actor) -> Substituted:
    """Give the substitute every waiting visit that he is free for, at its own time; the others stay on the shelf.

    Each visit moves by itself, so that one which does not fit hinders none. With `takes_hours` he receives in the absent
    doctor's hours and rooms wherever he has no hours of his own.
    """
    if takes_hours:
        _hand_over_hours(absence, doctor, by)
    moved, stayed = [], 0
    for row in waiting_of(absence):
        visit = _taken_over(row.appointment, doctor, by)
        if visit is None:
            stayed += 1
        else:
            moved.append(visit)
    return Substituted(moved, stayed)


def take_back_substitution(*, absence: Absence, doctor: Doctor, by: Actor) -> int:
    """Undo `substitute` of a moment ago: whom the doctor took waits again, and hours that he was given and nobody is
    booked in go away. Returns how many wait again."""
    just_moved = absence.shelved.filter(
        appointment__moved_to__doctor=doctor, appointment__moved_to__status__in=AHEAD,
        appointment__status_at__gt=timezone.now() - UNDONE_WITHIN,
    ).select_related("appointment__moved_to")  # fmt: skip
    back = [_move_back(row.appointment.moved_to, by) for row in just_moved]
    _take_hours_back(absence, doctor, by)
    return sum(back)


def _move_back(visit: Appointment | None, by: Actor) -> bool:
    try:
        return visit is not None and move_back(appointment=visit, by=by) is not None
    except Refused:
        return False


@transaction.atomic
def _take_hours_back(absence: Absence, doctor: Doctor, by: Actor) -> None:
    given = Shift.objects.filter(
        doctor=doctor, instead_of=absence.doctor, during__overlap=DateTimeTZRange(absence.since, absence.until)
    )
    for shift in given.select_for_update(of=("self",)):
        lock_days([(doctor.pk, shift.on)])
        stands = Appointment.objects.filter(doctor=doctor, status__in=AHEAD, starts_at__range=_bounds(shift))
        if not stands.exists():
            shift.delete()
            record(ScheduleChanged(shift.branch_id, doctor.pk), by=by)


def _bounds(shift: Shift) -> tuple[datetime, datetime]:
    return shift.during.lower, shift.during.upper


def _taken_over(visit: Appointment, doctor: Doctor, by: Actor) -> Appointment | None:
    try:
        to = replace(wanted_by(visit), doctor=doctor)
        return move(appointment=visit, to=to, over_schedule_reason=visit.over_schedule_reason, by=by)
    except Refused:
        return None


@transaction.atomic
def cancel_waiting(*, absence: Absence, reason: str, by: Actor) -> int:
    """The clinic cancels whatever still waits on the shelf of this absence; returns how many."""
    if not reason.strip():
        raise Refused(_("Say why the clinic cancels: patients ask."), field="reason")
    waiting = list(waiting_of(absence))
    for row in waiting:
        cancel(appointment=row.appointment, cancelled_by=CancelledBy.CLINIC, reason=reason, by=by)
    return len(waiting)


def take_back_cancelling(*, absence: Absence, by: Actor) -> int:
    """Undo `cancel_waiting` of a moment ago; returns how many wait again. Whose time was taken meanwhile stays off."""
    just_off = absence.shelved.filter(
        appointment__status=Status.CANCELLED, appointment__cancelled_by=CancelledBy.CLINIC,
        appointment__status_at__gt=timezone.now() - UNDONE_WITHIN,
    ).select_related("appointment")  # fmt: skip
    return sum(_stands_again(row.appointment, by) for row in just_off)


def _stands_again(visit: Appointment, by: Actor) -> bool:
    try:
        take_back_step(appointment=visit, by=by)
    except Refused:
        return False
    return True


@transaction.atomic
def leave_on_shelf(*, row: ShelvedVisit, by: Actor) -> None:
    """The visit stays at its time: somebody arranged it otherwise."""
    ShelvedVisit.objects.filter(pk=row.pk).update(left_at=timezone.now())
    visit = row.appointment
    record(VisitLeftOnShelf(visit.patient_id, visit.branch_id, visit.pk), by=by)


@transaction.atomic
def put_back_on_shelf(*, row: ShelvedVisit, by: Actor) -> None:
    """The undo of leaving it."""
    ShelvedVisit.objects.filter(pk=row.pk).update(left_at=None)
    visit = row.appointment
    record(VisitShelved(visit.patient_id, visit.branch_id, visit.pk), by=by)


def _days(since: datetime, until: datetime) -> tuple[date, date]:
    """Every day that the absence touches in any zone of a branch."""
    return (since - timedelta(days=1)).date(), (until + timedelta(days=1)).date()


def _visits_in(absence: Absence) -> Iterator[Appointment]:
    visits = Appointment.objects.filter(
        doctor=absence.doctor,
        status__in=AHEAD,
        starts_at__gt=absence.since - LONGEST_VISIT,
        starts_at__lt=absence.until,
    )
    return (visit for visit in visits.order_by("starts_at", "pk") if visit.ends_at > absence.since)


def _hours_in(absence: Absence) -> list[Shift]:
    shifts = Shift.objects.select_for_update(of=("self",)).select_related("branch")
    return list(
        shifts.filter(
            doctor=absence.doctor, is_cancelled=False, during__overlap=DateTimeTZRange(absence.since, absence.until)
        )
    )


def _take_away(shift: Shift, absence: Absence) -> None:
    """Close the hours; what lies before and after the absence stays open."""
    shift.is_cancelled, shift.is_changed, shift.absence = True, True, absence
    shift.save(update_fields=["is_cancelled", "is_changed", "absence"])
    starts_at, ends_at = shift.during.lower, shift.during.upper
    for begins, ends in ((starts_at, min(absence.since, ends_at)), (max(absence.until, starts_at), ends_at)):
        if begins < ends:
            _part_of(shift, begins, ends).save(force_insert=True)


def _part_of(shift: Shift, begins: datetime, ends: datetime) -> Shift:
    zone = shift.branch.zone
    return Shift(
        doctor_id=shift.doctor_id, branch=shift.branch, room_id=shift.room_id, on=shift.on, kinds=shift.kinds,
        starts=begins.astimezone(zone).time(), ends=ends.astimezone(zone).time(), during=DateTimeTZRange(begins, ends),
        is_changed=True, instead_of_id=shift.instead_of_id, absence=shift.absence,
    )  # fmt: skip


def _hand_over_hours(absence: Absence, doctor: Doctor, by: Actor) -> None:
    closed = Shift.objects.filter(absence=absence, is_cancelled=True).select_related("branch", "room")
    for shift in closed:
        zone = shift.branch.zone
        begins, ends = max(shift.during.lower, absence.since), min(shift.during.upper, absence.until)
        try:
            add_shift(
                doctor=doctor, branch=shift.branch, on=shift.on, starts=begins.astimezone(zone).time(),
                ends=ends.astimezone(zone).time(), room=shift.room, kinds=shift.kinds, instead_of=absence.doctor, by=by,
            )  # fmt: skip
        except ShiftsOverlap:
            continue  # the substitute receives then himself
