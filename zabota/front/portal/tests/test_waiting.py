"""The waiting list from outside (section F): joined from the page of times and from the link of a visit, left by its own link."""

import re
from datetime import time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from zabota.core.patients.models import ConsentEntry, Lead, Patient
from zabota.core.patients.testing import KARINAS_PHONE, karina
from zabota.core.practice.testing import togliatti
from zabota.core.staff.testing import anna
from zabota.front.portal.models import OnlineWish
from zabota.front.portal.queries.visits import link_to
from zabota.front.portal.testing import Visitor, an_online_service, consent_on
from zabota.lib.actors import SYSTEM
from zabota.outreach.messaging.testing import last_code_to, with_sms
from zabota.outreach.todos.models import Todo
from zabota.work.scheduling.commands import expire_waiting
from zabota.work.scheduling.models import Appointment, WaitingEntry, WaitState

pytestmark = pytest.mark.django_db
PHONE = "+79167001122"


@pytest.fixture
def sms(monkeypatch):
    with_sms(monkeypatch)


@pytest.fixture
def service():
    return an_online_service()


def wish(service, address="203.0.113.7", **typed):
    """The answer to the form of a wish."""
    visitor, form = Visitor(address), {"service": service.public_id}
    agreed = consent_on(visitor.client.get(reverse("portal:wait"), form))
    sent = {**form, "name": "Павел Сорокин", "phone": PHONE, "whose": "self", "consent": agreed, **typed}
    return visitor.client.post(reverse("portal:wait"), sent)


def type_code(page, digits=None, **sent):
    pledge = re.search(r'name="pledge"\s+value="([^"]+)"', page.content.decode())[1]
    code = digits or last_code_to(PHONE)
    return Visitor().client.post(reverse("portal:wait_code"), {"pledge": pledge, "code": code, **sent})


def test_a_wish_whose_phone_is_proved_is_on_the_list_and_has_its_own_page(service, sms):
    until = timezone.localdate() + timedelta(days=20)
    page = wish(service, doctor=anna().public_id, weekdays=["0", "2"], part_of_day="evening", latest=until.isoformat())
    answer = type_code(page)

    entry = WaitingEntry.objects.get()
    assert (entry.patient.full_name, entry.service, entry.doctor) == ("Сорокин Павел", service, anna())
    assert (entry.weekdays, entry.hours_from, entry.hours_until) == ([0, 2], time(17), None)
    assert (entry.latest, entry.valid_until) == (until, until)
    shown = Visitor().client.get(answer.headers["Location"]).content.decode()
    assert ["Вы в листе ожидания" in shown, "Павел С." in shown, "Сорокин" in shown] == [True, True, False]
    assert (ConsentEntry.objects.get().form_version, OnlineWish.objects.get().consent.form) == ("online-1-ru",) * 2


def test_the_patient_takes_his_wish_off_the_list_and_no_other_link_opens_it(service, sms):
    own = type_code(wish(service)).headers["Location"].partition("?")[0]
    answer = Visitor().client.post(own)
    assert WaitingEntry.objects.get().state == WaitState.WITHDRAWN
    assert "Вы больше не ждёте" in Visitor().client.get(answer.headers["Location"]).content.decode()
    assert Visitor().client.post(own).status_code == 422
    foreign = own.replace(own.split("/")[3], link_to(Appointment()))
    assert Visitor().client.get(foreign).status_code == 410


def test_nothing_is_put_on_the_list_before_the_code_is_right(service, sms):
    page = wish(service)
    wrong = f"{(int(last_code_to(PHONE)) + 1) % 1_000_000:06}"
    assert type_code(page, wrong).status_code == 422
    assert (Patient.objects.count(), WaitingEntry.objects.count()) == (0, 0)


@pytest.mark.parametrize("is_known", [True, False])
def test_without_a_code_the_desk_calls_and_nobody_learns_who_waits(service, is_known):
    """T32: a known phone and an unknown one are answered alike, and no card is opened."""
    if is_known:
        karina()
    answer = wish(service, name="Карина Демидова", phone=KARINAS_PHONE, weekdays=["0"], part_of_day="morning")
    lead = Lead.objects.get()
    assert (answer.status_code, WaitingEntry.objects.count()) == (200, 0)
    assert str(lead.reason) == "Лист ожидания: Приём ортопеда, любой врач, пн · до 12:00"
    assert lead.consent_form == "online-1-ru"
    assert Todo.objects.get().title == "Перезвонить по заявке с сайта: Карина Демидова"
    assert Patient.objects.count() == int(is_known)


def test_whoever_gets_no_sms_asks_for_the_call(service, sms):
    asked_at_once = wish(service, way="call")
    after_the_code = type_code(wish(service, phone="+79167001133"), "000000", way="call")
    assert [asked_at_once.status_code, after_the_code.status_code] == [200, 200]
    assert (Lead.objects.count(), WaitingEntry.objects.count()) == (2, 0)


def test_the_same_wish_again_is_one(service, sms):
    page = wish(service)
    first = type_code(page)
    standing = WaitingEntry.objects.get()
    Visitor().client.get(first.headers["Location"])
    timezone_later = wish(service, phone="+79167001133", name="Другой Человек")
    type_code(timezone_later, last_code_to("+79167001133"))
    assert WaitingEntry.objects.filter(pk=standing.pk).count() == 1
    assert WaitingEntry.objects.count() == 2


def test_wishes_of_one_address_are_few(service):
    """T30."""
    answers = [wish(service).status_code for _number in range(7)]
    assert answers == [200] * 6 + [429]


@pytest.mark.parametrize(
    "typed",
    [
        {"doctor": "x"}, {"weekdays": ["9"]}, {"weekdays": ["x"]}, {"part_of_day": "night"}, {"latest": "2020-01-01"},
        {"latest": "9999-12-31"}, {"latest": "x"}, {"branches": ["x"]}, {"website": "http://spam.example"},
    ],
)  # fmt: skip
def test_garbage_in_the_form_of_a_wish_is_told(service, typed):
    togliatti()
    assert wish(service, **typed).status_code == 422
    assert Lead.objects.count() == 0


def test_the_page_of_times_leads_to_the_waiting_list(service):
    page = Visitor().client.get(reverse("portal:times"), {"service": service.public_id}).content.decode()
    assert f"{reverse('portal:wait')}?service={service.public_id}" in page
    assert Visitor().client.get(reverse("portal:wait")).status_code == 404


def test_whoever_holds_the_link_of_a_visit_asks_for_an_earlier_time_without_a_code(service):
    Visitor().book(service)
    visit = Appointment.objects.get()
    earlier = reverse("portal:earlier", args=[link_to(visit)])
    assert earlier in Visitor().client.get(reverse("portal:visit", args=[link_to(visit)])).content.decode()

    answer = Visitor().client.post(earlier, {"doctor": "", "weekdays": ["1"], "wish": "1"})
    entry = WaitingEntry.objects.get()
    assert (entry.earlier_than, entry.service, entry.doctor, entry.weekdays) == (visit, service, None, [1])
    assert Visitor().client.get(earlier).headers["Location"].partition("/book/waiting/")[1]
    assert answer.headers["Location"].startswith("/book/waiting/")
    assert expire_waiting(by=SYSTEM) == 0
