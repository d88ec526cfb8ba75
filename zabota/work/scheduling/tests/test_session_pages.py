"""Group sessions on the screens: opened for weeks ahead, booked in the panel, drawn as one line, cancelled with everybody."""

from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from zabota.base.accounts.testing import signed_in
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import anna, lev, vera
from zabota.lib.actors import SYSTEM
from zabota.work.scheduling.commands import book, cancel, open_session
from zabota.work.scheduling.models import Appointment, GroupSession, ServiceNeed
from zabota.work.scheduling.queries.calendar import CalendarSpan, calendar_of, change_number, changes_since
from zabota.work.scheduling.queries.sheets import day_sheets
from zabota.work.scheduling.testing import a_patient, a_place, a_service, a_wish, days_ago, receives

pytestmark = pytest.mark.django_db
TOMORROW = days_ago(-1)
FIVE = time(17)


@pytest.fixture
def school():
    return a_service("Школа диабета", 60, seats=3)


@pytest.fixture
def opened(school):
    receives(anna())
    return open_session(service=school, doctor=anna(), branch=samara_centre(), on=TOMORROW, at=FIVE, by=SYSTEM)


def joins(session, surname: str = "Зимин"):
    wanted = a_wish(anna(), FIVE, minutes=60, service=session.service)
    return book(patient=a_patient(surname), wanted=wanted, by=SYSTEM)


def desk() -> Client:
    return signed_in(Client(), vera())


def test_a_school_is_opened_for_weeks_and_what_did_not_fit_is_told(school):
    receives(anna())
    receives(anna(), on=TOMORROW + timedelta(weeks=2))
    answer = desk().post(reverse("scheduling:new_session"), {
        "service": school.pk, "doctor": anna().pk, "branch": samara_centre().pk, "on": f"{TOMORROW:%d.%m.%Y}",
        "at": "1700", "weeks": 3, "seats": 8,
    }, follow=True)  # fmt: skip
    assert [(each.wall_start[11:], each.seats) for each in GroupSession.objects.order_by("starts_at")] == [
        ("17:00", 8), ("17:00", 8)
    ]  # fmt: skip
    said = answer.content.decode()
    assert "Открыто 2 занятия." in said
    assert "не свободны" in said


def test_what_hinders_a_session_stands_in_the_form(school):
    answer = desk().post(reverse("scheduling:new_session"), {
        "service": school.pk, "doctor": anna().pk, "branch": samara_centre().pk, "on": f"{TOMORROW:%d.%m.%Y}",
        "at": "1700", "weeks": 1,
    })  # fmt: skip
    assert answer.status_code == 422
    assert "не принимает" in answer.content.decode()


def test_the_panel_offers_sessions_and_tells_how_full_they_are(opened):
    joins(opened)
    patient = a_patient("Котов")
    form = {"request_key": uuid4(), "patient": patient.public_id, "service": opened.service.public_id}
    headers = {"HX-Request": "true", "HX-Target": "drawer"}
    shown = desk().post(reverse("scheduling:draft"), form, headers=headers)
    assert "занято 1 из 3" in shown.content.decode()
    time_ = shown.context["times"][0]
    slot = f"{time_.doctor.public_id}|{time_.branch.public_id}|{time_.wall:%Y-%m-%dT%H:%M}"
    assert desk().post(reverse("scheduling:book_visit"), form | {"slot": slot}, headers=headers).status_code == 200
    drawer = desk().get(reverse("scheduling:session", args=[opened.public_id]))
    assert [each.patient.surname for each in drawer.context["coming"]] == ["Зимин", "Котов"]
    assert "2 из 3" in drawer.content.decode()


def test_the_calendar_draws_a_session_once_for_all_who_come(opened):
    joins(opened, "Белов")
    visit = joins(opened, "Котов")
    receives(lev())
    book(patient=a_patient("Другой"), wanted=a_wish(lev(), FIVE), by=SYSTEM)
    drawn = calendar_of(CalendarSpan(samara_centre(), TOMORROW))["visits"]
    assert sorted((each["short"], each["service"], each["status"]) for each in drawn) == [
        ("Другой Б.", "", "planned"), ("Школа диабета", "2 из 3", "session")
    ]  # fmt: skip

    since = change_number()
    cancel(appointment=visit, cancelled_by="patient", reason="", by=SYSTEM)
    assert changes_since(CalendarSpan(samara_centre(), TOMORROW), since)["again"]
    drawn = calendar_of(CalendarSpan(samara_centre(), TOMORROW))["visits"]
    assert "1 из 3" in [each["service"] for each in drawn]


def test_a_room_shows_the_session_that_takes_it_and_the_day_sheet_lists_everybody(school):
    hall = a_place("Зал", "зал", capacity=2)
    ServiceNeed.objects.create(service=school, type=hall.type)
    receives(anna())
    session = open_session(service=school, doctor=anna(), branch=samara_centre(), on=TOMORROW, at=FIVE, by=SYSTEM)
    joins(session, "Белов")
    joins(session, "Котов")
    drawn = calendar_of(CalendarSpan(samara_centre(), TOMORROW, by="room"))["visits"]
    assert [(each["short"], each["columns"]) for each in drawn] == [("Школа диабета", [str(hall.public_id)])]
    [sheet] = day_sheets(CalendarSpan(samara_centre(), TOMORROW))
    assert [(line.visit.patient.surname, line.room) for line in sheet.lines] == [("Белов", "Зал"), ("Котов", "Зал")]


def test_a_session_is_cancelled_with_a_reason_from_the_drawer(opened):
    joins(opened)
    address = reverse("scheduling:cancel_session", args=[opened.public_id])
    assert desk().post(address, {"reason": ""}).status_code == 422
    answer = desk().post(address, {"reason": "врач заболел"}, headers={"HX-Request": "true", "HX-Target": "drawer"})
    assert answer.status_code == 200
    assert Appointment.objects.get().status == "cancelled"
    listed = desk().get(reverse("scheduling:sessions"), {"state": "off"})
    assert "Школа диабета" in listed.content.decode()
    assert "Школа диабета" not in desk().get(reverse("scheduling:sessions")).content.decode()


def test_a_stranger_session_is_not_found():
    assert desk().get(reverse("scheduling:session", args=[uuid4()])).status_code == 404
