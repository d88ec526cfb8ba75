"""Take and give back the time of doctors, rooms and devices: the only place that writes occupancy.

The order is always the same: lock the doctor's day, look, insert in sorted order. The exclusion constraint is the last
line. What it refuses is a room or a device that another doctor's booking took a moment ago: the command starts again
and finds another one.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q, QuerySet
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from psycopg.errors import DeadlockDetected, ExclusionViolation, SerializationFailure

from zabota.core.catalog.models import Service
from zabota.core.practice.models import Branch
from zabota.core.staff.models import Doctor
from zabota.lib.errors import Refused
from zabota.work.scheduling.models import Appointment, Block, Hold, Occupancy, Resource, ResourceType, Shift
from zabota.work.scheduling.models.occupancy import OVER_SCHEDULE_LANE

P, T = ParamSpec("P"), TypeVar("T")

ATTEMPTS = 4
ONE_BOOKING_AT_A_TIME = "scheduling_no_double_booking"
ACTIVE = (Occupancy.State.HELD, Occupancy.State.TAKEN)
Kind = Occupancy.Kind
#: Sets the clinic's locks of days apart from other advisory locks.
LOCKS_OF_DAYS = 0x5AB0 << 48


class TimeIsTaken(Refused):
    """Somebody else has this time, or no room or device is left for it."""


class OutsideSchedule(Refused):
    """The doctor does not receive then."""


@dataclass(frozen=True)
class Wanted:
    """A visit's place in time. `starts_at` is exact; `minutes` is the visit itself, without the service's buffers."""

    doctor: Doctor
    branch: Branch
    starts_at: datetime
    minutes: int
    service: Service | None = None
    kind: str = ""
    is_over_schedule: bool = False

    @property
    def during(self) -> DateTimeTZRange:
        """With the time to prepare and to clean up."""
        before = self.service.minutes_before if self.service else 0
        after = self.service.minutes_after if self.service else 0
        starts = self.starts_at - timedelta(minutes=before)
        return DateTimeTZRange(starts, self.starts_at + timedelta(minutes=self.minutes + after))

    @property
    def wall(self) -> datetime:
        return self.starts_at.astimezone(self.branch.zone)

    @property
    def day(self) -> tuple[int, date]:
        return self.doctor.pk, self.wall.date()


def retried(command: Callable[P, T]) -> Callable[P, T]:
    """Run a command in a transaction, and again when it lost a race for a room or met a deadlock (40P01, 40001, 23P01)."""

    @wraps(command)
    def attempt(*args: P.args, **kwargs: P.kwargs) -> T:
        for _attempt in range(ATTEMPTS - 1):
            try:
                with transaction.atomic():
                    return command(*args, **kwargs)
            except (IntegrityError, OperationalError) as error:
                if not _lost_a_race(error):
                    raise
        try:
            with transaction.atomic():
                return command(*args, **kwargs)
        except IntegrityError as error:
            if not _lost_a_race(error):
                raise
            raise TimeIsTaken(_("This time has just been taken. Choose another one."), field="at") from None

    return attempt


def _lost_a_race(error: Exception) -> bool:
    cause = error.__cause__
    if isinstance(cause, ExclusionViolation):
        return ONE_BOOKING_AT_A_TIME in str(cause)
    return isinstance(cause, DeadlockDetected | SerializationFailure)


def lock_days(days: Iterable[tuple[int, date]]) -> None:
    """Wait for whoever writes into these days of doctors. In sorted order, so that nobody waits in a circle."""
    numbers = sorted({LOCKS_OF_DAYS | (doctor_id << 24) | day.toordinal() for doctor_id, day in days})
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(number) FROM unnest(%s::bigint[]) AS number", [numbers])


def takings(wanted: Wanted) -> list[Occupancy]:
    """What the visit would take, looked at under the day's lock: the doctor, and free places of what the service needs.

    Raises OutsideSchedule, TimeIsTaken.
    """
    shift = _shift_of(wanted)
    if shift is None and not wanted.is_over_schedule:
        raise OutsideSchedule(_outside_in_words(wanted), field="at")
    choices = _choices(wanted, shift)
    busy = _busy_lanes(wanted, choices)
    rows = [_taking(wanted, Kind.DOCTOR, wanted.doctor.pk, _doctors_lane(wanted, busy))]
    for kind, places in choices:
        rows.append(_first_free(wanted, kind, places, busy))
    return sorted(rows, key=lambda row: (row.resource, row.resource_id, row.lane))


def doctors_time(wanted: Wanted) -> Occupancy:
    """The doctor's time alone, where a clinic keeps no schedule here. Raises TimeIsTaken."""
    return _taking(wanted, Kind.DOCTOR, wanted.doctor.pk, _doctors_lane(wanted, _busy_lanes(wanted, [])))


def occupy(
    rows: Sequence[Occupancy],
    *,
    appointment: Appointment | None = None,
    hold: Hold | None = None,
    held_until: datetime | None = None,
) -> None:
    for row in rows:
        row.appointment, row.hold, row.held_until = appointment, hold, held_until
        row.state = Occupancy.State.HELD if held_until else Occupancy.State.TAKEN
    Occupancy.objects.bulk_create(rows)


def release(rows: QuerySet[Occupancy]) -> int:
    """Give time back; returns how many resources became free."""
    return rows.filter(state__in=ACTIVE).update(state=Occupancy.State.RELEASED, held_until=None)


def block_time(
    *, block: Block, resource: Occupancy.Kind, resource_id: int, lanes: Iterable[int], during: DateTimeTZRange
) -> None:
    """Close time to booking, in every lane of the resource. Raises TimeIsTaken when visits stand there."""
    rows = [
        Occupancy(block=block, resource=resource, resource_id=resource_id, lane=lane, during=during) for lane in lanes
    ]
    try:
        with transaction.atomic():
            Occupancy.objects.bulk_create(rows)
    except IntegrityError as error:
        if not _lost_a_race(error):
            raise
        raise TimeIsTaken(_("There are visits in this time: move them first."), field="at") from None


def _shift_of(wanted: Wanted) -> Shift | None:
    shifts = Shift.objects.filter(
        doctor=wanted.doctor, branch=wanted.branch, is_cancelled=False, during__contains=wanted.during
    )
    return next((shift for shift in shifts if not shift.kinds or wanted.kind in shift.kinds), None)


def _choices(wanted: Wanted, shift: Shift | None) -> list[tuple[str, list[Resource]]]:
    """For each thing that the visit needs besides the doctor, the places that would do; the shift's own room first."""
    types = list(ResourceType.objects.filter(needed_by__service=wanted.service)) if wanted.service else []
    places: dict[int, list[Resource]] = defaultdict(list)
    own = shift.room_id if shift else None
    wants_room = any(each.kind == ResourceType.Kind.ROOM for each in types)
    alone = Q(pk=own) if own and not wants_room else Q(pk=None)
    usable = Resource.objects.filter(Q(type__in=types, branch=wanted.branch, is_active=True) | alone)
    for place in sorted(usable, key=lambda place: (place.pk != own, place.pk)):
        places[place.type_id].append(place)
    choices = [(each.kind, places[each.pk]) for each in types]
    if own and not wants_room:
        choices.append((Kind.ROOM, [place for rooms in places.values() for place in rooms if place.pk == own]))
    return choices


def _busy_lanes(wanted: Wanted, choices: list[tuple[str, list[Resource]]]) -> dict[tuple[str, int], set[int]]:
    """(resource, id) -> lanes that somebody has in the visit's time. A hold past its deadline is nobody's."""
    asked = Q(resource=Kind.DOCTOR, resource_id=wanted.doctor.pk)
    for kind, places in choices:
        asked |= Q(resource=kind, resource_id__in=[place.pk for place in places])
    rows = Occupancy.objects.filter(asked, state__in=ACTIVE, during__overlap=wanted.during)
    busy: dict[tuple[str, int], set[int]] = defaultdict(set)
    for row in rows:
        busy[row.resource, row.resource_id].add(row.lane)
    return busy


def _doctors_lane(wanted: Wanted, busy: dict[tuple[str, int], set[int]]) -> int:
    lanes = busy[Kind.DOCTOR, wanted.doctor.pk]
    if not wanted.is_over_schedule:
        if 0 in lanes:
            raise TimeIsTaken(_taken_in_words(wanted), field="at")
        return 0
    return next(lane for lane in range(OVER_SCHEDULE_LANE, OVER_SCHEDULE_LANE + len(lanes) + 1) if lane not in lanes)


def _first_free(
    wanted: Wanted, kind: str, places: Collection[Resource], busy: dict[tuple[str, int], set[int]]
) -> Occupancy:
    for place in places:
        for lane in range(place.capacity):
            if lane not in busy[kind, place.pk]:
                busy[kind, place.pk].add(lane)
                return _taking(wanted, kind, place.pk, lane)
    words = _("No device is free at this time.") if kind == Kind.DEVICE else _("No room is free at this time.")
    raise TimeIsTaken(words, field="at")


def _taking(wanted: Wanted, kind: str, resource_id: int, lane: int) -> Occupancy:
    return Occupancy(resource=kind, resource_id=resource_id, lane=lane, during=wanted.during)


def _taken_in_words(wanted: Wanted) -> str:
    return _("%(doctor)s already has a patient on %(day)s at %(time)s. Choose another time.") % _in_words(wanted)


def _outside_in_words(wanted: Wanted) -> str:
    return _("%(doctor)s does not receive on %(day)s at %(time)s.") % _in_words(wanted)


def _in_words(wanted: Wanted) -> dict[str, str]:
    wall = wanted.wall
    return {"doctor": wanted.doctor.short_name, "day": date_format(wall, "j E"), "time": time_format(wall, "H:i")}
