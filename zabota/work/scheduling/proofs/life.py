"""The whole life of bookings, step by step at random, beside a plain model (F2)."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any, TypeVar
from unittest.mock import patch

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import anna, lev
from zabota.lib.actors import SYSTEM
from zabota.lib.errors import Refused
from zabota.lib.proving import proof
from zabota.work.scheduling import commands
from zabota.work.scheduling.commands import Wanted
from zabota.work.scheduling.commands.occupying import block_time
from zabota.work.scheduling.models import Appointment, Block, Hold, Occupancy, ServiceNeed
from zabota.work.scheduling.proofs.model import (
    AHEAD,
    DAY,
    NOBODYS,
    TAKEN_FROM,
    Hours,
    Journal,
    Kept,
    Place,
    Taken,
    Treatment,
    Visit,
    Wish,
)
from zabota.work.scheduling.testing import a_patient, a_place, a_service, receives

T = TypeVar("T")

STEPS = 40
MORNING = 8 * 60
QUOTA = 1
TREATMENTS = {
    "Приём": Treatment(30, 0, 0, (), "first"),
    "Массаж": Treatment(45, 5, 10, ("couches",), "first"),
    "Осмотр": Treatment(30, 0, 5, ("surgery", "scanner")),
}
PLACES = (("room", "couches", 2), ("room", "couches", 1), ("room", "surgery", 1), ("device", "scanner", 1))
REFUSALS = {"outside": commands.OutsideSchedule, "taken": commands.TimeIsTaken}

visits = st.integers(0, 30)
days = st.integers(0, 1)
quarters = st.integers(-1, 12)
lengths = st.sampled_from([10, 30, 45, 75])
doctors = st.integers(0, 1)
treatments = st.sampled_from(sorted(TREATMENTS))


@proof("life-of-a-booking", full=400, smoke=8)
def bookings_live_as_the_model_says(lives: int) -> str:
    """So many lives of forty steps each: after every step the statuses and everything taken are those of the model."""
    unhurried = settings(
        max_examples=lives, stateful_step_count=STEPS, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck), phases=[Phase.generate, Phase.shrink],
    )  # fmt: skip
    run_state_machine_as_test(LifeOfBookings, settings=unhurried)
    return f"{lives} lives of {STEPS} steps, every status and every minute as the model says"


class LifeOfBookings(RuleBasedStateMachine):
    """Two doctors, one of them with a quota, four places and two mornings: little enough that wishes collide."""

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.midnight = datetime.combine(timezone.localdate() + timedelta(days=1), time(), samara_centre().zone)
        self.journal: Journal = self.world()
        self.clock = patch.object(timezone, "now", lambda: self.instant(self.journal.now))
        self.clock.start()

    def teardown(self) -> None:
        self.clock.stop()
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    def world(self) -> Journal:
        self.branch, self.patient, self.staff = samara_centre(), a_patient(), [anna(), lev()]
        made = [a_place(f"{kind} {number}", name, kind, lanes) for number, (kind, name, lanes) in enumerate(PLACES)]
        places = {place.pk: Place(*each) for place, each in zip(made, PLACES, strict=True)}
        self.services = {name: self.service(name, each, made) for name, each in TREATMENTS.items()}
        commands.change_booking_rules(asks_for_prepayment=False, by=SYSTEM)
        own_rooms = [None, made[1]]
        hours: dict[int, list[Hours]] = {}
        for doctor, room in zip(self.staff, own_rooms, strict=True):
            for day in (0, 1):
                receives(doctor, on=(self.midnight + timedelta(days=day)).date(), hours=(time(9), time(12)), room=room)
            number = room.pk if room else None
            hours[doctor.pk] = [Hours(day * DAY + 9 * 60, day * DAY + 12 * 60, number) for day in (0, 1)]
        commands.set_doctor_rules(doctor=self.staff[0], quotas={"first": QUOTA}, by=SYSTEM)
        return Journal(places, hours, now=MORNING, quotas={(self.staff[0].pk, "first"): QUOTA})

    def service(self, name: str, treatment: Treatment, made: list[Any]) -> Any:
        service = a_service(name, treatment.minutes, minutes_before=treatment.before, minutes_after=treatment.after)
        for type_name in treatment.needs:
            of_type = next(place.type for place in made if place.type.name == type_name)
            ServiceNeed.objects.create(service=service, type=of_type)
        return service

    # Steps: what is done to the clinic and to the model.

    @rule(
        doctor=doctors,
        day=days,
        quarter=quarters,
        name=treatments,
        is_over=st.sampled_from([False, False, True]),
        held=st.sampled_from([0, 0, 45]),
    )
    def book(self, doctor: int, day: int, quarter: int, name: str, is_over: bool, held: int) -> None:
        wish, wanted = self.wish(doctor, day, quarter, name, is_over)
        until = self.journal.now + held if held else None
        made = self.attempt(
            self.refusal(wish),
            lambda: commands.book(
                patient=self.patient, wanted=wanted, over_schedule_reason="боль" if is_over else "",
                held_until=self.instant(until) if until else None, by=SYSTEM,
            ),
        )  # fmt: skip
        if made is not None:
            self.journal.visits[made.pk] = self.new_visit(made, wish, "held" if held else "planned", until)

    @rule(doctor=doctors, day=days, quarter=quarters, name=treatments, minutes=st.sampled_from([5, 30, 300]))
    def hold(self, doctor: int, day: int, quarter: int, name: str, minutes: int) -> None:
        wish, wanted = self.wish(doctor, day, quarter, name, is_over=False)
        until = self.journal.now + minutes
        made = self.attempt(
            self.refusal(wish),
            lambda: commands.hold_slot(wanted=wanted, purpose="online", until=self.instant(until), by=SYSTEM),
        )
        if made is not None:
            taken = self.taken_by(hold=made)
            assert self.journal.is_right(wish, taken)
            self.journal.holds[made.pk] = Kept(wish, until, "open", taken)

    @precondition(lambda self: self.journal.holds)
    @rule(which=visits)
    def book_held(self, which: int) -> None:
        number, kept = self.one_of(self.journal.holds, which)
        is_over = kept.state != "open" or kept.until <= self.journal.now
        made = self.attempt(
            commands.HoldIsOver if is_over else None,
            lambda: commands.book_held(
                hold=Hold.objects.get(pk=number), patient=self.patient, booked_by="online", by=SYSTEM
            ),
        )
        if made is not None:
            kept.state = "booked"
            self.journal.visits[made.pk] = Visit(kept.wish, ["planned"], kept.taken)
            kept.taken = []

    @precondition(lambda self: self.journal.holds)
    @rule(which=visits)
    def release(self, which: int) -> None:
        number, kept = self.one_of(self.journal.holds, which)
        released = commands.release_hold(hold=Hold.objects.get(pk=number), by=SYSTEM)
        assert released is (kept.state == "open")
        if released:
            kept.state, kept.taken = "released", []

    @rule(minutes=st.sampled_from([15, 60, 240]))
    def time_passes(self, minutes: int) -> None:
        """And the jobs run: what waited for its deadline is given back, once."""
        self.journal.now += minutes
        holds = [
            each for each in self.journal.holds.values() if each.state == "open" and each.until <= self.journal.now
        ]
        unpaid = [each for each in self.journal.visits.values() if each.status == "held" and self.is_due(each)]
        for kept in holds:
            kept.state, kept.taken = "released", []
        for visit in unpaid:
            visit.path.append("cancelled")
            visit.taken = []
        assert commands.release_expired_holds(by=SYSTEM) == len(holds)
        assert commands.cancel_unpaid_visits(by=SYSTEM) == len(unpaid)

    @precondition(lambda self: self.journal.visits)
    @rule(which=visits, to=st.sampled_from(sorted(TAKEN_FROM)))
    def step(self, which: int, to: str) -> None:
        number, visit = self.one_of(self.journal.visits, which)
        refused = commands.NotNow if visit.status not in TAKEN_FROM[to] or self.is_early(visit, to) else None
        made = self.attempt(refused, lambda: self.command_of(to)(appointment=Appointment.objects.get(pk=number)))
        if made is not None:
            visit.path.append(to)
            if to in NOBODYS:
                visit.taken = []

    @precondition(lambda self: self.journal.visits)
    @rule(which=visits)
    def pay(self, which: int) -> None:
        """What is paid was never held: no step leads back to waiting."""
        number, visit = self.one_of(self.journal.visits, which)
        made = self.attempt(
            None if visit.status == "held" else commands.NotNow,
            lambda: commands.receive_prepayment(appointment=Appointment.objects.get(pk=number), by=SYSTEM),
        )
        if made is not None:
            visit.path, visit.held_until = ["planned"], None

    @precondition(lambda self: self.journal.visits)
    @rule(which=visits)
    def take_back(self, which: int) -> None:
        """A step back leads to the status before it; a moved visit and a fresh one have none."""
        number, visit = self.one_of(self.journal.visits, which)
        stands_again = visit.status in NOBODYS
        refused: type[Refused] | None = None
        if len(visit.path) == 1 or visit.status == "moved" or (visit.path[-2] == "held" and self.is_due(visit)):
            refused = commands.NotNow
        elif stands_again:
            refused = self.refusal_of_place(visit.wish)
        to = visit.path[-2] if len(visit.path) > 1 else "planned"
        made = self.attempt(
            refused,
            lambda: commands.take_back_step(appointment=Appointment.objects.get(pk=number), to=to, by=SYSTEM),
        )
        if made is not None:
            visit.path.pop()
            if stands_again:
                visit.taken = self.right_taking(made, visit.wish)

    @precondition(lambda self: self.journal.visits)
    @rule(which=visits, doctor=doctors, day=days, quarter=quarters)
    def move(self, which: int, doctor: int, day: int, quarter: int) -> None:
        number, visit = self.one_of(self.journal.visits, which)
        name = next(name for name, each in TREATMENTS.items() if each is visit.wish.treatment)
        wish, wanted = self.wish(doctor, day, quarter, name, is_over=False)
        made = self.attempt(
            self.refusal(wish, visit),
            lambda: commands.move(appointment=Appointment.objects.get(pk=number), to=wanted, by=SYSTEM),
        )
        if made is not None:
            status = "held" if visit.status == "held" else "planned"
            visit.path.append("moved")
            visit.taken = []
            self.journal.visits[made.pk] = self.new_visit(made, wish, status, visit.held_until)

    @precondition(lambda self: self.journal.visits)
    @rule(which=visits, minutes=lengths)
    def resize(self, which: int, minutes: int) -> None:
        number, visit = self.one_of(self.journal.visits, which)
        old = visit.wish
        wish = Wish(old.doctor, old.begins, minutes, old.treatment, old.is_over)
        refused = REFUSALS.get(self.journal.refusal_of(wish, without=visit.taken))
        made = self.attempt(
            refused if visit.status in AHEAD else commands.NotNow,
            lambda: commands.resize(appointment=Appointment.objects.get(pk=number), minutes=minutes, by=SYSTEM),
        )
        if made is not None:
            visit.taken = []
            visit.wish, visit.taken = wish, self.right_taking(made, wish)

    @rule(resource=st.integers(0, 5), day=days, quarter=quarters, minutes=lengths)
    def block(self, resource: int, day: int, quarter: int, minutes: int) -> None:
        kind, number, lanes = self.thing(resource)
        begins = day * DAY + 9 * 60 + quarter * 15
        rows = [Taken(kind, number, lane, begins, begins + minutes) for lane in range(lanes)]
        is_free = not any(each.overlaps(row) for each in self.journal.taken() for row in rows)
        made = self.attempt(
            None if is_free else commands.TimeIsTaken,
            lambda: self.close(kind, number, lanes, begins, begins + minutes),
        )
        if made:
            self.journal.blocks += rows

    def close(self, kind: str, number: int, lanes: int, begins: int, ends: int) -> Block:
        block = Block.objects.create(reason="other")
        during = DateTimeTZRange(self.instant(begins), self.instant(ends))
        block_time(block=block, resource=Occupancy.Kind(kind), resource_id=number, lanes=range(lanes), during=during)
        return block

    # What must hold after every step.

    @invariant()
    def statuses_are_those_of_the_model(self) -> None:
        found = dict(Appointment.objects.values_list("pk", "status"))
        assert found == {number: visit.status for number, visit in self.journal.visits.items()}
        holds = dict(Hold.objects.values_list("pk", "state"))
        assert holds == {number: kept.state for number, kept in self.journal.holds.items()}

    @invariant()
    def everything_taken_is_that_of_the_model(self) -> None:
        """So there is no overlap and no visit with a part of what it needs: the model lets none in."""
        taken = self.taken_by()
        assert taken == self.journal.taken()
        assert not any(one.overlaps(other) for n, one in enumerate(taken) for other in taken[n + 1 :])
        for visit in self.journal.visits.values():
            assert bool(visit.taken) is (visit.status not in NOBODYS)

    # Words of the machine.

    def instant(self, minutes: int) -> datetime:
        return self.midnight + timedelta(minutes=minutes)

    def wish(self, doctor: int, day: int, quarter: int, name: str, is_over: bool) -> tuple[Wish, Wanted]:
        treatment, who = TREATMENTS[name], self.staff[doctor]
        wish = Wish(who.pk, day * DAY + 9 * 60 + quarter * 15, treatment.minutes, treatment, is_over)
        wanted = Wanted(
            who, self.branch, self.instant(wish.begins), wish.minutes, self.services[name], treatment.kind, is_over
        )
        return wish, wanted

    def refusal(self, wish: Wish, instead_of: Visit | None = None) -> type[Refused] | None:
        if wish.begins < self.journal.now:
            return commands.TimeHasPassed
        if instead_of is not None and instead_of.status not in AHEAD:
            return commands.NotNow
        return self.refusal_of_place(wish, instead_of)

    def refusal_of_place(self, wish: Wish, instead_of: Visit | None = None) -> type[Refused] | None:
        refusal = self.journal.refusal_of(wish, without=instead_of.taken if instead_of else ())
        if not refusal and self.journal.is_full(wish, instead_of=instead_of.wish if instead_of else None):
            return commands.QuotaIsFull
        return REFUSALS.get(refusal)

    def attempt(self, refused: type[Refused] | None, do: Callable[[], T]) -> T | None:
        try:
            done = do()
        except Refused as refusal:
            if type(refusal) is not refused:
                raise AssertionError(f"refused with {refusal!r} instead of {refused}") from refusal
            return None
        assert refused is None, f"not refused with {refused}"
        return done

    def new_visit(self, made: Appointment, wish: Wish, status: str, until: int | None) -> Visit:
        return Visit(wish, [status], self.right_taking(made, wish), until)

    def right_taking(self, made: Appointment, wish: Wish) -> list[Taken]:
        taken = self.taken_by(appointment=made)
        assert self.journal.is_right(wish, taken), f"{taken} does not fulfil {wish}"
        return taken

    def taken_by(self, **owner: Any) -> list[Taken]:
        rows = Occupancy.objects.exclude(state="released").filter(**owner)
        return sorted(
            Taken(
                row.resource, row.resource_id, row.lane, self.minutes(row.during.lower), self.minutes(row.during.upper)
            )
            for row in rows
        )

    def minutes(self, instant: datetime) -> int:
        return int((instant - self.midnight) / timedelta(minutes=1))

    def one_of(self, things: dict[int, T], which: int) -> tuple[int, T]:
        number = sorted(things)[which % len(things)]
        return number, things[number]

    def is_due(self, visit: Visit) -> bool:
        return visit.held_until is not None and visit.held_until <= self.journal.now

    def is_early(self, visit: Visit, to: str) -> bool:
        begins, now = visit.wish.begins, self.journal.now
        return (to == "completed" and begins - 12 * 60 > now) or (to == "no_show" and begins > now)

    def command_of(self, to: str) -> Callable[..., Appointment]:
        if to == "cancelled":
            return lambda appointment: commands.cancel(
                appointment=appointment, cancelled_by="patient", reason="", by=SYSTEM
            )
        command: Callable[..., Appointment] = {
            "confirmed": commands.confirm,
            "arrived": commands.mark_arrived,
            "in_room": commands.call_in,
            "completed": commands.complete,
            "no_show": commands.mark_no_show,
        }[to]
        return lambda appointment: command(appointment=appointment, by=SYSTEM)

    def thing(self, which: int) -> tuple[str, int, int]:
        """A doctor or a place, by turn: kind, id, lanes."""
        everything = [("doctor", doctor.pk, 1) for doctor in self.staff]
        everything += [(place.kind, number, place.lanes) for number, place in self.journal.places.items()]
        return everything[which]
