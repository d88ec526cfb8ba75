"""The card in a real browser: loads panel by panel, is changed with the keyboard, fits a phone, pleases axe."""

from playwright.sync_api import expect

from zabota.core.patients.commands import note, place_mark
from zabota.core.patients.models import Patient
from zabota.core.patients.testing import boris, karina, masha
from zabota.core.staff.testing import nina, vera
from zabota.lib.actors import SYSTEM


def prepared() -> Patient:
    masha(), boris()
    patient = karina()
    place_mark(patient=patient, kind="debt", reason="2 400 ₽", by=SYSTEM)
    note(patient=patient, kind="allergy", text="пенициллин", by=SYSTEM)
    return patient


def test_the_card_on_a_wide_screen(new_page, accessibility_problems):
    patient = prepared()
    page = new_page(user=nina(), width=1440)
    page.goto(f"/patients/{patient.public_id}/")
    expect(page.get_by_text("Аллергия: пенициллин")).to_be_visible()
    expect(page.get_by_role("region", name="Семья").get_by_text("Демидова Мария Андреевна")).to_be_visible()
    expect(page.get_by_role("region", name="Контакты").get_by_text("+7 ••• •••-12-34")).to_be_visible()
    expect(page.get_by_role("region", name="История").get_by_text("Карточка заведена")).to_be_visible()
    assert accessibility_problems(page) == []


def test_the_desk_changes_the_card_with_enter_and_sees_one_number_for_a_reason(new_page):
    patient = prepared()
    page = new_page(user=vera())
    page.goto(f"/patients/{patient.public_id}/")
    page.get_by_role("button", name="Изменить адрес").click()
    page.get_by_label("Город").fill("Тольятти")
    page.get_by_label("Город").press("Enter")
    expect(page.get_by_role("region", name="О пациенте").get_by_text("Тольятти")).to_be_visible()
    contacts = page.get_by_role("region", name="Контакты")
    contacts.get_by_role("button", name="Показать").first.click()
    contacts.get_by_label("Для чего он вам нужен?").fill("перенести приём")
    contacts.get_by_role("button", name="Показать контакт").click()
    expect(contacts.get_by_text("+7 916 123-12-34")).to_be_visible()


def test_a_refused_number_is_mended_and_added_with_one_click(new_page):
    """The error goes while one types: were it to go on leaving the field, the button would jump from under the mouse."""
    page = new_page(user=vera())
    page.goto(f"/patients/{prepared().public_id}/")
    contacts = page.get_by_role("region", name="Контакты")
    contacts.get_by_text("Добавить контакт").click()
    for number, answer in (("123", "Номер неполный"), ("8 927 123-45-67", "+7 ••• •••-45-67")):
        contacts.get_by_label("Номер или адрес").fill(number)
        contacts.get_by_role("button", name="Добавить", exact=True).click()
        expect(contacts.get_by_text(answer)).to_be_visible()


def test_a_likely_duplicate_appears_while_one_types(new_page, accessibility_problems):
    prepared()
    page = new_page(user=vera())
    page.goto("/patients/new/")
    page.get_by_label("Фамилия", exact=True).press_sequentially("Демидова")
    page.get_by_label("Имя", exact=True).press_sequentially("Карина")
    expect(page.get_by_text("Возможно, карточка уже есть")).to_be_visible()
    expect(page.get_by_role("link", name="Демидова Карина Олеговна")).to_be_visible()
    assert accessibility_problems(page) == []


def test_the_card_and_the_list_fit_a_phone_in_the_dark(new_page, accessibility_problems):
    patient = prepared()
    page = new_page(user=nina(), width=390, height=844, dark=True)
    for address, shown in (
        (f"/patients/{patient.public_id}/", "Карточка заведена"),
        ("/patients/", "Зимин Борис Петрович"),
    ):
        page.goto(address)
        expect(page.get_by_text(shown).first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert accessibility_problems(page) == []


def test_a_row_of_the_list_is_a_card_on_a_phone_and_a_row_of_a_table_to_who_listens(new_page):
    prepared()
    page = new_page(user=nina(), width=390, height=844)
    page.goto("/patients/")
    row = page.get_by_role("row").filter(has_text="Демидова Карина Олеговна")
    number = row.get_by_role("cell").filter(has_text="1024")
    assert number.get_attribute("data-title") == "Карточка"
    name, below = row.get_by_role("cell").first.bounding_box(), number.bounding_box()
    assert name["x"] == below["x"]
    assert name["y"] + name["height"] <= below["y"]
    frame = page.locator(".list-frame")
    assert frame.evaluate("it => it.scrollWidth <= it.clientWidth")
    page.keyboard.press("j")
    expect(page.locator("[data-row]").first.get_by_role("link")).to_be_focused()
