"""Thirty-two clients book at once, ours beside a plain check-then-insert in the same run (`performance.md` D, F1).

Both write the same visit and the same event through the same layers. The plain way looks whether the doctor is free and
then inserts, without locks, rooms or a constraint, as Easy!Appointments and Cal.com do.
"""

import multiprocessing
import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
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
from zabota.core.catalog.models import Service
from zabota.core.patients.models import Patient
from zabota.core.practice.models import Branch
from zabota.core.staff.models import Doctor
from zabota.lib.actors import SYSTEM
from zabota.lib.benching import BenchFigure, bench
from zabota.lib.errors import Refused
from zabota.work.scheduling.benches.grid import build
from zabota.work.scheduling.commands import Wanted, book
from zabota.work.scheduling.commands.booking import wall_text
from zabota.work.scheduling.events import AppointmentBooked
from zabota.work.scheduling.models import Appointment

PROCESSES, CLIENTS_EACH = 4, 8
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
    build(doctors, rooms=doctors, devices=doctors, busy=0, days=days)
    _make_plain_table()
    naive = _race("plain", days, seconds)
    ours = _race("ours", days, seconds)
    clients = PROCESSES * CLIENTS_EACH
    what = f"booking: {clients} clients"
    yield BenchFigure.for_comparison(f"{what}, plain check-then-insert", naive.attempts / seconds, "attempts/s")
    yield BenchFigure.for_comparison(f"{what}, ours with room and device", ours.attempts / seconds, "attempts/s")
    ratio = (ours.attempts) / naive.attempts
    yield BenchFigure.at_least(f"{what}, ours beside plain", ratio, "times", budget=0.7)
    yield BenchFigure.at_most(f"{what}, overlaps", _overlaps("scheduling_occupancy"), "", budget=0)
    yield BenchFigure.at_most(f"{what}, errors shown", ours.failed, "", budget=0)
    yield BenchFigure.at_most(f"{what}, slowest attempt", ours.slowest * 1000, "ms", budget=2000)
    yield BenchFigure.for_comparison(f"{what}, overlaps of the plain way", _overlaps("bench_plain_occupancy"), "")


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


def _race(way: str, days: int, seconds: float) -> Tally:
    connections.close_all()
    context = multiprocessing.get_context("fork")
    with context.Pool(PROCESSES) as pool:
        tallies = list(chain.from_iterable(pool.starmap(_desk, [(way, n, days, seconds) for n in range(PROCESSES)])))
    return Tally(
        sum(each.attempts for each in tallies),
        sum(each.booked for each in tallies),
        sum(each.failed for each in tallies),
        max(each.slowest for each in tallies),
    )


def _desk(way: str, number: int, days: int, seconds: float) -> list[Tally]:
    connections.close_all()
    with ThreadPoolExecutor(CLIENTS_EACH) as clients:
        jobs = [
            clients.submit(_client, way, random.Random(number * 100 + each), days, seconds)
            for each in range(CLIENTS_EACH)
        ]
        return [job.result() for job in jobs]


def _client(way: str, chance: random.Random, days: int, seconds: float) -> Tally:
    attempt = {"ours": _ours, "plain": _plain}[way]
    branch, service, patient = Branch.objects.get(), Service.objects.get(), Patient.objects.get()
    doctors, today = list(Doctor.objects.all()), timezone.localdate()
    tally, until = Tally(), time.monotonic() + seconds
    while time.monotonic() < until:
        day = today + timedelta(days=chance.randint(1, days))
        at = datetime.combine(day, wall_time(chance.randint(8, 18), chance.choice((0, 15, 30, 45))), branch.zone)
        begun = time.monotonic()
        _count(tally, attempt, patient, Wanted(chance.choice(doctors), branch, at, 45, service))
        tally.slowest = max(tally.slowest, time.monotonic() - begun)
    connection.close()
    return tally


def _count(tally: Tally, attempt: Callable[[Patient, Wanted], bool], patient: Patient, wanted: Wanted) -> None:
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
