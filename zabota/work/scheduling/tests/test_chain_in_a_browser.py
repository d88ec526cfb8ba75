"""A visit of two services booked from the panel without touching the mouse, and taken back."""

from zabota.core.patients.testing import a_patient
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import anna, lev, vera
from zabota.work.scheduling.models import Appointment, Performer
from zabota.work.scheduling.testing import a_service, days_ago, receives

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
