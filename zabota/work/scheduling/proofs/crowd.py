"""What is shown by a crowd: one slot has one patient (F1), and doctor, room and device never overlap (F2)."""

import multiprocessing
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from multiprocessing.synchronize import Barrier
from statistics import quantiles
from typing import Any

from django.db import connection, connections
from django.utils import timezone

from zabota.core.patients.models import Patient
from zabota.lib.actors import SYSTEM
from zabota.lib.errors import Refused
from zabota.lib.proving import proof
from zabota.work.scheduling import commands
from zabota.work.scheduling.benches.booking import OVERLAPS
from zabota.work.scheduling.benches.grid import Grid, build
from zabota.work.scheduling.commands import TimeIsTaken, Wanted
from zabota.work.scheduling.models import Appointment, Hold, Status
from zabota.work.scheduling.testing import days_ago

PROCESSES, THREADS = 4, 16
CLIENTS = 200
MINUTES = 45
SLOTS_A_DAY = 16
LONGEST = 2.0  # seconds, F2
#: In fewer attempts it is the first questions of sixty-four new connections that take the time.
ENOUGH_TO_TIME = 5_000
#: So many losers of each slot ask for the nearest free times; all of them would only measure the asking.
ASKERS = 4
#: Visits that stand without exactly one doctor, one room and one device, or fall and still have one of them.
PARTIAL = """
    SELECT count(*) FROM (
        SELECT visit.status, count(taken.id) AS things, count(DISTINCT taken.resource) AS kinds
        FROM scheduling_appointment visit LEFT JOIN scheduling_occupancy taken
            ON taken.appointment_id = visit.id AND taken.state <> 'released'
        GROUP BY visit.id
    ) AS counted
    WHERE (things, kinds) <> (CASE WHEN status IN ('cancelled', 'no_show', 'moved') THEN 0 ELSE 3 END,
                              CASE WHEN status IN ('cancelled', 'no_show', 'moved') THEN 0 ELSE 3 END)
"""


@dataclass
class Seen:
    """What a process of the crowd saw; `answers` are seconds."""

    won: int = 0
    refused: int = 0
    errors: list[str] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)
    offered: Counter[int] = field(default_factory=Counter)

    @classmethod
    def of_all(cls, parts: Iterable["Seen"]) -> "Seen":
        whole = cls()
        for part in parts:
            whole.won += part.won
            whole.refused += part.refused
            whole.errors += part.errors
            whole.answers += part.answers
            whole.offered += part.offered
        return whole


@proof("one-slot-one-patient", full=500, smoke=6)
def of_two_hundred_who_want_a_slot_one_gets_it(slots: int) -> str:
    """Two hundred clients press at once for each of so many slots; the losers learn three free times near by."""
    doctors = -(-slots // SLOTS_A_DAY)
    grid = build(doctors, rooms=doctors, devices=doctors, busy=0, days=2)
    seen = _in_processes(_press_together, grid, slots)

    assert not seen.errors, f"{len(seen.errors)} errors: {seen.errors[0]}"
    assert seen.won == slots, f"{seen.won} winners of {slots} slots"
    assert set(seen.offered) == {3}, f"losers were offered {dict(seen.offered)} times"
    _assert_nothing_overlaps()
    return f"{CLIENTS} clients, {slots} slots: {slots} winners, 0 overlaps, {_pace(seen)}"


@proof("never-two-at-once", full=50_000, smoke=300)
def nothing_overlaps_whatever_a_crowd_does(attempts: int) -> str:
    """Sixty-four clients book, hold, move, stretch, cancel, confirm and take back at random where rooms are scarce."""
    grid = build(20, rooms=8, devices=8, busy=0, days=4)
    seen = _in_processes(_live, grid, attempts)

    assert not seen.errors, f"{len(seen.errors)} errors: {seen.errors[0]}"
    _assert_nothing_overlaps()
    if attempts >= ENOUGH_TO_TIME:
        slowest = max(seen.answers)
        assert slowest <= LONGEST, f"nothing overlaps, but the slowest answer took {slowest:.1f} s: {_pace(seen)}"
    return f"64 clients, {attempts} attempts: 0 overlaps, 0 partial, 0 errors shown, {_pace(seen)}"


def _assert_nothing_overlaps() -> None:
    with connection.cursor() as cursor:
        cursor.execute(OVERLAPS.format(table="scheduling_occupancy"))
        assert cursor.fetchone() == (0,), "double bookings"
        cursor.execute(PARTIAL)
        assert cursor.fetchone() == (0,), "partial bookings"


def _pace(seen: Seen) -> str:
    p95 = quantiles(seen.answers, n=20)[-1] if len(seen.answers) > 1 else seen.answers[0]
    return f"{seen.refused} refused, p95 {p95 * 1000:.0f} ms, slowest {max(seen.answers) * 1000:.0f} ms"


def _in_processes(act: Callable[..., Seen], grid: Grid, size: int) -> Seen:
    connections.close_all()
    context = multiprocessing.get_context("fork")
    together = context.Barrier(PROCESSES)
    answers: Any = context.Queue()
    crowd = [
        context.Process(target=lambda number=number: answers.put(act(grid, size, number, together)))
        for number in range(PROCESSES)
    ]
    for process in crowd:
        process.start()
    parts = [answers.get(timeout=3600) for _process in crowd]
    for process in crowd:
        process.join()
    return Seen.of_all(parts)


def _press_together(grid: Grid, slots: int, number: int, together: Barrier) -> Seen:
    connections.close_all()
    seen = Seen()
    with ThreadPoolExecutor(THREADS) as clients:
        for doctor, starts_at in islice(_slots(grid), slots):
            wanted = Wanted(doctor, grid.branch, starts_at, MINUTES, grid.service)
            together.wait()
            pressed = time.monotonic()
            jobs = [
                clients.submit(_press, seen, grid.patient, wanted, pressed, asks=each < ASKERS and number == 0)
                for each in range(CLIENTS // PROCESSES)
            ]
            for job in jobs:
                job.result()
        list(clients.map(lambda _each: connection.close(), range(THREADS)))
    return seen


def _slots(grid: Grid) -> Iterable[tuple[Any, datetime]]:
    opens = datetime.combine(days_ago(-1), datetime.min.time(), grid.branch.zone) + timedelta(hours=8)
    for doctor in grid.doctors:
        for each in range(SLOTS_A_DAY):
            yield doctor, opens + timedelta(minutes=MINUTES * each)


def _press(seen: Seen, patient: Patient, wanted: Wanted, pressed: float, *, asks: bool) -> None:
    try:
        commands.book(patient=patient, wanted=wanted, by=SYSTEM)
        seen.won += 1
    except TimeIsTaken as refusal:
        seen.refused += 1
        if asks:
            seen.offered[len(refusal.nearest_free())] += 1
    except Exception as error:  # whatever else a client would be shown counts against the proof
        seen.errors.append(repr(error))
    seen.answers.append(time.monotonic() - pressed)


def _live(grid: Grid, attempts: int, number: int, _together: Barrier) -> Seen:
    connections.close_all()
    seen = Seen()
    each = -(-attempts // (PROCESSES * THREADS))
    with ThreadPoolExecutor(THREADS) as clients:
        jobs = [
            clients.submit(_client, seen, grid, each, random.Random(number * THREADS + client))
            for client in range(THREADS)
        ]
        for job in jobs:
            job.result()
    return seen


def _client(seen: Seen, grid: Grid, attempts: int, chance: random.Random) -> None:
    """One who does at random what any desk may do, to his own visits and to those of others."""
    connection.ensure_connection()
    for _attempt in range(attempts):
        act = chance.choices(ACTS, WEIGHTS)[0]
        begun = time.monotonic()
        try:
            act(grid, chance)
            seen.won += 1
        except Refused:
            seen.refused += 1
        except Exception as error:  # whatever else a client would be shown counts against the proof
            seen.errors.append(f"{act.__name__}: {error!r}")
        seen.answers.append(time.monotonic() - begun)
    connection.close()


def _wanted(grid: Grid, chance: random.Random) -> Wanted:
    day = timezone.localdate() + timedelta(days=chance.randint(1, 4))
    at = datetime.combine(day, datetime.min.time(), grid.branch.zone)
    at += timedelta(hours=8, minutes=15 * chance.randint(0, 45))
    return Wanted(chance.choice(grid.doctors), grid.branch, at, MINUTES, grid.service)


def _any_visit(chance: random.Random) -> Appointment:
    last = Appointment.objects.order_by("-pk").values_list("pk", flat=True).first()
    visit = Appointment.objects.filter(pk__gte=chance.randint(1, last)).order_by("pk").first() if last else None
    if visit is None:
        raise Refused("nobody is booked yet")
    return visit


def _book(grid: Grid, chance: random.Random) -> None:
    commands.book(patient=grid.patient, wanted=_wanted(grid, chance), by=SYSTEM)


def _hold(grid: Grid, chance: random.Random) -> None:
    until = timezone.now() + timedelta(seconds=chance.choice((1, 600)))
    hold = commands.hold_slot(wanted=_wanted(grid, chance), purpose="online", until=until, by=SYSTEM)
    if chance.random() < 0.7:
        commands.book_held(hold=hold, patient=grid.patient, booked_by="online", by=SYSTEM)


def _release(grid: Grid, chance: random.Random) -> None:
    hold = Hold.objects.filter(state="open").order_by("?").first()
    if hold is not None:
        commands.release_hold(hold=hold, by=SYSTEM)


def _move(grid: Grid, chance: random.Random) -> None:
    commands.move(appointment=_any_visit(chance), to=_wanted(grid, chance), by=SYSTEM)


def _resize(grid: Grid, chance: random.Random) -> None:
    commands.resize(appointment=_any_visit(chance), minutes=chance.choice((30, 45, 60, 90)), by=SYSTEM)


def _cancel(grid: Grid, chance: random.Random) -> None:
    commands.cancel(appointment=_any_visit(chance), cancelled_by="clinic", reason="", by=SYSTEM)


def _confirm(grid: Grid, chance: random.Random) -> None:
    commands.confirm(appointment=_any_visit(chance), by=SYSTEM)


def _take_back(grid: Grid, chance: random.Random) -> None:
    visit = Appointment.objects.filter(status=Status.CANCELLED).order_by("?").first()
    commands.take_back_step(appointment=visit or _any_visit(chance), by=SYSTEM)


ACTS = (_book, _hold, _release, _move, _resize, _cancel, _confirm, _take_back)
WEIGHTS = (40, 10, 3, 15, 8, 12, 6, 6)
