"""A visit of two services booked from the panel without touching the mouse, and taken back."""

from datetime import time

from zabota.core.patients.testing import a_patient
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import anna, lev, vera
from zabota.lib.actors import SYSTEM
from zabota.work.scheduling.commands import PlacedPart, book_chain
from zabota.work.scheduling.models import Appointment, Performer
from zabota.work.scheduling.testing import a_service, a_wish, days_ago, receives

TOMORROW = days_ago(-1)


def test_two_services_are_booked_by_keyboard_alone(committed_db, new_page, accessibility_problems):
    receives(anna())
    receives(lev())
    Performer.objects.create(doctor=anna(), service=a_service())
    Performer.objects.create(doctor=lev(), service=a_service("УЗИ сустава", 20))
    a_patient("Зимин", "Борис", "Петрович", phone="+79161231212", home_branch=samara_centre())
    page = new_page(user=vera())
    page.goto("/patients/")
    keyboard = page.keyboard
    keyboard.press("KeyN")
    page.wait_for_selector("#booking-who:focus")
    keyboard.type("зим")
    keyboard.press("Enter")
    page.wait_for_selector("#booking-what:focus")
    keyboard.type("ор")
    keyboard.press("Enter")
    page.wait_for_selector(".slot-choice input:focus")
    keyboard.press("KeyP")
    page.wait_for_selector(".chain-parts")
    page.wait_for_selector("#booking-what:focus")
    keyboard.type("уз")
    keyboard.press("Enter")
    page.wait_for_selector(".chain-choices input:focus")
    assert accessibility_problems(page) == []
    keyboard.press("Enter")
    page.wait_for_selector(".visit-sheet")

    booked = Appointment.objects.order_by("starts_at")
    assert [(each.service.name, each.wall_start) for each in booked] == [
        ("Приём ортопеда", f"{TOMORROW} 09:00"), ("УЗИ сустава", f"{TOMORROW} 09:30")
    ]  # fmt: skip
    assert len({each.chain for each in booked}) == 1
    page.locator(".toast-undo").click()
    page.wait_for_selector("#drawer-frame", state="hidden")
    assert not Appointment.objects.exists()


def test_a_service_dragged_asks_whether_the_whole_visit_goes_along(committed_db, new_page, accessibility_problems):
    receives(anna())
    receives(lev())
    parts = [PlacedPart(a_wish(anna(), time(10))), PlacedPart(a_wish(lev(), time(10, 30)))]
    book_chain(patient=a_patient("Зимин", "Борис"), parts=parts, by=SYSTEM)
    page = new_page(user=vera(), height=1200)
    page.goto(f"/calendar/?branch={samara_centre().public_id}&day={TOMORROW}")
    page.wait_for_selector("#calendar[data-ready] .visit:has-text('10:00')")
    dragged = page.locator(".visit:has-text('10:00')").bounding_box()
    half_an_hour_later = page.locator(".visit:has-text('10:30')").bounding_box()
    x, step = dragged["x"] + dragged["width"] / 2, half_an_hour_later["y"] - dragged["y"]
    page.mouse.move(x, dragged["y"] + step / 2)
    page.mouse.down()
    page.mouse.move(x, dragged["y"] + step, steps=5)
    page.mouse.move(x, dragged["y"] + step * 2.5, steps=5)
    page.mouse.up()
    page.wait_for_selector("#whole-visit[open]")
    assert accessibility_problems(page) == []
    page.locator("#whole-visit button[value=whole]").click()
    page.wait_for_selector(".toast-line")
    standing = Appointment.objects.filter(status="planned").order_by("starts_at")
    assert [each.wall_start[11:] for each in standing] == ["11:00", "11:30"]
