"""Visits for other modules' tests."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from zabota.core.catalog.models import Service
from zabota.core.patients.models import Patient
from zabota.core.practice.models import Branch
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.models import Doctor
from zabota.lib.actors import SYSTEM
from zabota.work.scheduling.commands import (
    FreedTime,
    Wanted,
    WishedVisit,
    add_shift,
    advance_openings,
    change_booking_rules,
    open_up,
    put_on_waiting_list,
)
from zabota.work.scheduling.commands.booking import NOON, wall_text
from zabota.work.scheduling.models import (
    Appointment,
    Hold,
    Offer,
    Opening,
    OpeningCause,
    OpeningState,
    Resource,
    ResourceType,
    Shift,
    Status,
    WaitingEntry,
)


def days_ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


def an_appointment(
    *, patient: Patient, on: date, status: str = Status.COMPLETED, branch: Branch | None = None, **columns: Any
) -> Appointment:
    """An appointment of any day and end, as an import would bring it."""
    branch = branch or samara_centre()
    starts_at = datetime.combine(on, NOON, branch.zone)
    return Appointment.objects.create(
        patient=patient,
        branch=branch,
        starts_at=starts_at,
        wall_start=wall_text(on, NOON),
        status=status,
        **columns,
    )


def a_visit(*, patient: Patient, days: int, paid: int | None = 3000, **columns: Any) -> Appointment:
    """A completed visit so many days ago."""
    amount = None if paid is None else Decimal(paid)
    return an_appointment(patient=patient, on=days_ago(days), amount=amount, **columns)


def receives(
    doctor: Doctor,
    *,
    on: date | None = None,
    hours: tuple[time, time] = (time(9), time(18)),
    branch: Branch | None = None,
    room: Resource | None = None,
    kinds: tuple[str, ...] = (),
) -> Shift:
    """The doctor's hours of a day, tomorrow when none is named."""
    return add_shift(
        doctor=doctor, branch=branch or samara_centre(), on=on or days_ago(-1), starts=hours[0], ends=hours[1],
        room=room, kinds=kinds, by=SYSTEM,
    )  # fmt: skip


def a_service(name: str = "Приём ортопеда", minutes: int = 30, **columns: Any) -> Service:
    return Service.objects.get_or_create(name=name, defaults={"minutes": minutes, **columns})[0]


def a_place(name: str, type_name: str, kind: str = "room", capacity: int = 1) -> Resource:
    """A room or a device in the centre."""
    of_type, _is_new = ResourceType.objects.get_or_create(name=type_name, defaults={"kind": kind})
    return Resource.objects.create(branch=samara_centre(), type=of_type, name=name, capacity=capacity)


def a_wish(
    doctor: Doctor, at: time, *, on: date | None = None, minutes: int = 30, service: Service | None = None, **rest: Any
) -> Wanted:
    """A time of the centre, tomorrow when no day is named."""
    branch = samara_centre()
    starts_at = datetime.combine(on or days_ago(-1), at, branch.zone)
    return Wanted(doctor, branch, starts_at, minutes, service, **rest)


def waits(patient: Patient, *, service: Service | None = None, **wish: Any) -> WaitingEntry:
    """A wish on the waiting list, for the usual service where nothing else is said."""
    wanted = service if service or wish.get("speciality") else a_service()
    return put_on_waiting_list(patient=patient, wish=WishedVisit(service=wanted, **wish), by=SYSTEM)


def offers_at_any_hour(**rules: Any) -> None:
    """Freed times are offered by night too, so that a test does not depend on the hour at which it runs."""
    change_booking_rules(offers_from=time.min, offers_until=time.max, by=SYSTEM, **rules)


def an_offer(*, patient: Patient, hold: Hold) -> Offer:
    """A freed time, held for a patient who has ten minutes to answer."""
    freed = FreedTime(hold.doctor, hold.branch, hold.service, hold.starts_at, hold.minutes)
    opening = open_up(freed=freed, cause=OpeningCause.CANCELLED, source=f"test:{hold.pk}", by=SYSTEM)
    assert opening is not None
    Opening.objects.filter(pk=opening.pk).update(hold=hold)
    until = timezone.now() + timedelta(minutes=10)
    return Offer.objects.create(opening=opening, patient=patient, place=1, until=until)


def let_time_pass(**which: Any) -> int:
    """What the openings, all or these, wait for comes now; returns how many of them went on."""
    Opening.objects.filter(state=OpeningState.OPEN, **which).update(next_at=timezone.now())
    return advance_openings(by=SYSTEM)


def a_patient(surname: str = "Зимин", given: str = "Борис", **columns: Any) -> Patient:
    return Patient.objects.create(surname=surname, given=given, **columns)
