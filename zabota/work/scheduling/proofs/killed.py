"""What is shown by killing: time is given back once (F3), and a request sent again books once (F20)."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from zabota.core.catalog.models import Service
from zabota.core.patients.models import Patient
from zabota.core.practice.models import Branch
from zabota.core.staff.models import Doctor
from zabota.lib.actors import SYSTEM
from zabota.lib.proving import proof
from zabota.work.scheduling.benches.grid import Grid, build
from zabota.work.scheduling.commands import AnotherRequest, Wanted, book
from zabota.work.scheduling.models import Appointment, Hold, Occupancy, Status
from zabota.work.scheduling.proofs.crowd import MINUTES, SLOTS_A_DAY

WORKERS = 8
LATEST = 60.0  # seconds, F3
PATIENCE = 120.0
KEEPER = """
import time
import django
django.setup()
from zabota.lib.actors import SYSTEM
from zabota.work.scheduling.commands import cancel_unpaid_visits, release_expired_holds
while True:
    if not release_expired_holds(by=SYSTEM) + cancel_unpaid_visits(by=SYSTEM):
        time.sleep(0.1)
"""
SENDER = """
import sys
import django
django.setup()
from zabota.work.scheduling.proofs.killed import send_all
send_all(int(sys.argv[1]))
"""


@proof("deadlines-killed", full=5_000, smoke=60)
def what_waits_for_a_deadline_is_given_back_once(size: int) -> str:
    """Half are holds, half unpaid visits. Eight workers give them back while they are killed by force, one after another."""
    kills = max(2, size // 100)
    last = _let_wait(size)
    kill_by_turns(KEEPER, workers=min(WORKERS, size // 15), kills=kills, size=size, done=_given_back)
    late = _assert_each_once(size, last)
    return f"{size} deadlines, {WORKERS} workers, {kills} kills: each given back once, the last {late:.0f} s after its deadline"


def kill_by_turns(program: str, *, workers: int, kills: int, size: int, done: Callable[[], int]) -> None:
    """Let so many processes work until `done()` comes to `size`; one of them is killed by force and replaced `kills` times
    on the way, evenly. A program's only argument is a number of its own."""
    running = [_started(program, str(number)) for number in range(workers)]
    chance = random.Random(3)
    try:
        for killed in range(kills):
            until(done, size * killed // kills)
            victim = chance.randrange(workers)
            running[victim].kill()
            running[victim].wait()
            running[victim] = _started(program, str(workers + killed))
        until(done, size)
    finally:
        for worker in running:
            worker.kill()
            worker.wait()


@proof("request-sent-again", full=5_000, smoke=40)
def a_request_sent_again_books_once(size: int) -> str:
    """Whoever books is killed by force again and again, and then sends everything anew under the same keys."""
    grid = grid_for(size)
    kills, chance = max(2, size // 100), random.Random(20)
    answers: dict[str, str] = {}
    for left in reversed(range(kills + 1)):
        sender = _started(SENDER, str(size), stdout=subprocess.PIPE)
        assert sender.stdout is not None
        stop_after = chance.randint(1, size) if left else size
        for told, line in enumerate(sender.stdout, start=1):
            number, _, answer = line.decode().strip().partition(" ")
            assert answers.setdefault(number, answer) == answer, f"request {number} was answered in two ways"
            if left and told >= stop_after:
                break
        sender.kill()
        sender.wait()
        sender.stdout.close()
    visits, events = Appointment.objects.count(), _events("scheduling.appointment_booked")
    assert (len(answers), visits, events) == (size, size, size), f"{len(answers)}, {visits} visits, {events} events"
    _assert_another_wish_is_refused(grid)
    return f"{size} requests, {kills} kills: one visit and one answer each, another wish under a key refused"


def send_all(size: int) -> None:
    """What the sender does: every request in order, its answer told at once."""
    grid = _known_grid()
    for number, wanted in enumerate(wishes(grid, size)):
        visit = book(patient=grid.patient, wanted=wanted, request_key=UUID(int=number + 1), by=SYSTEM)
        sys.stdout.write(f"{number} {visit.pk}\n")
        sys.stdout.flush()


def _assert_another_wish_is_refused(grid: Grid) -> None:
    first, second = list(wishes(grid, 2))
    with suppress(AnotherRequest):
        book(patient=grid.patient, wanted=second, request_key=UUID(int=1), by=SYSTEM)
        raise AssertionError(f"the key of {first} booked {second}")


def grid_for(size: int) -> Grid:
    doctors = min(40, -(-size // SLOTS_A_DAY))
    return build(doctors, rooms=doctors, devices=doctors, busy=0, days=-(-size // (doctors * SLOTS_A_DAY)) + 1)


def _known_grid() -> Grid:
    doctors = list(Doctor.objects.order_by("pk"))
    return Grid(Branch.objects.get(), Service.objects.get(), doctors, [], [], Patient.objects.get())


def wishes(grid: Grid, size: int) -> Iterator[Wanted]:
    """Every slot of every doctor, day by day."""
    midnight = timezone.localtime(timezone=grid.branch.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    for number in range(size):
        day, rest = divmod(number, len(grid.doctors) * SLOTS_A_DAY)
        doctor, slot = divmod(rest, SLOTS_A_DAY)
        at = midnight + timedelta(days=1 + day, hours=8, minutes=MINUTES * slot)
        yield Wanted(grid.doctors[doctor], grid.branch, at, MINUTES, grid.service)


def _let_wait(size: int) -> float:
    """Half holds, half held visits, whose deadlines pass over the next ten seconds; returns when the last one does."""
    grid, now = grid_for(size), timezone.now()
    taken = []
    for number, wanted in enumerate(wishes(grid, size)):
        until = now + timedelta(seconds=10 * number / size)
        where: dict[str, Any] = {
            "doctor": wanted.doctor, "branch": wanted.branch, "service": wanted.service, "starts_at": wanted.starts_at,
            "wall_start": f"{wanted.wall:%Y-%m-%d %H:%M}", "minutes": wanted.minutes,
        }  # fmt: skip
        row = Occupancy(
            resource="doctor", resource_id=wanted.doctor.pk, during=wanted.during, state="held", held_until=until
        )
        if number % 2:
            row.hold = Hold(**where, purpose="online", until=until)
        else:
            row.appointment = Appointment(**where, patient=grid.patient, status=Status.HELD, held_until=until)
        taken.append(row)
    Hold.objects.bulk_create([row.hold for row in taken if row.hold is not None])
    Appointment.objects.bulk_create([row.appointment for row in taken if row.appointment is not None])
    for row in taken:  # their ids are known only now
        row.hold, row.appointment = row.hold, row.appointment
    Occupancy.objects.bulk_create(taken)
    return (now + timedelta(seconds=10)).timestamp()


def _assert_each_once(size: int, last: float) -> float:
    released, cancelled = _events("scheduling.hold_released"), _events("scheduling.appointment_cancelled")
    assert (released, cancelled) == (size // 2, size - size // 2), f"{released} holds and {cancelled} visits given back"
    assert not Occupancy.objects.exclude(state=Occupancy.State.RELEASED).exists(), "time was forgotten"
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(happened_at) FROM events_event WHERE kind LIKE 'scheduling.%%'", [])
        late: float = cursor.fetchone()[0].timestamp() - last
    assert late <= LATEST, f"the last was given back {late:.0f} s late"
    return max(0.0, late)


def _events(kind: str) -> int:
    """How many different things an event of the kind tells of, each of which may be told once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), count(DISTINCT data) FROM events_event WHERE kind = %s", [kind])
        told, different = cursor.fetchone()
    assert told == different, f"{told} events of {different} things"
    return int(told)


def _given_back() -> int:
    return Occupancy.objects.filter(state=Occupancy.State.RELEASED).count()


def until(done: Callable[[], int], count: int) -> None:
    """Wait for so many; whoever stands still for too long fails."""
    deadline, before = time.monotonic() + PATIENCE, 0
    while (now := done()) < count:
        deadline, before = (time.monotonic() + PATIENCE, now) if now > before else (deadline, before)
        assert time.monotonic() < deadline, f"the workers stand still at {now} of {count}"
        time.sleep(0.05)


def _started(program: str, *arguments: str, stdout: int | None = None) -> subprocess.Popen[bytes]:
    environment = {"DJANGO_SETTINGS_MODULE": "zabota.site.settings", **os.environ}
    return subprocess.Popen([sys.executable, "-c", program, *arguments], env=environment, stdout=stdout)
