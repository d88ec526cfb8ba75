"""Thirty-two clients book at once, ours beside a plain check-then-insert in the same run (`performance.md` D, F1).

Both write the same visit and the same event through the same layers. The plain way looks whether the doctor is free and
then inserts, without locks, rooms or a constraint, as Easy!Appointments and Cal.com do.
"""

import multiprocessing
import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import time as wall_time
from itertools import chain

from django.conf import settings
from django.db import DatabaseError, connection, connections, transaction
from django.utils import timezone

from zabota.base.events.commands import record
from zabota.base.postgres.roles import APP_ROLE
from zabota.base.postgres.server import Server
from zabota.core.patients.models import Patient
from zabota.core.practice.models import Branch
from zabota.lib.actors import SYSTEM
from zabota.lib.benching import BenchFigure, bench
from zabota.lib.errors import Refused
from zabota.work.scheduling.benches.grid import Grid, build
from zabota.work.scheduling.commands import Wanted, book
from zabota.work.scheduling.commands.booking import wall_text
from zabota.work.scheduling.events import AppointmentBooked
from zabota.work.scheduling.models import Appointment, Performer, Resource, ResourceType, ServiceNeed
from zabota.work.scheduling.testing import a_service

PROCESSES, CLIENTS_EACH = 4, 8
VISIT, PROCEDURE = "Приём", "Аппарат"
#: Tries to book; tells whether it did.
Way = Callable[[Patient, Wanted], bool]
SECONDS = 8
LENGTH = timedelta(minutes=45)
OVERLAPS = """
    SELECT count(*) FROM (
        SELECT lower(during) < max(upper(during)) OVER (
            PARTITION BY resource, resource_id, lane ORDER BY lower(during), id
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS is_double
        FROM {table} WHERE state <> 'released'
    ) AS taken WHERE is_double
"""


@dataclass
class Tally:
    attempts: int = 0
    booked: int = 0
    failed: int = 0
    slowest: float = 0


@bench("booking")
def booking() -> Iterator[BenchFigure]:
    yield from run(doctors=100, days=52, seconds=SECONDS)


def run(*, doctors: int, days: int, seconds: float) -> Iterator[BenchFigure]:
    """Attempts a second: the doctor alone by the plain way; ours with one of five rooms, and with a device too."""
    _open_departments(build(doctors, rooms=0, devices=0, busy=0, days=days))
    _make_plain_table()
    naive = _race(_plain, VISIT, days, seconds)
    ours = _race(_ours, VISIT, days, seconds)
    harder = _race(_ours, PROCEDURE, days, seconds)
    what = f"booking: {PROCESSES * CLIENTS_EACH} clients"
    yield BenchFigure.for_comparison(f"{what}, plain check-then-insert", naive.attempts / seconds, "attempts/s")
    yield BenchFigure.for_comparison(f"{what}, ours with one of five rooms", ours.attempts / seconds, "attempts/s")
    yield BenchFigure.at_least(f"{what}, ours beside plain", ours.attempts / naive.attempts, "times", budget=0.7)
    with_device = harder.attempts / naive.attempts
    yield BenchFigure.for_comparison(f"{what}, ours with one of two devices too, beside plain", with_device, "times")
    yield BenchFigure.at_most(f"{what}, overlaps", _overlaps("scheduling_occupancy"), "", budget=0)
    yield BenchFigure.at_most(f"{what}, errors shown", ours.failed + harder.failed, "", budget=0)
    slowest = max(ours.slowest, harder.slowest)
    yield BenchFigure.at_most(f"{what}, slowest attempt", slowest * 1000, "ms", budget=2000)
    yield BenchFigure.for_comparison(f"{what}, overlaps of the plain way", _overlaps("bench_plain_occupancy"), "")


def _open_departments(grid: Grid) -> None:
    """Five doctors share five rooms and two devices; each performs a visit in a room and a procedure with a device."""
    for first in range(0, len(grid.doctors), 5):
        rooms = ResourceType.objects.create(name=f"кабинеты {first}", kind="room")
        devices = ResourceType.objects.create(name=f"аппараты {first}", kind="device")
        for kind, places in ((rooms, 5), (devices, 2)):
            for number in range(places):
                Resource.objects.create(branch=grid.branch, type=kind, name=f"{kind.name}-{number}")
        visit, procedure = (a_service(f"{name} {first}", minutes=45) for name in (VISIT, PROCEDURE))
        for service, kind in ((visit, rooms), (procedure, rooms), (procedure, devices)):
            ServiceNeed.objects.create(service=service, type=kind)
        for doctor in grid.doctors[first : first + 5]:
            Performer.objects.bulk_create(Performer(doctor=doctor, service=each) for each in (visit, procedure))


def _make_plain_table() -> None:
    with Server(settings.ZABOTA_HOME).connect(connection.settings_dict["NAME"]) as superuser:
        superuser.execute(
            "CREATE TABLE bench_plain_occupancy (id bigserial PRIMARY KEY, resource text, resource_id bigint,"
            " lane int DEFAULT 0, during tstzrange, state text DEFAULT 'taken', appointment_id bigint)"
        )
        superuser.execute("CREATE INDEX ON bench_plain_occupancy USING gist (resource_id, during)")
        superuser.execute(f'GRANT ALL ON bench_plain_occupancy, bench_plain_occupancy_id_seq TO "{APP_ROLE}"')


def _overlaps(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(OVERLAPS.format(table=table))
        found: int = cursor.fetchone()[0]
        return found


def _race(way: Way, service: str, days: int, seconds: float) -> Tally:
    connections.close_all()
    with ProcessPoolExecutor(PROCESSES, mp_context=multiprocessing.get_context("fork")) as desks:
        begun = [desks.submit(_desk, way, service, number, days, seconds) for number in range(PROCESSES)]
        tallies = list(chain.from_iterable(each.result() for each in begun))
    return Tally(
        sum(each.attempts for each in tallies),
        sum(each.booked for each in tallies),
        sum(each.failed for each in tallies),
        max(each.slowest for each in tallies),
    )


def _desk(way: Way, service: str, number: int, days: int, seconds: float) -> list[Tally]:
    connections.close_all()
    with ThreadPoolExecutor(CLIENTS_EACH) as clients:
        jobs = [
            clients.submit(_client, way, service, random.Random(number * 100 + each), days, seconds)
            for each in range(CLIENTS_EACH)
        ]
        return [job.result() for job in jobs]


def _client(way: Way, service: str, chance: random.Random, days: int, seconds: float) -> Tally:
    branch, patient, today = Branch.objects.get(), Patient.objects.get(), timezone.localdate()
    performers = list(
        Performer.objects.filter(service__name__startswith=f"{service} ").select_related("doctor", "service")
    )
    tally, until = Tally(), time.monotonic() + seconds
    while time.monotonic() < until:
        day = today + timedelta(days=chance.randint(1, days))
        at = datetime.combine(day, wall_time(chance.randint(8, 18), chance.choice((0, 15, 30, 45))), branch.zone)
        who = chance.choice(performers)
        begun = time.monotonic()
        _count(tally, way, patient, Wanted(who.doctor, branch, at, 45, who.service))
        tally.slowest = max(tally.slowest, time.monotonic() - begun)
    connection.close()
    return tally


def _count(tally: Tally, attempt: Way, patient: Patient, wanted: Wanted) -> None:
    tally.attempts += 1
    try:
        tally.booked += attempt(patient, wanted)
    except DatabaseError:
        tally.failed += 1


def _ours(patient: Patient, wanted: Wanted) -> bool:
    try:
        book(patient=patient, wanted=wanted, by=SYSTEM)
    except Refused:
        return False
    return True


@transaction.atomic
def _plain(patient: Patient, wanted: Wanted) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM bench_plain_occupancy WHERE resource_id = %s AND during && tstzrange(%s, %s) LIMIT 1",
            [wanted.doctor.pk, wanted.starts_at, wanted.starts_at + LENGTH],
        )
        if cursor.fetchone():
            return False
        visit = Appointment.objects.create(
            patient=patient, branch=wanted.branch, doctor=wanted.doctor, service=wanted.service,
            starts_at=wanted.starts_at, wall_start=wall_text(wanted.wall.date(), wanted.wall.time()), minutes=45,
        )  # fmt: skip
        cursor.execute(
            "INSERT INTO bench_plain_occupancy (resource, resource_id, during, appointment_id)"
            " VALUES ('doctor', %s, tstzrange(%s, %s), %s)",
            [wanted.doctor.pk, wanted.starts_at, wanted.starts_at + LENGTH, visit.pk],
        )
    record(AppointmentBooked(patient.pk, wanted.branch.pk, visit.pk), by=SYSTEM)
    return True
