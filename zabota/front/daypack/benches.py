"""The pack of a hundred doctors: how long it takes to build and how large it is."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from datetime import time as clock

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from zabota.core.catalog.models import Service
from zabota.core.patients.models import ContactKind, ContactPoint, Patient
from zabota.core.patients.queries.contacts import value_index
from zabota.core.practice.models import Branch
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.models import Doctor
from zabota.core.staff.testing import a_doctor
from zabota.front.daypack.models import Pack
from zabota.front.daypack.saved_file import saved_file
from zabota.front.daypack.testing import a_pack
from zabota.lib.benching import BenchFigure, bench
from zabota.work.scheduling.models import Appointment, Occupancy, Performer, Shift
from zabota.work.scheduling.testing import a_service

ROUNDS, DAYS, SERVICES = 5, 2, 12
VISIT, FIRST, LAST = timedelta(minutes=30), clock(8), clock(20)


@bench("daypack")
def daypack() -> Iterator[BenchFigure]:
    yield from run(doctors=100, rounds=ROUNDS)


def run(*, doctors: int, rounds: int) -> Iterator[BenchFigure]:
    """The slowest of so many builds, and the size of what leaves."""
    fill(samara_centre(), doctors)
    seconds, pack = zip(*(_built() for _round in range(rounds)), strict=True)
    what = f"day pack: {doctors} doctors x {DAYS} days"
    yield BenchFigure.for_comparison(f"{what}, visits", pack[-1].visits, "rows")
    yield BenchFigure.at_most(f"{what}, built, slowest", max(seconds), "s", budget=2)
    yield BenchFigure.at_most(f"{what}, saved file", len(saved_file(pack[-1]).encode()) / 1e6, "MB", budget=2)


def fill(branch: Branch, doctors: int) -> None:
    """Every doctor receives twelve hours a day, four visits of five taken, each by a patient of his own with a phone."""
    services = [a_service(f"Услуга {number}") for number in range(SERVICES)]
    staff = [a_doctor(f"Врач{number:03}", given="Анна", speciality="Терапевт") for number in range(doctors)]
    Performer.objects.bulk_create(Performer(doctor=doctor, service=each) for doctor in staff for each in services)
    today = timezone.now().astimezone(branch.zone).date()
    visits: list[Appointment] = []
    for day in (today + timedelta(days=number) for number in range(DAYS)):
        begins, ends = (datetime.combine(day, each, branch.zone) for each in (FIRST, LAST))
        during = DateTimeTZRange(begins, ends)
        Shift.objects.bulk_create(
            Shift(doctor=each, branch=branch, on=day, starts=FIRST, ends=LAST, during=during, kinds=[])
            for each in staff
        )
        visits += [visit for doctor in staff for visit in _visits(doctor, branch, services, begins, ends)]
    _save(visits)


def _visits(
    doctor: Doctor, branch: Branch, services: list[Service], begins: datetime, ends: datetime
) -> Iterator[Appointment]:
    number = 0
    while begins + VISIT <= ends:
        number += 1
        if number % 5:
            yield Appointment(
                branch=branch, doctor=doctor, service=services[number % SERVICES], starts_at=begins,
                wall_start=f"{begins:%Y-%m-%d %H:%M}", comment="Просит позвонить за час, приедет с дочерью",
            )  # fmt: skip
        begins += VISIT


def _save(visits: list[Appointment]) -> None:
    names = [
        ("Константинопольский", "Александр", "Владимирович"),
        ("Ким", "Ли", ""),
        ("Сорокина", "Мария", "Ильинична"),
    ]
    patients = [
        Patient(surname=f"{names[number % 3][0]}{number}", given=names[number % 3][1], patronymic=names[number % 3][2])
        for number, _visit in enumerate(visits)
    ]
    Patient.objects.bulk_create(patients, batch_size=1000)
    phones = [f"+7916{number:07}" for number, _visit in enumerate(visits)]
    ContactPoint.objects.bulk_create(
        ContactPoint(patient=patient, kind=ContactKind.PHONE, value=phone, value_index=value_index(phone))
        for patient, phone in zip(patients, phones, strict=True)
    )
    for visit, patient in zip(visits, patients, strict=True):
        visit.patient = patient
    Appointment.objects.bulk_create(visits, batch_size=1000)
    Occupancy.objects.bulk_create(
        Occupancy(
            appointment=visit, resource=Occupancy.Kind.DOCTOR, resource_id=visit.doctor_id or 0,
            during=DateTimeTZRange(visit.starts_at, visit.ends_at),
        )
        for visit in visits
    )  # fmt: skip


def _built() -> tuple[float, Pack]:
    begun = time.perf_counter()
    pack = a_pack()
    return time.perf_counter() - begun, pack
