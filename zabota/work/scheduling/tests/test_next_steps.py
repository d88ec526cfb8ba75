"""What the doctor asks for is booked when the patient leaves; a word for the doctor; whose phone it is."""

from datetime import time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from zabota.base.accounts.testing import signed_in
from zabota.core.patients.models import Relation
from zabota.core.patients.testing import a_patient as a_person
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import anna, ira, vera
from zabota.lib.actors import SYSTEM
from zabota.work.scheduling.commands import (
    NotNow,
    ask_next_step,
    book,
    settle_next_step,
    take_back_booking,
    write_comment,
)
from zabota.work.scheduling.models import Appointment, NextStep, Status
from zabota.work.scheduling.testing import a_patient, a_service, a_wish, an_appointment, days_ago, receives

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "drawer"}


@pytest.fixture
def visit() -> Appointment:
    """In Anna's room at noon of today."""
    return an_appointment(
        patient=a_patient(), on=timezone.localdate(), status=Status.IN_ROOM, doctor=anna(), began_at=timezone.now()
    )


def send(name: str, *arguments: object, user=None, **form: object):
    address = reverse(f"scheduling:{name}", args=arguments)
    return signed_in(Client(), user or vera()).post(address, form, headers=HTMX)


def test_the_panel_opens_with_what_the_doctor_asked_for_and_booking_it_settles_the_step(visit):
    receives(anna(), on=days_ago(-14))
    scan = a_service("УЗИ сустава")
    asked = send("next_step", visit.public_id, user=anna().user, service=scan.pk, doctor=anna().pk, after_days=14)
    assert asked.status_code == 200
    ended = send("take_step", visit.public_id, "completed")
    assert f"next_of={visit.public_id}" in ended.headers["HX-Trigger"]

    panel = signed_in(Client(), vera()).get(reverse("scheduling:booking"), {"next_of": visit.public_id})
    draft, times = panel.context["draft"], panel.context["times"]
    assert (draft.patient, draft.service, draft.doctor) == (visit.patient, scan, anna())
    assert f"{times[0].wall:%Y-%m-%d %H:%M}" == f"{days_ago(-14)} 12:00"

    slot = f"{anna().public_id}|{samara_centre().public_id}|{days_ago(-14)}T12:00"
    form = {
        "request_key": draft.request_key,
        "patient": visit.patient.public_id,
        "service": scan.public_id,
        "slot": slot,
    }
    assert send("book_visit", **form, next_of=visit.public_id).status_code == 200
    booked = Appointment.objects.get(status="planned")
    assert NextStep.objects.get().booked == booked
    take_back_booking(appointment=booked, by=SYSTEM)
    assert NextStep.objects.get().booked is None  # it waits again


def test_without_a_wish_nothing_opens(visit):
    assert "next_of" not in send("take_step", visit.public_id, "completed").headers["HX-Trigger"]


def test_a_step_is_asked_for_after_coming_and_until_it_is_booked(visit):
    ahead = an_appointment(patient=visit.patient, on=days_ago(-1), status=Status.PLANNED)
    wish = {"service": a_service(), "doctor": None, "by": SYSTEM}
    with pytest.raises(NotNow):
        ask_next_step(appointment=ahead, after_days=7, **wish)
    ask_next_step(appointment=visit, after_days=7, **wish)
    step = ask_next_step(appointment=visit, after_days=30, **wish)
    assert step.due_on == visit.wall_day + timedelta(days=30)
    stranger = an_appointment(patient=a_patient("Котов"), on=days_ago(-1), status=Status.PLANNED)
    assert not settle_next_step(appointment=visit, booked=stranger)
    assert settle_next_step(appointment=visit, booked=ahead)
    with pytest.raises(NotNow):
        ask_next_step(appointment=visit, after_days=7, **wish)


def test_a_comment_is_written_by_whoever_books(visit):
    assert send("comment", visit.public_id, user=ira(), text="боится уколов").status_code == 403
    assert send("comment", visit.public_id, text=" боится уколов ").status_code == 200
    assert Appointment.objects.get(pk=visit.pk).comment == "боится уколов"
    assert write_comment(appointment=visit, text="", by=SYSTEM).comment == ""


def test_one_phone_offers_the_family_behind_it():
    karina = a_person("Демидова", "Карина", phone="+79161231212")
    masha = a_person("Демидова", "Мария")
    Relation.objects.create(patient=karina, relative=masha, kind="child")
    found = send("find_patient", who="8 916 123-12-12")
    assert (found.context["patients"], found.context["family"]) == ([karina], [masha])
    assert send("find_patient", who="демидова").context["family"] == []


def test_a_booking_by_hand_keeps_no_step(visit):
    receives(anna())
    ask_next_step(appointment=visit, service=a_service(), doctor=None, after_days=1, by=SYSTEM)
    book(patient=visit.patient, wanted=a_wish(anna(), time(10)), by=SYSTEM)
    assert NextStep.objects.get().booked is None
