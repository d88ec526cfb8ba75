"""The demo's journal of today and the next three weeks: booked into real free time, today as it stands at this hour."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from zabota.core.catalog.models import Service
from zabota.core.patients.models import Patient, PatientState
from zabota.core.practice.models import Branch
from zabota.core.staff.models import Doctor
from zabota.lib.actors import SYSTEM
from zabota.site.demo.clinic import DIRECTIONS, DemoClinic, Direction
from zabota.work.scheduling.commands import (
    ComingVisit,
    Wanted,
    book_many,
    close_doctor,
    close_place,
    hold_slot,
)
from zabota.work.scheduling.commands.booking import Chain
from zabota.work.scheduling.models import BlockReason, DoctorRules, HoldPurpose, Performer, Resource, Shift, Status
from zabota.work.scheduling.queries.slots import Wish, free_slots

DAYS = 21
#: How full a day is, by days from today: the share of free places that get a visit.
FULL = (0.86, 0.78, 0.72, 0.66, 0.6, 0.55, 0.5, 0.42, 0.36, 0.3, 0.25)
LATER = 0.16
#: Of a doctor's own patients not more are booked at once, so that a small demo keeps people to call.
BOOKED_SHARE = 0.3
INJECTION = "Внутрисуставная инъекция"
JOINTS = ("левое колено", "правое колено", "левое плечо")
WAYS = ("desk", "desk", "call", "call", "online")


@dataclass
class _Desk:
    """What a doctor's journal is filled from: own services with their minutes, and own patients, each taken once."""

    doctor: Doctor
    direction: Direction
    minutes: dict[int, int]
    step: int
    patients: list[int]


@transaction.atomic
def book_coming_weeks(clinic: DemoClinic, now: datetime) -> None:
    """Book about 200 visits today and fewer every later day; close some time and hold some."""
    branches = Branch.objects.in_bulk(list(clinic.branch_ids))
    services = {each.name: each for each in Service.objects.all()}
    today = timezone.localdate(now)
    _close_some_time(clinic, branches, today)
    desks = {desk.doctor.pk: desk for desk in _desks(clinic, services)}
    shifts = list(
        Shift.objects.filter(is_cancelled=False, on__range=(today, today + timedelta(days=DAYS))).order_by(
            "on", "starts", "pk"
        )
    )
    visits = [*_courses(desks, shifts, branches, services, today)]
    for shift in shifts:
        if shift.doctor_id in desks:
            visits += _filled(shift, desks[shift.doctor_id], branches[shift.branch_id], services, today)
    book_many(visits=list(_as_of(now, today, visits)), by=SYSTEM)
    _hold_some(branches, services, now)


def _desks(clinic: DemoClinic, services: dict[str, Service]) -> Iterator[_Desk]:
    direction_of = {number: key for (key, _branch), ids in clinic.doctor_ids.items() for number in ids}
    directions = {each.key: each for each in DIRECTIONS}
    steps = dict(DoctorRules.objects.values_list("doctor_id", "step"))
    lengths = {each.pk: each.minutes for each in services.values()}
    own: dict[int, dict[int, int]] = {}
    for doctor_id, service_id, minutes in Performer.objects.values_list("doctor_id", "service_id", "minutes"):
        own.setdefault(doctor_id, {})[service_id] = minutes or lengths[service_id]
    patients: dict[int, list[int]] = {}
    alive = Patient.objects.filter(state=PatientState.ACTIVE, is_deceased=False).order_by("pk")
    for patient_id, doctor_id in alive.values_list("pk", "doctor_id"):
        patients.setdefault(doctor_id, []).append(patient_id)
    for doctor in Doctor.objects.filter(pk__in=direction_of):
        theirs = patients.get(doctor.pk, [])
        Random(f"journal:{doctor.pk}").shuffle(theirs)
        yield _Desk(
            doctor, directions[direction_of[doctor.pk]], own[doctor.pk], steps[doctor.pk],
            theirs[: int(len(theirs) * BOOKED_SHARE)],
        )  # fmt: skip


def _filled(
    shift: Shift, desk: _Desk, branch: Branch, services: dict[str, Service], today: date
) -> Iterator[ComingVisit]:
    """Visits one after another through a shift, with gaps; the later the day, the more of them."""
    random = Random(f"{shift.on}:{shift.starts}:{shift.doctor_id}")
    ahead = (shift.on - today).days
    full = FULL[ahead] if ahead < len(FULL) else LATER
    at = shift.during.lower
    while at < shift.during.upper and desk.patients:
        service = services[_offer(random, desk.direction)]
        if shift.kinds:
            service = services[desk.direction.first.name]
        minutes = desk.minutes[service.pk]
        starts_at = _on_grid(at + timedelta(minutes=service.minutes_before), shift, desk.step)
        if random.random() < full:
            kind = (
                "first"
                if service.name == desk.direction.first.name and (shift.kinds or random.random() < 0.4)
                else "repeat"
            )
            wanted = Wanted(desk.doctor, branch, starts_at, minutes, service, kind)
            if wanted.during.upper > shift.during.upper:
                return
            yield ComingVisit(desk.patients.pop(), wanted, booked_by=random.choice(WAYS))
            at = wanted.during.upper
        else:
            at = starts_at + timedelta(minutes=desk.step)


def _on_grid(at: datetime, shift: Shift, step: int) -> datetime:
    minutes = -(-(at - shift.during.lower) // timedelta(minutes=step)) * step
    return shift.during.lower + timedelta(minutes=minutes)  # type: ignore[no-any-return]


def _offer(random: Random, direction: Direction) -> str:
    choices = [(direction.first.name, 0.9), *((offer.name, chance) for offer, _days, chance in direction.episode)]
    return random.choices([name for name, _weight in choices], [weight for _name, weight in choices])[0]


def _courses(
    desks: dict[int, _Desk],
    shifts: Sequence[Shift],
    branches: dict[int, Branch],
    services: dict[str, Service],
    today: date,
) -> Iterator[ComingVisit]:
    """Injections once a week: who is at which of the five, the coming ones booked as one chain."""
    service = services[INJECTION]
    for shift in shifts:
        desk = desks.get(shift.doctor_id)
        if desk is None or service.pk not in desk.minutes or (shift.on - today).days >= 7 or shift.kinds:
            continue
        random = Random(f"course:{shift.on}:{shift.doctor_id}")
        for slot in range(2):
            if not desk.patients:
                break
            patient_id, first = desk.patients.pop(), random.randint(1, 5)
            at = _on_grid(shift.during.lower + timedelta(minutes=60 + 120 * slot), shift, desk.step)
            chain = UUID(int=random.getrandbits(128), version=4)
            comment = random.choice(JOINTS)
            for session in range(first, min(5, first + 3) + 1):
                starts_at = at + timedelta(days=7 * (session - first))
                wanted = Wanted(
                    desk.doctor, branches[shift.branch_id], starts_at, desk.minutes[service.pk], service, "repeat"
                )
                yield ComingVisit(patient_id, wanted, comment=comment, chain=Chain(chain, session, 5))


def _as_of(now: datetime, today: date, visits: Sequence[ComingVisit]) -> Iterator[ComingVisit]:
    """Today's visits at the point that they have reached by this hour; one did not come, and one is late."""
    random = Random(f"today:{today}")
    wants_no_show, wants_late = True, True
    for visit in visits:
        wanted = visit.wanted
        ends_at = wanted.starts_at + timedelta(minutes=wanted.minutes)
        days = (wanted.day[1] - today).days
        if days or wanted.starts_at > now + timedelta(minutes=25):
            yield _ahead(visit, days, random, now)
        elif ends_at <= now and wants_no_show and ends_at > now - timedelta(hours=3):
            wants_no_show = False
            yield replace(visit, status=Status.NO_SHOW)
        elif wanted.starts_at <= now < ends_at and wants_late and now - wanted.starts_at > timedelta(minutes=5):
            wants_late = False
            yield replace(visit, status=Status.CONFIRMED, confirmed_at=wanted.starts_at - timedelta(hours=20))
        else:
            yield _inside(visit, random, now)


def _ahead(visit: ComingVisit, days: int, random: Random, now: datetime) -> ComingVisit:
    chance = random.random()
    if days <= 1 and chance < (0.7, 0.3)[days]:
        return replace(visit, status=Status.CONFIRMED, confirmed_at=now - timedelta(hours=random.randint(1, 20)))
    if days > 2 and chance < 0.02:
        return replace(
            visit, status=Status.HELD, held_until=now + timedelta(hours=random.randint(4, 30)), prepayment=Decimal(1000)
        )
    return visit


def _inside(visit: ComingVisit, random: Random, now: datetime) -> ComingVisit:
    """Who has been, is in the room, or waits at the desk; everybody was confirmed the evening before."""
    starts_at = visit.wanted.starts_at
    late = random.choice((0, 0, 0, 0, 4, 12))
    came: dict[str, Any] = {
        "confirmed_at": starts_at - timedelta(hours=18),
        "arrived_at": starts_at + timedelta(minutes=late or -random.randint(4, 15)),
        "late_minutes": late,
    }
    ends_at = starts_at + timedelta(minutes=visit.wanted.minutes)
    if came["arrived_at"] > now:
        return replace(visit, status=Status.CONFIRMED, confirmed_at=came["confirmed_at"])
    if starts_at + timedelta(minutes=late) > now - timedelta(minutes=3):
        return replace(visit, status=Status.ARRIVED, **came)
    came["began_at"] = starts_at + timedelta(minutes=late + 2)
    if ends_at > now:
        return replace(visit, status=Status.IN_ROOM, **came)
    amount = visit.wanted.service.price if visit.wanted.service else None
    return replace(visit, status=Status.COMPLETED, ended_at=ends_at, amount=amount, **came)


def _close_some_time(clinic: DemoClinic, branches: dict[int, Branch], today: date) -> None:
    """Maintenance of a device tomorrow, a staff meeting of one doctor, and a room being repaired for two days."""
    centre, volga = (branches[number] for number in clinic.branch_ids[:2])

    def at(branch: Branch, days: int, hour: int) -> datetime:
        return datetime.combine(today + timedelta(days=days), datetime.min.time(), branch.zone) + timedelta(hours=hour)

    places = {(each.branch_id, each.name): each for each in Resource.objects.select_related("type")}
    close_place(
        place=places[centre.pk, "Рентген"], since=at(centre, 1, 8), until=at(centre, 1, 11),
        reason=BlockReason.SERVICE, note="Проверка аппарата", by=SYSTEM,
    )  # fmt: skip
    close_place(
        place=places[volga.pk, "Эндоскопия"], since=at(volga, 2, 8), until=at(volga, 3, 20),
        reason=BlockReason.BROKEN, note="Замена осветителя", by=SYSTEM,
    )  # fmt: skip
    for number, days in ((clinic.doctor_ids["teeth", 0][0], 0), (clinic.doctor_ids["heart", 0][0], 1)):
        close_doctor(
            doctor=Doctor.objects.get(pk=number), branch=centre, since=at(centre, days, 12), until=at(centre, days, 13),
            reason=BlockReason.MEETING, note="Планёрка отделения", by=SYSTEM,
        )  # fmt: skip


def _hold_some(branches: dict[int, Branch], services: dict[str, Service], now: datetime) -> None:
    """A few slots that somebody chooses just now, by the widget or at the desk."""
    for number, (name, purpose) in enumerate(
        (
            ("Приём ортопеда", HoldPurpose.DESK),
            ("Осмотр офтальмолога", HoldPurpose.ONLINE),
            ("ЭКГ с расшифровкой", HoldPurpose.ONLINE),
        )
    ):
        service = services[name]
        found = free_slots(Wish(service=service, since=timezone.localdate(now), kind="first"), limit=5 + number).nearest
        if found:
            slot = found[-1]
            wanted = Wanted(
                Doctor.objects.get(pk=slot.doctor_id),
                branches[slot.branch_id],
                slot.starts_at,
                slot.minutes,
                service,
                "first",
            )
            hold_slot(wanted=wanted, purpose=purpose, until=timezone.now() + timedelta(minutes=10 + number), by=SYSTEM)
