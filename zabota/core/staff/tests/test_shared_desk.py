"""One computer at the front desk, several people, two seconds each."""

import pytest
from django.test import Client

from zabota.base.accounts.commands import close_desk, set_pin
from zabota.base.accounts.models import AttemptCount, Desk, User
from zabota.base.accounts.testing import signed_in
from zabota.base.audit.models import AuditEntry
from zabota.core.practice.testing import samara_centre, samara_volga
from zabota.core.staff.testing import PASSWORD, an_employee, ira, nina, vera, zoya
from zabota.lib.errors import Refused

pytestmark = pytest.mark.django_db

PIN = "5028"


@pytest.fixture
def desk_browser(client):
    """The browser of the front desk, trusted by Зоя, who then signed out."""
    signed_in(client, zoya())
    client.post("/staff/desks/trust/", {"name": "Стойка", "branch": str(samara_centre().public_id)})
    client.post("/sign-out/")
    for user in (vera(), ira()):
        set_pin(user=user, pin=PIN, by=user.as_actor())
    return client


def take_over(client, user, pin=PIN):
    return client.post("/desk/", {"person": str(user.public_id), "pin": pin})


def who_is_in(client):
    return client.session.get("_auth_user_id")


def test_people_take_turns_by_pin_each_in_a_session_of_his_own(desk_browser):
    assert take_over(desk_browser, vera()).headers["Location"] == "/"
    first = desk_browser.session.session_key
    assert who_is_in(desk_browser) == str(vera().pk)
    take_over(desk_browser, ira())
    assert who_is_in(desk_browser) == str(ira().pk)
    assert desk_browser.session.session_key != first
    switches = AuditEntry.objects.filter(action="switch").order_by("pk")
    assert list(switches.values_list("object_id", flat=True)) == [str(vera().public_id), str(ira().public_id)]


def test_elsewhere_the_pin_opens_nothing(desk_browser):
    assert take_over(Client(), vera()).status_code == 404
    forged = Client()
    forged.cookies["zabota_desk"] = "something"
    assert take_over(forged, vera()).status_code == 404


def test_a_closed_desk_is_no_desk(desk_browser):
    close_desk(desk=Desk.objects.get(), by=zoya().as_actor())
    assert take_over(desk_browser, vera()).status_code == 404


def test_the_secret_of_the_desk_is_not_kept(desk_browser):
    secret = desk_browser.cookies["zabota_desk"].value
    assert secret.encode() not in bytes(Desk.objects.get().secret_hash)
    assert desk_browser.cookies["zabota_desk"]["httponly"]


def test_five_wrong_pins_close_the_way_until_the_password(desk_browser):
    for _attempt in range(5):
        assert take_over(desk_browser, vera(), "0000").status_code == 422
    assert take_over(desk_browser, vera()).status_code == 422
    desk_browser.post("/sign-in/", {"login": "vera", "password": PASSWORD})
    assert take_over(desk_browser, vera()).status_code == 302
    assert not AttemptCount.objects.exists()


def test_who_must_have_two_factors_never_comes_in_by_one(desk_browser):
    """T64"""
    with pytest.raises(Refused):
        set_pin(user=nina(), pin=PIN, by=nina().as_actor())
    User.objects.filter(pk=nina().pk).update(pin_hash=vera().pin_hash)
    assert take_over(desk_browser, nina()).status_code == 422
    assert who_is_in(desk_browser) is None


def test_only_people_of_the_branch_stand_at_its_desk(desk_browser):
    stranger = an_employee("tamara", "Тамара Ильина", "nurse", samara_volga())
    set_pin(user=stranger, pin=PIN, by=stranger.as_actor())
    assert [user.full_name for user in desk_browser.get("/desk/").context["people"]] == [
        "Вера Андреевна Лосева",
        "Ира Панина",
    ]
    assert take_over(desk_browser, stranger).status_code == 422


def test_a_locked_screen_opens_by_the_pin_of_its_owner(desk_browser):
    take_over(desk_browser, vera())
    desk_browser.post("/lock/")
    assert desk_browser.post("/unlock/", {"pin": "0000"}).status_code == 422
    assert desk_browser.post("/unlock/", {"pin": PIN}).status_code == 302
    assert desk_browser.get("/keys/").status_code == 200


@pytest.mark.parametrize("pin", ["1234", "0000", "1985", "12", "123456789", "12a4", "٣٤٥٦"])
def test_an_easy_pin_is_refused(pin):
    user = vera()
    with pytest.raises(Refused):
        set_pin(user=user, pin=pin, by=user.as_actor())
    assert not User.objects.get(pk=user.pk).has_pin


def test_equal_pins_look_different_in_the_database(desk_browser):
    assert vera().pin_hash != ira().pin_hash
    assert PIN not in vera().pin_hash
