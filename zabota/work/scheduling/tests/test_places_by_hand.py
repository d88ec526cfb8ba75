"""A room or a device pointed at: a visit moved into it, booked in it, refused where it does not suit or is taken."""

from datetime import time, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from zabota.base.accounts.testing import signed_in
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import anna, lev, vera
from zabota.work.scheduling.commands import (
    NotPerformed,
    TimeIsTaken,
    Wanted,
    WrongPlace,
    book,
    close_place,
    move,
    places_of,
    resize,
    set_needs,
    set_performers,
)
from zabota.work.scheduling.models import Appointment, Resource
from zabota.work.scheduling.queries.slots import Wish, free_slots
from zabota.work.scheduling.testing import a_patient, a_place, a_service, a_wish, days_ago, receives

pytestmark = pytest.mark.django_db
TOMORROW = days_ago(-1)


def by_vera():
    return vera().as_actor(samara_centre().pk)


def booked(at: time = time(10), **wish) -> Appointment:
    return book(patient=a_patient(), wanted=a_wish(wish.pop("doctor", None) or anna(), at, **wish), by=by_vera())


def names_of(visit: Appointment) -> list[str]:
    return list(Resource.objects.filter(pk__in=places_of(visit)).values_list("name", flat=True))


def same_time(visit: Appointment, **changes) -> Wanted:
    return Wanted(visit.doctor, visit.branch, visit.starts_at, visit.minutes, visit.service, **changes)


@pytest.fixture
def rooms() -> tuple[Resource, Resource]:
    """Two rooms; Anna receives in the first."""
    first, second = a_place("Каб. 1", "кабинет"), a_place("Каб. 2", "кабинет")
    receives(anna(), room=first)
    receives(lev())
    return first, second


def test_a_visit_goes_into_another_room_and_keeps_its_doctor_and_time(rooms):
    visit = booked()
    assert names_of(visit) == ["Каб. 1"]
    moved = move(appointment=visit, to=same_time(visit, place=rooms[1]), by=by_vera())
    assert (names_of(moved), moved.doctor, moved.starts_at) == (["Каб. 2"], visit.doctor, visit.starts_at)


def test_a_stretched_visit_stays_in_the_room_that_was_chosen(rooms):
    visit = booked(place=rooms[1])
    resize(appointment=visit, minutes=45, by=by_vera())
    assert names_of(visit) == ["Каб. 2"]


def test_a_taken_room_refuses_though_another_is_free(rooms):
    booked(doctor=lev(), place=rooms[1])
    visit = booked()
    with pytest.raises(TimeIsTaken, match=r"Каб\. 2"):
        move(appointment=visit, to=same_time(visit, place=rooms[1]), by=by_vera())
    visit.refresh_from_db()
    assert (visit.status, names_of(visit)) == ("planned", ["Каб. 1"])


def test_a_room_of_another_kind_and_a_device_that_is_not_needed_are_refused(rooms):
    surgery, laser = a_place("Операционная", "операционная"), a_place("Лазер", "лазер", "device")
    service = a_service()
    set_needs(service=service, types=[rooms[0].type], by=by_vera())
    visit = booked(service=service)
    with pytest.raises(WrongPlace, match="кабинет"):
        move(appointment=visit, to=same_time(visit, place=surgery), by=by_vera())
    with pytest.raises(WrongPlace, match="Лазер"):
        move(appointment=visit, to=same_time(visit, place=laser), by=by_vera())


def test_another_doctor_must_perform_the_service(rooms):
    service = a_service()
    set_performers(service=service, minutes={anna().pk: None}, by=by_vera())
    visit = booked(service=service)
    with pytest.raises(NotPerformed, match="Абрамян"):
        move(appointment=visit, to=a_wish(lev(), time(11), service=service), by=by_vera())


def test_free_times_of_a_room_leave_out_what_is_taken_there(rooms):
    service = a_service()
    booked(at=time(9), doctor=lev(), place=rooms[1])
    wish = Wish(service=service, doctor_ids=[anna().pk], since=TOMORROW, until=TOMORROW)
    anywhere = free_slots(wish).nearest[0].starts_at
    there = free_slots(Wish(**{**vars(wish), "place_id": rooms[1].pk})).nearest[0].starts_at
    assert (there - anywhere).total_seconds() == 30 * 60
    laser = a_place("Лазер", "лазер", "device")
    assert free_slots(Wish(**{**vars(wish), "place_id": laser.pk})).count == 0


def test_free_times_of_one_device_of_several(rooms):
    lasers = [a_place(f"Лазер {number}", "лазер", "device") for number in (1, 2)]
    service = a_service()
    set_needs(service=service, types=[lasers[0].type], by=by_vera())
    booked(at=time(9), doctor=lev(), service=service, place=lasers[0])
    wish = Wish(service=service, doctor_ids=[anna().pk], since=TOMORROW, until=TOMORROW)
    first = [free_slots(Wish(**{**vars(wish), "place_id": each.pk})).nearest[0].starts_at for each in lasers]
    assert (first[0] - first[1]).total_seconds() == 30 * 60


def test_the_desk_moves_a_visit_by_its_calendar_of_rooms_and_takes_it_back(rooms):
    visit = booked()
    client = signed_in(Client(), vera())
    sent = {"at": f"{TOMORROW}T10:00", "place": rooms[1].public_id}
    said = client.post(reverse("scheduling:move", args=[visit.public_id]), sent).json()
    moved = Appointment.objects.get(public_id=said["visit"])
    assert names_of(moved) == ["Каб. 2"]
    client.post(said["undo"])
    assert names_of(Appointment.objects.get(moved_from=moved)) == ["Каб. 1"]


def test_a_week_is_of_one_room_with_the_hours_of_each_day(rooms):
    visit = booked(place=rooms[1])
    booked(at=time(11))
    span = {"since": visit.ends_at + timedelta(hours=2), "until": visit.ends_at + timedelta(hours=3)}
    close_place(place=rooms[0], reason="broken", by=by_vera(), **span)
    address = {"view": "week", "by": "room", "place": rooms[1].public_id, "day": TOMORROW}
    client = signed_in(Client(), vera())
    drawn = client.get(reverse("scheduling:feed"), address).json()
    assert [each["title"] for each in drawn["columns"]] == ["Каб. 2"]
    assert [each["id"] for each in drawn["visits"]] == [str(visit.public_id)]
    assert [each["start"][11:] for each in drawn["hours"]] == ["09:00"]
    assert drawn["closed"] == []
    assert {each["column"] for each in drawn["receiving"]} == {str(anna().public_id), str(lev().public_id)}
    page = client.get(reverse("scheduling:calendar"), {**address, "place": ""})
    assert page.context["span"].place == rooms[0]


def test_the_panel_opened_from_a_room_offers_and_books_its_times(rooms):
    patient = a_patient()
    client = signed_in(Client(), vera())
    draft = {
        "patient": patient.public_id, "service": a_service().public_id, "branch": samara_centre().public_id,
        "place": rooms[1].public_id, "at": f"{TOMORROW}T12:00",
    }  # fmt: skip
    offered = client.post(reverse("scheduling:draft"), draft)
    assert "Каб. 2" in offered.content.decode()
    time_ = offered.context["times"][0]
    slot = f"{time_.doctor.public_id}|{time_.branch.public_id}|{time_.wall:%Y-%m-%dT%H:%M}"
    client.post(reverse("scheduling:book_visit"), draft | {"slot": slot})
    visit = Appointment.objects.get()
    assert (names_of(visit), visit.wall_start[11:]) == (["Каб. 2"], "12:00")
