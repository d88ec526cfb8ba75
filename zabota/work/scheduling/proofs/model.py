"""Booking as a clerk would keep it on paper: plain lists of who has what from when until when, and nothing else.

Times are minutes since the midnight of the first day. The model knows nothing of SQL, locks or the code that it judges.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

DAY = 24 * 60
#: Lanes from here on lie beside the schedule.
OVER = 100
AHEAD = frozenset({"held", "planned", "confirmed"})
NOBODYS = frozenset({"cancelled", "no_show", "moved"})
#: Step -> statuses from which it is taken.
TAKEN_FROM = {
    "confirmed": {"planned"},
    "arrived": {"planned", "confirmed"},
    "in_room": {"planned", "confirmed", "arrived"},
    "completed": {"planned", "confirmed", "arrived", "in_room"},
    "no_show": {"planned", "confirmed"},
    "cancelled": {"held", "planned", "confirmed", "arrived"},
}


class Taken(NamedTuple):
    """`resource` is "doctor", "room" or "device"; `ends` is exclusive."""

    resource: str
    number: int
    lane: int
    begins: int
    ends: int

    def overlaps(self, other: "Taken") -> bool:
        return self[:3] == other[:3] and self.begins < other.ends and other.begins < self.ends


class Place(NamedTuple):
    """A room or a device with so many lanes, one of its type."""

    kind: str
    type_name: str
    lanes: int


class Treatment(NamedTuple):
    """A service: its minutes with the time before and after, the types of places that it needs, and its kind of visit."""

    minutes: int
    before: int
    after: int
    needs: tuple[str, ...]
    kind: str = ""


class Hours(NamedTuple):
    """A doctor's hours, and his own room in them."""

    begins: int
    ends: int
    room: int | None


@dataclass(frozen=True)
class Wish:
    doctor: int
    begins: int
    minutes: int
    treatment: Treatment
    is_over: bool = False

    @property
    def whole(self) -> tuple[int, int]:
        """With the time to prepare and to clean up."""
        return self.begins - self.treatment.before, self.begins + self.minutes + self.treatment.after

    @property
    def counted_as(self) -> tuple[int, int, str]:
        """The doctor, the day and the kind of visit, of which there may be so many."""
        return self.doctor, self.begins // DAY, self.treatment.kind


@dataclass
class Visit:
    wish: Wish
    #: Every status that it had and still stands on; a step taken back is struck out.
    path: list[str]
    taken: list[Taken]
    held_until: int | None = None

    @property
    def status(self) -> str:
        return self.path[-1]


@dataclass
class Kept:
    """A hold of a slot, open until its deadline."""

    wish: Wish
    until: int
    state: str
    taken: list[Taken]


@dataclass
class Journal:
    """Everything that is so. `visits` and `holds` by their ids, `blocks` in order, `quotas` by doctor and kind of visit."""

    places: dict[int, Place]
    hours: dict[int, list[Hours]]
    now: int
    visits: dict[int, Visit] = field(default_factory=dict)
    holds: dict[int, Kept] = field(default_factory=dict)
    blocks: list[Taken] = field(default_factory=list)
    quotas: dict[tuple[int, str], int] = field(default_factory=dict)

    def taken(self) -> list[Taken]:
        """What is taken at all, in order."""
        visits = (each for visit in self.visits.values() for each in visit.taken)
        holds = (each for hold in self.holds.values() for each in hold.taken)
        return sorted([*visits, *holds, *self.blocks])

    def refusal_of(self, wish: Wish, *, without: Collection[Taken] = (), is_in_hours: bool | None = None) -> str:
        """Why the wish cannot be: "outside", "taken" or nothing. `without` is what would be given back first."""
        hours = self._hours_of(wish)
        if hours is None and not wish.is_over and is_in_hours is None:
            return "outside"
        begins, ends = wish.whole
        doctor = Taken("doctor", wish.doctor, 0, begins, ends)
        if not wish.is_over and not self._is_free(doctor, without):
            return "taken"
        for choice in self._choices(wish, hours):
            if not any(self._is_free(each, without) for each in choice):
                return "taken"
        return ""

    def is_full(self, wish: Wish, *, instead_of: Wish | None = None) -> bool:
        """Whether the doctor has as many visits of the kind on that day as he receives, those beside the schedule too."""
        quota = self.quotas.get((wish.doctor, wish.treatment.kind))
        if quota is None or wish.is_over or (instead_of and instead_of.counted_as == wish.counted_as):
            return False
        booked = [each.wish for each in self.visits.values() if each.taken]
        booked += [each.wish for each in self.holds.values() if each.taken]
        return sum(each.counted_as == wish.counted_as for each in booked) >= quota

    def is_right(self, wish: Wish, taken: Iterable[Taken], *, without: Collection[Taken] = ()) -> bool:
        """Whether exactly this fulfils the wish: the doctor, and one free lane of a place of every type needed."""
        begins, ends = wish.whole
        rest = list(taken)
        lane = self._lane_over(wish, without) if wish.is_over else 0
        needed = [[Taken("doctor", wish.doctor, lane, begins, ends)], *self._choices(wish, self._hours_of(wish))]
        for choice in needed:
            found = [each for each in rest if each in choice and self._is_free(each, without)]
            if len(found) != 1:
                return False
            rest.remove(found[0])
        return not rest

    def _lane_over(self, wish: Wish, without: Collection[Taken]) -> int:
        """The first lane beside the schedule in which the doctor has nobody."""
        begins, ends = wish.whole
        lane = OVER
        while not self._is_free(Taken("doctor", wish.doctor, lane, begins, ends), without):
            lane += 1
        return lane

    def _is_free(self, wanted: Taken, without: Collection[Taken]) -> bool:
        return not any(each.overlaps(wanted) for each in self.taken() if each not in without)

    def _hours_of(self, wish: Wish) -> Hours | None:
        begins, ends = wish.whole
        return next((each for each in self.hours[wish.doctor] if each.begins <= begins and ends <= each.ends), None)

    def _choices(self, wish: Wish, hours: Hours | None) -> list[list[Taken]]:
        """For every type of place needed, all lanes that would do; the doctor's own room where no room is asked for."""
        choices = [self._lanes(wish, type_name) for type_name in wish.treatment.needs]
        asks_for_a_room = any(each and each[0].resource == "room" for each in choices)
        if hours is not None and hours.room is not None and not asks_for_a_room:
            begins, ends = wish.whole
            choices.append(
                [Taken("room", hours.room, lane, begins, ends) for lane in range(self.places[hours.room].lanes)]
            )
        return choices

    def _lanes(self, wish: Wish, type_name: str) -> list[Taken]:
        begins, ends = wish.whole
        return [
            Taken(place.kind, number, lane, begins, ends)
            for number, place in self.places.items()
            if place.type_name == type_name
            for lane in range(place.lanes)
        ]
