"""The desk's drawer and panel: steps with a way back, moves that are refused in words, bookings that are made once."""

from datetime import time
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from zabota.base.accounts.testing import signed_in
from zabota.core.patients.models import Patient
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import anna, ira, oleg, vera
from zabota.work.scheduling.commands import book, mark_arrived
from zabota.work.scheduling.models import Appointment
from zabota.work.scheduling.queries.desk import services_named
from zabota.work.scheduling.testing import a_patient, a_service, a_wish, days_ago, receives

pytestmark = pytest.mark.django_db
TOMORROW = days_ago(-1)
HTMX = {"HX-Request": "true", "HX-Target": "drawer"}


def booked(at: time = time(10), **wish) -> Appointment:
    return book(patient=a_patient(), wanted=a_wish(anna(), at, **wish), by=vera().as_actor(samara_centre().pk))


def send(name: str, *arguments: object, user=None, **form: object):
    address = reverse(f"scheduling:{name}", args=arguments)
    return signed_in(Client(), user or vera()).post(address, form, headers=HTMX)


def status_of(visit: Appointment) -> str:
    return Appointment.objects.get(pk=visit.pk).status


def wall(at: str) -> str:
    return f"{TOMORROW.isoformat()}T{at}"


def panel(**more: object) -> dict[str, object]:
    slot = f"{anna().public_id}|{samara_centre().public_id}|{wall('10:00')}"
    return {"request_key": uuid4(), "slot": slot, **more}


def test_a_step_is_one_press_and_can_be_taken_back():
    receives(anna())
    visit = booked()
    answer = send("take_step", visit.public_id, "arrived")
    assert (answer.status_code, status_of(visit)) == (200, "arrived")
    assert reverse("scheduling:step_back", args=[visit.public_id, "planned"]) in answer.headers["HX-Trigger"]
    assert "zabota:visit-changed" in answer.headers["HX-Trigger"]
    assert send("step_back", visit.public_id, "planned").status_code == 204
    assert status_of(visit) == "planned"


def test_a_nurse_marks_who_came_but_neither_confirms_nor_cancels():
    receives(anna())
    visit = booked()
    assert send("take_step", visit.public_id, "confirmed", user=ira()).status_code == 404
    assert send("cancel", visit.public_id, user=ira()).status_code == 403
    assert send("take_step", visit.public_id, "arrived", user=ira()).status_code == 200
    assert status_of(visit) == "arrived"


def test_a_step_that_is_none_is_no_page_and_a_wrong_one_is_refused_in_words():
    receives(anna())
    visit = booked()
    assert send("take_step", visit.public_id, "eaten").status_code == 404
    refused = send("take_step", visit.public_id, "no_show")  # tomorrow's visit
    assert (refused.status_code, status_of(visit)) == (422, "planned")


def test_who_cancels_and_why_is_asked():
    receives(anna())
    visit = booked()
    assert send("cancel", visit.public_id, reason="заболел").status_code == 422
    assert send("cancel", visit.public_id, cancelled_by="patient", reason="заболел").status_code == 200
    visit.refresh_from_db()
    assert (visit.status, visit.cancelled_by, visit.cancel_reason) == ("cancelled", "patient", "заболел")


def test_a_move_into_a_taken_time_is_refused_with_the_three_nearest():
    receives(anna())
    visit, other = booked(), booked(time(12))
    refused = send("move", visit.public_id, at=wall("12:15"))
    assert refused.status_code == 422
    said = refused.json()
    assert "Громова А.В." in said["refusal"]
    assert [each["at"] for each in said["times"]] == [wall("11:30"), wall("12:30"), wall("12:45")]
    assert status_of(visit) == status_of(other) == "planned"
    asked = send("move", visit.public_id, at=wall("12:15"), ask="yes").json()
    assert asked == {"times": said["times"]}

    done = send("move", visit.public_id, at=wall("14:00")).json()
    assert status_of(visit) == "moved"
    moved = Appointment.objects.get(public_id=done["visit"])
    assert signed_in(Client(), vera()).post(done["undo"], headers=HTMX).status_code == 204
    moved.refresh_from_db()
    assert moved.moved_to is not None
    assert moved.moved_to.starts_at == visit.starts_at


def test_a_visit_is_stretched_until_the_next_one():
    receives(anna())
    visit, _next = booked(), booked(time(11))
    assert send("resize", visit.public_id, minutes=60).status_code == 200
    assert send("resize", visit.public_id, minutes=75).status_code == 422
    assert Appointment.objects.get(pk=visit.pk).minutes == 60
    assert send("stretch_back", visit.public_id, 30).status_code == 204
    assert Appointment.objects.get(pk=visit.pk).minutes == 30


def test_a_second_press_of_enter_books_once():
    receives(anna())
    patient = a_patient()
    form = panel(patient=patient.public_id, service=a_service().public_id, comment="боится уколов")
    assert send("book_visit", **form).status_code == 200
    assert send("book_visit", **form).status_code == 200
    visit = Appointment.objects.get()
    assert (visit.patient, visit.doctor, visit.wall_start, visit.comment) == (
        patient, anna(), f"{TOMORROW} 10:00", "боится уколов"
    )  # fmt: skip
    assert send("unbook", visit.public_id).status_code == 204
    assert not Appointment.objects.exists()


def test_a_time_that_somebody_took_draws_the_panel_with_the_reason_and_other_times():
    receives(anna())
    service = a_service()
    booked(service=service)
    answer = send("book_visit", **panel(patient=a_patient("Котов").public_id, service=service.public_id))
    assert answer.status_code == 422
    assert answer.headers["HX-Retarget"] == "#booking"
    assert answer.context["refusal"]
    assert wall("10:00") not in [f"{each.wall:%Y-%m-%dT%H:%M}" for each in answer.context["times"]]


def test_over_the_schedule_asks_for_a_reason():
    service, patient = a_service(), a_patient()
    form = panel(
        patient=patient.public_id, service=service.public_id, is_over="on", doctor=anna().public_id,
        branch=samara_centre().public_id, at=wall("21:00"),
    )  # fmt: skip
    assert send("book_visit", **form).status_code == 422
    assert send("book_visit", **form, reason="острая боль").status_code == 200
    visit = Appointment.objects.get()
    assert (visit.wall_start, visit.over_schedule_reason) == (f"{TOMORROW} 21:00", "острая боль")


def test_a_newcomer_is_written_in_the_panel_itself():
    drawn = send("newcomer", who="зимин борис")
    assert drawn.context["newcomer"].initial == {"surname": "Зимин", "given": "Борис"}
    wrong = send("newcomer", surname="Зимин", phone="123")
    assert wrong.status_code == 422
    assert not Patient.objects.exists()
    answer = send("newcomer", surname="Зимин", given="Борис", phone="8 916 123-12-12", birth_date="5.3.1965")
    assert answer.context["draft"].patient == Patient.objects.get(surname="Зимин")
    assert Patient.objects.get().contacts.get().value == "+79161231212"


def test_services_are_found_by_the_beginnings_of_words_in_any_layout():
    for name in ("Приём ортопеда", "Повторный приём ортопеда", "УЗИ сердца"):
        a_service(name)
    assert [each.name for each in services_named("пр орт")] == ["Повторный приём ортопеда", "Приём ортопеда"]
    assert [each.name for each in services_named("epb")] == ["УЗИ сердца"]
    assert services_named("(") == []


def test_an_operator_books_but_does_not_keep_the_desk():
    receives(anna())
    form = panel(patient=a_patient().public_id, service=a_service().public_id)
    assert send("book_visit", user=oleg(), **form).status_code == 200


def test_an_arrived_visit_offers_no_move():
    receives(anna())
    visit = booked()
    mark_arrived(appointment=visit, by=vera().as_actor(samara_centre().pk))
    page = signed_in(Client(), vera()).get(reverse("scheduling:visit", args=[visit.public_id]))
    assert (page.context["steps"].moved, page.context["steps"].in_room) == (False, True)
