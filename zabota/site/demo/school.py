"""A school for patients in the demo: a group session this week with most of its seats taken, and the next one."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import islice

from django.db import transaction

from zabota.core.catalog.commands import add_service
from zabota.core.catalog.models import Service
from zabota.core.patients.models import Patient, PatientState
from zabota.core.practice.models import Branch
from zabota.core.staff.models import Doctor
from zabota.lib.actors import SYSTEM
from zabota.site.demo.clinic import DemoClinic
from zabota.work.scheduling.commands import Wanted, book, open_session, set_performers
from zabota.work.scheduling.models import AHEAD, Appointment
from zabota.work.scheduling.queries.slots import Wish, free_slots

NAME, MINUTES, SEATS, PRICE = "Школа для пациентов с артрозом", 60, 8, Decimal(900)
#: Days after today from which a session is looked for, and how many come to it.
SESSIONS = ((2, 6), (9, 2))


@transaction.atomic
def open_school(clinic: DemoClinic, today: date) -> None:
    doctor = Doctor.objects.get(pk=clinic.doctor_ids["joints", 0][0])
    school = add_service(
        name=NAME, category="Ортопедия", price=PRICE, minutes=MINUTES, seats=SEATS, online="instant", by=SYSTEM
    )
    set_performers(service=school, minutes={doctor.pk: None}, by=SYSTEM)
    patients = iter(_patients_of(doctor))
    for starts_in, count in SESSIONS:
        _gather(school, doctor, today + timedelta(days=starts_in), list(islice(patients, count)))


def _gather(school: Service, doctor: Doctor, since: date, patients: list[Patient]) -> None:
    """A session in the doctor's nearest free hour from a day on."""
    usual = Service.objects.get(name="Приём ортопеда")
    found = free_slots(Wish(usual, doctor_ids=[doctor.pk], since=since, minutes=MINUTES), limit=1).nearest
    for slot in found:
        branch = Branch.objects.get(pk=slot.branch_id)
        wall = slot.starts_at.astimezone(branch.zone)
        open_session(service=school, doctor=doctor, branch=branch, on=wall.date(), at=wall.time(), by=SYSTEM)
        for patient in patients:
            book(patient=patient, wanted=Wanted(doctor, branch, slot.starts_at, MINUTES, school), by=SYSTEM)


def _patients_of(doctor: Doctor) -> list[Patient]:
    """His own without a visit ahead, to whom the school is of use."""
    ahead = Appointment.objects.filter(status__in=AHEAD).values("patient")
    own = Patient.objects.filter(doctor=doctor, state=PatientState.ACTIVE, is_deceased=False).exclude(pk__in=ahead)
    return list(own.order_by("pk")[: sum(count for _days, count in SESSIONS)])
