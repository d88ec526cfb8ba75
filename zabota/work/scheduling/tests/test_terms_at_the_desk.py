"""The booking panel says whom a doctor does not receive and books him with a reason; dragging is refused in words."""

from datetime import time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from zabota.base.accounts.testing import signed_in
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.models import Doctor
from zabota.core.staff.testing import anna, lev, vera
from zabota.lib.actors import SYSTEM
from zabota.work.scheduling.commands import book, set_doctor_rules
from zabota.work.scheduling.models import Appointment, Performer
from zabota.work.scheduling.testing import a_patient, a_service, a_wish, days_ago, receives

pytestmark = pytest.mark.django_db
ONLY_GROWN = "Громова А.В. принимает только пациентов с 18 лет."


def send(name: str, *arguments: object, **form: object) -> Any:
    address = reverse(f"scheduling:{name}", args=arguments)
    headers = {"HX-Request": "true", "HX-Target": "drawer"}
    return signed_in(Client(), vera()).post(address, form, headers=headers)


def at(hour: str) -> str:
    return f"{days_ago(-1).isoformat()}T{hour}"


def draft(**more: object) -> dict[str, object]:
    child = a_patient("Зимина", "Лиза", birth_date=timezone.localdate() - timedelta(days=9 * 366))
    branch, doctor = samara_centre().public_id, anna().public_id
    return {
        "request_key": uuid4(), "patient": child.public_id, "service": a_service().public_id, "branch": branch,
        "doctor": doctor, "at": at("10:00"), **more,
    }  # fmt: skip


def test_the_desk_learns_why_a_doctor_is_not_offered_and_books_with_a_reason():
    set_doctor_rules(doctor=anna(), youngest=18, by=SYSTEM)
    receives(anna(), hours=(time(10), time(11)))
    form = draft()

    shown = send("draft", **form).content.decode()
    assert ONLY_GROWN in shown
    assert 'name="slot"' not in shown

    form["accepted_reason"] = "договорились с врачом"
    shown = send("draft", **form).content.decode()
    assert 'name="slot"' in shown
    assert 'value="договорились с врачом"' in shown

    slot = f"{anna().public_id}|{samara_centre().public_id}|{at('10:00')}"
    assert 'value="договорились с врачом"' in send("consequences", **form, slot=slot).content.decode()
    drawer = send("book_visit", **form, slot=slot)
    assert drawer.status_code == 200
    assert "договорились с врачом" in drawer.content.decode()
    assert Appointment.objects.get().accepted_reason == "договорились с врачом"


def test_without_a_reason_the_same_form_is_refused_in_words():
    set_doctor_rules(doctor=anna(), youngest=18, by=SYSTEM)
    receives(anna())
    slot = f"{anna().public_id}|{samara_centre().public_id}|{at('10:00')}"

    refused = send("book_visit", **draft(slot=slot))

    assert (refused.status_code, Appointment.objects.count()) == (422, 0)
    assert ONLY_GROWN in refused.content.decode()


def test_over_the_schedule_only_performers_are_named_and_their_own_minutes_hold():
    service = a_service()
    Performer.objects.create(doctor=anna(), service=service, minutes=50)
    form = draft(is_over="on", reason="острая боль")

    shown = send("draft", **form).content.decode()
    assert anna().short_name in shown
    assert lev().short_name not in shown

    assert send("book_visit", **form).status_code == 200
    assert Appointment.objects.get().minutes == 50


def test_dragging_to_a_doctor_who_does_not_perform_or_receive_is_refused_by_the_server():
    Performer.objects.create(doctor=anna(), service=a_service())
    receives(anna())
    receives(lev())
    visit = book(patient=a_patient(), wanted=a_wish(anna(), time(10), service=a_service()), by=SYSTEM)

    refused = drag(visit, lev())
    assert refused == (422, "Абрамян Л.Г. не оказывает услугу «Приём ортопеда».")

    Performer.objects.create(doctor=lev(), service=a_service())
    set_doctor_rules(doctor=lev(), sex="f", oldest=45, by=SYSTEM)
    visit.patient.sex = "m"
    visit.patient.save()
    assert drag(visit, lev()) == (422, "Абрамян Л.Г. принимает только женщин до 45 лет включительно.")
    assert Appointment.objects.count() == 1


def drag(visit: Appointment, doctor: Doctor) -> tuple[int, str]:
    answer = send("move", visit.public_id, at=at("11:00"), doctor=doctor.public_id)
    return answer.status_code, answer.json()["refusal"]


def test_a_walk_in_is_shown_no_queue_of_a_doctor_who_does_not_receive_him():
    now = timezone.localtime(timezone=samara_centre().zone)
    receives(anna(), on=now.date(), hours=(time.min, time(23, 59)))
    form = draft(walk_in="yes")
    assert 'name="slot"' in send("draft", **form).content.decode()

    set_doctor_rules(doctor=anna(), youngest=18, by=SYSTEM)
    assert 'name="slot"' not in send("draft", **form).content.decode()
