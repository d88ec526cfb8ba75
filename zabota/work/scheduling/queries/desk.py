"""What the booking panel knows: the patient's useful facts, services by letters, times worth offering."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Max, QuerySet
from django.utils import timezone

from zabota.base.accounts.access import Access
from zabota.core.catalog.models import Package, Service
from zabota.core.catalog.queries import Prices, PriceSpan
from zabota.core.patients.models import Patient
from zabota.core.patients.queries import age_of
from zabota.core.patients.queries.card import alerts_for, family_of, on_the_same_phone
from zabota.core.patients.queries.gate import card_ids
from zabota.core.practice.models import Branch
from zabota.core.staff.models import Doctor
from zabota.lib.person_names import other_layouts
from zabota.work.scheduling.models import Appointment, NextStep, Resource
from zabota.work.scheduling.queries.panel_facts import OpenCourse, open_courses, recommended_steps
from zabota.work.scheduling.queries.prepayment import PrepaymentRule, prepayment_rule_for
from zabota.work.scheduling.queries.slots import Wish, free_slots, varied
from zabota.work.scheduling.queries.visit import NearTime, priced, seated, told
from zabota.work.scheduling.queries.visits import Behaviour, appointments_of, behaviour_in, planned_visits

SOONEST, THIS_DOCTOR, EVENING, TOMORROW, RELATIVE = "soonest", "doctor", "evening", "tomorrow", "relative"
EVENING_FROM = time(18)
OFFERED, LOOKED_AT = 12, 120
#: So many digits are a phone or its tail.
LEAST_DIGITS, SHOWN_KIN = 4, 6
#: Of one doctor on one day, so that a free morning does not hide everybody else.
OF_ONE_DAY = 3


@dataclass(frozen=True)
class KnownPatient:
    """Who is being booked, for the eyes of the desk."""

    patient: Patient
    alerts: Sequence[Any]
    behaviour: Behaviour
    planned: Sequence[Appointment]
    family: Sequence[Patient]
    prepayment: PrepaymentRule | None = None
    courses: Sequence[OpenCourse] = ()
    steps: Sequence[NextStep] = ()


def known_patient(patient: Patient, access: Access) -> KnownPatient:
    ids = card_ids(patient)
    family = [each.patient for each in family_of(patient)] + on_the_same_phone(patient)
    return KnownPatient(
        patient=patient,
        alerts=alerts_for(patient, access),
        behaviour=behaviour_in(list(appointments_of(ids)), ids),
        planned=list(planned_visits(ids)[:3]),
        family=family[:9],
        prepayment=prepayment_rule_for([patient.pk]).get(patient.pk),
        courses=open_courses(ids),
        steps=recommended_steps(ids),
    )


def family_behind(found: Sequence[Patient], visible: QuerySet[Patient], text: str) -> list[Patient]:
    """«С одного телефона»: when a number was typed, relatives of those who have it and who have none of their own there."""
    if sum(sign.isdecimal() for sign in text) < LEAST_DIGITS:
        return []
    kin = visible.filter(relation_of__patient__in=found).exclude(pk__in=[each.pk for each in found])
    return list(kin.distinct().order_by("sort_key")[:SHOWN_KIN])


def services_named(text: str, patient: Patient | None = None, limit: int = 8) -> list[Service]:
    """Services whose words begin as typed, in any keyboard layout; before anything is typed, those of the patient."""
    services = Service.objects.filter(is_active=True)
    if not text.strip():
        return _usual(services, patient, limit)
    for variant in (text, *other_layouts(text)):
        found = services
        for word in variant.split()[:5]:
            found = found.filter(name__iregex=rf"\m{re.escape(word)}")
        best = sorted(found[:50], key=lambda each: (not each.name.lower().startswith(variant.lower()), each.name))
        if best:
            return best[:limit]
    return []


def packages_named(text: str, limit: int = 4) -> list[Package]:
    """Packages whose words begin as typed, in any keyboard layout."""
    packages = Package.objects.filter(is_active=True).prefetch_related("parts__service")
    for variant in (text, *other_layouts(text)) if text.strip() else ():
        found = packages
        for word in variant.split()[:5]:
            found = found.filter(name__iregex=rf"\m{re.escape(word)}")
        if best := list(found[:limit]):
            return best
    return []


def _usual(services: QuerySet[Service], patient: Patient | None, limit: int) -> list[Service]:
    if patient is None:
        return []
    own = services.filter(appointments__patient_id__in=card_ids(patient))
    return list(own.annotate(last=Max("appointments__starts_at")).order_by("-last")[:limit])


@dataclass(frozen=True)
class ServiceLine:
    """A service with what it costs today, by branch and grade of doctor."""

    service: Service
    price: PriceSpan | None


def priced_services(services: Sequence[Service], branch_id: int | None) -> list[ServiceLine]:
    """In one branch, or in all of them."""
    prices, today = Prices(services), timezone.localdate()
    return [ServiceLine(each, prices.span(each, on=today, branch_id=branch_id)) for each in services]


@dataclass(frozen=True)
class Offer:
    """What the desk wishes: `way` is one of SOONEST...; `at` a time that was pointed at in the calendar, `relative` the
    visit beside which RELATIVE looks, `place` the room or device that must be free."""

    service: Service
    patient: Patient | None = None
    doctor: Doctor | None = None
    branch: Branch | None = None
    branch_ids: Collection[int] = ()
    way: str = SOONEST
    at: datetime | None = None
    kind: str = ""
    relative: Appointment | None = None
    place: Resource | None = None
    #: The doctor receives this patient all the same, whatever his age and sex.
    is_accepted: bool = False


def offered_times(offer: Offer) -> list[NearTime]:
    """The times to offer, the best first: what was pointed at if it is free, else the nearest, not all of one doctor."""
    found = free_slots(_wish(offer), limit=LOOKED_AT).nearest
    at = _looked_around(offer)
    if at is not None:
        found = sorted(found, key=lambda slot: (abs(slot.starts_at - at), slot))
    times = told(varied(found, of_one_day=OF_ONE_DAY, limit=OFFERED))
    return seated(priced(times, offer.service), offer.service)


def _looked_around(offer: Offer) -> datetime | None:
    """The time that the nearest are looked for around; None where it is now."""
    if offer.way == RELATIVE and offer.relative:
        return offer.relative.starts_at
    return offer.at if offer.way == SOONEST else None


def _wish(offer: Offer) -> Wish:
    patient = offer.patient
    since, until = _days(offer)
    doctor = asked_doctor(offer.doctor, offer.way, offer.at)
    of_any = patient is None or (doctor is not None and offer.is_accepted)
    return Wish(
        service=offer.service,
        doctor_ids=[doctor.pk] if doctor is not None else (),
        branch_ids=offer.branch_ids,
        since=since,
        until=until,
        hours=(EVENING_FROM, time(23, 59)) if offer.way == EVENING else None,
        kind=offer.kind,
        age=age_of(patient) if patient and not of_any else None,
        sex=patient.sex if patient and not of_any else "",
        place_id=offer.place.pk if offer.place else None,
    )


def asked_doctor(doctor: Doctor | None, way: str, at: datetime | None) -> Doctor | None:
    """The doctor who is looked at alone: the desk asked for him, or pointed at a time of his."""
    return doctor if way == THIS_DOCTOR or at is not None else None


def _days(offer: Offer) -> tuple[date | None, date | None]:
    today = timezone.localdate()
    if offer.way == TOMORROW:
        return today + timedelta(days=1), today + timedelta(days=1)
    if offer.way == RELATIVE:
        return (offer.relative.wall_day, offer.relative.wall_day) if offer.relative else (None, None)
    if offer.at is not None and offer.way == SOONEST:
        day = offer.at.astimezone(offer.branch.zone).date() if offer.branch else offer.at.date()
        return day, day + timedelta(days=14)
    return None, None


def relatives_visit(family: Sequence[Patient]) -> Appointment | None:
    """The nearest visit of one of the family."""
    return planned_visits([each.pk for each in family]).first() if family else None
