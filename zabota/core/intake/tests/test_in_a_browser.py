"""The way of a steward from files to cards, in a real browser."""

import pytest

from zabota.base.jobs.models import Job
from zabota.base.jobs.testing import next_waiting_job, run_now
from zabota.core.intake.models import BatchState, ImportBatch
from zabota.core.intake.testing import a_journal, a_list_of_patients
from zabota.core.patients.models import Patient
from zabota.core.staff.testing import rita


@pytest.fixture
def files():
    return [
        {"name": "patients.csv", "mimeType": "text/csv", "buffer": a_list_of_patients()},
        {"name": "journal.csv", "mimeType": "text/csv", "buffer": a_journal()},
    ]


def test_rita_drops_two_files_looks_and_imports(new_page, accessibility_problems, files):
    page = new_page(user=rita())
    page.goto("/import/")
    assert accessibility_problems(page) == []
    page.set_input_files("input[type=file]", files)
    page.get_by_role("button", name="Посмотреть").click()
    page.wait_for_selector("[data-job]")
    run_now(next_waiting_job())
    page.reload()
    assert accessibility_problems(page) == []
    page.get_by_role("button", name="Импортировать").click()
    page.wait_for_selector("[data-job]")
    run_now(next_waiting_job())
    page.reload()
    assert page.get_by_text("Что эта база позволяет").is_visible()
    assert ImportBatch.objects.get().state == BatchState.DONE
    numbers = Patient.objects.filter(card_number__isnull=False).order_by("card_number")
    assert list(numbers.values_list("card_number", flat=True)) == ["1024", "1025", "1026"]


def test_a_whole_import_is_taken_back_only_after_a_question(new_page, files):
    page = new_page(user=rita())
    page.goto("/import/")
    page.set_input_files("input[type=file]", files)
    page.get_by_role("button", name="Посмотреть").click()
    for button in ("Импортировать", "Отменить"):
        page.wait_for_selector("[data-job]")
        run_now(next_waiting_job())
        page.reload()
        page.get_by_role("button", name=button).click()
    assert "Отменить весь импорт?" in page.locator("#ask").inner_text()
    page.keyboard.press("Escape")
    page.reload()
    undoing = Job.objects.filter(name="intake.undo")
    assert not undoing.exists()
    page.get_by_role("button", name="Отменить").click()
    page.get_by_role("button", name="Отменить импорт").click()
    page.wait_for_selector("[data-job]")
    run_now(undoing.get())
    assert ImportBatch.objects.get().state == BatchState.UNDONE


def test_an_import_that_was_cancelled_can_be_gone_on_with(new_page, files):
    page = new_page(user=rita())
    page.goto("/import/")
    page.set_input_files("input[type=file]", files)
    page.get_by_role("button", name="Посмотреть").click()
    page.wait_for_selector("[data-job]")
    run_now(next_waiting_job())
    page.reload()
    page.get_by_role("button", name="Импортировать").click()
    page.get_by_role("button", name="Отмена").click()
    page.get_by_role("button", name="Импортировать").wait_for()
    assert page.locator("[data-job]").count() == 0


def test_the_page_of_columns_fits_a_phone(new_page, accessibility_problems, files):
    steward = rita()
    desk = new_page(user=steward)
    desk.goto("/import/")
    desk.set_input_files("input[type=file]", files[:1])
    desk.get_by_role("button", name="Посмотреть").click()
    desk.wait_for_selector("[data-job]")
    run_now(next_waiting_job())
    batch = ImportBatch.objects.get()
    phone = new_page(user=steward, width=390, height=844)
    phone.goto(f"/import/{batch.public_id}/files/{batch.files.get().public_id}/0/")
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert accessibility_problems(phone) == []
