"""Where the clinic can send codes, a code proves the phone before anything is looked for (R168, T31, T32)."""

import re

import pytest
from django.urls import reverse

from zabota.core.patients.models import ConsentAction, ConsentEntry, Patient
from zabota.core.patients.testing import KARINAS_PHONE, karina
from zabota.front.portal.models import FunnelStep, OnlineBooking
from zabota.front.portal.testing import Visitor, an_online_service
from zabota.outreach.messaging.testing import last_code_to, texts_to, with_sms
from zabota.outreach.todos.models import Todo
from zabota.work.scheduling.models import Appointment, BookingRules, Status
from zabota.work.scheduling.queries.wording import wall_in_words
from zabota.work.scheduling.testing import an_appointment, days_ago

pytestmark = pytest.mark.django_db
PHONE = "+79167001122"


@pytest.fixture(autouse=True)
def _sms(monkeypatch):
    with_sms(monkeypatch)


def asked(visitor=None, **typed):
    """The page that asks for the code."""
    return (visitor or Visitor()).book(an_online_service(), **typed)


def type_code(page, digits, **sent):
    pledge = re.search(r'name="pledge"\s+value="([^"]+)"', page.content.decode())[1]
    return Visitor().client.post(reverse("portal:code"), {"pledge": pledge, "code": digits, **sent})


def test_a_newcomer_becomes_a_card_only_after_the_right_code():
    page = asked(name="Павел Сорокин")
    right = last_code_to(PHONE)
    refused = type_code(page, f"{(int(right) + 1) % 1_000_000:06}")
    before = (Patient.objects.count(), Appointment.objects.count())
    answer = type_code(page, right)

    visit = Appointment.objects.get()
    assert (refused.status_code, before, answer.status_code) == (422, (0, 0), 302)
    assert (visit.status, visit.held_until, visit.patient.full_name) == (Status.PLANNED, None, "Сорокин Павел")
    assert (Todo.objects.count(), OnlineBooking.objects.get().is_confirmed) == (0, True)
    assert ConsentEntry.objects.get().action == ConsentAction.GRANT
    assert ConsentEntry.objects.get().form_version == "online-1-ru"
    assert list(FunnelStep.objects.order_by("pk").values_list("step", flat=True))[-2:] == ["code", "booked"]


def test_the_same_request_again_is_one_booking():
    """F20."""
    page = asked()
    code = last_code_to(PHONE)
    answers = [type_code(page, code).status_code for _number in range(2)]
    assert (answers, Appointment.objects.count()) == ([302, 302], 1)


def test_a_known_phone_and_an_unknown_one_see_the_same_page():
    karina()
    pages = [
        asked(Visitor(f"203.0.113.{number}"), name="Карина Демидова", phone=phone).content.decode()
        for number, phone in ((1, KARINAS_PHONE), (2, PHONE))
    ]
    signed = re.compile(r'(value|data-trail)="[^"]*"|href="[^"]*"|•[^<]*|\d\d:\d\d')
    assert signed.sub("", pages[0]) == signed.sub("", pages[1])


def test_who_missed_visits_is_told_of_the_prepayment_after_the_code():
    for days in (10, 20):
        an_appointment(patient=karina(), on=days_ago(days), status=Status.NO_SHOW)
    BookingRules.objects.create(pk=1, misses_limit=2)
    answer = type_code(asked(name="Карина Демидова", phone=KARINAS_PHONE), last_code_to(KARINAS_PHONE))
    page = Visitor().client.get(answer.headers["Location"]).content.decode()
    visit = Appointment.objects.get(status=Status.HELD)
    assert (visit.patient, visit.prepayment is not None, "нужна предоплата" in page) == (karina(), True, True)
    assert Todo.objects.get().title == f"Записался на сайте, ждёт предоплаты: визит {wall_in_words(visit)}"


def test_whoever_leaves_his_number_gets_the_clinics():
    """R059."""
    Visitor().ask_for_call(name="Павел", phone=PHONE)
    assert len(texts_to(PHONE)) == 1


def test_whoever_has_no_mobile_is_held_until_the_desk_calls():
    """A landline gets no code: the time is held, and the desk has the task."""
    landline = "+7 846 222-33-44"
    refused = asked(phone=landline)
    visitor = Visitor("203.0.113.8")
    held = visitor.hold(an_online_service(), visitor.times_of(an_online_service())[2])
    answer = visitor.say_who(held, phone=landline, way="call")

    visit = Appointment.objects.get()
    assert (refused.status_code, answer.status_code) == (422, 302)
    assert (visit.status, OnlineBooking.objects.get().is_confirmed) == (Status.HELD, False)
    assert Todo.objects.get().title.startswith("Записался на сайте: позвонить")


def test_whoever_got_no_code_asks_for_the_call_where_the_code_is_asked():
    page = asked()
    pledge = re.search(r'name="pledge"\s+value="([^"]+)"', page.content.decode())[1]
    answers = [Visitor().client.post(reverse("portal:code"), {"pledge": pledge, "way": "call"}) for _again in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert (Appointment.objects.get().status, OnlineBooking.objects.get().is_confirmed) == (Status.HELD, False)


def test_calls_instead_of_codes_are_few_of_a_day():
    """T30: at most a fiftieth of a day waits for calls where codes can be sent, and never less than two visits."""
    service = an_online_service()
    answers = [
        Visitor(f"203.0.113.{number}").book(service, phone=f"+7916700112{number}", way="call").status_code
        for number in range(3)
    ]
    assert answers == [302, 302, 422]
