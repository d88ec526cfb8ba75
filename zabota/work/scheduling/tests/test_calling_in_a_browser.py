"""The operator's day in a real browser, by keyboard alone."""

from datetime import time, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from zabota.base.accounts.models import User
from zabota.core.patients.commands import give_consent
from zabota.core.patients.models import ConsentPurpose
from zabota.core.patients.testing import a_patient
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import anna, oleg
from zabota.lib.actors import SYSTEM
from zabota.outreach.todos.commands.refreshing import refresh_call_list
from zabota.outreach.todos.models import Call, CallAttempt, Todo
from zabota.work.scheduling.models import Appointment
from zabota.work.scheduling.testing import a_visit

SURNAMES = ("Авдеев", "Беляков", "Власов", "Гусев", "Дроздов", "Ершов", "Жуков", "Зимин", "Исаев", "Козлов")


@pytest.fixture
def ten_sleepers(committed_db) -> User:
    """Ten patients who have not been for four months; returns the operator of their branch."""
    for place, surname in enumerate(SURNAMES):
        patient = a_patient(surname, "Борис", "Петрович", phone=f"+791612312{place:02d}", home_branch=samara_centre())
        give_consent(patient=patient, purpose=ConsentPurpose.ADVERTISING, evidence="анкета", by=SYSTEM)
        a_visit(patient=patient, days=120, paid=50_000 - 1000 * place, doctor=anna())
    refresh_call_list(by=SYSTEM)
    return oleg()


def test_an_operator_calls_ten_sleepers_by_keyboard(ten_sleepers, new_page, accessibility_problems):
    page = new_page(user=ten_sleepers)
    page.goto("/calls/")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-outcomes]")
    assert accessibility_problems(page) == []
    assert "Авдеев" in page.locator("h1").inner_text()
    assert "+7916" not in page.content()

    page.keyboard.press("KeyC")
    page.wait_for_selector(".call-tel")
    assert page.locator(".call-tel").get_attribute("href") == "tel:+79161231200"
    assert page.locator(".call-tel").inner_text().strip() == "+7 916 123-12-00"
    page.keyboard.press("Digit1")
    page.wait_for_selector("#id_on")
    assert accessibility_problems(page) == []
    page.keyboard.type("завтра")
    page.keyboard.press("Tab")
    page.keyboard.type("930")
    press(page, "Enter", then="Беляков")
    press(page, "Digit2", "Digit3", then="Власов")
    press(page, "Digit3", then="Гусев")
    press(page, "Digit4", then="Дроздов")
    press(page, "Digit5", then="Ершов")
    press(page, "Digit6", "Digit8", then="Жуков")
    page.keyboard.press("Digit7")
    page.wait_for_selector("#id_text")
    page.keyboard.type("Ждал сорок минут")
    press(page, "Control+Enter", then="Зимин")
    press(page, "Digit8", then="Исаев")
    page.keyboard.press("KeyN")
    page.keyboard.type("отвечает чужой человек")
    page.keyboard.press("Tab")
    press(page, "Digit9", then="Козлов")
    press(page, "Digit0")
    page.wait_for_selector(".nothing")

    written = CallAttempt.objects.order_by("id").values_list("patient__surname", "outcome", "refusal")
    assert list(written) == [
        ("Авдеев", "booked", ""),
        ("Беляков", "call_later", ""),
        ("Власов", "no_answer", ""),
        ("Гусев", "already_booked", ""),
        ("Дроздов", "someone_else", ""),
        ("Ершов", "refused", "fear_childhood"),
        ("Жуков", "complaint", ""),
        ("Зимин", "moved_away", ""),
        ("Исаев", "wrong_number", ""),
        ("Козлов", "do_not_call", ""),
    ]
    visit = Appointment.objects.get(status="planned")
    assert (visit.wall_day, visit.wall_time, visit.must_enter_into_mis) == (
        timezone.localdate() + timedelta(days=1),
        time(9, 30),
        True,
    )
    assert Todo.objects.get().text == "Ждал сорок минут"
    assert CallAttempt.objects.get(outcome="wrong_number").note == "отвечает чужой человек"
    assert Call.objects.filter(taken_by__isnull=False).count() == 0


def press(page: Page, *keys: str, then: str = "") -> None:
    """Press keys one after another, waiting for the details that the first may open; `then` is who comes next."""
    for place, key in enumerate(keys):
        if place:
            page.wait_for_selector(".outcome-details .outcome")
        page.keyboard.press(key)
    if then:
        page.wait_for_selector(f"h1:has-text('{then}')")
