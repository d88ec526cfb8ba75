"""What goes into a pack: the next two days of a branch, as the desk needs them when there is nothing else."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from zabota.core.catalog.models import Service
from zabota.core.patients.models import ContactKind, ContactPoint, ContactState
from zabota.core.practice.models import Branch
from zabota.core.staff.models import Doctor
from zabota.work.scheduling.models import Appointment, Performer
from zabota.work.scheduling.queries.bits import cell_of, instant_of, run, starts_of_runs
from zabota.work.scheduling.queries.calendar import CalendarSpan
from zabota.work.scheduling.queries.sheets import Line, day_lines
from zabota.work.scheduling.queries.timetable import DoctorLimits, Timetable, timetable

DAYS = 2
#: Of a visit, so that thousands of them are read in a moment.
COLUMNS = (
    *("public_id", "wall_start", "starts_at", "has_time", "minutes", "status", "comment"),
    *("patient__public_id", "patient__surname", "patient__given", "patient__patronymic"),
    *("doctor__public_id", "service__name"),
)
#: No visit is shorter, so shorter gaps are not told.
SHORTEST_GAP = 2


@dataclass(frozen=True)
class Contents:
    """The pack in clear: `told` is its JSON, `patient_ids` whose contacts it holds, `visits` how many there are."""

    told: dict[str, Any]
    patient_ids: list[int]
    visits: int
    expires_at: datetime


def contents_of(branch: Branch, now: datetime) -> Contents:
    """Visits, doctors, services and free time of the branch's running day and the next one. Times are wall times."""
    span = CalendarSpan(branch, now.astimezone(branch.zone).date(), DAYS)
    lines = day_lines(span, *COLUMNS)
    patient_ids = sorted({line.visit.patient_id for line in lines})
    days = [span.since + timedelta(days=number) for number in range(DAYS)]
    told = {
        "branch": branch.name,
        "zone": branch.time_zone,
        "days": [day.isoformat() for day in days],
        **_doctors_and_services(branch, days, lines, now),
        "visits": _visits(lines, _phones(patient_ids)),
    }
    return Contents(told, patient_ids, len(lines), span.edges[1])


def _visits(lines: Iterable[Line], phones: dict[int, list[str]]) -> list[dict[str, Any]]:
    return [_visit(line.visit, line.room, phones[line.visit.patient_id]) for line in lines]


def _visit(visit: Appointment, room: str, phones: Sequence[str]) -> dict[str, Any]:
    return {
        "id": str(visit.public_id),
        "day": visit.wall_start[:10],
        "at": visit.wall_start[11:] if visit.has_time else "",
        "minutes": visit.minutes,
        "doctor": str(visit.doctor.public_id) if visit.doctor else "",
        "room": room,
        "patient": visit.patient.full_name,
        "card": str(visit.patient.public_id),
        "phones": phones,
        "service": visit.service.name if visit.service else "",
        "status": visit.status,
        "comment": str(visit.comment),
    }


def _phones(patient_ids: Collection[int]) -> dict[int, list[str]]:
    """Whole numbers, since nobody reveals one when there is no server; whose it is stands beside it."""
    found: dict[int, list[str]] = defaultdict(list)
    known = ContactPoint.objects.filter(patient__in=patient_ids, kind=ContactKind.PHONE).only(
        "patient", "value", "belongs_to"
    )
    for each in known.exclude(state=ContactState.WRONG).order_by("-is_preferred", "position", "id"):
        found[each.patient_id].append(" ".join(filter(None, [str(each.value), each.belongs_to])))
    return found


def _doctors_and_services(
    branch: Branch, days: Sequence[date], lines: Iterable[Line], now: datetime
) -> dict[str, list[dict[str, Any]]]:
    table = timetable()
    free = _free_time(branch, days, table, now)
    ids = {*free, *(line.visit.doctor_id for line in lines if line.visit.doctor_id)}
    doctors = list(Doctor.objects.filter(pk__in=ids))
    services = list(Service.objects.filter(is_active=True).order_by("name"))
    performed = _performed(services, doctors)
    used = {service_id for own in performed.values() for service_id, _minutes in own}
    return {
        "doctors": [
            _doctor(each, free.get(each.pk, []), performed[each.pk])
            | {"step": table.rules.limits.get(each.pk, DoctorLimits()).step}
            for each in doctors
        ],
        "services": [
            {"id": str(each.public_id), "key": each.pk, "name": each.name, "minutes": each.minutes}
            for each in services
            if each.pk in used
        ],
    }


def _doctor(doctor: Doctor, free: list[list[str]], performed: list[tuple[int, int]]) -> dict[str, Any]:
    """`free` are ["2026-03-12", "09:00", "12:30"], `services` pairs of a service's key and minutes with this doctor."""
    return {
        "id": str(doctor.public_id), "name": doctor.short_name, "speciality": doctor.speciality, "free": free,
        "services": performed,
    }  # fmt: skip


def _performed(services: Sequence[Service], doctors: Sequence[Doctor]) -> dict[int, list[tuple[int, int]]]:
    """By doctor: services and how long each takes with him. One without performers is for every doctor to give."""
    named: dict[int, dict[int, int | None]] = defaultdict(dict)
    for service_id, doctor_id, minutes in Performer.objects.values_list("service", "doctor", "minutes"):
        named[service_id][doctor_id] = minutes
    return {
        doctor.pk: [
            (service.pk, named[service.pk].get(doctor.pk) or service.minutes)
            for service in services
            if service.pk not in named or doctor.pk in named[service.pk]
        ]
        for doctor in doctors
    }


def _free_time(branch: Branch, days: Sequence[date], table: Timetable, now: datetime) -> dict[int, list[list[str]]]:
    """By doctor: the gaps from now on in which he works in the branch and has nobody."""
    found: dict[int, list[list[str]]] = defaultdict(list)
    for doctor_id, groups in table.hours.items():
        work = 0
        for hours in groups:
            if hours.branch_id == branch.pk:
                work |= hours.work
        free = work & table.free(("doctor", doctor_id))
        for day in days:
            found[doctor_id] += _gaps(free & _cells_of(day, branch, table, now), day, branch, table)
    return {doctor_id: gaps for doctor_id, gaps in found.items() if gaps}


def _cells_of(day: date, branch: Branch, table: Timetable, now: datetime) -> int:
    """The cells of a day that have not begun yet."""
    midnight = datetime.combine(day, time(), branch.zone)
    first = max(cell_of(midnight), cell_of(now) + 1) - table.first
    last = cell_of(datetime.combine(day + timedelta(days=1), time(), branch.zone)) - table.first
    return run(first, last - first) if last > first else 0


def _gaps(free: int, day: date, branch: Branch, table: Timetable) -> list[list[str]]:
    gaps = []
    free &= _lengthened(free)
    while free:
        first = (free & -free).bit_length() - 1
        rest = ~(free >> first)
        length = (rest & -rest).bit_length() - 1
        gaps.append([day.isoformat(), *(_wall(table.first + cell, branch) for cell in (first, first + length))])
        free &= ~run(first, length)
    return gaps


def _lengthened(free: int) -> int:
    """The cells that lie in a run of at least the shortest gap."""
    starts = starts_of_runs(free, SHORTEST_GAP)
    return starts | starts << (SHORTEST_GAP - 1)


def _wall(cell: int, branch: Branch) -> str:
    return f"{instant_of(cell).astimezone(branch.zone):%H:%M}"
