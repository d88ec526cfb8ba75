"""The door as people meet it: typed, pressed, read by a screen reader."""

import pytest

from zabota.base.accounts.commands import set_pin, trust_desk
from zabota.base.accounts.testing import code_now
from zabota.base.accounts.views.desks import DESK_COOKIE
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import PASSWORD, nina, vera, zoya


def test_the_director_comes_in_by_password_and_code(page, committed_db):
    nina()
    page.goto("/sign-in/")
    page.get_by_label("Логин").fill("nina")
    page.get_by_label("Пароль").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_label("Код").fill(code_now())
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Нина Павловна Белова").wait_for()


def test_two_people_take_turns_at_one_computer(page, committed_db, web_server):
    _desk, secret = trust_desk(name="Стойка", branch_id=samara_centre().pk, trusted_by=zoya(), by=zoya().as_actor())
    set_pin(user=vera(), pin="5028", by=vera().as_actor())
    page.context.add_cookies([{"name": DESK_COOKIE, "value": secret, "url": web_server.url}])
    page.goto("/sign-in/")
    page.get_by_role("link", name="По ПИН-коду, за общим компьютером").click()
    page.get_by_label("Вера Андреевна Лосева").check()
    page.get_by_label("ПИН-код").fill("5028")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Вера Андреевна Лосева").wait_for()


@pytest.mark.parametrize(
    "address", ["/sign-in/", "/keys/", "/keys/phone/", "/staff/", "/staff/new/", "/clinic/", "/audit/"]
)
def test_nothing_at_the_door_stops_a_screen_reader(new_page, accessibility_problems, address):
    page = new_page(user=nina(), width=390, height=844)
    page.goto(address)
    assert accessibility_problems(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
