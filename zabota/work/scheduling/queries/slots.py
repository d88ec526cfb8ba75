"""Free slots: where a doctor works, is free, and a room and a device that the service needs are free together."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils import timezone

from zabota.core.catalog.models import Service
from zabota.work.scheduling.queries.acceptance import accepts
from zabota.work.scheduling.queries.bits import cell_of, cells_in, instant_of, run, set_bits, starts_of_runs
from zabota.work.scheduling.queries.sessions import seats_left
from zabota.work.scheduling.queries.timetable import HORIZON_DAYS, DoctorLimits, Hours, Timetable, timetable

ROOM = "room"
FORTNIGHT = 14
#: More than a doctor has in four weeks.
MANY = 3000


class FreeSlot(NamedTuple):
    """A time to come. Ordered by time, then doctor. `starts_at` is in UTC, `minutes` the doctor's own for the service."""

    starts_at: datetime
    doctor_id: int
    branch_id: int
    room_id: int | None
    minutes: int


@dataclass(frozen=True)
class Wish:
    """What is looked for. Empty collections mean any. `hours` are wall times of the branch, from and until (exclusive);
    `weekdays` count from 0 = Monday; `age` in years and `sex` ("m", "f") leave out doctors who do not accept them.
    """

    service: Service
    doctor_ids: Collection[int] = ()
    branch_ids: Collection[int] = ()
    since: date | None = None
    until: date | None = None
    hours: tuple[time, time] | None = None
    weekdays: Collection[int] = ()
    kind: str = ""
    minutes: int | None = None
    age: int | None = None
    sex: str = ""
    is_online: bool = False
    #: A room or device that must be free too, and of the kind that the service needs.
    place_id: int | None = None


@dataclass(frozen=True)
class FoundSlots:
    count: int
    nearest: list[FreeSlot]


def free_slots(wish: Wish, *, limit: int = 50, now: datetime | None = None) -> FoundSlots:
    """How many slots there are, and the `limit` nearest over all doctors and branches asked for (R116, R217)."""
    table = timetable(days=days_of(wish))
    found = starts_of(table, wish, now or timezone.now())
    return FoundSlots(sum(each.starts.bit_count() for each in found), _nearest(table, found, limit))


def starts_of(table: Timetable, wish: Wish, now: datetime) -> "list[Starts]":
    """Where a visit may begin, by doctor and hours, as bits of the table."""
    return list(_Search(table, wish, now).by_doctor())


def nearest_free(
    *,
    service: Service,
    doctor_id: int,
    branch_id: int,
    starts_at: datetime,
    minutes: int | None = None,
    kind: str = "",
    place_id: int | None = None,
    count: int = 3,
) -> list[FreeSlot]:
    """The free times nearest to a wished one, before it or after: with this doctor on that day, then within a fortnight
    of it, then with anybody in the branch."""
    day = starts_at.date()
    for doctor_ids, days in (((doctor_id,), 0), ((doctor_id,), FORTNIGHT), ((), FORTNIGHT)):
        wish = Wish(
            service, doctor_ids=doctor_ids, branch_ids=(branch_id,), minutes=minutes, kind=kind,
            since=day - timedelta(days=days), until=day + timedelta(days=days), place_id=place_id,
        )  # fmt: skip
        found = free_slots(wish, limit=MANY).nearest
        if len(found) >= count:
            break
    return sorted(found, key=lambda slot: (abs(slot.starts_at - starts_at), slot))[:count]


def varied(found: Iterable[FreeSlot], *, of_one_day: int, limit: int) -> list[FreeSlot]:
    """The first slots, but so many of one doctor on one day at most: a free morning does not hide everybody else."""
    seen: Counter[tuple[int, date]] = Counter()
    chosen = []
    for slot in found:
        key = slot.doctor_id, slot.starts_at.date()
        seen[key] += 1
        if seen[key] <= of_one_day:
            chosen.append(slot)
    return chosen[:limit]


def _nearest(table: Timetable, found: "list[Starts]", limit: int) -> list[FreeSlot]:
    """The first slots in time: only the cells in which that many lie are looked at one by one."""
    if not found:
        return []
    first = min((each.starts & -each.starts).bit_length() for each in found) - 1
    ahead = [each.starts >> first for each in found]
    span = 12
    while span < table.cells and sum((bits & ((1 << span) - 1)).bit_count() for bits in ahead) < limit:
        span *= 2
    few = (1 << span) - 1
    slots = (
        slot
        for each, bits in zip(found, ahead, strict=True)
        for slot in _slots(each, bits & few, first_cell=table.first + first)
    )
    return sorted(slots)[:limit]


def _slots(found: "Starts", bits: int, *, first_cell: int) -> Iterator[FreeSlot]:
    hours = found.hours
    for bit in set_bits(bits):
        yield FreeSlot(instant_of(first_cell + bit), found.doctor_id, hours.branch_id, hours.room_id, found.minutes)


def days_of(wish: Wish) -> int:
    if wish.until is None:
        return HORIZON_DAYS
    return max(HORIZON_DAYS, (wish.until - timezone.localdate()).days + 3)


@dataclass(frozen=True)
class Starts:
    """Cells in which a visit to a doctor may begin."""

    doctor_id: int
    hours: Hours
    minutes: int
    starts: int


class _Search:
    def __init__(self, table: Timetable, wish: Wish, now: datetime) -> None:
        self.table, self.wish, self.now = table, wish, now
        self.types = table.rules.types_for(wish.service)
        self.kind = "online" if wish.is_online else wish.kind
        self.takes_another_room = any(table.rules.type_kinds[each] == ROOM for each in self.types)
        self.place = table.rules.places.get(wish.place_id) if wish.place_id else None
        self._windows: dict[tuple[int, bool, int, int], int] = {}

    def by_doctor(self) -> Iterator[Starts]:
        if self.wish.service.seats > 1:
            yield from self._sessions()
            return
        for doctor_id, own_minutes in self._performers():
            limits = self.table.rules.limits.get(doctor_id, DoctorLimits())
            if not accepts(limits, self.wish.age, self.wish.sex):
                continue
            minutes = self.wish.minutes or own_minutes or self.wish.service.minutes
            for hours in self.table.hours.get(doctor_id, ()):
                if self._is_meant(hours) and (starts := self._starts(doctor_id, hours, minutes, limits)):
                    yield Starts(doctor_id, hours, minutes, starts)

    def _performers(self) -> Iterator[tuple[int, int | None]]:
        """Doctors and their own minutes. A service without performers, as imports bring it, is for every doctor to give."""
        rules = self.table.rules
        known = rules.performers.get(self.wish.service.pk)
        wanted = set(self.wish.doctor_ids)
        for doctor_id in sorted(known if known is not None else rules.active_doctors):
            if doctor_id in rules.active_doctors and (not wanted or doctor_id in wanted):
                yield doctor_id, known[doctor_id] if known is not None else None

    def _sessions(self) -> Iterator[Starts]:
        """Where seats of group sessions are left."""
        performers = dict(self._performers())
        for session in seats_left(self.wish.service.pk, self.table.first, self.table.cells):
            limits = self.table.rules.limits.get(session.doctor_id, DoctorLimits())
            hours = Hours(session.branch_id, None, frozenset(), work=0, grid=1 << session.cell - self.table.first)
            if session.doctor_id not in performers or not accepts(limits, self.wish.age, self.wish.sex):
                continue
            starts = hours.grid & self._window(session.branch_id, limits)
            if self._is_meant(hours) and starts:
                yield Starts(session.doctor_id, hours, session.minutes, starts)

    def _is_meant(self, hours: Hours) -> bool:
        right_branch = not self.wish.branch_ids or hours.branch_id in self.wish.branch_ids
        return (
            right_branch
            and self._suits(hours)
            and (not hours.kinds or self.kind in hours.kinds or self.wish.kind in hours.kinds)
        )

    def _suits(self, hours: Hours) -> bool:
        """Whether the place that was pointed at may be the one of a visit in these hours."""
        if self.wish.place_id is None:
            return True
        if self.place is None or self.place.branch_id != hours.branch_id or self.wish.service.is_remote:
            return False
        return self.place.type_id in self.types or (self.place.kind == ROOM and not self.takes_another_room)

    def _starts(self, doctor_id: int, hours: Hours, minutes: int, limits: DoctorLimits) -> int:
        service = self.wish.service
        before, after = cells_in(service.minutes_before), cells_in(service.minutes_after)
        length = before + cells_in(minutes) + after
        key = (doctor_id, id(hours), self.types, before, length, self.wish.place_id, service.is_remote)
        computed = self.table.computed
        if key not in computed:
            computed[key] = (self._free_together(doctor_id, hours, length) << before) & hours.grid
        starts = computed[key] & self._window(hours.branch_id, limits)
        return starts & ~self._full_days(doctor_id, hours.branch_id, limits) if self.kind in limits.quotas else starts

    def _full_days(self, doctor_id: int, branch_id: int, limits: DoctorLimits) -> int:
        """The days on which the doctor receives nobody more of the kind wished for."""
        if not limits.quotas[self.kind]:
            return self.table.all_cells
        zone = ZoneInfo(self.table.rules.zones[branch_id])
        bits = 0
        for kind, day in self.table.full[doctor_id]:
            if kind == self.kind:
                bits |= self._between(_midnight(day, zone), _midnight(day + timedelta(days=1), zone))
        return bits

    def _free_together(self, doctor_id: int, hours: Hours, length: int) -> int:
        """From which cells the doctor, his room and one place of each type are free for so many cells."""
        free = hours.work & self.table.free(("doctor", doctor_id))
        room_id = self._room(hours)
        if room_id is not None:
            free &= self.table.free((ROOM, room_id))
        starts = starts_of_runs(free, length)
        for type_id in self.types:
            starts &= self._free_place(hours.branch_id, type_id, length)
        return starts

    def _room(self, hours: Hours) -> int | None:
        """The room of the shift, or the one pointed at, where the service asks for no kind of room."""
        pointed_at = self.wish.place_id if self.place and self.place.kind == ROOM else None
        return self.table.rules.room_for(self.wish.service, pointed_at or hours.room_id)

    def _free_place(self, branch_id: int, type_id: int, length: int) -> int:
        """Where at least one room or device of the type stays free for so many cells."""
        named = self.place is not None and self.place.type_id == type_id and self.wish.place_id
        numbers = (named,) if named else self.table.rules.places_of_type.get((branch_id, type_id), ())
        key, computed = (numbers, length), self.table.computed
        if key not in computed:
            kind = self.table.rules.type_kinds[type_id]
            computed[key] = 0
            for number in numbers:
                computed[key] |= starts_of_runs(self.table.free((kind, number)), length)
        return computed[key]

    def _window(self, branch_id: int, limits: DoctorLimits) -> int:
        """Cells of the days, weekdays and hours wished for, from now (or an online patient's notice) on."""
        online = (limits.online_lead_hours, limits.online_horizon_days) if self.wish.is_online else (0, 0)
        key = (branch_id, self.wish.is_online, *online)
        if key not in self._windows:
            self._windows[key] = self._days(branch_id, *online) & self._from(self.now + timedelta(hours=online[0]))
        return self._windows[key]

    def _from(self, instant: datetime) -> int:
        first = max(0, cell_of(instant + timedelta(minutes=5, microseconds=-1)) - self.table.first)
        return run(first, max(0, self.table.cells - first))

    def _days(self, branch_id: int, _lead: int, horizon: int) -> int:
        wish, zone = self.wish, ZoneInfo(self.table.rules.zones[branch_id])
        today = self.now.astimezone(zone).date()
        since = max(wish.since or today, today)
        until = wish.until or today + timedelta(days=self.table.days - 3)
        if self.wish.is_online:
            until = min(until, today + timedelta(days=horizon))
        if not wish.hours and not wish.weekdays:
            return self._between(_midnight(since, zone), _midnight(until + timedelta(days=1), zone))
        days = (since + timedelta(days=number) for number in range((until - since).days + 1))
        bits = 0
        for day in days:
            if not wish.weekdays or day.weekday() in wish.weekdays:
                bits |= self._between(*self._hours_of(day, zone))
        return bits

    def _hours_of(self, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
        if self.wish.hours is None:
            return _midnight(day, zone), _midnight(day + timedelta(days=1), zone)
        starts, ends = self.wish.hours
        return datetime.combine(day, starts, zone), datetime.combine(day, ends, zone)

    def _between(self, begins: datetime, ends: datetime) -> int:
        first = max(0, cell_of(begins) - self.table.first)
        last = min(self.table.cells, cell_of(ends) - self.table.first)
        return run(first, last - first) if last > first else 0


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(0), zone)
