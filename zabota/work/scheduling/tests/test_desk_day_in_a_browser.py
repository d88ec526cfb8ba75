"""The desk's day by keyboard alone: a patient from the door to the room, and a day that is cleared and closed."""

from datetime import datetime, timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import anna, vera, zoya
from zabota.work.scheduling.models import Appointment, ClosedDay, Status
from zabota.work.scheduling.testing import a_patient, an_appointment, days_ago

YESTERDAY = days_ago(1)


def statuses() -> list[str]:
    return list(Appointment.objects.order_by("pk").values_list("status", flat=True))


def a_moment_ago() -> datetime:
    return timezone.now() - timedelta(seconds=30)


def left(surname: str, status: str = Status.CONFIRMED) -> Appointment:
    return an_appointment(patient=a_patient(surname), on=YESTERDAY, status=status, doctor=anna())


def test_yesterday_is_cleared_and_closed_without_a_mouse(committed_db, new_page, accessibility_problems):
    for surname in ("Абель", "Белов", "Котов"):
        left(surname)
    page: Page = new_page(user=zoya())
    page.goto(f"/desk/close/?branch={samara_centre().public_id}&day={YESTERDAY}")
    page.wait_for_selector("#day-left .left-line a:focus")
    assert accessibility_problems(page) == []
    page.keyboard.press("4")
    expect(page.locator(".left-line")).to_have_count(2)
    page.wait_for_selector(".left-line:first-child a:focus")
    page.keyboard.press("j")
    page.keyboard.press("5")
    expect(page.locator(".left-line")).to_have_count(1)
    page.wait_for_selector(".left-line:first-child a:focus")
    page.keyboard.press("x")
    page.wait_for_selector("#drawer input[name=reason]")
    page.locator("#drawer form button.btn-primary").press("Enter")
    page.wait_for_selector("[data-when-empty]")
    page.keyboard.press("Escape")
    page.keyboard.press("z")
    page.wait_for_selector(".day-closed")

    assert statuses() == ["completed", "cancelled", "no_show"]
    assert ClosedDay.objects.get().closed_by == zoya()


def test_a_patient_goes_from_the_door_to_the_room_by_one_key_a_step(committed_db, new_page, accessibility_problems):
    an_appointment(patient=a_patient("Зимин"), on=days_ago(0), status=Status.CONFIRMED, doctor=anna())
    Appointment.objects.update(starts_at=a_moment_ago(), confirmed_at=a_moment_ago())
    page: Page = new_page(user=vera())
    page.goto("/desk/today/")
    page.wait_for_selector(".board-row")
    assert accessibility_problems(page) == []
    page.keyboard.press("j")
    page.keyboard.press("2")
    page.wait_for_selector(".board-row.visit-arrived")
    page.locator(".toast-undo").first.click()
    page.wait_for_selector(".board-row.visit-confirmed")
    page.keyboard.press("j")
    page.keyboard.press("2")
    page.wait_for_selector(".board-row.visit-arrived a:focus")
    page.keyboard.press("3")
    page.wait_for_selector(".board-row.visit-in_room")
    assert statuses() == ["in_room"]


def test_the_board_stands_on_a_phone(committed_db, new_page):
    an_appointment(patient=a_patient("Зимин"), on=days_ago(0), status=Status.CONFIRMED, doctor=anna())
    Appointment.objects.update(starts_at=a_moment_ago())
    page: Page = new_page(user=vera(), width=390, height=844)
    page.goto("/desk/today/")
    page.wait_for_selector(".board-row")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
