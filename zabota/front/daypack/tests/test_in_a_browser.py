"""R311: the desk works on when the server is gone, and the base learns of it afterwards."""

from datetime import time, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from zabota.core.patients.testing import a_patient
from zabota.core.staff.testing import a_doctor, anna, vera
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
        patient=patient,
        wanted=a_wish(anna(), MORNING, service=a_service()),
        comment="нужен переводчик, просит позвонить за час до приёма, приедет с дочерью",
        by=SYSTEM,
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
    expect(page.get_by_role("link", name="+7 927 222-33-44")).to_be_visible()
    expect(page.locator(".pack-visit")).to_contain_text("нужен переводчик")
    assert accessibility_problems(page) == []

    book_offline(page, "Сорокин", at="11:00", phone="8 916 700-11-22")
    expect(page.locator(".pack-visit").filter(has_text="Сорокин Павел")).to_contain_text("ещё не в базе")
    page.locator(".pack-visit").filter(has_text="Зимин").get_by_role("button", name="Отменить").click()
    page.get_by_role("button", name="Отменить визит").dblclick()
    expect(page.locator(".pack-visit").filter(has_text="Зимин")).to_contain_text("отменён")
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


def in_browser(page: Page, change: str) -> None:
    """Changes the kept pack as somebody would who has the computer in his hands."""
    page.evaluate(
        """async (change) => {
            const pack = await window.dayPack.keeping.pack();
            await window.dayPack.keeping.keepPack(Object.assign(pack, JSON.parse(change)));
        }""",
        change,
    )


def test_a_wrong_phrase_and_a_changed_pack_open_nothing(a_day, new_page):
    page: Page = new_page(user=vera())
    keep(page)
    page.goto("/day-pack/open/")
    unlock(page, "гомалу ветоки сибура нафена")
    expect(page.get_by_role("alert")).to_contain_text("Фраза не подходит")
    in_browser(page, '{"expires": "2099-01-01T00:00:00+00:00"}')
    page.reload()
    unlock(page)
    expect(page.get_by_role("alert")).to_contain_text("пакет кто-то изменил")
    assert "Зимин" not in page.content()


def test_a_pack_whose_days_have_passed_opens_only_when_asked_and_then_goes(a_day, new_page):
    page: Page = new_page(user=vera())
    page.clock.install()
    keep(page)
    page.clock.set_fixed_time(timezone.now() + timedelta(days=3))
    page.context.set_offline(True)
    page.goto("/day-pack/open/")
    expect(page.get_by_role("heading", name="Этот пакет устарел")).to_be_visible()
    page.get_by_role("button", name="Всё равно открыть").click()
    unlock(page)
    open_tomorrow(page)
    expect(page.locator(".pack-visit")).to_contain_text("Зимин")
    page.clock.set_fixed_time(timezone.now() + timedelta(days=5))
    page.reload()
    expect(page.get_by_role("heading", name="На этом компьютере нет пакета дня")).to_be_visible()


def test_a_pack_on_a_stick_needs_nothing_and_its_notes_come_back_as_a_file(
    a_day, new_page, tmp_path, accessibility_problems
):
    for number in range(40):
        receives(a_doctor(f"Яров{number:02}"))
    page: Page = new_page(user=vera())
    page.goto("/day-pack/")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Сохранить файлом").click()
    saved.value.save_as(tmp_path / "pack.html")
    page.context.set_offline(True)
    stick: Page = new_page(width=390, height=844)
    stick.context.set_offline(True)
    stick.goto(f"file://{tmp_path}/pack.html")
    unlock(stick)
    open_tomorrow(stick)
    book_offline(stick, "Сорокин", at="10:30", phone="8 916 700-11-22")
    assert accessibility_problems(stick) == []
    assert stick.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    stick.reload()
    unlock(stick)
    with stick.expect_download() as noted:
        stick.get_by_role("button", name="Сохранить отметки в файл").click()
    noted.value.save_as(tmp_path / "notes.json")
    assert "Сорокин" not in (tmp_path / "notes.json").read_text() + (tmp_path / "pack.html").read_text()

    page.context.set_offline(False)
    for told in ("В базу пришла 1 отметка.", "В базу пришло 0 отметок."):
        page.goto("/day-pack/")
        page.get_by_label("Отметки из файла").set_input_files(tmp_path / "notes.json")
        page.get_by_role("button", name="Внести в базу").click()
        expect(page.locator(".toast-line")).to_contain_text(told)
    assert Appointment.objects.filter(patient__surname="Сорокин").count() == 1


def test_a_time_that_was_taken_meanwhile_is_settled_by_a_person(a_day, new_page, accessibility_problems):
    page: Page = new_page(user=vera())
    keep(page)
    page.context.set_offline(True)
    page.goto("/day-pack/open/")
    unlock(page)
    open_tomorrow(page)
    book_offline(page, "Сорокин", at="11:00")
    page.locator(".pack-visit").filter(has_text="Сорокин").get_by_role("button", name="Отменить").click()
    page.get_by_role("button", name="Назад").click()
    book(patient=a_patient("Котов"), wanted=a_wish(anna(), time(11), service=a_service()), by=SYSTEM)
    page.context.set_offline(False)
    page.get_by_role("link", name="Передать в базу").click()
    expect(page.locator(".toast-line")).to_contain_text("1 надо решить.")
    page.get_by_role("link", name="Решить").click()
    expect(page.locator("main")).to_contain_text("11:00 уже занято")
    assert accessibility_problems(page) == []
    page.locator("form[action*='/book/'] button").first.click()
    expect(page.locator(".toast-line")).to_contain_text("Записан на другое время")
    assert Note.objects.get().outcome == Outcome.SETTLED
    assert Appointment.objects.get(patient__surname="Сорокин").wall_start[11:] in ("10:30", "11:30")


def test_a_note_is_taken_back_while_it_is_here(a_day, new_page):
    page: Page = new_page(user=vera())
    keep(page)
    page.goto("/day-pack/open/")
    unlock(page)
    open_tomorrow(page)
    book_offline(page, "Сорокин", at="11:00")
    expect(page.locator("[data-gaps]")).to_have_text("09:00–10:00, 10:30–11:00, 11:30–18:00")
    page.get_by_role("button", name="Вернуть").click()
    expect(page.locator("[data-notes]")).to_be_hidden()
    expect(page.locator(".pack-visit")).to_have_count(1)
    expect(page.locator("[data-gaps]")).to_have_text("09:00–10:00, 10:30–18:00")
