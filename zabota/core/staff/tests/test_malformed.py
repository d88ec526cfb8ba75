"""What nobody types is answered in words, never with a broken page (F13)."""

import pytest
from django.conf import settings

from zabota.base.accounts.testing import signed_in
from zabota.core.staff.testing import nina

pytestmark = pytest.mark.django_db

ODD = [
    "\x00",
    "a\x00b",
    "\u202e\ufeff",
    "'; DROP TABLE accounts_user; --",
    "{{ 7*7 }}",
    "\U0010ffff",
    "x" * 5000,
    "%00",
    "../../etc",
]


@pytest.mark.parametrize("text", ODD)
def test_odd_text_in_any_field_breaks_nothing(client, text):
    signed_in(client, nina())
    for address, names in {
        "/sign-in/": ("login", "password", "next"),
        "/unlock/": ("password", "pin", "next"),
        "/keys/password/": ("current", "new"),
        "/staff/new/": ("full_name", "login", "email"),
        "/staff/branch/": ("branch", "next"),
        "/clinic/branches/new/": ("name", "city", "time_zone"),
        "/search/": ("text",),
    }.items():
        assert client.post(address, dict.fromkeys(names, text)).status_code < 500, address
        assert client.post(address, {text: "1"}).status_code < 500, address
    for address in ("/staff/", "/audit/", "/sign-in/"):
        names = ("role", "branch", "state", "person", "action", "day", "patient", "page", "next")
        assert client.get(address, dict.fromkeys(names, text)).status_code < 500, address


def test_a_nul_byte_in_a_form_is_refused_in_words(client):
    answer = client.post("/sign-in/", "login=a%00&password=b", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 400
    assert "Traceback" not in answer.content.decode()


@pytest.mark.parametrize("value", ['"\\000\\000abcdefgh"', "x" * 5000, "'; --"])
def test_an_odd_cookie_is_nobody(client, value):
    answer = client.get("/keys/", headers={"cookie": f"{settings.SESSION_COOKIE_NAME}={value}; zabota_desk={value}"})
    assert answer.status_code == 302
    assert client.get("/desk/", headers={"cookie": f"zabota_desk={value}"}).status_code == 404
