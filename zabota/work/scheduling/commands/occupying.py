"""Take and give back the time of doctors, rooms and devices: the only place that writes occupancy.

The order is always the same: lock the doctor's day, look, insert in sorted order. The exclusion constraint is the last
line. What it refuses is a room or a device that another doctor's booking took a moment ago: the command starts again
and finds another one.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import wraps
from typing import Any, NamedTuple, ParamSpec, TypeVar

from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from psycopg.errors import DeadlockDetected, ExclusionViolation, SerializationFailure

from zabota.core.catalog.models import Service
from zabota.core.patients.models import Patient
from zabota.core.practice.models import Branch
from zabota.core.staff.models import Doctor
from zabota.lib.errors import Refused
from zabota.work.scheduling.models import Appointment, Block, Hold, Occupancy, Resource, ServiceNeed
from zabota.work.scheduling.models.occupancy import OVER_SCHEDULE_LANE
from zabota.work.scheduling.queries.acceptance import LOOK_AT_TERMS, Terms
from zabota.work.scheduling.queries.sessions import free_seat
from zabota.work.scheduling.queries.slots import FreeSlot, nearest_free

P = ParamSpec("P")
T = TypeVar("T")

ATTEMPTS = 4
ONE_BOOKING_AT_A_TIME = "scheduling_no_double_booking"
ACTIVE = (Occupancy.State.HELD, Occupancy.State.TAKEN)
Kind = Occupancy.Kind
#: Sets the clinic's locks of days apart from other advisory locks.
LOCKS_OF_DAYS = 0x5AB0 << 48


class TimeIsTaken(Refused):
    """Somebody else has this time, or no room or device is left for it. `wanted` is what was wished for, where known."""

    def __init__(self, message: object, *, field: str | None = None, wanted: "Wanted | None" = None) -> None:
        super().__init__(message, field=field)
        self.wanted = wanted

    def nearest_free(self, count: int = 3) -> list[FreeSlot]:
        """What to offer instead (F1); asked only after the refused transaction has ended."""
        if self.wanted is None:
            return []
        wanted = self.wanted
        return nearest_free(
            service=wanted.service or Service(minutes=wanted.minutes), doctor_id=wanted.doctor.pk,
            branch_id=wanted.branch.pk, starts_at=wanted.starts_at, minutes=wanted.minutes, kind=wanted.kind,
            place_id=wanted.place.pk if wanted.place else None, count=count,
        )  # fmt: skip


class TimeHasPassed(Refused):
    pass


class OutsideSchedule(Refused):
    """The doctor does not receive then."""


class WrongPlace(Refused):
    """The service is not given in this room or with this device."""


@dataclass(frozen=True)
class Wanted:
    """A visit's place in time. `starts_at` is exact; `minutes` is the visit itself, without the service's buffers.

    `place` is the room or device that somebody pointed at: that one or none. `near` are ids of places to be taken before
    others where they are free, such as those that the visit has now.
    """

    doctor: Doctor
    branch: Branch
    starts_at: datetime
    minutes: int
    service: Service | None = None
    kind: str = ""
    is_over_schedule: bool = False
    place: Resource | None = None
    near: Sequence[int] = ()

    @property
    def is_remote(self) -> bool:
        """The doctor and the patient meet by a link: neither a room nor a device is taken."""
        return self.service is not None and self.service.is_remote

    @property
    def during(self) -> DateTimeTZRange:
        """With the time to prepare and to clean up."""
        before = self.service.minutes_before if self.service else 0
        after = self.service.minutes_after if self.service else 0
        starts = self.starts_at - timedelta(minutes=before)
        return DateTimeTZRange(starts, self.starts_at + timedelta(minutes=self.minutes + after))

    @property
    def is_group(self) -> bool:
        """A seat of a group session is wanted, not a time of the doctor's own."""
        return self.service is not None and self.service.seats > 1

    @property
    def wall(self) -> datetime:
        return self.starts_at.astimezone(self.branch.zone)

    @property
    def day(self) -> tuple[int, date]:
        return self.doctor.pk, self.wall.date()

    @property
    def terms_asked(self) -> list[Any]:
        """The values of LOOK_AT_TERMS."""
        return [self.doctor.pk, self.service.pk if self.service else None, self.kind, self.wall.date()]


#: Whether a retried command runs in this thread.
_is_running: ContextVar[bool] = ContextVar("a retried command runs", default=False)


def retried(command: Callable[P, T]) -> Callable[P, T]:
    """Run a command in a transaction, and again when it lost a race for a room or met a deadlock (40P01, 40001, 23P01).

    A command that another retried one runs begins anew with the whole: by itself it would keep what others wait for.
    """

    @wraps(command)
    def attempt(*args: P.args, **kwargs: P.kwargs) -> T:
        if _is_running.get():
            with transaction.atomic():
                return command(*args, **kwargs)
        running = _is_running.set(True)
        try:
            return attempts(*args, **kwargs)
        finally:
            _is_running.reset(running)

    def attempts(*args: P.args, **kwargs: P.kwargs) -> T:
        for _attempt in range(ATTEMPTS):
            try:
                with transaction.atomic():
                    return command(*args, **kwargs)
            except (IntegrityError, OperationalError) as error:
                if not _lost_a_race(error):
                    raise
        wanted = kwargs.get("wanted") or kwargs.get("to")
        raise TimeIsTaken(
            _("This time has just been taken. Choose another one."),
            field="at",
            wanted=wanted if isinstance(wanted, Wanted) else None,
        )

    return attempt


def _lost_a_race(error: Exception) -> bool:
    cause = error.__cause__
    if isinstance(cause, ExclusionViolation):
        return ONE_BOOKING_AT_A_TIME in str(cause)
    return isinstance(cause, DeadlockDetected | SerializationFailure)


def refuse_the_past(starts_at: datetime, agreed_at: datetime | None = None) -> None:
    """`agreed_at` is when the visit was agreed upon, where that was before now."""
    if starts_at < (agreed_at or timezone.now()):
        raise TimeHasPassed(_("This time has already passed."), field="on")


def lock_days(days: Iterable[tuple[int, date]]) -> None:
    """Wait for whoever writes into these days of doctors. In sorted order, so that nobody waits in a circle."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [_lock_numbers(days)])


_LOCK = "SELECT pg_advisory_xact_lock(number) FROM unnest(%s::bigint[]) AS number"
_DRAW = """
    SELECT nextval(pg_get_serial_sequence('scheduling_appointment', 'id')), EXISTS (
        SELECT 1 FROM scheduling_appointment WHERE patient_id = %s AND status IN ('no_show', 'cancelled')
    ) OR EXISTS (SELECT 1 FROM patients_patient WHERE merged_into_id = %s)
"""


def _lock_numbers(days: Iterable[tuple[int, date]]) -> list[int]:
    return sorted({LOCKS_OF_DAYS | (doctor_id << 24) | day.toordinal() for doctor_id, day in days})


def takings(wanted: Wanted, *, is_in_hours: bool = False) -> list[Occupancy]:
    """What the visit would take, looked at under the day's lock: the doctor, and free places of what the service needs.

    `is_in_hours` is for a visit that stood there before: it may stand again though the hours have changed since.
    Raises OutsideSchedule, TimeIsTaken, WrongPlace.
    """
    if wanted.is_group:
        return [_seat(wanted)]
    return takings_of_all(wanted, is_in_hours=is_in_hours)


def takings_of_all(wanted: Wanted, *, is_in_hours: bool = False) -> list[Occupancy]:
    """The same of the time itself, also where the service is for a group. Raises as `takings`."""
    return _takings_in(_view_of(wanted), wanted, is_in_hours=is_in_hours)


class Looked(NamedTuple):
    """What a booking finds in one round trip: a fresh id, what the visit would take, on what terms the doctor receives,
    and whether the patient may have missed anything, which is worth a closer look then."""

    number: int
    rows: list[Occupancy]
    terms: Terms
    may_have_missed: bool


def lock_and_look(wanted: Wanted, patient: Patient) -> Looked:
    """Lock the day, look, and draw the id of a new visit. Raises as `takings`.

    Each statement sees what was committed before it began, so the look sees whatever the lock waited for.
    """
    together = "; ".join((_LOCK, _LOOK, LOOK_AT_TERMS, _DRAW))
    asked = [_lock_numbers([wanted.day]), *_asked(wanted), *wanted.terms_asked, patient.pk, patient.pk]
    with connection.cursor() as cursor:
        cursor.execute(together, asked)
        cursor.nextset()
        view = _view_in(cursor.fetchall())
        cursor.nextset()
        terms = Terms(*cursor.fetchone())
        cursor.nextset()
        [(number, may_have_missed)] = cursor.fetchall()
    rows = [_seat(wanted)] if wanted.is_group else _takings_in(view, wanted)
    return Looked(number, rows, terms, may_have_missed)


def _takings_in(view: "_View", wanted: Wanted, *, is_in_hours: bool = False) -> list[Occupancy]:
    if not (view.is_in_shift or is_in_hours or wanted.is_over_schedule):
        raise OutsideSchedule(_outside_in_words(wanted), field="at")
    rows = [_taking(wanted, Kind.DOCTOR, wanted.doctor.pk, _doctors_lane(wanted, view.doctors_lanes))]
    needed = [] if wanted.is_remote else view.places
    for kind, place_id, lane in needed:
        if place_id is None or lane is None:
            raise _no_place(wanted) if wanted.place else TimeIsTaken(_nothing_free(kind), field="at", wanted=wanted)
        rows.append(_taking(wanted, kind, place_id, lane))
    if wanted.place and wanted.place.pk not in [place_id for _kind, place_id, _lane in needed]:
        raise _no_place(wanted)
    return sorted(rows, key=lambda row: (row.resource, row.resource_id, row.lane))


def _seat(wanted: Wanted) -> Occupancy:
    """A free seat of the group session that begins then. Raises TimeIsTaken."""
    assert wanted.service is not None, "a group has a service"
    seat = free_seat(wanted.service, wanted.doctor.pk, wanted.branch.pk, wanted.starts_at)
    if seat is None:
        raise TimeIsTaken(_("There is no seat left in a group session at this time."), field="at", wanted=wanted)
    return _taking(wanted, Kind.SEAT, seat.session_id, seat.lane)


def doctors_time(wanted: Wanted) -> Occupancy:
    """The doctor's time alone, where a clinic keeps no schedule here. Raises TimeIsTaken."""
    return _taking(wanted, Kind.DOCTOR, wanted.doctor.pk, _doctors_lane(wanted, _view_of(wanted).doctors_lanes))


def occupied(
    rows: Sequence[Occupancy],
    *,
    appointment: Appointment | None = None,
    hold: Hold | None = None,
    held_until: datetime | None = None,
) -> Sequence[Occupancy]:
    """The rows as they belong to a visit or a hold, held where there is a deadline."""
    for row in rows:
        row.appointment, row.hold, row.held_until = appointment, hold, held_until
        row.state = Occupancy.State.HELD if held_until else Occupancy.State.TAKEN
    return rows


def occupy(
    rows: Sequence[Occupancy],
    *,
    appointment: Appointment | None = None,
    hold: Hold | None = None,
    held_until: datetime | None = None,
) -> None:
    Occupancy.objects.bulk_create(occupied(rows, appointment=appointment, hold=hold, held_until=held_until))


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


@dataclass(frozen=True)
class _View:
    """The place of a visit as it is now; of each thing needed its kind and a free place with lane, or None."""

    is_in_shift: bool
    doctors_lanes: list[int]
    places: list[tuple[str, int | None, int | None]]


#: One look, told in the migration `0014_chosen_places`: a function of the database, since planning this question anew
#: takes longer than answering it.
_LOOK = "SELECT * FROM scheduling_look(%s, %s, %s, %s, tstzrange(%s, %s), %s::bigint[])"


def _view_of(wanted: Wanted) -> _View:
    with connection.cursor() as cursor:
        cursor.execute(_LOOK, _asked(wanted))
        return _view_in(cursor.fetchall())


def _asked(wanted: Wanted) -> list[Any]:
    during = wanted.during
    service_id = wanted.service.pk if wanted.service else None
    places = [*([wanted.place.pk] if wanted.place else []), *wanted.near]
    return [wanted.doctor.pk, wanted.branch.pk, service_id, wanted.kind, during.lower, during.upper, places]


def _view_in(rows: list[tuple[Any, ...]]) -> _View:
    return _View(rows[0][0], rows[0][1], [row[2:] for row in rows if row[2] is not None])


def _doctors_lane(wanted: Wanted, taken: Collection[int]) -> int:
    if not wanted.is_over_schedule:
        if any(lane < OVER_SCHEDULE_LANE for lane in taken):
            raise TimeIsTaken(_taken_in_words(wanted), field="at", wanted=wanted)
        return 0
    return next(lane for lane in range(OVER_SCHEDULE_LANE, OVER_SCHEDULE_LANE + len(taken) + 1) if lane not in taken)


def _no_place(wanted: Wanted) -> Refused:
    """Why the place that was pointed at cannot be had: it is not the kind that the service needs, or it is taken."""
    place = wanted.place
    assert place is not None
    needs = ServiceNeed.objects.filter(service=wanted.service, type__kind=place.type.kind).select_related("type")
    types = [need.type for need in needs]
    told = {"place": place.name, "needed": ", ".join(each.name for each in types)}
    if wanted.is_remote:
        return WrongPlace(_("A remote consultation takes no room and no device."), field="place")
    if types and place.type not in types:
        return WrongPlace(_("%(place)s does not suit the service: it needs “%(needed)s”.") % told, field="place")
    if not types and place.type.kind == Kind.DEVICE:
        return WrongPlace(_("The service is given without %(place)s.") % told, field="place")
    return TimeIsTaken(_("%(place)s is taken at this time.") % told, field="at", wanted=wanted)


def _nothing_free(kind: str) -> str:
    return _("No device is free at this time.") if kind == Kind.DEVICE else _("No room is free at this time.")


def _taking(wanted: Wanted, kind: str, resource_id: int, lane: int) -> Occupancy:
    return Occupancy(resource=kind, resource_id=resource_id, lane=lane, during=wanted.during)


def _taken_in_words(wanted: Wanted) -> str:
    return _("%(doctor)s already has a patient on %(day)s at %(time)s. Choose another time.") % _in_words(wanted)


def _outside_in_words(wanted: Wanted) -> str:
    return _("%(doctor)s does not receive on %(day)s at %(time)s.") % _in_words(wanted)


def _in_words(wanted: Wanted) -> dict[str, str]:
    wall = wanted.wall
    return {"doctor": wanted.doctor.short_name, "day": date_format(wall, "j E"), "time": time_format(wall, "H:i")}
