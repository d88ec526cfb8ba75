"""The slot market end to end in a real browser: a visit is cancelled, its time is offered, accepted and booked."""

from datetime import time

from zabota.base.events.testing import run_pending
from zabota.core.patients.testing import a_patient
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import anna, vera
from zabota.lib.actors import SYSTEM
from zabota.work.scheduling.commands import book
from zabota.work.scheduling.models import Appointment, WaitingEntry
from zabota.work.scheduling.testing import a_service, a_wish, let_time_pass, offers_at_any_hour, receives


def test_a_cancelled_visit_is_refilled_from_the_waiting_list(committed_db, new_page, accessibility_problems):
    receives(anna(), hours=(time(10), time(10, 30)))
    offers_at_any_hour()
    leaves = a_patient("Сорокин", home_branch=samara_centre())
    visit = book(patient=leaves, wanted=a_wish(anna(), time(10), service=a_service()), by=SYSTEM)
    a_patient("Зимин", "Борис", "Петрович", phone="+79161231212", home_branch=samara_centre())
    page = new_page(user=vera())

    page.goto("/booking/")
    page.wait_for_selector("#booking-who:focus")
    page.keyboard.type("зим")
    page.locator("#found-patients button").first.click()
    page.wait_for_selector("#booking-what:focus")
    page.keyboard.type("ор")
    page.locator("#found-services button").first.click()
    page.locator('a[href^="/waiting/new/"]').click()
    page.locator("#drawer #id_urgency_2").check()
    assert accessibility_problems(page) == []
    page.locator("#drawer .sheet-form .btn-primary").click()
    page.wait_for_url("**/waiting/")
    assert page.locator("tr[data-row]").count() == 1

    page.goto(f"/visits/{visit.public_id}/cancel/")
    page.locator(".sheet-form .btn-primary").click()
    page.wait_for_selector(".toast-undo")
    run_pending()
    let_time_pass()

    page.goto("/openings/")
    page.wait_for_selector(".offer-answers")
    assert accessibility_problems(page) == []
    page.locator(".offer-answers .btn-primary").click()
    page.wait_for_selector("#openings .state-good")

    booked = Appointment.objects.get(status="planned")
    assert (booked.patient.surname, booked.starts_at, booked.booked_by) == ("Зимин", visit.starts_at, "waiting")
    assert WaitingEntry.objects.get().state == "booked"
