"""An invented network for measuring: doctors with rooms and devices, shifts of sixty days, visits in two thirds of them."""

import random
from datetime import datetime, time, timedelta
from typing import NamedTuple

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from zabota.core.catalog.models import OnlineMode, Service
from zabota.core.patients.models import Patient
from zabota.core.practice.models import Branch
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.models import Doctor
from zabota.core.staff.testing import a_doctor
from zabota.work.scheduling.models import Occupancy, Performer, Resource, ResourceType, ServiceNeed, Shift
from zabota.work.scheduling.testing import a_patient, a_service

DAYS = 60
SLOT = timedelta(minutes=45)


class Grid(NamedTuple):
    branch: Branch
    service: Service
    doctors: list[Doctor]
    rooms: list[Resource]
    devices: list[Resource]
    patient: Patient


def build(doctors: int, *, rooms: int, devices: int, busy: float, days: int = DAYS, seed: int = 5) -> Grid:
    """`busy` is the share of the time that visits take, 0..1. The service takes 45 minutes, a room and a device."""
    branch = samara_centre()
    room_type = ResourceType.objects.create(name="процедурная", kind="room")
    device_type = ResourceType.objects.create(name="аппарат", kind="device")
    service = a_service("Процедура", minutes=45, online=OnlineMode.INSTANT)
    ServiceNeed.objects.bulk_create(ServiceNeed(service=service, type=each) for each in (room_type, device_type))
    staff = [a_doctor(f"Врач{number:03}") for number in range(doctors)]
    Performer.objects.bulk_create(Performer(doctor=doctor, service=service) for doctor in staff)
    grid = Grid(
        branch, service, staff,
        [Resource.objects.create(branch=branch, type=room_type, name=f"К{number}") for number in range(rooms)],
        [Resource.objects.create(branch=branch, type=device_type, name=f"А{number}") for number in range(devices)],
        a_patient(),
    )  # fmt: skip
    _fill(grid, busy, days, random.Random(seed))
    return grid


def _fill(grid: Grid, busy: float, days: int, chance: random.Random) -> None:
    today = timezone.localdate()
    shifts, taken = [], []
    for day in (today + timedelta(days=number) for number in range(1, days + 1)):
        begins, ends = (datetime.combine(day, each, grid.branch.zone) for each in (time(8), time(20)))
        for doctor in grid.doctors:
            shifts.append(
                Shift(
                    doctor=doctor, branch=grid.branch, on=day, starts=time(8), ends=time(20),
                    during=DateTimeTZRange(begins, ends), kinds=[],
                )
            )  # fmt: skip
            taken += _visits("doctor", doctor.pk, begins, ends, busy, chance)
        for kind, places in (("room", grid.rooms), ("device", grid.devices)):
            for place in places:
                taken += _visits(kind, place.pk, begins, ends, busy, chance)
    Shift.objects.bulk_create(shifts, batch_size=5000)
    Occupancy.objects.bulk_create(taken, batch_size=5000)


def _visits(
    kind: str, number: int, begins: datetime, ends: datetime, busy: float, chance: random.Random
) -> list[Occupancy]:
    rows, at = [], begins
    while at + SLOT <= ends:
        if chance.random() < busy:
            rows.append(Occupancy(resource=kind, resource_id=number, during=DateTimeTZRange(at, at + SLOT)))
        at += SLOT
    return rows
