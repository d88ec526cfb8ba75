"""A remote consultation: its link by doctor or visit, told to everybody, and no room taken for it."""

from datetime import time

import pytest
from django.test import Client
from django.urls import reverse

from zabota.base.accounts.testing import signed_in
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import anna, lev, nina, vera
from zabota.lib.actors import SYSTEM
from zabota.work.scheduling.commands import NotAnAddress, WrongPlace, book, places_of, set_doctor_rules, set_remote_link
from zabota.work.scheduling.models import Appointment
from zabota.work.scheduling.queries.messages import words_of
from zabota.work.scheduling.queries.remote import remote_link_of
from zabota.work.scheduling.queries.slots import Wish, free_slots
from zabota.work.scheduling.testing import a_patient, a_place, a_service, a_wish, days_ago, receives

pytestmark = pytest.mark.django_db
TOMORROW = days_ago(-1)
ROOM_OF_ANNA = "https://meet.example/anna"


def online(at: time = time(10), **wish) -> Appointment:
    service = a_service("Консультация онлайн", is_remote=True)
    return book(patient=a_patient(), wanted=a_wish(anna(), at, service=service, **wish), by=SYSTEM)


def test_no_room_is_taken_even_where_the_only_one_is_full():
    room = a_place("Каб. 1", "кабинет")
    receives(anna(), room=room)
    receives(lev())
    service = a_service("Консультация онлайн", is_remote=True)
    book(patient=a_patient(), wanted=a_wish(lev(), time(10), place=room), by=SYSTEM)
    wish = Wish(service, doctor_ids=[anna().pk], since=TOMORROW, until=TOMORROW)
    hours = [slot.starts_at.astimezone(samara_centre().zone).hour for slot in free_slots(wish).nearest]
    assert 10 in hours
    assert places_of(online()) == []
    with pytest.raises(WrongPlace):
        online(time(12), place=room)


def test_an_ordinary_visit_of_the_same_doctor_still_needs_the_room():
    """Free time is kept by what it was computed of: the remote service came first."""
    room = a_place("Каб. 1", "кабинет")
    receives(anna(), room=room)
    receives(lev())
    book(patient=a_patient(), wanted=a_wish(lev(), time(10), place=room), by=SYSTEM)

    def slots(service) -> int:
        return free_slots(Wish(service, doctor_ids=[anna().pk], since=TOMORROW, until=TOMORROW)).count

    assert slots(a_service("Консультация онлайн", is_remote=True)) > slots(a_service())


def test_the_link_is_the_visits_own_or_the_doctors():
    receives(anna())
    visit = online()
    assert remote_link_of(visit) == ""
    set_doctor_rules(doctor=anna(), remote_link=ROOM_OF_ANNA, by=SYSTEM)
    assert remote_link_of(visit) == ROOM_OF_ANNA
    own = set_remote_link(appointment=visit, link=" https://meet.example/7 ", by=SYSTEM)
    assert remote_link_of(own) == "https://meet.example/7"
    with pytest.raises(NotAnAddress):
        set_remote_link(appointment=visit, link="javascript:alert(1)", by=SYSTEM)


def test_messages_bring_the_link_and_ordinary_visits_have_none():
    receives(anna())
    set_doctor_rules(doctor=anna(), remote_link=ROOM_OF_ANNA, by=SYSTEM)
    ordinary = book(patient=a_patient(), wanted=a_wish(anna(), time(12), service=a_service()), by=SYSTEM)
    assert [words_of(each)["join"] for each in (online(), ordinary)] == [ROOM_OF_ANNA, ""]


def test_the_desk_sees_that_the_link_is_missing_and_writes_it():
    receives(anna())
    visit = online()
    client = signed_in(Client(), vera())
    drawer = reverse("scheduling:visit", args=[visit.public_id])
    assert "Ссылку ещё никто не внёс" in client.get(drawer).content.decode()
    address = reverse("scheduling:remote_link", args=[visit.public_id])
    assert client.post(address, {"link": "meet"}).status_code == 422
    client.post(address, {"link": "https://meet.example/7"})
    assert "https://meet.example/7" in client.get(drawer).content.decode()
    ordinary = book(patient=a_patient(), wanted=a_wish(anna(), time(12), service=a_service()), by=SYSTEM)
    assert client.get(reverse("scheduling:remote_link", args=[ordinary.public_id])).status_code == 404


def test_the_doctors_link_is_set_with_his_rules():
    client = signed_in(Client(), nina())
    address = reverse("scheduling:doctor_rules", args=[anna().public_id])
    form = client.get(address).context["form"]
    sent = {name: "" if each.initial is None else each.initial for name, each in form.fields.items()} | {
        "remote_link": ROOM_OF_ANNA
    }
    assert client.post(address, sent).status_code == 302
    anna_again = type(anna()).objects.get(pk=anna().pk)
    assert anna_again.rules.remote_link == ROOM_OF_ANNA
