"""Doctors' hours: usual patterns, the shifts that they become, and what changes them on a day."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.base.events.commands import record, record_many
from zabota.base.postgres.copying import copy_objects
from zabota.core.practice.models import Branch
from zabota.core.practice.queries import the_practice
from zabota.core.staff.models import Doctor
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused
from zabota.work.scheduling.commands.shelving import shelving
from zabota.work.scheduling.events import ScheduleChanged
from zabota.work.scheduling.models import Absence, AbsenceCause, Holiday, Leave, Resource, Shift, Weeks, WorkPattern

#: How far ahead patterns are laid out as shifts.
AHEAD_DAYS = 183


class ShiftsOverlap(Refused):
    """A doctor is in one place at a time."""


@transaction.atomic
def add_pattern(
    *,
    doctor: Doctor,
    branch: Branch,
    weekday: int,
    starts: time,
    ends: time,
    valid_from: date,
    valid_until: date | None = None,
    weeks: str = "every",
    room: Resource | None = None,
    kinds: Iterable[str] = (),
    by: Actor,
) -> WorkPattern:
    """The doctor's usual hours on a weekday (0 = Monday), laid out as shifts at once. Raises ShiftsOverlap."""
    pattern = WorkPattern.objects.create(
        doctor=doctor, branch=branch, room=room, weekday=weekday, weeks=weeks, starts=starts, ends=ends,
        kinds=list(kinds), valid_from=valid_from, valid_until=valid_until,
    )  # fmt: skip
    lay_out(doctors=[doctor], by=by)
    record(ScheduleChanged(branch.pk, doctor.pk), by=by)
    return pattern


@dataclass(frozen=True, slots=True)
class UsualHours:
    """A line of a doctor's usual week, 0 = Monday."""

    branch: Branch
    weekday: int
    starts: time
    ends: time
    room: Resource | None = None
    kinds: tuple[str, ...] = ()
    weeks: str = Weeks.EVERY


class LaidOut(NamedTuple):
    """How many shifts new weeks became, and what they left outside of hours, for each doctor with such visits."""

    shifts: int
    left_outside: list[Absence]


def set_week(*, doctor: Doctor, hours: Iterable[UsualHours], since: date, by: Actor) -> LaidOut:
    """The doctor's usual week from a day on, instead of what was usual before.

    Days changed by hand stay as the hand left them; visits that stood in the old hours and not in the new ones go to the
    shelf. Raises ShiftsOverlap.
    """
    return set_weeks(hours={doctor: hours}, since=since, by=by)


@transaction.atomic
def set_weeks(*, hours: Mapping[Doctor, Iterable[UsualHours]], since: date, by: Actor) -> LaidOut:
    """`set_week` for several doctors, their shifts laid out at one stroke."""
    lines = [(doctor, line) for doctor, week in hours.items() for line in week]
    if any(line.ends <= line.starts for _doctor, line in lines):
        raise Refused(_("The doctor's hours end before they begin."), field="ends")
    with shelving(doctors=list(hours), cause=AbsenceCause.HOURS, since=since, by=by) as left_outside:
        _end_patterns(list(hours), since)
        WorkPattern.objects.bulk_create(
            WorkPattern(
                doctor=doctor, branch=line.branch, room=line.room, weekday=line.weekday, weeks=line.weeks,
                starts=line.starts, ends=line.ends, kinds=list(line.kinds), valid_from=since,
            )
            for doctor, line in lines
        )  # fmt: skip
        made = lay_out(doctors=list(hours), by=by)
    record_many((ScheduleChanged(None, doctor.pk) for doctor in hours), by=by)
    return LaidOut(made, left_outside)


def _end_patterns(doctors: Sequence[Doctor], since: date) -> None:
    """What is usual ends the day before; what would have begun later never does."""
    patterns = WorkPattern.objects.filter(Q(valid_until=None) | Q(valid_until__gte=since), doctor__in=doctors)
    Shift.objects.filter(pattern__in=patterns, on__gte=since, is_changed=False).delete()
    patterns.filter(valid_from__gte=since).delete()
    patterns.update(valid_until=since - timedelta(days=1))


@transaction.atomic
def end_pattern(*, pattern: WorkPattern, last_on: date, by: Actor) -> None:
    """The hours hold up to and including `last_on`; later shifts of the pattern that nobody changed go away, and visits in
    them to the shelf."""
    with shelving(doctors=[pattern.doctor], cause=AbsenceCause.HOURS, since=last_on + timedelta(days=1), by=by):
        WorkPattern.objects.filter(pk=pattern.pk).update(valid_until=last_on)
        Shift.objects.filter(pattern=pattern, on__gt=last_on, is_changed=False).delete()
    record(ScheduleChanged(pattern.branch_id, pattern.doctor_id), by=by)


@transaction.atomic
def lay_out(*, doctors: Iterable[Doctor] | None = None, days: int = AHEAD_DAYS, by: Actor) -> int:
    """Turn patterns into the shifts that are missing from today on; returns how many were made. Safe to repeat.

    Hours that a hand has entered, changed or cancelled stay as the hand left them, and no usual hours are laid over them;
    holidays get none. Raises ShiftsOverlap where two patterns contradict each other.
    """
    today = timezone.localdate()
    until = today + timedelta(days=days)
    patterns = WorkPattern.objects.select_related("branch").filter(
        Q(valid_until=None) | Q(valid_until__gte=today), valid_from__lte=until, doctor__is_active=True
    )
    if doctors is not None:
        patterns = patterns.filter(doctor__in=doctors)
    known = set(Shift.objects.filter(pattern__in=patterns, on__gte=today).values_list("pattern_id", "on"))
    free_days = _holidays(today, until)
    on_leave = _days_of_leave(today, until)
    by_hand = _hours_by_hand(today)
    made = [
        _shift_of(pattern, day)
        for pattern in patterns
        for day in _days_of(pattern, today, until)
        if (pattern.pk, day) not in known
        and (day, pattern.branch_id) not in free_days
        and (day, None) not in free_days
        and (pattern.doctor_id, day) not in on_leave
        and not _overlaps(pattern, by_hand[pattern.doctor_id, day])
    ]
    with one_at_a_time():
        copy_objects(made)
    return len(made)


@transaction.atomic
def add_shift(
    *,
    doctor: Doctor,
    branch: Branch,
    on: date,
    starts: time,
    ends: time,
    room: Resource | None = None,
    kinds: Iterable[str] = (),
    instead_of: Doctor | None = None,
    by: Actor,
) -> Shift:
    """Hours of one day, beside the usual ones. Raises ShiftsOverlap."""
    shift = Shift(
        doctor=doctor, branch=branch, room=room, on=on, starts=starts, ends=ends, kinds=list(kinds),
        during=during(branch, on, starts, ends), is_changed=True, instead_of=instead_of,
    )  # fmt: skip
    _save(shift)
    record(ScheduleChanged(branch.pk, doctor.pk), by=by)
    return shift


@transaction.atomic
def change_shift(
    *, shift: Shift, starts: time, ends: time, room: Resource | None, kinds: Iterable[str], by: Actor
) -> Absence | None:
    """Other hours or another room on this day only; visits left outside go to the shelf, None where there were none.
    Raises ShiftsOverlap."""
    with shelving(doctors=[shift.doctor], cause=AbsenceCause.HOURS, days=[shift.on], by=by) as waiting:
        shift.starts, shift.ends, shift.room, shift.kinds = starts, ends, room, list(kinds)
        shift.during, shift.is_changed = during(shift.branch, shift.on, starts, ends), True
        _save(shift)
    record(ScheduleChanged(shift.branch_id, shift.doctor_id), by=by)
    return waiting[0] if waiting else None


@transaction.atomic
def cancel_shift(*, shift: Shift, by: Actor) -> Absence | None:
    """The doctor does not receive in these hours. Visits in them go to the shelf, to be offered another time; None where
    there were none."""
    with shelving(doctors=[shift.doctor], cause=AbsenceCause.HOURS, days=[shift.on], by=by) as waiting:
        Shift.objects.filter(pk=shift.pk).update(is_cancelled=True, is_changed=True)
    absence = waiting[0] if waiting else None
    Shift.objects.filter(pk=shift.pk).update(absence=absence)
    record(ScheduleChanged(shift.branch_id, shift.doctor_id), by=by)
    return absence


@transaction.atomic
def restore_shift(*, shift: Shift, by: Actor) -> None:
    """Undo `cancel_shift`: the doctor receives in these hours, and who still waits keeps his time. Raises ShiftsOverlap,
    Refused where he is away then."""
    current = Shift.objects.select_for_update(of=("self",)).select_related("absence", "pattern").get(pk=shift.pk)
    if not current.is_cancelled:
        return
    absence = current.absence
    is_away = absence is not None and absence.cause == AbsenceCause.AWAY
    if is_away or Leave.objects.filter(doctor=current.doctor_id, since__lte=current.on, until__gte=current.on).exists():
        raise Refused(_("The doctor is away on this day."))
    if absence is not None:
        Absence.objects.filter(pk=absence.pk, taken_back_at=None).update(taken_back_at=timezone.now())
    current.is_cancelled, current.absence, current.is_changed = False, None, not _is_as_usual(current)
    with one_at_a_time():
        current.save(update_fields=["is_cancelled", "absence", "is_changed"])
    record(ScheduleChanged(current.branch_id, current.doctor_id), by=by)


def _is_as_usual(shift: Shift) -> bool:
    """As its pattern would lay it out."""
    usual, own = shift.pattern, ("starts", "ends", "room_id", "kinds", "branch_id")
    return usual is not None and all(getattr(shift, name) == getattr(usual, name) for name in own)


def during(branch: Branch, on: date, starts: time, ends: time) -> DateTimeTZRange:
    return DateTimeTZRange(datetime.combine(on, starts, branch.zone), datetime.combine(on, ends, branch.zone))


def _save(shift: Shift) -> None:
    if shift.ends <= shift.starts:
        raise Refused(_("The doctor's hours end before they begin."), field="ends")
    with one_at_a_time():
        shift.save()


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """What the constraint refuses within the block is told as ShiftsOverlap, and nothing of the block stays."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "scheduling_one_shift_at_a_time" not in str(error):
            raise
        raise ShiftsOverlap(_("The doctor already receives in these hours."), field="starts") from None


def _days_of(pattern: WorkPattern, since: date, until: date) -> Iterable[date]:
    first = max(since, pattern.valid_from)
    last = min(until, pattern.valid_until or until)
    day = first + timedelta(days=(pattern.weekday - first.weekday()) % 7)
    while day <= last:
        if pattern.holds_on_week(day.isocalendar().week):
            yield day
        day += timedelta(days=7)


def _shift_of(pattern: WorkPattern, day: date) -> Shift:
    return Shift(
        doctor_id=pattern.doctor_id, branch_id=pattern.branch_id, room_id=pattern.room_id, on=day,
        starts=pattern.starts, ends=pattern.ends, kinds=pattern.kinds, pattern=pattern,
        during=during(pattern.branch, day, pattern.starts, pattern.ends),
    )  # fmt: skip


def _holidays(since: date, until: date) -> set[tuple[date, int | None]]:
    """Days without shifts, with the branch that they concern or None for all."""
    days = Holiday.objects.filter(Q(country__in=["", the_practice().country]), on__gte=since, on__lte=until)
    return set(days.values_list("on", "branch_id"))


def _hours_by_hand(since: date) -> dict[tuple[int, date], list[tuple[time, time]]]:
    """By doctor and day, the hours in which he receives because a hand said so."""
    hours: dict[tuple[int, date], list[tuple[time, time]]] = defaultdict(list)
    shifts = Shift.objects.filter(Q(pattern=None) | Q(is_changed=True), is_cancelled=False, on__gte=since)
    for doctor_id, day, starts, ends in shifts.values_list("doctor_id", "on", "starts", "ends"):
        hours[doctor_id, day].append((starts, ends))
    return hours


def _overlaps(pattern: WorkPattern, hours: Iterable[tuple[time, time]]) -> bool:
    return any(starts < pattern.ends and pattern.starts < ends for starts, ends in hours)


def _days_of_leave(since: date, until: date) -> set[tuple[int, date]]:
    """Doctor and day, of every day of leave between the two."""
    leaves = Leave.objects.filter(since__lte=until, until__gte=since)
    return {
        (leave.doctor_id, day)
        for leave in leaves
        for day in days_between(max(leave.since, since), min(leave.until, until))
    }


def days_between(first: date, last: date) -> Iterator[date]:
    """Every day from the first to the last, both included."""
    return (first + timedelta(days=number) for number in range((last - first).days + 1))
