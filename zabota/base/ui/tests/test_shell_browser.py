"""The frame of every page and its parts in a real browser. The page complains about itself: see the fixture `new_page`."""

import re

import pytest
from playwright.sync_api import expect


@pytest.fixture
def people_page(new_page, a_person, colleagues):
    page = new_page(user=a_person)
    page.goto("/sample/people/")
    return page


def focused_text(page):
    return page.evaluate("document.activeElement.innerText.trim()")


def test_search_box_opens_by_the_physical_key_and_says_what_to_try(new_page, a_person):
    page = new_page(user=a_person)
    page.goto("/")
    # The Russian layout gives «л» on this key.
    page.evaluate(
        """document.body.dispatchEvent(new KeyboardEvent("keydown", {code: "KeyK", key: "л", ctrlKey: true, bubbles: true}))"""
    )
    page.keyboard.type("неттакого")
    expect(page.locator("#search-results")).to_contain_text("Ничего не нашлось")
    # What was typed is in no address and is gone with the box.
    assert "нет" not in page.url
    page.keyboard.press("Escape")
    expect(page.locator("#search-box")).to_be_hidden()
    assert page.locator("#search-text").input_value() == ""


def test_j_and_k_walk_the_rows_and_enter_opens_the_card_over_the_list(people_page):
    people_page.keyboard.press("KeyJ")
    people_page.keyboard.press("KeyJ")
    assert focused_text(people_page) == "Сотрудник 00"
    people_page.keyboard.press("KeyK")
    assert focused_text(people_page) == "Вера Андреевна Лосева"
    people_page.keyboard.press("Enter")
    drawer = people_page.locator("#drawer")
    expect(drawer).to_contain_text("Логин: vera")
    expect(drawer.locator("h2")).to_be_focused()
    assert people_page.url.endswith("/sample/people/")
    people_page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    assert focused_text(people_page) == "Вера Андреевна Лосева"


def test_a_card_has_an_address_of_its_own(new_page, a_person):
    page = new_page(user=a_person)
    page.goto("/sample/people/vera/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Вера Андреевна Лосева")
    expect(page).to_have_title("Вера Андреевна Лосева · Забота")


def test_question_mark_lists_the_keys_and_switches_them_off(people_page):
    people_page.keyboard.press("Shift+Slash")
    keys = people_page.get_by_role("dialog", name="Клавиши")
    expect(keys).to_contain_text("Отметить")
    keys.get_by_label("Клавиши из одной буквы включены").uncheck()
    keys.get_by_role("button", name="Закрыть").click()
    people_page.keyboard.press("KeyE")
    expect(people_page.locator(".toast-line")).to_have_count(0)
    people_page.keyboard.press("Shift+Slash")
    keys.get_by_label("Клавиши из одной буквы включены").check()
    people_page.keyboard.press("Escape")
    people_page.keyboard.press("KeyE")
    expect(people_page.locator(".toast-line")).to_have_text("Отменено")


def test_a_refusal_is_told_in_a_toast_and_changes_nothing_on_the_page(people_page):
    people_page.keyboard.press("Digit1")
    expect(people_page.locator(".toast-line")).to_have_text("Приём уже начался.")
    expect(people_page.get_by_role("button", name="Начать")).to_be_visible()


def test_what_cannot_be_undone_asks_once_and_names_the_consequence(people_page):
    people_page.get_by_role("button", name="Отправить").click()
    question = people_page.get_by_role("dialog")
    expect(question).to_contain_text("Отправить 1 284 сообщения за 3 850 ₽?")
    question.get_by_role("button", name="Отмена").click()
    expect(people_page.locator(".toast-line")).to_have_count(0)
    people_page.get_by_role("button", name="Отправить").click()
    question.get_by_role("button", name="Да").click()
    expect(people_page.locator(".toast-line")).to_have_count(1)


def test_shift_selects_from_row_to_row(people_page):
    boxes = people_page.get_by_role("checkbox", name="Выбрать", exact=True)
    boxes.nth(1).click()
    boxes.nth(4).click(modifiers=["Shift"])
    assert [boxes.nth(each).is_checked() for each in range(6)] == [False, True, True, True, True, False]


def test_hidden_columns_are_remembered(people_page):
    expect(people_page.get_by_role("columnheader", name="Логин")).to_be_visible()
    people_page.get_by_role("button", name="Колонки").click()
    people_page.get_by_label("Логин").uncheck()
    people_page.reload()
    expect(people_page.get_by_role("columnheader", name="Логин")).to_be_hidden()


def test_sorting_and_pages_are_in_the_address(people_page):
    expect(people_page.locator(".pager")).to_contain_text("1–10 из 25")
    people_page.get_by_role("link", name="Имя").click()
    people_page.get_by_role("link", name="Следующая страница").click()
    expect(people_page).to_have_url(re.compile(r"\?sort=-name&page=2$"))
    expect(people_page.locator("tbody tr").first).to_contain_text("Сотрудник 13")
    people_page.get_by_role("combobox", name="Вид").select_option("dark")
    expect(people_page.locator("#content")).to_contain_text("Под эти фильтры никто не подходит")
    expect(people_page).to_have_url(re.compile(r"\?sort=-name&theme=dark$"))


def test_a_field_says_what_is_wrong_as_one_leaves_it_and_keeps_what_was_typed(new_page, a_person):
    page = new_page(user=a_person)
    page.goto("/sample/form/")
    page.get_by_label("Почта").fill("karina")
    page.get_by_label("Фамилия").fill("Занято")
    expect(page.locator("[data-field=email] .field-error")).to_have_text("Это не похоже на адрес электронной почты.")
    page.get_by_label("Почта").fill("karina@mail.ru")
    page.get_by_label("Жалоба").fill("Ноет колено")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-field=surname] .field-error")).to_have_text("Такая карточка уже есть.")
    expect(page.get_by_label("Жалоба")).to_have_value("Ноет колено")
    expect(page.get_by_label("Фамилия")).to_be_focused()
    page.keyboard.type("Демидова")
    page.get_by_label("Фамилия").fill("Демидова")
    page.keyboard.press("Enter")
    expect(page.locator(".toast-line")).to_contain_text("Сохранено: Демидова")


def test_the_lock_lies_over_what_was_typed(new_page, a_person):
    a_person.set_password("берег-Волги-зимой")
    a_person.save()
    page = new_page(user=a_person)
    page.goto("/sample/form/")
    page.get_by_label("Фамилия").fill("Демидова")
    another_tab = page.context.new_page()
    another_tab.goto("/")
    another_tab.get_by_role("button", name="Вера").click()
    another_tab.locator("form[action='/lock/'] button").click()
    page.evaluate("htmx.trigger(document.body, 'bell')")
    lock = page.get_by_role("dialog", name="Экран заблокирован")
    expect(lock).to_be_visible()
    expect(page.get_by_label("Фамилия")).to_be_hidden()
    lock.locator("input[type=password]").fill("берег-Волги-зимой")
    page.keyboard.press("Enter")
    expect(lock).to_be_hidden()
    expect(page.get_by_label("Фамилия")).to_have_value("Демидова")


def test_leaving_a_changed_form_asks(new_page, a_person):
    page = new_page(user=a_person)
    page.goto("/sample/form/")
    page.get_by_label("Фамилия").fill("Демидова")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto("/sample/people/")
    assert asked == ["beforeunload"]


def test_undo_stands_in_the_toast(new_page, a_person):
    page = new_page(user=a_person)
    page.goto("/sample/form/")
    page.get_by_label("Фамилия").fill("Демидова")
    page.keyboard.press("Enter")
    with page.expect_response("**/sample/undo/"):
        page.get_by_role("button", name="Отменить").click()


def test_a_lost_network_keeps_what_was_typed(new_page, a_person):
    page = new_page(user=a_person)
    page.goto("/sample/form/")
    page.get_by_label("Фамилия").fill("Демидова")
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")  # one that starts now would say that we are online
    page.context.set_offline(True)
    calm = page.get_by_role("alert").filter(has_text="Нет связи")
    page.get_by_role("button", name="Сохранить").click()
    expect(calm).to_be_visible()
    expect(page.get_by_label("Фамилия")).to_have_value("Демидова")
    page.context.set_offline(False)
    expect(calm).to_be_hidden()
    page.get_by_role("button", name="Сохранить").click()
    expect(page.locator(".toast-line")).to_contain_text("Сохранено: Демидова")


def test_without_a_server_a_page_waits_calmly_and_opens_by_itself(new_page, a_person):
    page = new_page(user=a_person)
    page.goto("/")
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    page.context.set_offline(True)
    page.goto("/sample/people/vera/")
    expect(page.get_by_role("heading")).to_have_text("Нет связи с сервером клиники")
    page.context.set_offline(False)
    expect(page.get_by_role("heading", level=1)).to_have_text("Вера Андреевна Лосева", timeout=15_000)


def test_appearance_and_language_are_chosen_in_the_persons_menu(people_page):
    people_page.get_by_role("button", name="Вера").click()
    people_page.get_by_role("button", name="Тёмное").click()
    expect(people_page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    people_page.get_by_role("button", name="Вера").click()
    people_page.get_by_role("button", name="Українська").click()
    expect(people_page.locator("html")).to_have_attribute("lang", "uk")
    assert people_page.url.endswith("/sample/people/")


def test_a_chart_is_drawn_and_has_its_table(new_page, a_person):
    page = new_page(user=a_person)
    page.goto("/sample/chart/")
    drawn = "() => { const c = document.querySelector('canvas'); return c.height > 100 && c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some(Boolean); }"
    page.wait_for_function(drawn)
    page.get_by_text("То же таблицей").click()
    expect(page.get_by_role("cell", name="1 284")).to_be_visible()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_everybody_can_read_and_reach_everything(new_page, a_person, colleagues, accessibility_problems, width, dark):
    page = new_page(user=a_person, width=width, height=844, dark=dark)
    for address in ("people/", "form/", "chart/", "forbid/", "refuse/", "nowhere/"):
        page.goto(f"/sample/{address}")
        assert (address, accessibility_problems(page)) == (address, [])
        # Nothing sticks out to the right on a phone.
        assert (address, page.evaluate("document.documentElement.scrollWidth") <= width) == (address, True)


def test_the_drawer_and_the_boxes_are_readable(people_page, accessibility_problems):
    people_page.get_by_role("link", name="Сотрудник 03").click()
    expect(people_page.locator("#drawer")).to_contain_text("Логин: u03")
    assert accessibility_problems(people_page) == []
    people_page.keyboard.press("Control+KeyK")
    expect(people_page.locator("#search-results")).not_to_be_empty()
    assert accessibility_problems(people_page) == []
    people_page.keyboard.press("Escape")
    people_page.keyboard.press("Escape")
    people_page.keyboard.press("Shift+Slash")
    assert accessibility_problems(people_page) == []


def test_the_sidebar_folds_and_stays_folded(people_page):
    people_page.get_by_role("button", name="Свернуть или развернуть меню").click()
    people_page.reload()
    expect(people_page.locator("html")).to_have_attribute("data-sidebar", "folded")
    assert people_page.locator("#sidebar").bounding_box()["width"] < 60
