"""The shelf: visits whose doctor does not come, and what each may be offered instead."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import ngettext

from zabota.base.accounts.access import Reach
from zabota.core.catalog.models import Service
from zabota.core.patients.queries import age_of
from zabota.core.staff.models import Doctor
from zabota.work.scheduling.models import AHEAD, Absence, Appointment, ShelvedVisit
from zabota.work.scheduling.queries.slots import FreeSlot, Wish, free_slots, varied
from zabota.work.scheduling.queries.visit import NearTime, told

CELL = timedelta(minutes=5)
FORTNIGHT = timedelta(days=14)
SAME_DOCTOR, ELSEWHERE, LOOKED_AT = 6, 9, 60
#: Of one doctor on one day, so that the others are seen too.
OF_ONE_DAY = 2


def shelf(reach: Reach) -> QuerySet[ShelvedVisit]:
    """What still waits in the branches that a person reaches."""
    rows = ShelvedVisit.objects.filter(
        left_at=None, absence__taken_back_at=None, appointment__status__in=AHEAD
    ).order_by("absence__since", "absence", "appointment__starts_at", "pk")
    return rows if reach.is_network else rows.filter(appointment__branch__in=reach.branch_ids)


def told_rows(rows: QuerySet[ShelvedVisit]) -> QuerySet[ShelvedVisit]:
    """With all that the page says of them."""
    return rows.select_related(
        "absence__doctor", "appointment__patient", "appointment__doctor", "appointment__service", "appointment__branch"
    )


def waiting_of(absence: Absence) -> QuerySet[ShelvedVisit]:
    return told_rows(shelf(Reach(True, frozenset())).filter(absence=absence))


def waiting_in_words(count: int) -> str:
    told = ngettext("%(count)d visit waits for another time.", "%(count)d visits wait for another time.", count)
    return told % {"count": count}


def left_by_holidays(country: str) -> int:
    """How many visits wait because of public holidays of a country."""
    return shelf(Reach(True, frozenset())).filter(absence__holiday__country=country).count()


def settled_of(absence: Absence) -> list[ShelvedVisit]:
    """What was moved, cancelled or left, with where it went."""
    waiting = shelf(Reach(True, frozenset())).filter(absence=absence).values("pk")
    rows = told_rows(absence.shelved.exclude(pk__in=waiting)).select_related("appointment__moved_to__doctor")
    return list(rows.order_by("appointment__starts_at", "pk"))


def absence_for(reach: Reach, public_id: UUID) -> Absence:
    """An absence some of whose visits or hours are in the person's branches, or whose doctor is on their list. Raises
    Http404 alike for missing ones."""
    absences = Absence.objects.select_related("doctor").filter(public_id=public_id)
    if not reach.is_network:
        own = reach.branch_ids
        concerns = Q(shelved__appointment__branch__in=own) | Q(shifts__branch__in=own) | Q(doctor__branches__in=own)
        absences = absences.filter(concerns).distinct()
    absence = absences.first()
    if absence is None:
        raise Http404
    return absence


def shelved_for(reach: Reach, public_id: UUID) -> ShelvedVisit:
    """A row of the shelf, waiting or left. Raises Http404 alike for missing ones."""
    rows = told_rows(ShelvedVisit.objects.filter(public_id=public_id))
    row = (rows if reach.is_network else rows.filter(appointment__branch__in=reach.branch_ids)).first()
    if row is None:
        raise Http404
    return row


def is_shelved(visit_id: int) -> bool:
    """Whether nobody receives at the visit's time."""
    return ShelvedVisit.objects.filter(appointment=visit_id, absence__taken_back_at=None).exists()


@dataclass(frozen=True)
class Substitute:
    """A doctor who could stand in, and how many of the waiting visits he is free for at their own time."""

    doctor: Doctor
    fits: int


def substitutes_for(absence: Absence, waiting: Collection[ShelvedVisit]) -> list[Substitute]:
    """Doctors of the speciality, whoever fits most first; those without hours then come last, with none."""
    doctors = {each.pk: each for each in _alike(absence.doctor)}
    free: Counter[int] = Counter()
    for row in waiting:
        free.update({slot.doctor_id for slot in _at_its_time(row.appointment, doctors)})
    found = [Substitute(doctor, free[number]) for number, doctor in doctors.items()]
    return sorted(found, key=lambda each: (-each.fits, each.doctor.surname, each.doctor.given))


@dataclass(frozen=True)
class ShelfOffers:
    """Times for one visit: with a substitute at its own time, with its doctor another time, with others anywhere."""

    same_time: list[NearTime]
    same_doctor: list[NearTime]
    elsewhere: list[NearTime]


def offers_for(visit: Appointment) -> ShelfOffers:
    assert visit.doctor is not None
    alike = [each.pk for each in _alike(visit.doctor)]
    same_time = _at_its_time(visit, alike)
    days = visit.wall_day, max(visit.wall_day, timezone.localdate()) + FORTNIGHT
    own = free_slots(_wish(visit, doctor_ids=[visit.doctor.pk], since=days[0], until=days[1]), limit=SAME_DOCTOR)
    wish = _wish(visit, doctor_ids=alike, branch_ids=(), since=days[0], until=days[1])
    others = free_slots(wish, limit=LOOKED_AT).nearest if alike else []
    elsewhere = varied((slot for slot in others if slot not in same_time), of_one_day=OF_ONE_DAY, limit=ELSEWHERE)
    return ShelfOffers(told(same_time), told(own.nearest), told(elsewhere))


def _alike(doctor: Doctor) -> QuerySet[Doctor]:
    """Other doctors of the same speciality; where none is known, whoever performs what this one performs."""
    others = Doctor.objects.filter(is_active=True).exclude(pk=doctor.pk)
    if doctor.speciality:
        return others.filter(speciality__iexact=doctor.speciality)
    return others.filter(performs__service__in=doctor.performs.values("service")).distinct()


def _at_its_time(visit: Appointment, doctor_ids: Collection[int]) -> list[FreeSlot]:
    if visit.branch is None or not doctor_ids:
        return []
    wall = visit.starts_at.astimezone(visit.branch.zone)
    window = wall.time(), (wall + CELL).time()
    if window[1] == time(0):
        return []
    wish = _wish(visit, doctor_ids=doctor_ids, since=wall.date(), until=wall.date(), hours=window)
    return [slot for slot in free_slots(wish).nearest if slot.starts_at == visit.starts_at]


def _wish(visit: Appointment, **rest: object) -> Wish:
    patient = visit.patient
    asked: dict[str, object] = {"branch_ids": [visit.branch_id], "minutes": visit.minutes, "kind": visit.kind}
    service = visit.service or Service(minutes=visit.minutes)
    return Wish(service=service, age=age_of(patient), sex=patient.sex, **(asked | rest))  # type: ignore[arg-type]
