"""The clinic's free and taken time in memory, never staler than the question.

A process keeps one `Timetable`. Before it answers, one query asks which resources were touched since its watermark, by
transaction number: what committed before the question is seen, whoever wrote it, and an open transaction delays
nothing. Only touched resources are read again. What the asking transaction itself has written is seen by it and kept
out of the shared memory, for it may still be rolled back.
"""

import math
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import numpy as np
from django.db import connection
from django.utils import timezone
from psycopg import Cursor

from zabota.core.catalog.models import Service
from zabota.work.scheduling.models.occupancy import LONGEST, OVER_SCHEDULE_LANE
from zabota.work.scheduling.queries.acceptance import booked_by_kind
from zabota.work.scheduling.queries.bits import DAY_CELLS, cell_of

HORIZON_DAYS = 64
#: Older than this the log of touched resources may have been cleared: read everything anew.
LONGEST_WITHOUT_A_LOOK = 30 * 60
#: A resource's key: its kind ("doctor", "room", "device") and id.
Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Hours:
    """A doctor's working time in one branch and room for the same kinds of visit. `grid` marks where visits may begin."""

    branch_id: int
    room_id: int | None
    kinds: frozenset[str]
    work: int
    grid: int


@dataclass(frozen=True, slots=True)
class Place:
    """A room or device: its branch, type and how many use it at once."""

    branch_id: int
    type_id: int
    kind: str
    capacity: int


@dataclass(frozen=True, slots=True)
class DoctorLimits:
    step: int = 15
    youngest: int = 0
    oldest: int = 130
    sex: str = ""
    online_lead_hours: int = 2
    online_horizon_days: int = 60
    quotas: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Rules:
    """Who performs what with what: small tables, read as a whole."""

    places: Mapping[int, Place]
    places_of_type: Mapping[tuple[int, int], tuple[int, ...]]
    needs: Mapping[int, tuple[int, ...]]
    type_kinds: Mapping[int, str]
    performers: Mapping[int, Mapping[int, int | None]]
    limits: Mapping[int, DoctorLimits]
    active_doctors: frozenset[int]
    zones: Mapping[int, str]

    def types_for(self, service: Service) -> tuple[int, ...]:
        """The types of room and device of which a visit takes one each; a remote consultation takes none."""
        return () if service.is_remote else self.needs.get(service.pk, ())

    def room_for(self, service: Service, own_room: int | None) -> int | None:
        """The doctor's own room, taken unless the service asks for a kind of room, or is given from afar."""
        takes_another = any(self.type_kinds[each] == "room" for each in self.types_for(service))
        return None if takes_another or service.is_remote else own_room

    @property
    def keys(self) -> list[Key]:
        """Everything whose time is booked."""
        places = [(place.kind, number) for number, place in self.places.items()]
        return [*(("doctor", number) for number in self.active_doctors), *places]


@dataclass(frozen=True)
class Timetable:
    """Bits count five-minute cells from cell `first`; `taken` holds, by key, the cells in which nothing more fits."""

    first: int
    days: int
    rules: Rules
    hours: Mapping[int, tuple[Hours, ...]]
    taken: Mapping[Key, int]
    #: By doctor with quotas, the days on which all visits of a kind are booked.
    full: Mapping[int, frozenset[tuple[str, date]]]
    #: What was computed from exactly this table, by what it was computed of. A change makes another table.
    computed: dict[Any, int] = field(default_factory=dict, compare=False)

    @cached_property
    def cells(self) -> int:
        return self.days * DAY_CELLS

    @cached_property
    def all_cells(self) -> int:
        return (1 << self.cells) - 1

    def free(self, key: Key) -> int:
        """The cells in which a doctor or a place is free; a place out of use never is."""
        kind, number = key
        if kind != "doctor" and number not in self.rules.places:
            return 0
        taken = self.taken.get(key)
        return self.all_cells ^ taken if taken else self.all_cells


@dataclass(frozen=True)
class _Kept:
    timetable: Timetable
    watermark: str
    looked_at: float


#: By database. A table and its watermark are replaced together, so threads need no lock.
_kept: dict[str, _Kept] = {}


def timetable(*, days: int = HORIZON_DAYS) -> Timetable:
    """The timetable from today on, as of now. `days` beyond the usual horizon are read for this question alone."""
    if days > HORIZON_DAYS:
        return _read(_first_cell(), days)
    name = connection.settings_dict["NAME"]
    kept = _kept.get(name)
    return _refreshed(name, kept) if kept and _is_usable(kept) else _start(name)


def forget() -> None:
    """Drop what this process keeps; the next question reads everything anew."""
    _kept.pop(connection.settings_dict["NAME"], None)


def _is_usable(kept: _Kept) -> bool:
    fresh = time.monotonic() - kept.looked_at < LONGEST_WITHOUT_A_LOOK
    return fresh and kept.timetable.first == _first_cell()


def _first_cell() -> int:
    """Midnight in UTC before yesterday's end, so that the running day of every zone lies inside."""
    return cell_of(timezone.now() - timedelta(days=1)) // DAY_CELLS * DAY_CELLS


def _start(name: str) -> Timetable:
    watermark, has_written, _touched = _look("0")
    fresh = _read(_first_cell(), HORIZON_DAYS)
    if not has_written:
        _kept[name] = _Kept(fresh, watermark, time.monotonic())
    return fresh


def _refreshed(name: str, kept: _Kept) -> Timetable:
    watermark, has_written, touched = _look(kept.watermark)
    fresh = _reread(kept.timetable, touched) if touched else kept.timetable
    if not has_written:
        _kept[name] = _Kept(fresh, watermark, time.monotonic())
    return fresh


_LOOK = """
    SELECT pg_snapshot_xmin(pg_current_snapshot())::text, pg_current_xact_id_if_assigned() IS NOT NULL,
        ARRAY(SELECT DISTINCT resource || ':' || resource_id FROM scheduling_touched WHERE transaction_id >= %s::xid8)
"""


def _look(watermark: str) -> tuple[str, bool, list[Key]]:
    """The next watermark, whether this transaction has written, and what was touched since the last one."""
    if watermark == "0":
        sql, values = _LOOK.replace("WHERE transaction_id >= %s::xid8", "WHERE false"), []
    else:
        sql, values = _LOOK, [watermark]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        upto, has_written, touched = cursor.fetchone()
    return upto, has_written, [(kind, int(number)) for kind, number in (each.split(":") for each in touched)]


def _read(first: int, days: int) -> Timetable:
    rules = _rules()
    empty = Timetable(first, days, rules, {}, {}, {})
    return replace(empty, hours=_hours(empty), taken=_taken(empty, rules.keys), full=_full(empty, rules.active_doctors))


def _reread(old: Timetable, touched: list[Key]) -> Timetable:
    if ("rules", 0) in touched:
        return _read(old.first, old.days)
    shifted = [number for kind, number in touched if kind == "shift"]
    busy = [key for key in touched if key[0] != "shift"]
    hours = {**old.hours, **dict.fromkeys(shifted, ()), **_hours(old, shifted)} if shifted else old.hours
    taken = {**old.taken, **dict.fromkeys(busy, 0), **_taken(old, busy)} if busy else old.taken
    full = {**old.full, **_full(old, (number for kind, number in busy if kind == "doctor"))}
    return replace(old, hours=hours, taken=taken, full=full, computed={})


def _rows(sql: str, values: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
    """Rows in the binary format of PostgreSQL, in which packed cells come as they are."""
    connection.ensure_connection()
    with Cursor(connection.connection) as cursor:
        return cursor.execute(sql, list(values), binary=True).fetchall()


_SHIFTS = """
    SELECT doctor_id, branch_id, room_id, kinds, string_agg(int4send(first_cell) || int4send(last_cell), '')
    FROM scheduling_shift
    WHERE NOT is_cancelled AND first_cell >= %s AND first_cell < %s {only}
    GROUP BY doctor_id, branch_id, room_id, kinds
"""


def _hours(table: Timetable, doctor_ids: list[int] | None = None) -> dict[int, tuple[Hours, ...]]:
    only, values = ("", []) if doctor_ids is None else ("AND doctor_id = ANY(%s)", [doctor_ids])
    rows = _rows(_SHIFTS.format(only=only), [table.first, table.first + table.cells, *values])
    spans = _Spans.of([row[-1] for row in rows], table)
    steps = np.array([table.rules.limits.get(row[0], DoctorLimits()).step // 5 for row in rows], dtype=np.int64)
    hours: dict[int, list[Hours]] = defaultdict(list)
    for (doctor_id, branch_id, room_id, kinds, _packed), work, grid in zip(
        rows, spans.covered(), spans.gridded(steps), strict=True
    ):
        hours[doctor_id].append(Hours(branch_id, room_id, frozenset(kinds), work, grid))
    return {doctor_id: tuple(groups) for doctor_id, groups in hours.items()}


@dataclass(frozen=True)
class _Spans:
    """Spans of cells of many owners at once: `owners[n]` has the cells `starts[n]` until `ends[n]`, exclusive."""

    owned: int
    cells: int
    owners: np.ndarray
    starts: np.ndarray
    ends: np.ndarray

    @classmethod
    def of(cls, packed: list[bytes], table: Timetable) -> "_Spans":
        owners = np.repeat(np.arange(len(packed)), [len(each) // 8 for each in packed])
        edges = np.frombuffer(b"".join(packed), dtype=">i4").reshape(-1, 2).astype(np.int64) - table.first
        starts, ends = np.clip(edges[:, 0], 0, table.cells), np.clip(edges[:, 1] + 1, 0, table.cells)
        return cls(len(packed), table.cells, owners, starts, ends)

    def covered(self, capacity: np.ndarray | int = 1) -> list[int]:
        """By owner, the cells that at least `capacity` spans cover."""
        width = self.cells + 1
        changes = np.zeros(self.owned * width, dtype=np.int8)
        _count(changes, self.owners * width + self.starts, 1)
        _count(changes, self.owners * width + self.ends, -1)
        load = np.cumsum(changes, dtype=np.int8).reshape(self.owned, width)[:, : self.cells]
        return _packed(load >= np.reshape(capacity, (-1, 1)))

    def gridded(self, steps: np.ndarray) -> list[int]:
        """By owner, every so many cells of each span from its start."""
        step = steps[self.owners]
        counts = -((self.starts - self.ends) // step)
        ordinal = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        marks = np.zeros(self.owned * self.cells, dtype=bool)
        marks[np.repeat(self.owners * self.cells + self.starts, counts) + ordinal * np.repeat(step, counts)] = True
        return _packed(marks.reshape(self.owned, self.cells))


def _count(changes: np.ndarray, places: np.ndarray, by: int) -> None:
    """Add at every place. Repeated places, where several use one resource at once, are few and counted apart."""
    changes[places] += by
    ordered = np.sort(places)
    repeated = ordered[1:][ordered[1:] == ordered[:-1]]
    np.add.at(changes, repeated, by)


def _packed(cells: np.ndarray) -> list[int]:
    return [int.from_bytes(bits.tobytes(), "little") for bits in np.packbits(cells, axis=1, bitorder="little")]


#: Asked by resource, so that each one's cells are read from their index in order, and the years before are not looked at.
_TAKEN = """
    SELECT asked.resource, asked.resource_id, taken.cells
    FROM unnest(%s::text[], %s::bigint[]) AS asked (resource, resource_id), LATERAL (
        SELECT string_agg(int4send(first_cell) || int4send(last_cell), '') AS cells
        FROM scheduling_occupancy occupancy
        WHERE occupancy.resource = asked.resource AND occupancy.resource_id = asked.resource_id
            AND state IN ('held', 'taken') AND first_cell >= %s AND first_cell < %s AND last_cell >= %s AND lane < %s
    ) AS taken
    WHERE taken.cells IS NOT NULL
"""


def _taken(table: Timetable, keys: Iterable[Key]) -> dict[Key, int]:
    asked = list(keys)
    edges = [table.first - LONGEST, table.first + table.cells, table.first, OVER_SCHEDULE_LANE]
    rows = _rows(_TAKEN, [[kind for kind, _number in asked], [number for _kind, number in asked], *edges])
    if not rows:
        return {}
    found = [(kind, number) for kind, number, _cells in rows]
    capacity = np.array([_capacity(table.rules, key) for key in found], dtype=np.int8)
    covered = _Spans.of([cells for _kind, _number, cells in rows], table).covered(capacity)
    return dict(zip(found, covered, strict=True))


def _full(table: Timetable, doctor_ids: Iterable[int]) -> dict[int, frozenset[tuple[str, date]]]:
    """Asked only of doctors who have quotas at all."""
    limits = table.rules.limits
    asked = [number for number in doctor_ids if number in limits and limits[number].quotas]
    if not asked:
        return {}
    full: dict[int, set[tuple[str, date]]] = {number: set() for number in asked}
    booked = booked_by_kind(asked, table.first, table.first + table.cells)
    for (number, day, kind), count in booked.items():
        if count >= limits[number].quotas.get(kind, math.inf):
            full[number].add((kind, day))
    return {number: frozenset(days) for number, days in full.items()}


def _capacity(rules: Rules, key: Key) -> int:
    place = None if key[0] == "doctor" else rules.places.get(key[1])
    return place.capacity if place else 1


def _rules() -> Rules:
    places, by_type = {}, defaultdict(list)
    for number, branch_id, type_id, kind, capacity in _rows(
        "SELECT resource.id, branch_id, type_id, type.kind, capacity FROM scheduling_resource resource"
        " JOIN scheduling_resource_type type ON type.id = type_id WHERE is_active ORDER BY resource.id"
    ):
        places[number] = Place(branch_id, type_id, kind, capacity)
        by_type[branch_id, type_id].append(number)
    needs: dict[int, list[int]] = defaultdict(list)
    for service_id, type_id in _rows("SELECT service_id, type_id FROM scheduling_service_need ORDER BY type_id"):
        needs[service_id].append(type_id)
    performers: dict[int, dict[int, int | None]] = defaultdict(dict)
    for service_id, doctor_id, minutes in _rows("SELECT service_id, doctor_id, minutes FROM scheduling_performer"):
        performers[service_id][doctor_id] = minutes
    limits = {
        number: DoctorLimits(*rest)
        for number, *rest in _rows(
            "SELECT doctor_id, step, youngest, oldest, sex, online_lead_hours, online_horizon_days, quotas"
            " FROM scheduling_doctor_rules"
        )
    }
    return Rules(
        places=places,
        places_of_type={key: tuple(numbers) for key, numbers in by_type.items()},
        needs={key: tuple(types) for key, types in needs.items()},
        type_kinds=dict(_rows("SELECT id, kind FROM scheduling_resource_type")),
        performers=performers,
        limits=limits,
        zones=dict(_rows("SELECT id, time_zone FROM practice_branch")),
        active_doctors=frozenset(number for (number,) in _rows("SELECT id FROM staff_doctor WHERE is_active")),
    )
