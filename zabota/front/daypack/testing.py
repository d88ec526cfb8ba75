"""Packs for tests: a phrase with few rounds, and what a browser would do with a pack."""

import base64
import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from zabota.core.catalog.models import Service
from zabota.core.patients.models import ContactKind, ContactPoint, Patient
from zabota.core.patients.queries.contacts import value_index
from zabota.core.practice.models import Branch
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.models import Doctor
from zabota.core.staff.testing import a_doctor
from zabota.front.daypack.commands.building import fresh_pack
from zabota.front.daypack.commands.phrases import set_phrase
from zabota.front.daypack.models import Pack, Phrase
from zabota.front.daypack.sealing import sealed_note
from zabota.lib.actors import SYSTEM
from zabota.lib.passphrases import derived_key
from zabota.work.scheduling.models import Appointment, Occupancy, Performer, Shift
from zabota.work.scheduling.testing import a_service

PHRASE = "гомалу ветоки сибура нафено"
FEW_ROUNDS = 1000
DAYS, SERVICES = 2, 12
VISIT, FIRST, LAST = timedelta(minutes=30), time(8), time(20)


def a_phrase(branch: Branch | None = None, phrase: str = PHRASE) -> Phrase:
    return set_phrase(branch=branch or samara_centre(), phrase=phrase, rounds=FEW_ROUNDS, by=SYSTEM)


def a_pack(branch: Branch | None = None, now: datetime | None = None) -> Pack:
    """A pack of the branch as it stands, however young the last one is."""
    branch = branch or samara_centre()
    if not Phrase.objects.filter(branch=branch).exists():
        a_phrase(branch)
    Pack.objects.filter(branch=branch).update(content=b"", checked_at=datetime.min.replace(tzinfo=UTC))
    return fresh_pack(branch=branch, now=now)


def opened(pack: Pack, phrase: str = PHRASE) -> dict[str, Any]:
    """What the browser sees. Raises cryptography's InvalidTag where it does not open."""
    told = json.loads(bytes(pack.sealed))
    bound = "|".join(
        ["zabota.daypack", str(told["format"]), *(told[name] for name in ("pack", "branch", "built", "expires"))]
    )
    key = derived_key(phrase, base64.b64decode(told["salt"]), told["rounds"])
    for name in ("wrapped", "body"):
        closed = base64.b64decode(told[name])
        key = AESGCM(key).decrypt(closed[:12], closed[12:], bound.encode())
    content: dict[str, Any] = json.loads(gzip.decompress(key))
    return content


def a_note(
    pack: Pack, act: str, *, key: UUID | None = None, at: datetime | None = None, **said: Any
) -> tuple[UUID, str]:
    """A note as the page closes it: its key and what is sent."""
    key = key or uuid4()
    told = {"act": act, "at": (at or timezone.now()).isoformat(), "number": 1, **said}
    own = base64.b64decode(str(pack.key))
    return key, sealed_note(pack=str(pack.public_id), note=str(key), said=told, key=own)


def two_full_days(branch: Branch, doctors: int) -> None:
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
