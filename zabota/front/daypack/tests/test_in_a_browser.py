"""R311: the desk works on when the server is gone, and the base learns of it afterwards."""

from datetime import time

import pytest
from playwright.sync_api import Page, expect

from zabota.core.patients.testing import a_patient
from zabota.core.staff.testing import anna, vera
from zabota.front.daypack.models import Note, Outcome
from zabota.front.daypack.testing import PHRASE, a_phrase
from zabota.lib.actors import SYSTEM
from zabota.work.scheduling.commands import book
from zabota.work.scheduling.models import Appointment, Performer
from zabota.work.scheduling.testing import a_service, a_wish, receives

MORNING = time(10)


@pytest.fixture
def a_day(committed_db):
    """Anna receives tomorrow; Boris is booked at ten; the phrase is set."""
    receives(anna())
    Performer.objects.create(doctor=anna(), service=a_service())
    patient = a_patient("Зимин", "Борис", "Петрович", phone="+79272223344")
    visit = book(
        patient=patient, wanted=a_wish(anna(), MORNING, service=a_service()), comment="нужен переводчик", by=SYSTEM
    )
    a_phrase()
    return visit


def keep(page: Page) -> None:
    """The pack is kept on this computer, and the browser is ready to do without the server."""
    page.goto("/day-pack/")
    page.get_by_role("button", name="Хранить на этом компьютере").click()
    expect(page.get_by_role("status").filter(has_text="Пакет хранится")).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")


def unlock(page: Page, phrase: str = PHRASE) -> None:
    page.get_by_label("Фраза пакета дня").fill(phrase)
    page.get_by_role("button", name="Открыть", exact=True).click()


def open_tomorrow(page: Page) -> None:
    page.locator("[data-days] button").nth(1).click()


def book_offline(page: Page, surname: str, *, at: str, phone: str = "") -> None:
    page.get_by_role("button", name="Записать").first.click()
    page.get_by_label("Время").select_option(at)
    page.get_by_label("Фамилия").fill(surname)
    page.get_by_label("Имя", exact=True).fill("Павел")
    page.get_by_label("Телефон", exact=True).fill(phone)
    page.locator("[data-save-booking]").click()


def test_the_desk_works_on_without_the_server_and_the_base_learns_of_it(a_day, new_page, accessibility_problems):
    page: Page = new_page(user=vera())
    keep(page)
    page.context.set_offline(True)
    page.goto("/calendar/")
    page.get_by_role("link", name="Открыть пакет дня").click()
    unlock(page, "Гомалу-ветоки  СИБУРА нафено")
    open_tomorrow(page)
    expect(page.locator(".pack-visit")).to_contain_text("Зимин Борис Петрович")
    expect(page.get_by_role("link", name="+79272223344")).to_be_visible()
    expect(page.locator(".pack-visit")).to_contain_text("нужен переводчик")
    assert accessibility_problems(page) == []

    book_offline(page, "Сорокин", at="11:00", phone="8 916 700-11-22")
    expect(page.locator(".pack-visit").filter(has_text="Сорокин Павел")).to_contain_text("ещё не в базе")
    page.locator(".pack-visit").filter(has_text="Зимин").get_by_role("button", name="Отменить").click()
    page.get_by_role("button", name="Отменить визит").click()
    page.reload()
    unlock(page)
    open_tomorrow(page)
    expect(page.locator("[data-count]")).to_have_text("2")

    page.context.set_offline(False)
    page.get_by_role("link", name="Передать в базу").click()
    expect(page.locator(".toast-line")).to_contain_text("В базу пришли 2 отметки.")
    expect(page.locator("[data-here]")).to_be_hidden()
    a_day.refresh_from_db()
    assert a_day.status == "cancelled"
    booked = Appointment.objects.get(patient__surname="Сорокин")
    assert (booked.wall_start[11:], booked.booked_by, booked.doctor) == ("11:00", "daypack", anna())
    assert list(Note.objects.values_list("outcome", "said")) == [(Outcome.DONE, b""), (Outcome.DONE, b"")]
    page.goto(f"/calendar/?day={booked.wall_day}")
    expect(page.locator(".ec-event").filter(has_text="Сорокин")).to_be_visible()
