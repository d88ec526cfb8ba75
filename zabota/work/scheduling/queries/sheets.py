"""What is printed of a day: sheets of doctors and rooms, the way of one patient, paper cards to bring."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from zabota.core.patients.models import Patient
from zabota.core.practice.models import Branch
from zabota.work.scheduling.models import Appointment, Occupancy, Resource, Shift, Status
from zabota.work.scheduling.queries.calendar import (
    ACTIVE,
    BY_DEVICE,
    BY_ROOM,
    OFF_THE_CALENDAR,
    CalendarSpan,
    visits_in,
)
from zabota.work.scheduling.queries.sessions import key_of, rooms_of_sessions


@dataclass(frozen=True)
class Line:
    """A visit with its room, and with all rooms and devices that it takes, by name."""

    visit: Appointment
    room: str
    places: str


@dataclass(frozen=True)
class Sheet:
    """A page of the day: of a doctor or of a room."""

    title: str
    note: str
    lines: Sequence[Line]


def day_sheets(span: CalendarSpan) -> list[Sheet]:
    """The first day of the span: a sheet for each doctor, or for each room where the span looks at rooms."""
    first = CalendarSpan(span.branch, span.since, 1, span.by, span.doctor)
    lines = day_lines(first)
    return _by_room(lines) if span.by == BY_ROOM else _by_doctor(lines)


def day_lines(span: CalendarSpan, *columns: str) -> list[Line]:
    """The visits of a span with their rooms and comments, by time; where columns are named, with these alone."""
    visits = visits_in(span).prefetch_related(None).defer(None)
    return _lines(visits.only(*columns) if columns else visits, span.branch)


def route_of(visit: Appointment) -> list[Line]:
    """Where the patient of this visit goes on its day, one visit after another."""
    if visit.branch is None:
        return [Line(visit, "", "")]
    since = datetime.combine(visit.wall_day, time(), visit.branch.zone)
    own = Appointment.objects.filter(patient_id=visit.patient_id, branch=visit.branch)
    own = own.filter(starts_at__gte=since, starts_at__lt=since + timedelta(days=1)).exclude(
        status__in=(*OFF_THE_CALENDAR, Status.NO_SHOW)
    )
    return _lines(own.select_related("doctor", "service", "patient").order_by("starts_at", "id"), visit.branch)


@dataclass(frozen=True)
class CardToPull:
    """A patient whose paper card must be brought, and for whom first; `place` is where it stands, "" where unknown."""

    patient: Patient
    place: str
    visit: Appointment


def cards_to_pull(branch: Branch, on: date) -> list[CardToPull]:
    """Paper cards of whoever comes on that day, by the place where they stand, then by number; the unknown ones last."""
    first: dict[int, Appointment] = {}
    for visit in visits_in(CalendarSpan(branch, on)):
        first.setdefault(visit.patient_id, visit)
    cards = [CardToPull(each.patient, each.patient.paper_card_place, each) for each in first.values()]
    return sorted(cards, key=lambda each: (not each.place, each.place, _number(each.patient), each.patient.sort_key))


def _number(patient: Patient) -> tuple[int, str]:
    number = patient.card_number or ""
    return (int(number) if number.isdecimal() else 10**12, number)


def _lines(visits: QuerySet[Appointment], branch: Branch) -> list[Line]:
    found = list(visits)
    rooms, places = _taken(found, branch)
    usual = _rooms_of_shifts(found)
    of_sessions = rooms_of_sessions(branch, found)
    lines = []
    for visit in found:
        room = rooms.get(visit.pk) or of_sessions.get(key_of(visit)) or usual.get((visit.doctor_id, visit.wall_day), "")
        lines.append(Line(visit, room, ", ".join(filter(None, [room, *sorted(places[visit.pk])]))))
    return lines


def _taken(visits: Sequence[Appointment], branch: Branch) -> tuple[dict[int, str], dict[int, list[str]]]:
    """The room of each visit, and its devices, by name."""
    names = dict(Resource.objects.filter(branch=branch).values_list("pk", "name"))
    rooms: dict[int, str] = {}
    devices: dict[int, list[str]] = defaultdict(list)
    rows = Occupancy.objects.filter(appointment__in=visits, state__in=ACTIVE, resource__in=(BY_ROOM, BY_DEVICE))
    for row in rows.order_by("resource_id"):
        name = names.get(row.resource_id, "")
        if row.resource == Occupancy.Kind.ROOM:
            rooms[row.appointment_id or 0] = name
        else:
            devices[row.appointment_id or 0].append(name)
    return rooms, devices


def _rooms_of_shifts(visits: Sequence[Appointment]) -> dict[tuple[int | None, date], str]:
    """The doctor's own room of the day, where the visit takes no other."""
    doctors = {each.doctor_id for each in visits if each.doctor_id is not None}
    days = {each.wall_day for each in visits}
    shifts = Shift.objects.filter(doctor_id__in=doctors, on__in=days, is_cancelled=False, room__isnull=False)
    return {(each.doctor_id, each.on): each.room.name for each in shifts.select_related("room") if each.room}


def _by_doctor(lines: Iterable[Line]) -> list[Sheet]:
    own: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        own[line.visit.doctor.short_name if line.visit.doctor else ""].append(line)
    return [
        Sheet(title or _("No doctor yet"), "", own[title]) for title in sorted(own, key=lambda each: (not each, each))
    ]


def _by_room(lines: Iterable[Line]) -> list[Sheet]:
    own: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        own[line.room].append(line)
    return [
        Sheet(title or _("No room yet"), "", own[title]) for title in sorted(own, key=lambda each: (not each, each))
    ]
