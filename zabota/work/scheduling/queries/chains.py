"""A visit of several services: when all of its parts fit, one after another or beside each other, found by bits.

For each part the cells in which it may begin are known as for a visit of its own. From the last part backwards these
are narrowed to the cells from which the rest of the visit can still follow; only the cells left over are then looked
at one by one, to choose doctors and places that do not meet.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

from django.db.models import QuerySet
from django.utils import timezone

from zabota.core.catalog.models import Service
from zabota.work.scheduling.models import AHEAD, Appointment, Status
from zabota.work.scheduling.queries.bits import DAY_CELLS, cell_of, cells_in, instant_of, run, set_bits, starts_of_runs
from zabota.work.scheduling.queries.slots import FORTNIGHT, FreeSlot, Starts, Wish, days_of, starts_of
from zabota.work.scheduling.queries.timetable import Key, Timetable, timetable

#: How long a patient waits between two services where nobody says otherwise, in minutes.
USUAL_GAP = 30
LONGEST_GAP = 240
MOST_PARTS = 6
OFFERED, OF_ONE_DAY = 12, 6


@dataclass(frozen=True)
class Part:
    """A service of a visit. In a row it begins when what stands before it has ended, in parallel when that begins; in
    both cases at most `gap` minutes later. `minutes` is its length where it is not the doctor's own for the service."""

    service: Service
    is_parallel: bool = False
    gap: int = USUAL_GAP
    doctor_ids: Collection[int] = ()
    minutes: int | None = None


@dataclass(frozen=True)
class ChainWish:
    """What is looked for, as in `Wish`, all parts in one branch. `busy` is when the patient himself is elsewhere."""

    parts: Sequence[Part]
    branch_ids: Collection[int] = ()
    since: date | None = None
    until: date | None = None
    hours: tuple[time, time] | None = None
    kind: str = ""
    age: int | None = None
    sex: str = ""
    busy: Sequence[tuple[datetime, datetime]] = ()

    def of(self, part: Part) -> Wish:
        return Wish(
            service=part.service, doctor_ids=part.doctor_ids, branch_ids=self.branch_ids, since=self.since,
            until=self.until or (self.since or timezone.localdate()) + timedelta(days=FORTNIGHT - 1),
            hours=self.hours, kind=self.kind, age=self.age, sex=self.sex, minutes=part.minutes,
        )  # fmt: skip


#: A place for every part, in their order.
FoundChain = tuple[FreeSlot, ...]


def free_chains(
    wish: ChainWish, *, limit: int = OFFERED, of_one_day: int = OF_ONE_DAY, now: datetime | None = None
) -> list[FoundChain]:
    """The earliest times at which every part has a doctor, a room and a device, so many of one day at most."""
    table = timetable(days=max(days_of(wish.of(part)) for part in wish.parts))
    search = _Search(table, wish, now or timezone.now())
    found = [chain for branch_id in search.branches for chain in search.in_branch(branch_id, limit, of_one_day)]
    return list(islice(_varied(sorted(found), of_one_day), limit))


def _varied(found: Sequence[FoundChain], of_one_day: int) -> Iterator[FoundChain]:
    """Not all of one day, whatever the branch."""
    seen: Counter[date] = Counter()
    for chain in found:
        seen[chain[0].starts_at.date()] += 1
        if seen[chain[0].starts_at.date()] <= of_one_day:
            yield chain


def parts_of(visit: Appointment) -> QuerySet[Appointment]:
    """What of a visit of several services is still ahead, this part included, by time. A course is none."""
    if visit.chain is None or visit.session is not None:
        return Appointment.objects.filter(pk=visit.pk, status__in=AHEAD)
    return rest_of_visit(visit)


def rest_of_visit(visit: Appointment) -> QuerySet[Appointment]:
    """What of a visit of several services is still ahead, whatever became of this part of it."""
    if visit.chain is None:
        return Appointment.objects.none()
    rest = Appointment.objects.filter(chain=visit.chain, session__isnull=True, status__in=AHEAD)
    return rest.select_related("doctor", "branch", "service", "patient").order_by("starts_at", "pk")


def linked_parts(visit: Appointment) -> QuerySet[Appointment]:
    """All parts of a visit of several services as they stand, those that came included; none of any other visit."""
    if visit.chain is None or visit.session is not None:
        return Appointment.objects.none()
    linked = Appointment.objects.filter(chain=visit.chain, session__isnull=True)
    return linked.exclude(status=Status.MOVED).select_related("doctor", "service").order_by("starts_at", "pk")


@dataclass(frozen=True)
class _Place:
    """A part at its place: cells `first` until `last` with buffers, and the doctor, room and devices that it takes."""

    slot: FreeSlot
    first: int
    last: int
    keys: frozenset[Key]

    def meets(self, first: int, last: int) -> bool:
        return self.first < last and first < self.last


@dataclass(frozen=True)
class _Stage:
    """What has been chosen of the visit so far; the running stage lasts from `begins` until `ends`."""

    chosen: tuple[_Place, ...]
    begins: int
    ends: int

    def with_part(self, place: _Place, cell: int, is_parallel: bool) -> "_Stage":
        chosen, ends = (*self.chosen, place), cell + cells_in(place.slot.minutes)
        return _Stage(chosen, self.begins, max(self.ends, ends)) if is_parallel else _Stage(chosen, cell, ends)


class _Search:
    def __init__(self, table: Timetable, wish: ChainWish, now: datetime) -> None:
        self.table, self.wish = table, wish
        self.starts = [starts_of(table, wish.of(part), now) for part in wish.parts]
        self.own = self._elsewhere()

    @property
    def branches(self) -> list[int]:
        """Those in which every part is performed."""
        of_parts = [{each.hours.branch_id for each in starts} for starts in self.starts]
        return sorted(set.intersection(*of_parts)) if of_parts else []

    def in_branch(self, branch_id: int, limit: int, of_one_day: int) -> Iterator[FoundChain]:
        here = [self._here(starts, branch_id) for starts in self.starts]
        fitting = _fitting(self.wish.parts, [self._by_length(each) for each in here])
        days: dict[int, int] = {}
        found = 0
        for cell in set_bits(fitting[0]):
            day = (cell + self.table.first) // DAY_CELLS
            if days.get(day, 0) == of_one_day:
                continue
            chain = next(self._placed(here, fitting, 0, _Stage((), cell, cell), only=cell), None)
            if chain is not None:
                days[day] = days.get(day, 0) + 1
                found += 1
                yield tuple(place.slot for place in chain)
            if found == limit:
                return

    def _here(self, starts: list[Starts], branch_id: int) -> list[Starts]:
        return [each for each in starts if each.hours.branch_id == branch_id]

    def _by_length(self, starts: list[Starts]) -> dict[int, int]:
        """By the length of a part in cells, where it may begin while the patient is not elsewhere."""
        found: dict[int, int] = {}
        for each in starts:
            length = cells_in(each.minutes)
            found[length] = found.get(length, 0) | each.starts
        free = self.table.all_cells ^ self.own
        return {length: bits & starts_of_runs(free, length) for length, bits in found.items()}

    def _elsewhere(self) -> int:
        taken = 0
        for begins, ends in self.wish.busy:
            first = max(0, cell_of(begins) - self.table.first)
            last = cell_of(ends - timedelta(microseconds=1)) - self.table.first + 1
            taken |= run(first, last - first) if last > first else 0
        return taken & self.table.all_cells

    def _placed(
        self, here: list[list[Starts]], fitting: list[int], number: int, stage: _Stage, *, only: int | None = None
    ) -> Iterator[tuple[_Place, ...]]:
        """Ways to place the parts from `number` on, those that wait least first."""
        if number == len(here):
            yield stage.chosen
            return
        part = self.wish.parts[number]
        since = stage.begins if part.is_parallel else stage.ends
        cells = range(since, since + cells_in(part.gap) + 1) if only is None else [only]
        for cell in cells:
            if not fitting[number] >> cell & 1:
                continue
            for place in self._places(part, here[number], cell, stage.chosen):
                yield from self._placed(here, fitting, number + 1, stage.with_part(place, cell, part.is_parallel))

    def _places(self, part: Part, here: list[Starts], cell: int, chosen: Sequence[_Place]) -> Iterator[_Place]:
        """The doctors who are free, each with free places of what the service needs; nothing that another part takes."""
        service = part.service
        free_by_length: dict[int, frozenset[Key] | None] = {}
        for each in here:
            length = cells_in(each.minutes)
            if not each.starts >> cell & 1 or self.own & run(cell, length):
                continue
            first, last = cell - cells_in(service.minutes_before), cell + length + cells_in(service.minutes_after)
            taken = {key for other in chosen if other.meets(first, last) for key in other.keys}
            if length not in free_by_length:
                free_by_length[length] = self._free_places(each.hours.branch_id, service, first, last, taken)
            places, own = free_by_length[length], self._own_keys(each, service)
            if places is not None and not own & taken and not own & places:
                yield _Place(self._slot(each, cell), first, last, own | places)

    def _own_keys(self, starts: Starts, service: Service) -> frozenset[Key]:
        """The doctor, and the room of his shift unless the service takes another."""
        room_id = self.table.rules.room_for(service, starts.hours.room_id)
        return frozenset([("doctor", starts.doctor_id), *([("room", room_id)] if room_id is not None else [])])

    def _free_places(
        self, branch_id: int, service: Service, first: int, last: int, taken: set[Key]
    ) -> frozenset[Key] | None:
        """A free room or device of every type that the service needs, or None; a group session has its own already."""
        if service.seats > 1:
            return frozenset()
        rules, keys, cells = self.table.rules, set(taken), run(first, last - first)
        for type_id in rules.types_for(service):
            kind = rules.type_kinds[type_id]
            places = ((kind, number) for number in rules.places_of_type.get((branch_id, type_id), ()))
            key = next((each for each in places if each not in keys and not cells & ~self.table.free(each)), None)
            if key is None:
                return None
            keys.add(key)
        return frozenset(keys - taken)

    def _slot(self, starts: Starts, cell: int) -> FreeSlot:
        hours = starts.hours
        at = instant_of(self.table.first + cell)
        return FreeSlot(at, starts.doctor_id, hours.branch_id, hours.room_id, starts.minutes)


def _fitting(parts: Sequence[Part], by_length: Sequence[dict[int, int]]) -> list[int]:
    """For each part the cells in which it may begin so that whatever follows fits as well, by what bits can tell."""
    fitting = [0] * len(parts)
    after: int | None = None
    gap_after = 0
    for number, beside in reversed(list(_stages(parts))):
        fitting[number] = 0
        for length, starts in by_length[number].items():
            for longest, meeting in _together(starts, length, beside, parts, by_length):
                reached = meeting if after is None else meeting & _reaching(after >> longest, gap_after)
                fitting[number] |= reached
        for each in beside:
            fitting[each] = 0
            for bits in by_length[each].values():
                fitting[each] |= bits
        after, gap_after = fitting[number], cells_in(parts[number].gap)
    return fitting


def _stages(parts: Sequence[Part]) -> Iterator[tuple[int, list[int]]]:
    """Numbers of the parts that begin a stage, each with those that run in parallel with it."""
    leading = [number for number, part in enumerate(parts) if number == 0 or not part.is_parallel]
    for begins, ends in zip(leading, [*leading[1:], len(parts)], strict=True):
        yield begins, list(range(begins + 1, ends))


def _together(
    starts: int, longest: int, beside: Sequence[int], parts: Sequence[Part], by_length: Sequence[dict[int, int]]
) -> Iterator[tuple[int, int]]:
    """How long a stage lasts and where it may begin, for every way in which its parallel parts can lie."""
    if not beside:
        yield longest, starts
        return
    number, *others = beside
    for offset in range(cells_in(parts[number].gap) + 1):
        for length, bits in by_length[number].items():
            meeting = starts & (bits >> offset)
            if meeting:
                yield from _together(meeting, max(longest, offset + length), others, parts, by_length)


def _reaching(bits: int, gap: int) -> int:
    """Cells from which a set bit lies at most `gap` cells ahead."""
    have = 1
    while have <= gap:
        further = min(have, gap + 1 - have)
        bits |= bits >> further
        have += further
    return bits
