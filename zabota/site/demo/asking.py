"""Who asks for a time: the waiting list, freed times that look for a patient, and what came from the clinic's site today."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from zabota.base.accounts.models import User
from zabota.core.catalog.models import Service
from zabota.core.patients.models import Patient, PatientState
from zabota.core.staff.models import Doctor
from zabota.front.portal.commands.booking import book_online, hold_online
from zabota.front.portal.commands.consents import keep_text_in_use
from zabota.front.portal.commands.enquiries import ask_for_call
from zabota.front.portal.commands.steps import note_step
from zabota.front.portal.models import Step
from zabota.front.portal.queries.offering import offered_days, services_booked_online
from zabota.front.portal.queries.trail import Trail
from zabota.front.portal.queries.visitors import Visitor
from zabota.lib.actors import SYSTEM
from zabota.work.scheduling.commands import (
    AlreadyWaits,
    WishedVisit,
    cancel,
    open_freed_visit,
    put_on_waiting_list,
)
from zabota.work.scheduling.models import Appointment, AskedBy, OpeningCause, Performer, Status, Urgency

WAITING = 45
FREED = 6
#: How far visitors of the site came today, as shares of those who came to each step.
FUNNEL = ((Step.OPENED, 1.0), (Step.SERVICE, 0.62), (Step.TIME, 0.5), (Step.PHONE, 0.7), (Step.CODE, 0.85))
VISITORS = 140
SOURCES = (("yandex", "cpc"), ("2gis", "maps"), ("vk", "post"), ("", ""), ("", ""))
NOTES = ("Работает до пяти.", "Приедет из области, нужен час на дорогу.", "Просит только у окна не ждать.", "", "", "")
WHY_FREED = ("Заболел ребёнок", "Не отпускают с работы", "Перенесёт на весну")


class Asker(NamedTuple):
    """Somebody who is not a patient yet."""

    name: str
    phone: str
    reason: str


NEWCOMERS = (
    Asker("Лаптева Софья", "+79370004411", ""),
    Asker("Гришин Марат", "+79370004412", ""),
    Asker("Осокина Тамара Петровна", "+79370004413", ""),
)
ENQUIRIES = (
    Asker("Игорь", "+79370004421", "Приём ортопеда"),
    Asker("Людмила", "+79370004422", "Можно ли сделать УЗИ в тот же день?"),
)


@transaction.atomic
def ask_for_times(now: datetime) -> None:
    random = Random("asking")
    _wait(random)
    _free_some_times(random, now)
    _come_to_the_site(random, timezone.localdate(now) + timedelta(days=1))


def _wait(random: Random) -> None:
    """Patients of the busiest doctors wait for them, or for anybody who does the same."""
    performers = list(Performer.objects.select_related("doctor", "service").order_by("pk"))
    for performer in random.sample(performers, min(WAITING, len(performers))):
        patient = _patient_of(performer.doctor, random)
        if patient is None:
            continue
        try:
            put_on_waiting_list(patient=patient, wish=_wish(performer.service, performer.doctor, random), by=SYSTEM)
        except AlreadyWaits:
            continue


def _patient_of(doctor: Doctor, random: Random) -> Patient | None:
    """One of his own without a visit ahead."""
    ahead = Appointment.objects.filter(status__in=[Status.PLANNED, Status.CONFIRMED, Status.HELD])
    own = Patient.objects.filter(doctor=doctor, state=PatientState.ACTIVE, is_deceased=False)
    found = own.exclude(pk__in=ahead.values("patient")).order_by("pk")[:200]
    return random.choice(found) if found else None


def _wish(service: Service, doctor: Doctor, random: Random) -> WishedVisit:
    is_evening = random.random() < 0.4
    return WishedVisit(
        service=service,
        doctor=doctor if random.random() < 0.7 else None,
        weekdays=sorted(random.sample(range(5), 3)) if random.random() < 0.3 else (),
        hours_from=time(17) if is_evening else None,
        valid_until=timezone.localdate() + timedelta(days=random.randint(20, 60)),
        urgency=random.choices([Urgency.ROUTINE, Urgency.SOON, Urgency.URGENT], [80, 15, 5])[0],
        asked_by=random.choices([AskedBy.PATIENT, AskedBy.RELATIVE, AskedBy.DOCTOR], [75, 10, 15])[0],
        note=random.choice(NOTES),
    )


def _free_some_times(random: Random, now: datetime) -> None:
    """A few cancel their visits of the next days: the worker offers each time to those who wait."""
    desk = User.objects.get(login="vera").as_actor()
    ahead = Appointment.objects.filter(
        status=Status.PLANNED, starts_at__range=(now + timedelta(hours=20), now + timedelta(days=4)), chain=None
    )
    soon = list(ahead.order_by("pk")[:400])
    for visit in random.sample(soon, min(FREED, len(soon))):
        cancel(appointment=visit, cancelled_by="patient", reason=random.choice(WHY_FREED), by=desk)
        visit.refresh_from_db()
        open_freed_visit(visit=visit, cause=OpeningCause.CANCELLED, source=f"demo:{visit.pk}", by=SYSTEM)


def _come_to_the_site(random: Random, first_day: date) -> None:
    services = list(services_booked_online().order_by("pk"))
    trails = [_trail(random) for _each in range(VISITORS)]
    _walk(trails, random)
    for asker, trail in zip(NEWCOMERS, trails, strict=False):
        _book(asker, random.choice(services), first_day, trail)
    for asker, trail in zip(ENQUIRIES, reversed(trails), strict=False):
        ask_for_call(
            name=asker.name, phone=asker.phone, reason=asker.reason, consent=keep_text_in_use("ru"), trail=trail
        )


def _trail(random: Random) -> Trail:
    source, medium = random.choice(SOURCES)
    return Trail(UUID(int=random.getrandbits(128), version=4), "ru", source=source, medium=medium)


def _walk(trails: Sequence[Trail], random: Random) -> None:
    """Fewer come to each next step; the first ones come to the end."""
    left = list(trails)
    for step, share in FUNNEL:
        left = left[: max(len(NEWCOMERS), round(len(left) * share))]
        for trail in left:
            note_step(trail=trail, step=step)


def _book(asker: Asker, service: Service, first_day: date, trail: Trail) -> None:
    """Without an SMS of proof: the visit is held until the desk has called."""
    free = [each.value for doctor in offered_days(service, since=first_day).doctors for each in doctor.times]
    if not free:
        return
    held = hold_online(service=service, slot=free[0], address=asker.phone)
    visitor = Visitor(asker.name, asker.phone)
    book_online(hold=held, visitor=visitor, trail=trail, consent=keep_text_in_use("ru"), is_confirmed=False)
    note_step(trail=trail, step=Step.BOOKED)
