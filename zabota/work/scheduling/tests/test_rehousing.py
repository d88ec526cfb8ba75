"""A room breaks down: its visits go to other rooms at their hour, and it is closed around those that find none."""

from datetime import datetime, time

import pytest
from django.test import Client
from django.urls import reverse

from zabota.base.accounts.testing import signed_in
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import anna, lev, vera
from zabota.lib.actors import SYSTEM
from zabota.work.scheduling.commands import TimeIsTaken, book, close_and_rehouse, open_time, places_of, set_needs
from zabota.work.scheduling.models import Appointment, Occupancy, Resource
from zabota.work.scheduling.testing import a_patient, a_place, a_service, a_wish, days_ago, receives

pytestmark = pytest.mark.django_db
TOMORROW = days_ago(-1)


def at(hour: int) -> datetime:
    return datetime.combine(TOMORROW, time(hour), samara_centre().zone)


def booked(hour: int, doctor=None, place: Resource | None = None) -> Appointment:
    wanted = a_wish(doctor or anna(), time(hour), service=a_service(), place=place)
    return book(patient=a_patient(), wanted=wanted, by=SYSTEM)


@pytest.fixture
def rooms() -> tuple[Resource, Resource]:
    first, second = a_place("Каб. 1", "кабинет", capacity=2), a_place("Каб. 2", "кабинет")
    receives(anna())
    receives(lev())
    set_needs(service=a_service(), types=[first.type], by=SYSTEM)
    return first, second


def test_visits_keep_their_hour_in_another_room_and_nobody_new_comes_to_the_broken_one(rooms):
    visit = booked(10, place=rooms[0])
    done = close_and_rehouse(place=rooms[0], since=at(9), until=at(18), reason="broken", by=SYSTEM)
    assert (done.moved, done.stayed) == ([visit], [])
    visit.refresh_from_db()
    assert (places_of(visit)[0], visit.starts_at, visit.status) == (rooms[1].pk, at(10), "planned")
    with pytest.raises(TimeIsTaken):
        booked(12, place=rooms[0])


def test_who_finds_no_room_stays_and_the_room_is_closed_around_him(rooms):
    booked(10, lev(), place=rooms[1])
    stays, goes = booked(10, place=rooms[0]), booked(14, place=rooms[0])
    done = close_and_rehouse(place=rooms[0], since=at(9), until=at(18), reason="broken", by=SYSTEM)
    assert (done.moved, done.stayed) == ([goes], [stays])
    assert Occupancy.objects.filter(appointment=stays, state="taken", resource="room").get().resource_id == rooms[0].pk
    with pytest.raises(TimeIsTaken):
        booked(12, place=rooms[0])
    open_time(block=done.block, by=SYSTEM)
    assert places_of(booked(12, place=rooms[0])) == [rooms[0].pk]


def test_the_desk_does_it_in_one_press_and_sees_who_is_left(rooms):
    booked(10, lev(), place=rooms[1])
    booked(10, place=rooms[0])
    goes = booked(14, place=rooms[0])
    client = signed_in(Client(), vera())
    asked = {"branch": samara_centre().public_id, "place": rooms[0].public_id}
    address = reverse("scheduling:close_time", query=asked)
    sent = {"on": f"{TOMORROW:%d.%m.%Y}", "starts": "9", "ends": "18", "reason": "broken"}
    refused = client.post(address, sent)
    assert refused.status_code == 422
    assert 'name="rehouse"' in refused.content.decode()
    done = client.post(address, sent | {"rehouse": "yes"})
    assert done.status_code == 200
    assert [each.wall_start[11:] for each in done.context["closed"].standing] == ["10:00"]
    assert places_of(goes)[0] == rooms[1].pk
    page = client.get(reverse("scheduling:closed_time", args=[done.context["closed"].block.public_id]))
    assert "09:00" in page.content.decode()
