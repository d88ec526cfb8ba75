"""The calendar by room in a real browser: a visit dragged into another room, stretched, booked by a click."""

from datetime import time

import pytest
from playwright.sync_api import Page

from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import anna, vera
from zabota.work.scheduling.commands import book, places_of, set_needs
from zabota.work.scheduling.models import Appointment, Resource
from zabota.work.scheduling.testing import a_patient, a_place, a_service, a_wish, days_ago, receives

TOMORROW = days_ago(-1)


@pytest.fixture
def rooms(committed_db) -> list[Resource]:
    first, second = a_place("Каб. 1", "кабинет"), a_place("Каб. 2", "кабинет")
    surgery = a_place("Операционная", "операционная")
    receives(anna(), room=first)
    return [first, second, surgery]


@pytest.fixture
def visit(rooms) -> Appointment:
    service = a_service()
    set_needs(service=service, types=[rooms[0].type], by=by_vera())
    return book(patient=a_patient("Зимин"), wanted=a_wish(anna(), time(10), service=service), by=by_vera())


def by_vera():
    return vera().as_actor(samara_centre().pk)


def open_rooms(page: Page) -> None:
    page.goto(f"/calendar/?branch={samara_centre().public_id}&day={TOMORROW}&by=room")
    page.wait_for_selector("#calendar[data-ready] .visit")


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2, steps=5)
    page.mouse.move(*end, steps=5)
    page.mouse.up()


def middle(page: Page, selector: str) -> tuple[float, float]:
    box = page.locator(selector).bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def into_room(page: Page, name: str) -> tuple[float, float]:
    """The same hour in the column of another room."""
    return middle(page, f".ec-col-head:has-text('{name}')")[0], middle(page, ".visit")[1]


def test_a_visit_dragged_into_another_room_keeps_its_time(visit, rooms, new_page, accessibility_problems):
    page = new_page(user=vera(), height=1200)
    open_rooms(page)
    assert accessibility_problems(page) == []
    drag(page, middle(page, ".visit"), into_room(page, "Каб. 2"))
    page.wait_for_selector(".toast-undo")
    moved = Appointment.objects.get(moved_from=visit)
    assert (places_of(moved), moved.wall_start) == ([rooms[1].pk], visit.wall_start)

    with page.expect_response(lambda answer: str(moved.public_id) in answer.url):
        page.locator(".toast-undo").click()
    assert places_of(Appointment.objects.get(moved_from=moved)) == [rooms[0].pk]


def test_a_room_of_another_kind_is_refused_and_told_why(visit, rooms, new_page):
    page = new_page(user=vera(), height=1200)
    open_rooms(page)
    drag(page, middle(page, ".visit"), into_room(page, "Операционная"))
    page.wait_for_selector("#refused-move[open]")
    assert "Услуге нужен другой вид кабинета" in page.locator("#refused-move-text").inner_text()
    visit.refresh_from_db()
    assert visit.status == "planned"


def test_a_visit_is_stretched_by_the_mouse(visit, new_page):
    page = new_page(user=vera(), height=1200)
    open_rooms(page)
    page.locator(".visit").hover()
    x, y = middle(page, ".visit .ec-resizer")
    height = page.locator(".visit").bounding_box()["height"]  # of half an hour
    drag(page, (x, y), (x, y + height / 2))
    page.wait_for_selector(".toast-undo")
    visit.refresh_from_db()
    assert visit.minutes == 45


def test_a_click_on_a_free_hour_of_a_room_opens_the_panel_with_it(visit, new_page):
    page = new_page(user=vera(), height=1200)
    open_rooms(page)
    x, y = into_room(page, "Каб. 2")
    page.mouse.click(x, y)
    page.wait_for_selector(".booking-cell:has-text('Каб. 2')")


def test_a_free_hour_is_closed_from_its_cell_and_opened_from_the_stripes(visit, new_page, accessibility_problems):
    page = new_page(user=vera(), height=1200)
    open_rooms(page)
    cell = into_room(page, "Каб. 2")
    page.mouse.click(*cell)
    page.locator(".booking-cell a:has-text('Закрыть это время')").click()
    page.locator(".sheet-form select[name=reason]").select_option("broken")
    assert accessibility_problems(page) == []
    page.locator(".sheet-form .btn-primary").click()
    page.wait_for_selector("#drawer:has-text('Закрытое время')")
    page.wait_for_selector(".closed-time:has-text('неисправность')")

    page.locator("#drawer button:has-text('Открыть')").click()
    page.wait_for_selector(".closed-time", state="detached")
