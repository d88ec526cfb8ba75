"""Booking on a phone, 390 px wide, and in a frame of a page with a strict policy of its own (R168, R272)."""

import threading
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from zabota.base.postgres.sealed import blind_index
from zabota.core.catalog.commands import change_service, write_complaint_words
from zabota.core.patients.models import Patient
from zabota.core.patients.testing import KARINAS_PHONE, karina
from zabota.front.portal.commands.rules import change_portal_rules
from zabota.front.portal.models import AddressCount, FunnelStep
from zabota.front.portal.queries.visits import link_to
from zabota.front.portal.testing import Visitor, an_online_service
from zabota.lib.actors import SYSTEM
from zabota.outreach.messaging.testing import last_code_to, with_sms
from zabota.work.scheduling.models import Appointment, Hold, Status, WaitingEntry, WaitState

PHONE_WIDE = {"width": 390, "height": 844}


@pytest.fixture
def service(committed_db):
    return an_online_service()


@pytest.fixture
def phone(new_page):
    return new_page(**PHONE_WIDE)


def no_problems(page, check):
    assert check(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_newcomer_books_on_his_phone_and_the_desk_will_call(phone, service, accessibility_problems):
    phone.goto("/book/?utm_source=yandex")
    no_problems(phone, accessibility_problems)
    phone.get_by_role("link", name="Приём ортопеда").click()
    no_problems(phone, accessibility_problems)
    phone.locator("button[name=slot]").first.click()
    no_problems(phone, accessibility_problems)
    kinship = phone.get_by_label("Кем вы приходитесь пациенту")
    expect(kinship).to_be_hidden()
    phone.get_by_label("Записываю родственника").check()
    expect(kinship).to_be_visible()
    no_problems(phone, accessibility_problems)
    phone.get_by_label("Я сам").check()
    phone.get_by_role("button", name="Записаться").click()
    expect(phone.locator(".error").first).to_be_visible()
    phone.get_by_label("Имя и фамилия пациента").fill("Павел Сорокин")
    phone.get_by_label("Телефон", exact=True).fill("8 916 700-11-22")
    phone.get_by_role("button", name="Записаться").click()

    expect(phone.get_by_role("heading", name="Время держим за вами")).to_be_visible()
    no_problems(phone, accessibility_problems)
    assert Appointment.objects.get().status == Status.HELD
    steps = FunnelStep.objects.filter(source="yandex").values_list("step", flat=True)
    assert set(steps) == {"opened", "service", "time", "phone", "booked"}


def test_a_known_patient_needs_four_taps_after_opening(phone, service, accessibility_problems, monkeypatch):
    with_sms(monkeypatch)
    karina()
    taps = 0
    phone.goto("/book/")

    def tap(target):
        nonlocal taps
        taps += 1
        target.click()

    tap(phone.get_by_role("link", name="Приём ортопеда"))
    tap(phone.locator("button[name=slot]").first)
    phone.get_by_label("Имя и фамилия пациента").fill("Карина Демидова")
    phone.get_by_label("Телефон", exact=True).fill(KARINAS_PHONE)
    tap(phone.get_by_role("button", name="Записаться"))
    no_problems(phone, accessibility_problems)
    phone.get_by_label("Код из сообщения").fill(last_code_to(KARINAS_PHONE))
    tap(phone.get_by_role("button", name="Записаться"))

    expect(phone.get_by_role("heading", name="Вы записаны")).to_be_visible()
    visit = Appointment.objects.get()
    assert (taps, visit.patient, visit.status, Patient.objects.count()) == (4, karina(), Status.PLANNED, 1)


def test_a_patient_waits_for_a_time_and_stops_waiting_on_his_phone(phone, service, accessibility_problems, monkeypatch):
    with_sms(monkeypatch)
    phone.goto("/book/")
    phone.get_by_role("link", name="Приём ортопеда").click()
    phone.get_by_role("link", name="Нет подходящего времени").click()
    no_problems(phone, accessibility_problems)
    phone.get_by_label("понедельник").check()
    phone.get_by_label("Время дня").select_option("после 17:00")
    phone.get_by_label("Имя и фамилия пациента").fill("Павел Сорокин")
    phone.get_by_label("Телефон", exact=True).fill("8 916 700-11-22")
    phone.get_by_role("button", name="Встать в лист ожидания").click()
    no_problems(phone, accessibility_problems)
    phone.get_by_label("Код из сообщения").fill(last_code_to("+79167001122"))
    phone.get_by_role("button", name="Встать в лист ожидания").click()

    expect(phone.get_by_role("heading", name="Вы в листе ожидания")).to_be_visible()
    no_problems(phone, accessibility_problems)
    assert WaitingEntry.objects.get().weekdays == [0]
    phone.get_by_role("button", name="Снять с листа ожидания").click()
    expect(phone.get_by_role("heading", name="Вы больше не ждёте")).to_be_visible()
    assert WaitingEntry.objects.get().state == WaitState.WITHDRAWN


def test_a_patient_asks_for_an_earlier_time_than_his_visit(phone, service, accessibility_problems):
    Visitor().book(service)
    phone.goto(f"/book/visit/{link_to(Appointment.objects.get())}/")
    phone.get_by_role("link", name="Раньше, если освободится").click()
    no_problems(phone, accessibility_problems)
    phone.get_by_role("button", name="Встать в лист ожидания").click()
    expect(phone.get_by_role("heading", name="Вы в листе ожидания")).to_be_visible()
    assert WaitingEntry.objects.get().earlier_than == Appointment.objects.get()


def test_words_of_a_patient_lead_to_a_time_on_his_phone(phone, service, accessibility_problems):
    change_service(service=service, category="Ортопедия", by=SYSTEM)
    write_complaint_words(category=service.category, words="колено", by=SYSTEM)
    phone.goto("/book/")
    phone.get_by_role("link", name="По жалобе").click()
    no_problems(phone, accessibility_problems)
    phone.get_by_label("Что вас беспокоит").fill("ноют колени")
    phone.get_by_role("button", name="Показать").click()
    expect(phone.get_by_role("heading", name="Ортопедия")).to_be_visible()
    no_problems(phone, accessibility_problems)
    assert "колен" not in unquote(phone.url)
    phone.get_by_role("link", name="Приём ортопеда").click()
    expect(phone.locator("button[name=slot]").first).to_be_visible()
    assert "колен" not in unquote(phone.url)


def test_a_browser_works_by_itself_where_much_is_sent_from_its_address(phone, service):
    key = blind_index("post:127.0.0.1", label="portal.address")
    AddressCount.objects.create(key=key, since=timezone.now(), count=110)
    phone.goto(f"/book/times/?service={service.public_id}")
    phone.locator("button[name=slot]").first.click()
    expect(phone.get_by_role("heading", name="Кто придёт?")).to_be_visible(timeout=60_000)
    assert (Hold.objects.count(), AddressCount.objects.get(key=key).count) == (1, 112)


class HostPage(BaseHTTPRequestHandler):
    """A site of somebody else: only his own and the clinic's scripts and frames, no inline style."""

    def __init__(self, clinic, *rest):
        self.clinic = clinic
        super().__init__(*rest)

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        policy = f"default-src 'none'; script-src {self.clinic}; frame-src {self.clinic}; style-src 'none'"
        self.send_header("Content-Security-Policy", policy)
        self.end_headers()
        page = f'<!doctype html><html lang="ru"><title>Сайт</title><script src="{self.clinic}/book/widget.js" defer></script>'
        self.wfile.write(page.encode())

    def log_message(self, format, *words):
        """The test looks at the browser."""


@pytest.fixture
def host(web_server):
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(HostPage, web_server.url))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_the_widget_books_inside_a_page_with_a_strict_policy(phone, host, service):
    change_portal_rules(sites=[host], by=SYSTEM)
    phone.goto(f"{host}/?utm_source=vk")
    phone.get_by_role("button", name="Записаться на приём").click()
    frame = phone.frame_locator("iframe")
    frame.get_by_role("link", name="Приём ортопеда").click()
    frame.locator("button[name=slot]").first.click()
    frame.get_by_label("Имя и фамилия пациента").fill("Павел Сорокин")
    frame.get_by_label("Телефон", exact=True).fill("8 916 700-11-22")
    frame.get_by_role("button", name="Записаться").click()

    expect(frame.get_by_role("heading", name="Время держим за вами")).to_be_visible()
    assert Appointment.objects.get().online_booking.source == "vk"
    assert phone.context.cookies() == []
