"""Who pays for a visit: named at booking or in the drawer, with the insurer's letter and what it lacks."""

from datetime import time

import pytest
from django.test import Client
from django.urls import reverse

from zabota.base.accounts.testing import signed_in
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import anna, nina, vera
from zabota.lib.actors import SYSTEM
from zabota.work.scheduling.commands import PaidBy, PayerIsUnclear, book, book_course, move, name_payer
from zabota.work.scheduling.commands.courses import Session
from zabota.work.scheduling.models import Appointment
from zabota.work.scheduling.queries.payers import lacking_letters
from zabota.work.scheduling.testing import a_patient, a_service, a_wish, days_ago, receives

pytestmark = pytest.mark.django_db
TOMORROW = days_ago(-1)


def letter(until=TOMORROW, number: str = "ДМС-17") -> PaidBy:
    return PaidBy("insurance", "Волга-Полис", number, until)


def booked(at: time = time(10), patient=None, **rest) -> Appointment:
    return book(patient=patient or a_patient(), wanted=a_wish(anna(), at, service=a_service()), by=SYSTEM, **rest)


@pytest.fixture(autouse=True)
def anna_receives() -> None:
    receives(anna())


def test_a_letter_covers_its_last_day_and_not_the_next(settings):
    covered = booked(paid=letter())
    ended = booked(time(11), paid=letter(until=days_ago(0)))
    without = booked(time(12), paid=letter(until=None, number=""))
    booked(time(13))
    assert [each.lacks_letter for each in (covered, ended, without)] == [False, True, True]
    assert set(lacking_letters(Appointment.objects.all())) == {ended, without}


def test_a_relative_or_a_company_is_named_and_has_no_letter():
    visit = booked(paid=PaidBy("relative", " Зимина Ольга ", "17", TOMORROW))
    assert (visit.payer, visit.payer_name, visit.letter_number) == ("relative", "Зимина Ольга", "")
    with pytest.raises(PayerIsUnclear):
        booked(time(11), paid=PaidBy("company", " "))
    assert Appointment.objects.count() == 1


def test_whoever_pays_follows_a_moved_visit_and_every_session_of_a_course():
    moved = move(appointment=booked(paid=letter()), to=a_wish(anna(), time(12), service=a_service()), by=SYSTEM)
    assert (moved.payer_name, moved.letter_number, moved.letter_until) == ("Волга-Полис", "ДМС-17", TOMORROW)
    sessions = [Session(number, a_wish(anna(), time(13 + number), service=a_service())) for number in (1, 2)]
    course = book_course(patient=a_patient(), sessions=sessions, planned=2, paid=letter(), by=SYSTEM)
    assert {each.letter_number for each in course} == {"ДМС-17"}


def test_the_patient_pays_himself_again():
    visit = booked(paid=letter())
    assert name_payer(appointments=[visit], paid=PaidBy(), by=SYSTEM) == 1
    visit.refresh_from_db()
    assert (visit.payer, visit.payer_name, visit.letter_number, visit.letter_until) == ("self", "", "", None)
    assert name_payer(appointments=[visit], paid=PaidBy(), by=SYSTEM) == 0


def test_the_drawer_offers_the_last_letter_and_warns_without_one():
    patient = a_patient()
    booked(paid=letter(), patient=patient)
    second = booked(time(11), patient=patient)
    client = signed_in(Client(), vera())
    address = reverse("scheduling:payer", args=[second.public_id])
    assert "ДМС-17" in client.get(address).content.decode()
    sent = {"payer": "insurance", "payer_name": "Волга-Полис"}
    assert client.post(address, sent).status_code == 302
    drawer = client.get(reverse("scheduling:visit", args=[second.public_id])).content.decode()
    assert "Нет гарантийного письма" in drawer
    assert client.post(address, {"payer": "company"}).status_code == 422


def test_the_panel_brings_the_letter_and_books_with_it():
    patient = a_patient()
    booked(paid=letter(), patient=patient)
    client = signed_in(Client(), vera())
    draft = {"patient": patient.public_id, "service": a_service().public_id, "payer": "insurance"}
    shown = client.post(reverse("scheduling:draft"), draft)
    known = shown.context["draft"]
    assert (known.payer_name, known.letter_number) == ("Волга-Полис", "ДМС-17")
    time_ = shown.context["times"][0]
    slot = f"{time_.doctor.public_id}|{time_.branch.public_id}|{time_.wall:%Y-%m-%dT%H:%M}"
    sent = draft | {"slot": slot, "payer_name": known.payer_name, "letter_number": "18", "letter_until": "31.12.2031"}
    client.post(reverse("scheduling:book_visit"), sent)
    assert Appointment.objects.filter(letter_number="18", letter_until="2031-12-31").count() == 1
    assert client.post(reverse("scheduling:book_visit"), sent | {"letter_until": "когда-то"}).status_code == 422


def test_the_day_sheet_and_the_list_tell_who_pays():
    booked(paid=letter(until=days_ago(0)))
    booked(time(11), paid=PaidBy("company", "Завод"))
    client = signed_in(Client(), nina())
    sheet = client.get(reverse("scheduling:day_sheet"), {"branch": samara_centre().public_id, "day": TOMORROW})
    assert "Волга-Полис" in sheet.content.decode()
    assert "Завод" in sheet.content.decode()

    def listed(**chosen) -> list[str]:
        page = client.get(reverse("scheduling:visits"), {"days": "tomorrow", **chosen})
        return [each.payer_name for each in page.context["listing"].rows]

    assert listed() == ["Волга-Полис", "Завод"]
    assert listed(payer="company") == ["Завод"]
    assert listed(letter="lacks") == ["Волга-Полис"]
    assert listed(days="today") == []
    assert (listed(way="desk"), listed(way="online")) == (["Волга-Полис", "Завод"], [])


def test_the_drawer_says_how_the_visit_was_booked():
    visit = booked(booked_by="online")
    drawer = signed_in(Client(), vera()).get(reverse("scheduling:visit", args=[visit.public_id])).content.decode()
    assert "на сайте" in drawer
