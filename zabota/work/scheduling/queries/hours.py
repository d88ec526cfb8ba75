"""When doctors receive: the usual week, and a week as it is laid out, as a timetable."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from zabota.base.accounts.access import Access, Reach
from zabota.base.ui.listing import Column, Filter, Listing
from zabota.core.practice.models import Branch
from zabota.core.practice.queries import the_practice
from zabota.core.staff.models import Doctor
from zabota.core.staff.queries import branches_within
from zabota.work.scheduling.models import Appointment, Holiday, Leave, Shift, WorkPattern
from zabota.work.scheduling.models.appointments import AHEAD
from zabota.work.scheduling.usual_hours import written_hours

QUARTER = 15
EARLIEST, LATEST = 8, 20


def doctors_within(reach: Reach) -> QuerySet[Doctor]:
    """Doctors who work now in the branches, with their rules."""
    doctors = Doctor.objects.filter(is_active=True).select_related("rules")
    return doctors if reach.is_network else doctors.filter(branches__in=reach.branch_ids).distinct()


def with_usual_week(doctors: QuerySet[Doctor]) -> QuerySet[Doctor]:
    """With their patterns of today on as `now_usual` and leave as `now_away`."""
    today = timezone.localdate()
    usual = WorkPattern.objects.filter(Q(valid_until=None) | Q(valid_until__gte=today))
    return doctors.prefetch_related(
        Prefetch("patterns", usual, to_attr="now_usual"),
        Prefetch("leaves", Leave.objects.filter(until__gte=today), to_attr="now_away"),
    )


HOURS_COLUMNS = (
    Column("doctor", _("Doctor"), ("surname", "given"), cell=lambda each: each.short_name),
    Column("speciality", _("Speciality"), ("speciality", "surname"), cell=lambda each: each.speciality),
    Column("branch", _("Branch"), is_optional=True, cell=lambda each: ", ".join(map(str, each.branches.all()))),
    Column("week", _("Usual week"), cell=lambda each: usual_week(each.now_usual)),
    Column(
        "leave", _("Leave"), cell=lambda each: "; ".join(f"{leave.since} – {leave.until}" for leave in each.now_away)
    ),
)


def hours_listing(request: HttpRequest, access: Access) -> Listing:
    reach = access.reach("scheduling.set_up")
    branches = [(str(each.public_id), each.name) for each in branches_within(reach)]
    named = Doctor.objects.exclude(speciality="").order_by("speciality").values_list("speciality", flat=True).distinct()
    specialities = [(name, name) for name in named]
    return Listing(
        request,
        with_usual_week(doctors_within(reach)).prefetch_related("branches"),
        key="scheduling.hours",
        columns=HOURS_COLUMNS,
        filters=[
            Filter("branch", _("Branch"), branches, lambda rows, value: rows.filter(branches__public_id=value)),
            Filter("speciality", _("Speciality"), specialities, lambda rows, value: rows.filter(speciality=value)),
        ],
        sorted_by="speciality",
        per_page=100,
    )  # fmt: skip


def usual_week(patterns: Sequence[WorkPattern]) -> str:
    """`пн–чт 8:00–14:00; сб 9:00–15:00`: days of the same hours together."""
    by_day: dict[int, list[WorkPattern]] = defaultdict(list)
    for pattern in patterns:
        by_day[pattern.weekday].append(pattern)
    days_by_hours: dict[str, list[int]] = defaultdict(list)
    for weekday in sorted(by_day):
        days_by_hours[written_hours(by_day[weekday])].append(weekday)
    return "; ".join(f"{_days_in_words(days)} {hours}" for hours, days in days_by_hours.items())


def coming_days_off(reach: Reach) -> list[Holiday]:
    """Days off ahead that hold in the branches, each with `may_remove`."""
    days = _days_off().filter(on__gte=timezone.localdate(), country__in=["", the_practice().country])
    found = list(days if reach.is_network else days.filter(Q(branch=None) | Q(branch__in=reach.branch_ids)))
    for each in found:
        each.may_remove = reach.covers(each.branch_id)
    return found


def day_off_for(reach: Reach, public_id: UUID) -> Holiday:
    """A day off that the person may remove. Raises Http404 alike for missing ones."""
    day: Holiday | None = _days_off().filter(public_id=public_id).first()
    if day is None or not reach.covers(day.branch_id):
        raise Http404
    return day


def _days_off() -> QuerySet[Any]:
    return Holiday.objects.select_related("branch")


def _days_in_words(weekdays: list[int]) -> str:
    runs: list[list[int]] = []
    for weekday in weekdays:
        if runs and runs[-1][-1] == weekday - 1:
            runs[-1].append(weekday)
        else:
            runs.append([weekday])
    return ", ".join(
        "–".join(_weekday(each) for each in ([days[0]] if len(days) == 1 else [days[0], days[-1]])) for days in runs
    )


def _weekday(number: int) -> str:
    monday = date(2024, 1, 1)
    return date_format(monday + timedelta(days=number), "D").lower()


class Segment(NamedTuple):
    """So many quarters of an hour of a day: with a shift, or empty."""

    quarters: int
    shift: Shift | None


@dataclass(frozen=True)
class DayLine:
    """A day of the timetable. `why_free` names the leave or holiday for which no hours are laid out."""

    on: date
    segments: list[Segment]
    why_free: str
    booked: int


@dataclass(frozen=True)
class WeekTable:
    """Seven days of a doctor from `first` on. `hours` are the heads of columns, each of four quarters."""

    first: date
    hours: range
    days: list[DayLine]

    @property
    def branch(self) -> Branch | None:
        """Where the doctor receives first in this week."""
        shifts = (each.shift for day in self.days for each in day.segments if each.shift)
        return next((shift.branch for shift in shifts), None)

    @property
    def before(self) -> date:
        return self.first - timedelta(days=7)

    @property
    def after(self) -> date:
        return self.first + timedelta(days=7)


def week_of(doctor: Doctor, since: date, leaves: Iterable[Leave]) -> WeekTable:
    """Seven days as they stand: usual hours, hours of single days, cancelled ones left out."""
    until = since + timedelta(days=6)
    shifts = list(
        Shift.objects.filter(doctor=doctor, on__range=(since, until), is_cancelled=False)
        .select_related("branch", "room")
        .order_by("on", "starts")
    )
    first = min([EARLIEST, *(shift.starts.hour for shift in shifts)])
    last = max([LATEST, *(shift.ends.hour + bool(shift.ends.minute) for shift in shifts)])
    free, booked = _free_days(leaves, since, until), _booked(doctor, since, until)
    days = [since + timedelta(days=number) for number in range(7)]
    return WeekTable(
        since,
        range(first, last),
        [
            DayLine(day, list(_segments([each for each in shifts if each.on == day], first, last)), free.get(day, ""), booked.get(day, 0))
            for day in days
        ],
    )  # fmt: skip


def _segments(shifts: Iterable[Shift], first: int, last: int) -> Iterable[Segment]:
    at = first * 60
    for shift in shifts:
        starts, ends = _quarter(shift.starts), max(_quarter(shift.ends), _quarter(shift.starts) + QUARTER)
        if starts > at:
            yield Segment((starts - at) // QUARTER, None)
        yield Segment((ends - max(starts, at)) // QUARTER, shift)
        at = ends
    if at < last * 60:
        yield Segment((last * 60 - at) // QUARTER, None)


def _quarter(at: time) -> int:
    return (at.hour * 60 + at.minute) // QUARTER * QUARTER


def _free_days(leaves: Iterable[Leave], since: date, until: date) -> dict[date, str]:
    holidays = Holiday.objects.filter(
        Q(country__in=["", the_practice().country]), branch=None, on__range=(since, until)
    )
    free = {holiday.on: holiday.name for holiday in holidays}
    for leave in leaves:
        days = (since + timedelta(days=number) for number in range((until - since).days + 1))
        free |= {day: leave.get_reason_display() for day in days if leave.since <= day <= leave.until}
    return free


def _booked(doctor: Doctor, since: date, until: date) -> dict[date, int]:
    """How many visits stand on each day."""
    walls = Appointment.objects.filter(
        doctor=doctor, status__in=AHEAD, wall_start__gte=str(since), wall_start__lt=str(until + timedelta(days=1))
    ).values_list("wall_start", flat=True)
    counts: dict[date, int] = defaultdict(int)
    for wall in walls:
        counts[date.fromisoformat(wall[:10])] += 1
    return counts
