"""A freed time offered in writing: taken or refused behind the link of the message, by whoever waits for it."""

import re
import socket
from collections.abc import Iterator
from datetime import time, timedelta
from email import message_from_bytes
from email.policy import default
from urllib.parse import urlsplit

import pytest
from aiosmtpd.controller import Controller
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from zabota.base.events.testing import run_pending
from zabota.base.postgres.sealed import keyring
from zabota.core.patients.commands import give_consent
from zabota.core.patients.models import Channel, ConsentPurpose
from zabota.core.patients.testing import a_patient
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import anna
from zabota.front.portal.queries.offers import link_to_offer
from zabota.front.portal.testing import Visitor
from zabota.lib.actors import SYSTEM
from zabota.outreach.messaging.commands.delivering import deliver_due
from zabota.outreach.messaging.models import Message
from zabota.outreach.messaging.testing import a_kannel, time_passes, with_sms
from zabota.outreach.todos.models import Call
from zabota.work.scheduling.commands import accept_offer, book, cancel
from zabota.work.scheduling.models import Appointment, Offer, Opening, WaitingEntry
from zabota.work.scheduling.testing import (
    a_service,
    a_visit,
    a_wish,
    let_time_pass,
    offers_at_any_hour,
    receives,
    waits,
)

pytestmark = pytest.mark.django_db
ADDRESS = "pavel@mail.ru"
REACHING = "zabota.outreach.messaging.queries.reaching"


@pytest.fixture(autouse=True)
def _messages_by_night_too(monkeypatch):
    """Messages ring from 9 to 21; a test runs at any hour."""
    monkeypatch.setattr(f"{REACHING}.FIRST_HOUR", time.min)
    monkeypatch.setattr(f"{REACHING}.LAST_HOUR", time.max)


@pytest.fixture(autouse=True)
def _anna_receives_tomorrow() -> None:
    receives(anna())
    offers_at_any_hour()
    run_pending()


@pytest.fixture
def sms(monkeypatch):
    with_sms(monkeypatch)


@pytest.fixture
def letters(monkeypatch) -> Iterator[list]:
    """What a mail server of this machine took."""
    taken: list = []

    class Postman:
        async def handle_DATA(self, server, session, envelope):  # noqa: N802
            taken.append(message_from_bytes(envelope.content, policy=default))
            return "250 OK"

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    office = Controller(Postman(), hostname="127.0.0.1", port=port)
    office.start()
    settings = {"host": "127.0.0.1", "port": port, "tls": "none", "sender": "desk@clinic.example", "per_second": 1000}
    for name, value in settings.items():
        monkeypatch.setenv(f"ZABOTA_SMTP_{name.upper()}", str(value))
    yield taken
    office.stop()


def somebody(surname, number=1, **columns):
    return a_patient(surname, phone=f"+7916000000{number}", home_branch=samara_centre(), **columns)


def freed(at=time(10)) -> Opening:
    """A time of Anna's is freed, and was offered to the first who waits."""
    visit = book(patient=a_patient("Уходящий"), wanted=a_wish(anna(), at, service=a_service()), by=SYSTEM)
    cancel(appointment=visit, cancelled_by="patient", reason="", by=SYSTEM)
    run_pending()
    let_time_pass(freed_visit=visit)
    return Opening.objects.get(freed_visit=visit)


def page(offer, name="offer", method="get"):
    return getattr(Visitor().client, method)(reverse(f"portal:{name}", args=[link_to_offer(offer)]))


def offer_states(opening):
    return list(opening.offers.order_by("place").values_list("patient__surname", "state"))


def test_whoever_waits_gets_a_letter_and_takes_exactly_the_time(letters):
    """End to end: a real letter over SMTP, its link, one press."""
    patient = a_patient("Зимин", email=ADDRESS, home_branch=samara_centre())
    waits(patient)
    opening = freed()
    time_passes()
    deliver_due()
    [letter] = letters
    assert letter["To"] == ADDRESS
    text = letter.get_body(("plain",)).get_content()
    address = urlsplit(re.search(r"отказаться: (\S+)", text)[1]).path
    shown = Visitor().client.get(address)
    assert "Беру" in shown.content.decode()
    assert "Set-Cookie" not in shown.headers

    answer = Visitor().client.post(f"{address}take/", follow=True)
    visit = Appointment.objects.get(patient=patient)
    opening.refresh_from_db()
    assert (visit.starts_at, opening.state, opening.refilled_by) == (opening.starts_at, "refilled", visit)
    assert "Вы записаны" in answer.content.decode()
    assert Call.objects.count() == 0
    assert Visitor().client.post(f"{address}take/", follow=True).status_code == 200  # pressed twice: booked once
    assert Appointment.objects.filter(patient=patient).count() == 1


def test_an_sms_of_an_offer_tells_nothing_of_health(sms):
    """T35."""
    waits(somebody("Зимин"), service=a_service("Приём ортопеда"))
    freed()
    text = str(Message.objects.get(purpose="offer").text)
    assert [word for word in ("ортопед", "Ортопед", "Громова") if word in text] == []


def test_a_refusal_passes_the_time_on_at_once_and_the_wish_stays(sms):
    entry = waits(somebody("Зимин"))
    waits(somebody("Орлов", 2))
    opening = freed()
    offer = opening.offers.get()
    answer = Visitor().client.post(reverse("portal:refuse_offer", args=[link_to_offer(offer)]), follow=True)
    assert "остаётесь в листе ожидания" in answer.content.decode()
    opening.refresh_from_db()
    assert opening.next_at <= timezone.now()
    let_time_pass()
    assert offer_states(opening) == [("Зимин", "refused"), ("Орлов", "offered")]
    assert WaitingEntry.objects.get(pk=entry.pk).state == "waiting"


def test_the_others_are_told_that_it_is_gone(monkeypatch):
    with a_kannel(monkeypatch) as kannel:
        waits(somebody("Зимин"))
        waits(somebody("Орлов", 2))
        offers_at_any_hour(offers_at_once=2)
        opening = freed()
        time_passes()
        deliver_due()
        assert len(kannel.texts) == 2
        first, second = opening.offers.all()
        accept_offer(offer=first, by=SYSTEM)
        time_passes()
        deliver_due()
        assert "уже заняли" in kannel.texts[-1]
        late = page(second, "take_offer", "post")
        assert (late.status_code, "Кто-то успел раньше" in late.content.decode()) == (409, True)


def test_an_offer_that_has_not_left_is_taken_back_when_the_time_goes(sms):
    waits(somebody("Зимин"))
    waits(somebody("Орлов", 2))
    offers_at_any_hour(offers_at_once=2)
    opening = freed()
    accept_offer(offer=opening.offers.first(), by=SYSTEM)
    states = Message.objects.filter(purpose="offer").order_by("pk").values_list("state", flat=True)
    assert list(states) == ["cancelled", "cancelled"]


def test_who_has_no_channel_wants_calls_or_is_asleep_is_called(sms):
    waits(somebody("Звонкий", preferred_channel=Channel.CALL))
    opening = freed()
    offer = opening.offers.get()
    assert (offer.message, offer.call.reason) == (None, "offered_time")

    asleep = somebody("Спящий", 3)
    a_visit(patient=asleep, days=150, doctor=anna(), service=a_service())
    give_consent(patient=asleep, purpose=ConsentPurpose.ADVERTISING, evidence="анкета", by=SYSTEM)
    second = freed(time(15))
    assert [(each.message, each.call.reason) for each in second.offers.all()] == [(None, "offered_to_asleep")]


def test_by_night_the_offer_is_a_call(sms, monkeypatch):
    now = timezone.now().astimezone(samara_centre().zone)
    monkeypatch.setattr(f"{REACHING}.FIRST_HOUR", (now + timedelta(minutes=30)).time())
    monkeypatch.setattr(f"{REACHING}.LAST_HOUR", now.time())
    waits(somebody("Зимин"))
    assert freed().offers.get().message is None


def test_a_message_that_did_not_leave_becomes_a_call(monkeypatch):
    with a_kannel(monkeypatch) as kannel:
        waits(somebody("Зимин"))
        opening = freed()
        kannel.answers = [(400, b"rejected")]
        time_passes()
        deliver_due()
        run_pending()
        run_pending()
    offer = opening.offers.get()
    assert (offer.state, offer.call.reason, Call.objects.count()) == ("offered", "offered_time", 1)


def test_a_link_opens_one_offer_and_nothing_when_forged(sms):
    """T34."""
    waits(somebody("Зимин"))
    offer = freed().offers.get()
    elsewhere = signing.dumps(offer.public_id.hex, key=keyring().key("links").hex(), salt="portal.visit")
    torn = f"{link_to_offer(offer)[:-2]}xx"
    answers = [Visitor().client.post(reverse("portal:take_offer", args=[link])) for link in (elsewhere, torn)]
    assert [each.status_code for each in answers] == [410, 410]
    assert Offer.objects.get().state == "offered"


def test_the_page_speaks_three_languages_and_hides_the_surname(sms):
    waits(somebody("Зимин"))
    offer = freed().offers.get()
    words = {"ru": "Беру", "uk": "Не підходить", "en": "I take this time"}
    for language, word in words.items():
        found = Visitor().client.get(reverse("portal:offer", args=[link_to_offer(offer)]), {"lang": language})
        assert (word in found.content.decode(), "Зимин" in found.content.decode()) == (True, False)
