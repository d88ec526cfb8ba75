"""What the panel knows of a patient before anything is chosen, and a booking that begins with the service."""

from datetime import time
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from zabota.base.accounts.testing import signed_in
from zabota.core.patients.testing import a_patient as a_card
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import anna, vera
from zabota.work.scheduling.commands import ask_next_step
from zabota.work.scheduling.models import Appointment, Status
from zabota.work.scheduling.testing import a_patient, a_service, a_visit, an_appointment, days_ago, receives

pytestmark = pytest.mark.django_db


def panel(**sent):
    return signed_in(Client(), vera()).post(reverse("scheduling:draft"), sent)


def told_of(patient) -> str:
    return panel(patient=patient.public_id).content.decode()


def sessions(patient, count: int, *, of: int, status: str = Status.COMPLETED) -> None:
    chain = uuid4()
    for number in range(1, count + 1):
        an_appointment(
            patient=patient, on=days_ago(40 - number), status=status, service=a_service("Массаж спины"), chain=chain,
            session=number, sessions=of,
        )  # fmt: skip


def test_a_course_that_stopped_half_way_is_offered_to_go_on():
    patient = a_patient()
    sessions(patient, 4, of=10)
    shown = told_of(patient)
    assert "сеанс 4 из 10" in shown
    assert str(a_service("Массаж спины").public_id) in shown


def test_a_finished_and_a_cancelled_course_are_not():
    patient = a_patient()
    sessions(patient, 3, of=3)
    sessions(patient, 3, of=5, status=Status.CANCELLED)
    assert "сеанс" not in told_of(patient)


def test_what_the_doctor_asked_for_stands_until_it_is_booked():
    patient = a_patient()
    visit = a_visit(patient=patient, days=3, doctor=anna())
    step = ask_next_step(
        appointment=visit, service=a_service("УЗИ сустава"), doctor=anna(), after_days=14, by=vera().as_actor()
    )
    assert "УЗИ сустава" in told_of(patient)
    step.booked = an_appointment(patient=patient, on=days_ago(-5), status=Status.PLANNED)
    step.save()
    assert "УЗИ сустава" not in told_of(patient)


def test_the_rule_of_prepayment_is_told_before_a_time_is_chosen():
    patient = a_patient(city="Тольятти")
    assert "предоплат" not in told_of(patient)
    for days in (10, 20):
        an_appointment(patient=patient, on=days_ago(days), status=Status.NO_SHOW)
    shown = told_of(patient)
    assert "предоплат" in shown
    assert "Тольятти" in shown


def test_letters_of_a_service_find_it_beside_patients():
    service = a_service("Зимняя диспансеризация")
    a_card("Зимин", "Борис", home_branch=samara_centre())
    client = signed_in(Client(), vera())
    found = client.post(reverse("scheduling:find_patient"), {"who": "зим"}).content.decode()
    assert "Зимин" in found
    assert "Зимняя диспансеризация" in found
    again = client.post(reverse("scheduling:find_patient"), {"who": "зим", "service": service.public_id})
    assert "Зимняя диспансеризация" not in again.content.decode()


def test_the_service_and_its_time_first_and_the_patient_after():
    receives(anna())
    service, patient = a_service(), a_patient()
    first = panel(service=service.public_id)
    assert 'class="btn btn-primary"' not in first.content.decode()
    second = first.context["times"][1].slot
    then = panel(service=service.public_id, slot=second, patient=patient.public_id)
    assert then.context["chosen"] == second
    assert f'value="{second}" checked' in " ".join(then.content.decode().split())
    client = signed_in(Client(), vera())
    sent = {"service": service.public_id, "slot": second, "patient": patient.public_id}
    client.post(reverse("scheduling:book_visit"), sent)
    assert Appointment.objects.get().wall_start[11:] == f"{first.context['times'][1].wall:%H:%M}"
    assert Appointment.objects.get().wall_time != time(9)
