"""Patients who book themselves: a doctor's ages are asked about only where he has any, and hold to the end."""

import re
from datetime import date, time

import pytest
from django.urls import reverse
from django.utils import timezone

from zabota.core.patients.models import Patient
from zabota.core.patients.testing import KARINAS_PHONE, karina, masha
from zabota.core.staff.testing import anna, lev
from zabota.front.portal.queries.visits import link_to
from zabota.front.portal.testing import Visitor, an_online_service
from zabota.lib.actors import SYSTEM
from zabota.outreach.messaging.testing import last_code_to, with_sms
from zabota.work.scheduling.commands import book, set_doctor_rules
from zabota.work.scheduling.models import Appointment, Performer, Status
from zabota.work.scheduling.testing import a_wish, days_ago, receives

pytestmark = pytest.mark.django_db
GROWN, CHILD = date(1985, 5, 1), timezone.localdate().replace(day=1, year=timezone.localdate().year - 9)


def receives_from_18() -> None:
    set_doctor_rules(doctor=anna(), youngest=18, by=SYSTEM)


def test_a_date_of_birth_is_asked_for_only_where_a_doctor_does_not_receive_every_age():
    service, visitor = an_online_service(), Visitor()
    held = visitor.hold(service, visitor.times_of(service)[0])
    assert 'name="birth_date"' not in visitor.client.get(held.headers["Location"]).content.decode()

    receives_from_18()
    assert 'name="birth_date"' in visitor.client.get(held.headers["Location"]).content.decode()
    assert visitor.say_who(held).status_code == 422

    refused = visitor.say_who(held, birth_date=CHILD.isoformat())
    words = "Громова А.В. принимает только пациентов с 18 лет. Выберите другого врача."
    assert (refused.status_code, words in refused.content.decode(), Patient.objects.count()) == (422, True, 0)

    assert visitor.say_who(held, birth_date="01.05.1985").status_code == 302
    assert Appointment.objects.get().patient.birth_date == GROWN


def test_what_the_card_says_is_told_to_nobody_who_did_not_prove_his_phone():
    """T30: held as for anybody, and the desk asks in its call."""
    child = born(masha(), CHILD)
    service = an_online_service()
    receives_from_18()

    answer = Visitor().book(
        service, name="Мария Демидова", phone=KARINAS_PHONE, whose="relative", birth_date=GROWN.isoformat()
    )

    visit = Appointment.objects.get()
    assert (answer.status_code, visit.patient, visit.status) == (302, child, Status.HELD)
    assert visit.accepted_reason == "записался на сайте: спросите при звонке, примет ли врач"


def test_behind_a_proved_phone_the_card_decides(monkeypatch):
    with_sms(monkeypatch)
    born(karina(), CHILD)
    service = an_online_service()
    receives_from_18()
    page = Visitor().book(service, name="Карина Демидова", phone=KARINAS_PHONE, birth_date=GROWN.isoformat())
    pledge = re.search(r'name="pledge"\s+value="([^"]+)"', page.content.decode())[1]

    answer = Visitor().client.post(reverse("portal:code"), {"pledge": pledge, "code": last_code_to(KARINAS_PHONE)})

    assert (answer.status_code, Appointment.objects.count()) == (422, 0)
    assert "принимает только пациентов с 18 лет" in answer.content.decode()


def test_who_moves_his_visit_is_offered_only_doctors_who_receive_him():
    service = an_online_service()
    child = born(masha(), CHILD)
    wanted = a_wish(anna(), time(9), on=days_ago(-3), service=service, kind="online")
    visit = book(patient=child, wanted=wanted, by=SYSTEM)
    Performer.objects.create(doctor=lev(), service=service)
    receives(lev(), on=days_ago(-4))
    assert "Абрамян" in times_to_move_to(visit)

    set_doctor_rules(doctor=lev(), youngest=18, by=SYSTEM)
    assert "Абрамян" not in times_to_move_to(visit)
    assert "Громова" in times_to_move_to(visit)

    visit.accepted_reason = "договорились с врачом"
    visit.save()
    assert "Абрамян" in times_to_move_to(visit)


def times_to_move_to(visit: Appointment) -> str:
    address = reverse("portal:move", args=[link_to(visit)])
    return Visitor().client.get(address, {"day": days_ago(-4)}).content.decode()


def born(patient: Patient, on: date) -> Patient:
    patient.birth_date = on
    patient.save()
    return patient
