"""The calendar of a branch: columns, hours, visits and closed time of a day or a week, and what changed since."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property, partial
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.base.accounts.access import Access
from zabota.base.accounts.roles import Role
from zabota.base.events.models import Event
from zabota.core.catalog.models import Service
from zabota.core.practice.models import Branch
from zabota.core.staff.models import Doctor
from zabota.lib.errors import Refused
from zabota.work.scheduling.models import (
    AHEAD,
    Appointment,
    GroupSession,
    HoldPurpose,
    Occupancy,
    Resource,
    Shift,
    Status,
)
from zabota.work.scheduling.queries.calendar_sessions import apart_from_sessions, drawn_sessions
from zabota.work.scheduling.queries.sessions import sessions_between

BY_DOCTOR, BY_ROOM, BY_DEVICE = "doctor", "room", "device"
#: These stand in nobody's way any more.
OFF_THE_CALENDAR = (Status.CANCELLED, Status.MOVED)
ACTIVE = (Occupancy.State.HELD, Occupancy.State.TAKEN)
#: After so many changes at once the whole is read anew.
MOST_CHANGES = 200


class NotADoctorYet(Refused):
    """A doctor's account without the doctor whose day it should show."""


@dataclass(frozen=True)
class CalendarSpan:
    """What is looked at: `days` from `since` on in a branch, by doctor, room or device; of one doctor or one place where
    it is named."""

    branch: Branch
    since: date
    days: int = 1
    by: str = BY_DOCTOR
    doctor: Doctor | None = None
    place: Resource | None = None

    @cached_property
    def edges(self) -> tuple[datetime, datetime]:
        zone = self.branch.zone
        until = self.since + timedelta(days=self.days)
        return datetime.combine(self.since, time(), zone), datetime.combine(until, time(), zone)

    @property
    def range(self) -> DateTimeTZRange:
        return DateTimeTZRange(*self.edges)


def own_doctor(access: Access) -> Doctor | None:
    """Whose day alone this person sees: a doctor sees his own, who leads or receives sees everybody's (None).

    Raises NotADoctorYet.
    """
    if access.roles != {Role.DOCTOR}:
        return None
    doctor = Doctor.objects.filter(user=access.person).first()
    if doctor is None:
        raise NotADoctorYet(_("Your account is not tied to a doctor of the clinic yet: ask the director."))
    return doctor


def visits_in(span: CalendarSpan) -> QuerySet[Appointment]:
    """Visits of the span with all that the calendar says of them, by time."""
    since, until = span.edges
    visits = Appointment.objects.filter(branch=span.branch, starts_at__gte=since, starts_at__lt=until)
    if span.doctor is not None:
        visits = visits.filter(doctor=span.doctor)
    if span.place is not None:
        rows = Occupancy.objects.filter(resource=span.by, resource_id=span.place.pk, state__in=ACTIVE)
        visits = visits.filter(pk__in=rows.values("appointment_id"))
    return _told(visits.exclude(status__in=OFF_THE_CALENDAR)).order_by("starts_at", "id")


def sessions_in(span: CalendarSpan) -> list[GroupSession]:
    """Group sessions of the span; in the week of one doctor or place his own."""
    held = sessions_between(span.branch, *span.edges)
    if span.doctor is not None:
        held = held.filter(doctor=span.doctor)
    if span.place is not None:
        held = held.filter(occupancies__resource=span.by, occupancies__resource_id=span.place.pk).distinct()
    return list(held)


def _told(visits: QuerySet[Appointment]) -> QuerySet[Appointment]:
    places = Occupancy.objects.filter(state__in=ACTIVE).filter(resource__in=(BY_ROOM, BY_DEVICE))
    return (
        visits.select_related("patient", "doctor", "service")
        .defer("comment")
        .prefetch_related(Prefetch("occupancies", places, to_attr="places"))
    )


def calendar_of(span: CalendarSpan) -> dict[str, Any]:
    """All that the calendar draws, as JSON: `change` is the number from which `changes_since` goes on.

    Times are wall times of the branch, "2026-03-12T15:30". A visit's `columns` are ids of `columns`. What a visit may not
    be dropped on beside what is drawn: `services` say who performs each and which kinds of place it needs; where columns
    are places, `receiving` and `away` are the hours and the closed time of doctors.
    """
    change = change_number()
    shifts, held = _shifts(span), sessions_in(span)
    visits = apart_from_sessions(visits_in(span), held)
    places = _places(span.branch)
    columns, doctors = _columns(span, shifts, visits, places), _doctors(span, shifts, visits)
    closed, by_doctor, is_by_doctor = _closed_rows(span), replace(span, by=BY_DOCTOR), span.by == BY_DOCTOR
    return {
        "change": change,
        "now": _wall(timezone.now(), span.branch),
        "columns": columns,
        "hours": _hours(span, shifts, columns),
        "visits": [
            *(_visit(each, span, places) for each in visits if each.has_time),
            *drawn_sessions(held, places, span.by, partial(_times, branch=span.branch)),
        ],
        "loose": [_visit(each, span, places) for each in visits if not each.has_time],
        "closed": _closed(span, closed, places, doctors),
        "services": _services({each.service_id for each in visits if each.service_id}),
        "receiving": [] if is_by_doctor else _hours(by_doctor, shifts, ()),
        "away": [] if is_by_doctor else _closed(by_doctor, closed, {}, doctors),
    }


def changes_since(span: CalendarSpan, change: str) -> dict[str, Any]:
    """What others did since the change number: visits as they stand, ids of those that left the view, and `again` where
    hours, blocks or too much changed. A late transaction is never missed: the number is a snapshot's, not the last id."""
    upto = change_number()
    events = Event.objects.filter(transaction_id__gte=change, kind__startswith="scheduling.").order_by()
    rows = list(events.values_list("kind", "data", "branch_id")[: MOST_CHANGES + 1])
    touched = {data[name] for _kind, data, _branch in rows for name in ("appointment_id", "was_id") if data.get(name)}
    again = len(rows) > MOST_CHANGES or any(_needs_all(kind, data, at, span) for kind, data, at in rows)
    again = again or Appointment.objects.filter(pk__in=touched, service__seats__gt=1).exists()
    shown = {each.pk: each for each in visits_in(span).filter(pk__in=touched) if each.has_time} if touched else {}
    left = touched - shown.keys()
    gone = Appointment.objects.filter(pk__in=left).values_list("public_id", flat=True) if left else ()
    places = _places(span.branch) if shown else {}
    return {
        "change": upto,
        "now": _wall(timezone.now(), span.branch),
        "again": again,
        "visits": [_visit(each, span, places) for each in shown.values()],
        "gone": [str(each) for each in gone],
    }


def _needs_all(kind: str, data: dict[str, Any], branch_id: int | None, span: CalendarSpan) -> bool:
    if kind == "scheduling.booking_taken_back":
        return True
    return "appointment_id" not in data and branch_id in (None, span.branch.pk)


def has_changed(branch: Branch, since: str) -> bool:
    """Whether anything happened in the branch since the change number; a change without a branch counts for all."""
    events = Event.objects.filter(transaction_id__gte=since, kind__startswith="scheduling.").order_by()
    return events.filter(Q(branch_id=branch.pk) | Q(branch_id=None)).exists()


def change_number() -> str:
    """From which the next look goes on: a snapshot's number, so that a late transaction is never missed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text")
        return str(cursor.fetchone()[0])


def _shifts(span: CalendarSpan) -> list[Shift]:
    shifts = Shift.objects.filter(branch=span.branch, is_cancelled=False, during__overlap=span.range)
    if span.doctor is not None:
        shifts = shifts.filter(doctor=span.doctor)
    return list(shifts.select_related("doctor", "room").order_by("starts"))


def _places(branch: Branch) -> dict[int, Resource]:
    return {each.pk: each for each in Resource.objects.filter(branch=branch).select_related("type")}


def _columns(
    span: CalendarSpan, shifts: Sequence[Shift], visits: Sequence[Appointment], places: dict[int, Resource]
) -> list[dict[str, Any]]:
    if span.by != BY_DOCTOR:
        return [
            {
                "id": str(each.public_id), "title": each.name, "note": "", "group": each.type.name,
                "type": each.type_id, "capacity": each.capacity,
            }
            for each in sorted(places.values(), key=lambda each: each.name)
            if each.type.kind == span.by and each.is_active and span.place in (None, each)
        ]  # fmt: skip
    doctors = _doctors(span, shifts, visits)
    rooms = {each.doctor_id: each.room.name for each in shifts if each.room is not None}
    known = sorted(doctors.values(), key=lambda each: (each.surname, each.given))
    columns = [
        {"id": str(each.public_id), "title": each.short_name, "note": rooms.get(each.pk, ""), "group": each.speciality}
        for each in known
    ]
    if any(each.doctor is None and each.has_time for each in visits):
        columns.append({"id": "", "title": _("No doctor yet"), "note": "", "group": ""})
    return columns


def _doctors(span: CalendarSpan, shifts: Sequence[Shift], visits: Sequence[Appointment]) -> dict[int, Doctor]:
    """Who receives or has visits there, by id."""
    doctors = {each.doctor.pk: each.doctor for each in shifts}
    doctors |= {each.doctor.pk: each.doctor for each in visits if each.doctor is not None and each.has_time}
    if span.doctor is not None:
        doctors[span.doctor.pk] = span.doctor
    return doctors


def _hours(span: CalendarSpan, shifts: Sequence[Shift], columns: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """When columns are open: doctors in their shifts, rooms and devices while anybody receives in the branch."""
    if span.by == BY_DOCTOR:
        return [
            {"column": str(each.doctor.public_id), **_times(each.during.lower, each.during.upper, span.branch)}
            for each in shifts
        ]
    days: dict[date, list[Shift]] = defaultdict(list)
    for each in shifts:
        days[each.on].append(each)
    opened = [(min(each.during.lower for each in day), max(each.during.upper for each in day)) for day in days.values()]
    return [{"column": each["id"], **_times(*hours, span.branch)} for each in columns for hours in opened]


def _services(ids: Collection[int]) -> dict[str, dict[str, list[Any]]]:
    """By service: public ids of its performers, none where anybody may give it, and ids of types by kind of place."""
    services = Service.objects.filter(pk__in=ids).annotate(
        doctors=ArrayAgg("performers__doctor__public_id", distinct=True, filter=Q(performers__isnull=False)),
        rooms=ArrayAgg("needs__type", distinct=True, filter=Q(needs__type__kind=BY_ROOM)),
        devices=ArrayAgg("needs__type", distinct=True, filter=Q(needs__type__kind=BY_DEVICE)),
    )
    return {
        str(number): {
            "performers": [str(each) for each in doctors or ()],
            BY_ROOM: rooms or [],
            BY_DEVICE: devices or [],
        }
        for number, doctors, rooms, devices in services.values_list("pk", "doctors", "rooms", "devices")
    }


def _visit(visit: Appointment, span: CalendarSpan, places: dict[int, Resource]) -> dict[str, Any]:
    patient, doctor = visit.patient, visit.doctor
    rows: list[Occupancy] = getattr(visit, "places")  # noqa: B009  (put there by `_told`)
    taken = [places[each.resource_id] for each in rows if each.resource_id in places]
    if span.by == BY_DOCTOR:
        columns = [str(doctor.public_id) if doctor else ""]
    else:
        columns = [str(each.public_id) for each in taken if each.type.kind == span.by]
    return {
        "id": str(visit.public_id),
        "columns": columns,
        **_times(visit.starts_at, visit.ends_at, span.branch),
        "status": visit.status,
        "word": visit.get_status_display(),
        "patient": patient.full_name,
        "short": patient_in_short(patient),
        "service": visit.service.name if visit.service else "",
        "doctor": doctor.short_name if doctor else "",
        "doctorId": str(doctor.public_id) if doctor else "",
        "serviceId": str(visit.service_id or ""),
        "places": ", ".join(each.name for each in taken),
        "over": visit.over_schedule_reason,
        "movable": visit.status in AHEAD and visit.has_time,
        "chain": str(visit.chain) if visit.chain and visit.session is None else "",
    }


def patient_in_short(patient: Any) -> str:
    """«Зимин Б. П.»"""
    initials = " ".join(f"{part[0]}." for part in (patient.given, patient.patronymic) if part)
    return f"{patient.surname} {initials}".strip()


def _closed_rows(span: CalendarSpan) -> list[Occupancy]:
    """Lunch, downtime, and time kept for somebody."""
    rows = Occupancy.objects.filter(
        Q(block__isnull=False) | Q(hold__isnull=False, appointment__isnull=True),
        state__in=ACTIVE,
        during__overlap=span.range,
    )
    return list(rows.select_related("block", "hold"))


def _closed(
    span: CalendarSpan, closed: Iterable[Occupancy], places: dict[int, Resource], doctors: dict[int, Doctor]
) -> list[dict[str, Any]]:
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for each in closed:
        column = _column_of(each, span, doctors, places)
        if column:
            words = _why_closed(each)
            note = each.block.note if each.block else ""
            row = {"column": column, "word": words, "note": note, "id": str(each.block.public_id) if each.block else ""}
            row |= _times(each.during.lower, each.during.upper, span.branch)
            found.setdefault((column, row["start"], row["end"], words), row)
    return list(found.values())


def _why_closed(taken: Occupancy) -> str:
    if taken.block is not None:
        return str(taken.block.get_reason_display())
    if taken.hold is not None and taken.hold.purpose == HoldPurpose.OFFER:
        return str(taken.hold.get_purpose_display())
    return _("held for a patient")


def _column_of(taken: Occupancy, span: CalendarSpan, doctors: dict[int, Doctor], places: dict[int, Resource]) -> str:
    if taken.resource != span.by:
        return ""
    if span.by == BY_DOCTOR:
        doctor = doctors.get(taken.resource_id)
        return str(doctor.public_id) if doctor and span.doctor in (None, doctor) else ""
    place = places.get(taken.resource_id)
    return str(place.public_id) if place and span.place in (None, place) else ""


def _times(starts: datetime, ends: datetime, branch: Branch) -> dict[str, str]:
    return {"start": _wall(starts, branch), "end": _wall(ends, branch)}


def _wall(instant: datetime, branch: Branch) -> str:
    return f"{instant.astimezone(branch.zone):%Y-%m-%dT%H:%M}"


def visits_by_doctor(visits: Iterable[Appointment]) -> dict[Doctor | None, list[Appointment]]:
    """Day sheets: the visits of each doctor in the order of time, doctors by surname, those without one last."""
    by_doctor: dict[Doctor | None, list[Appointment]] = defaultdict(list)
    for visit in visits:
        by_doctor[visit.doctor].append(visit)
    return dict(sorted(by_doctor.items(), key=lambda pair: pair[0].surname if pair[0] else "\uffff"))
