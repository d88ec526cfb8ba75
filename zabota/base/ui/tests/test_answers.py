"""What the shell answers when something is refused, missing, broken or malformed."""

import logging

import pytest
from django.contrib.auth import get_user_model

pytestmark = pytest.mark.django_db


@pytest.fixture
def vera(client, sample_pages):
    user = get_user_model().objects.create(login="vera", full_name="Вера Андреевна Лосева")
    client.force_login(user)
    return user


def test_a_missing_right_is_named(client, vera):
    answer = client.get("/sample/forbid/")
    assert answer.status_code == 403
    assert "Попросите директора: право «Выгрузка в Excel»." in answer.text


def test_a_missing_page_is_told_in_russian_whatever_the_browser_speaks(client, vera):
    answer = client.get("/sample/none/", headers={"accept-language": "en"})
    assert answer.status_code == 404
    assert "Такой страницы нет" in answer.text


def test_a_fault_shows_no_trace(client, vera, caplog):
    client.raise_request_exception = False
    caplog.set_level(logging.CRITICAL, "django.request")
    answer = client.get("/sample/fail/")
    assert answer.status_code == 500
    assert "Что-то сломалось у нас" in answer.text
    assert "ZeroDivision" not in answer.text
    assert "планово" not in answer.text


def test_a_refusal_is_a_page_for_a_browser_and_a_toast_for_a_fragment(client, vera):
    page = client.post("/sample/refuse/")
    assert (page.status_code, "Приём уже начался." in page.text) == (422, True)
    fragment = client.post("/sample/refuse/", headers={"hx-request": "true"})
    assert (fragment.status_code, fragment.content, fragment["HX-Reswap"]) == (422, b"", "none")
    assert "zabota:toast" in fragment["HX-Trigger"]


def test_the_drawer_gets_the_page_without_its_frame(client, vera):
    in_drawer = client.get("/sample/people/vera/", headers={"hx-request": "true", "hx-target": "drawer"}).text
    assert "Логин: vera" in in_drawer
    assert "<html" not in in_drawer
    assert "<html" in client.get("/sample/people/vera/").text


def test_nul_bytes_go_no_further(client, vera):
    assert client.get("/sample/people/?theme=%00dark&page=%00").status_code == 200
    assert client.get("/sample/people/a%00b/").status_code != 500
    assert client.post("/search/", {"text": "а\x00б"}, headers={"hx-request": "true"}).status_code == 200


@pytest.mark.parametrize("address", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", ""])
def test_choosing_a_language_never_leads_away(client, address):
    answer = client.post("/choose/", {"language": "uk", "next": address})
    assert answer["Location"] == "/"


def test_a_language_is_remembered_before_signing_in(client):
    client.post("/choose/", {"language": "uk"})
    assert "Такої сторінки немає" in client.get("/none/").text
    client.post("/choose/", {"language": "tlh"})
    assert "Такої сторінки немає" in client.get("/none/").text
