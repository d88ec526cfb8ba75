"""The calendar of a branch: what it draws, what it says of others' changes, and whom it shows what."""

from datetime import time
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from zabota.base.accounts.testing import signed_in
from zabota.core.practice.testing import samara_centre, samara_volga
from zabota.core.staff.testing import anna, ira, lev, maya, vera
from zabota.work.scheduling.commands import book, confirm, move, take_back_booking
from zabota.work.scheduling.models import Appointment
from zabota.work.scheduling.testing import a_patient, a_place, a_service, a_wish, an_appointment, days_ago, receives

pytestmark = pytest.mark.django_db
TOMORROW = days_ago(-1)


def by_vera():
    return vera().as_actor(samara_centre().pk)


def booked(at: time = time(10), doctor=None, **wish) -> Appointment:
    return book(patient=a_patient(patronymic="Петрович"), wanted=a_wish(doctor or anna(), at, **wish), by=by_vera())


def ask(name: str, user=None, **parts) -> dict:
    branch = parts.pop("branch", samara_centre())
    address = {"branch": branch.public_id, "day": TOMORROW, **parts}
    response = signed_in(Client(), user or vera()).get(reverse(f"scheduling:{name}"), address)
    assert response.status_code == 200
    return response.json()


def test_a_day_has_a_column_a_doctor_with_hours_and_visits(settings):
    room = a_place("Каб. 101", "кабинет")
    receives(anna(), room=room)
    receives(lev(), hours=(time(12), time(16)))
    visit = confirm(appointment=booked(service=a_service()), by=by_vera())

    drawn = ask("feed")
    assert [(each["title"], each["note"], each["group"]) for each in drawn["columns"]] == [
        ("Абрамян Л.Г.", "", "Офтальмолог"),
        ("Громова А.В.", "Каб. 101", "Ортопед"),
    ]
    day = TOMORROW.isoformat()
    assert {"column": str(lev().public_id), "start": f"{day}T12:00", "end": f"{day}T16:00"} in drawn["hours"]
    (shown,) = drawn["visits"]
    assert shown == {
        "id": str(visit.public_id), "columns": [str(anna().public_id)], "start": f"{day}T10:00", "end": f"{day}T10:30",
        "status": "confirmed", "word": "подтверждён", "patient": "Зимин Борис Петрович", "short": "Зимин Б. П.",
        "service": "Приём ортопеда", "doctor": "Громова А.В.", "doctorId": str(anna().public_id),
        "serviceId": str(visit.service_id), "places": "Каб. 101", "over": "", "movable": True, "chain": "",
    }  # fmt: skip


def test_rooms_and_devices_are_columns_too():
    room = a_place("Каб. 101", "кабинет")
    receives(anna(), room=room)
    booked()
    drawn = ask("feed", by="room")
    assert [each["title"] for each in drawn["columns"]] == ["Каб. 101"]
    assert drawn["visits"][0]["columns"] == [str(room.public_id)]
    assert ask("feed", by="device")["columns"] == []


def test_a_visit_without_a_time_stands_beside_the_columns():
    an_appointment(patient=a_patient(), on=TOMORROW, status="planned", has_time=False)
    drawn = ask("feed")
    assert (len(drawn["visits"]), [each["short"] for each in drawn["loose"]]) == (0, ["Зимин Б."])


def test_only_what_others_changed_is_told_and_what_left_the_day():
    receives(anna())
    receives(anna(), on=days_ago(-2))
    stays, leaves = booked(), booked(time(11))
    start = ask("feed")
    confirm(appointment=stays, by=by_vera())
    move(appointment=leaves, to=a_wish(anna(), time(12), on=days_ago(-2)), by=by_vera())
    news = ask("changes", since=start["change"])
    assert {each["id"]: each["status"] for each in news["visits"]} == {str(stays.public_id): "confirmed"}
    assert str(leaves.public_id) in news["gone"]


def test_a_booking_taken_back_makes_the_calendar_read_all_anew():
    receives(anna())
    visit = booked()
    start = ask("feed")["change"]
    take_back_booking(appointment=visit, by=by_vera())
    assert ask("changes", since=start)["again"] is True


def test_a_doctor_sees_his_own_day_and_a_nurse_everybodys():
    receives(anna())
    receives(lev())
    booked()
    others = booked(time(11), lev())
    assert [each["doctor"] for each in ask("feed", user=anna().user)["visits"]] == ["Громова А.В."]
    assert len(ask("feed", user=ira())["visits"]) == 2
    client = signed_in(Client(), anna().user)
    assert client.get(reverse("scheduling:visit", args=[others.public_id])).status_code == 404


def test_another_branch_has_a_calendar_of_its_own():
    receives(anna())
    booked()
    assert ask("feed", branch=samara_volga())["visits"] == []


def test_a_marketer_sees_no_calendar_and_a_wrong_address_is_no_page():
    assert signed_in(Client(), maya()).get(reverse("scheduling:feed")).status_code == 403
    client = signed_in(Client(), vera())
    samara_centre()
    for wrong in ({"branch": str(uuid4())}, {"doctor": "никто"}, {"doctor": str(uuid4())}):
        assert client.get(reverse("scheduling:calendar"), wrong).status_code == 404, wrong
    assert client.get(reverse("scheduling:changes"), {"since": "раньше"}).status_code == 404
    assert client.get(reverse("scheduling:calendar"), {"day": "32.13"}).status_code == 200


def test_a_week_is_of_one_doctor(settings):
    receives(anna())
    booked()
    page = signed_in(Client(), vera()).get(reverse("scheduling:calendar"), {"view": "week", "day": TOMORROW})
    assert page.context["span"].doctor == anna()
    assert page.context["span"].days == 7
