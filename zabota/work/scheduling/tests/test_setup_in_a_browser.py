"""A doctor's week written in lines becomes a timetable, in a real browser."""

from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import a_doctor, nina
from zabota.work.scheduling.models import Shift
from zabota.work.scheduling.testing import a_service


def test_a_week_is_typed_by_keyboard_and_seen_as_a_timetable(committed_db, new_page, accessibility_problems):
    doctor = a_doctor("Громова")
    doctor.branches.add(samara_centre())
    page = new_page(user=nina())
    page.goto(f"/setup/hours/{doctor.public_id}/week/")
    assert accessibility_problems(page) == []
    for weekday in range(7):
        page.fill(f"#id_0_{weekday}", "9-13, 1345-17")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".timetable .is-working")
    assert page.locator(".timetable .is-working").count() == 14
    assert "9:00–13:00" in page.locator(".timetable").inner_text()
    assert accessibility_problems(page) == []
    assert Shift.objects.filter(doctor=doctor).count() > 300


def test_a_price_is_set_on_a_phone(committed_db, new_page, accessibility_problems):
    service = a_service()
    page = new_page(user=nina())
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/setup/services/{service.public_id}/")
    assert accessibility_problems(page) == []
    page.fill("#id_amount", "2400")
    page.fill("#id_since", "1.1.2026")
    page.click("text=Назначить цену")
    page.wait_for_selector(".state-good")
    assert "2 400" in page.locator("main").inner_text().replace("\u00a0", " ")
