"""The desk in a real browser: a booking in ten key strokes, and a drag that is refused and explained."""

from datetime import time

import pytest
from playwright.sync_api import Page

from zabota.core.patients.testing import a_patient
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import anna, lev, vera
from zabota.work.scheduling.commands import book
from zabota.work.scheduling.models import Appointment
from zabota.work.scheduling.testing import a_service, a_wish, days_ago, receives

TOMORROW = days_ago(-1)
MOST_KEYS = 10


@pytest.fixture
def open_tomorrow(committed_db) -> None:
    receives(anna())
    receives(lev())
    a_service()


class CountedKeys:
    """The keyboard, with a count of what is pressed."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.count += 1

    def letters(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.count += len(text)


def calendar_of_tomorrow(page: Page) -> None:
    page.goto(f"/calendar/?branch={samara_centre().public_id}&day={TOMORROW}")
    page.wait_for_selector("#calendar[data-ready] .ec-day")


def test_a_known_patient_is_booked_in_ten_key_strokes(open_tomorrow, new_page, accessibility_problems):
    a_patient("Зимин", "Борис", "Петрович", phone="+79161231212", home_branch=samara_centre())
    page = new_page(user=vera())
    page.goto("/patients/")
    keys = CountedKeys(page)
    keys.press("KeyN")
    page.wait_for_selector("#booking-who:focus")
    keys.letters("зим")
    keys.press("Enter")
    page.wait_for_selector("#booking-what:focus")
    keys.letters("ор")
    keys.press("Enter")
    page.wait_for_selector(".slot-choice input:focus")
    assert accessibility_problems(page) == []
    keys.press("Enter")
    page.wait_for_selector(".visit-sheet")

    visit = Appointment.objects.get()
    assert (visit.patient.surname, visit.service.name, visit.wall_start) == (
        "Зимин", "Приём ортопеда", f"{TOMORROW} 09:00"
    )  # fmt: skip
    assert keys.count <= MOST_KEYS
    page.locator(".toast-undo").click()
    page.wait_for_selector("#drawer-frame", state="hidden")
    assert not Appointment.objects.exists()


def test_a_visit_dragged_onto_another_returns_with_the_reason_and_other_times(
    open_tomorrow, new_page, accessibility_problems
):
    by = vera().as_actor(samara_centre().pk)
    dragged = book(patient=a_patient("Зимин", "Борис"), wanted=a_wish(anna(), time(10)), by=by)
    book(patient=a_patient("Котов", "Пётр"), wanted=a_wish(anna(), time(12)), by=by)
    page = new_page(user=vera(), height=1200)
    calendar_of_tomorrow(page)
    assert accessibility_problems(page) == []

    drag(page, "Зимин", onto="Котов")
    page.wait_for_selector("#refused-move .slot-chip")
    assert "Котов" in page.locator("#refused-move-text").inner_text()
    assert page.locator("#refused-move .slot-chip").count() == 3
    assert accessibility_problems(page) == []
    dragged.refresh_from_db()
    assert dragged.status == "planned"

    offered = page.locator("#refused-move .slot-chip").first
    words = offered.inner_text()
    offered.click()
    page.wait_for_selector(".toast-line")
    dragged.refresh_from_db()
    assert dragged.status == "moved"
    assert dragged.moved_to.wall_start[11:] in words


def test_what_another_desk_books_appears_without_loading_the_page_anew(open_tomorrow, new_page):
    page = new_page(user=vera())
    calendar_of_tomorrow(page)
    book(patient=a_patient("Зимин", "Борис"), wanted=a_wish(anna(), time(10)), by=vera().as_actor(samara_centre().pk))
    page.evaluate("document.dispatchEvent(new Event('zabota:visit-changed'))")  # the five seconds are over
    page.wait_for_selector(".visit:has-text('Зимин')")
    page.locator(".visit").click()
    page.wait_for_selector(".visit-sheet")
    page.keyboard.press("Digit1")
    page.wait_for_selector(".visit.visit-confirmed")
    assert Appointment.objects.get().status == "confirmed"


def test_a_phone_shows_the_day_as_a_list(open_tomorrow, new_page, accessibility_problems):
    book(patient=a_patient("Зимин", "Борис"), wanted=a_wish(anna(), time(10)), by=vera().as_actor(samara_centre().pk))
    page = new_page(user=vera(), width=390, height=844, dark=True)
    page.goto(f"/calendar/?branch={samara_centre().public_id}&day={TOMORROW}")
    page.wait_for_selector(".day-line:has-text('Зимин')")
    assert accessibility_problems(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def drag(page: Page, who: str, *, onto: str) -> None:
    """By the mouse, from the middle of a visit to the middle of another, in steps as a hand moves."""
    (from_x, from_y), (to_x, to_y) = (middle(page, each) for each in (who, onto))
    page.mouse.move(from_x, from_y)
    page.mouse.down()
    page.mouse.move((from_x + to_x) / 2, (from_y + to_y) / 2, steps=5)
    page.mouse.move(to_x, to_y, steps=5)
    page.mouse.up()


def middle(page: Page, who: str) -> tuple[float, float]:
    box = page.locator(f".visit:has-text('{who}')").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
