"""The calendar of a clinic where nobody has hours yet says what to do, and draws itself when somebody has."""

from datetime import time

from playwright.sync_api import expect

from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import a_doctor, nina, vera
from zabota.work.scheduling.testing import days_ago, receives


def test_an_empty_clinic_is_told_its_three_steps(new_page, accessibility_problems):
    samara_centre()
    page = new_page(user=nina())
    page.goto("/calendar/")
    page.wait_for_selector("#calendar[data-ready]", state="attached")
    links = page.locator("#calendar-nothing .first-way a")
    assert links.evaluate_all("all => all.map(a => a.pathname)") == [
        "/setup/doctors/new/", "/setup/services/", "/setup/hours/",
    ]  # fmt: skip
    expect(page.locator("#calendar")).to_be_hidden()
    assert accessibility_problems(page) == []
    with page.expect_response("**/calendar/changes/**") as asked:
        page.evaluate("document.dispatchEvent(new CustomEvent('zabota:undone'))")
    assert asked.value.ok
    expect(page.locator("#trouble-bar")).to_be_hidden()


def test_who_sets_nothing_up_is_told_who_does(new_page):
    page = new_page(user=vera())
    page.goto("/calendar/")
    steps = page.locator("#calendar-nothing .first-way")
    expect(steps).to_contain_text("Это делает: директор, старший администратор.")
    assert steps.locator("a").count() == 0


def test_a_column_comes_and_goes_with_hours(new_page):
    receives(a_doctor("Громова"), on=days_ago(-2), hours=(time(9), time(12)))
    page = new_page(user=vera())
    page.goto(f"/calendar/?day={days_ago(-1)}")
    page.wait_for_selector("#calendar[data-ready]", state="attached")
    expect(page.locator("#calendar-nothing")).to_contain_text("никто не принимает")
    receives(a_doctor("Абрамян"), hours=(time(9), time(12)))
    page.evaluate("document.dispatchEvent(new CustomEvent('zabota:undone'))")
    expect(page.locator("#calendar .column-title")).to_have_text("Абрамян")
    expect(page.locator("#calendar-nothing")).to_be_hidden()
