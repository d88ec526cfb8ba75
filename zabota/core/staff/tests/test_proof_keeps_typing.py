"""The proof of identity grew old while a form was being filled: nothing that was typed is lost (T66)."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.utils import timezone

from zabota.base.accounts.models import User
from zabota.base.accounts.sessions import PROOF_HOLDS
from zabota.base.accounts.testing import code_now, signed_in, with_phone
from zabota.core.staff.testing import PASSWORD, nina, vera

TOO_OLD = PROOF_HOLDS + timedelta(seconds=5)


def prove(session_key: str, *, ago: timedelta) -> None:
    session = SessionStore(session_key)
    session["proven_at"] = int((timezone.now() - ago).timestamp())
    session.save()


@pytest.mark.django_db
def test_what_was_typed_is_carried_by_the_page_and_sent_after_the_proof():
    director = signed_in(Client(), with_phone(nina()))
    prove(director.session.session_key, ago=TOO_OLD)
    typed = {"full_name": "Ольга «Оля» Ивановна", "login": "olga & co"}
    asked = director.post("/staff/new/", typed)
    form = asked.context["form"]
    assert (asked.status_code, form["next"].value()) == (428, "/staff/new/")
    assert not User.objects.filter(login="olga & co").exists()

    proof = {"password": "не тот", "code": "000000", "kept": form["kept"].value(), "next": "/staff/new/"}
    refused = director.post("/prove/", proof)
    assert (refused.status_code, refused.context["form"]["kept"].value()) == (422, form["kept"].value())

    passed = director.post("/prove/", {**proof, "password": PASSWORD, "code": code_now()})
    assert passed.context["fields"] == list(typed.items())
    assert passed.context["next"] == "/staff/new/"


@pytest.mark.django_db
def test_a_button_alone_is_pressed_again_too():
    director, person = signed_in(Client(), with_phone(nina())), vera()
    prove(director.session.session_key, ago=TOO_OLD)
    asked = director.post(f"/staff/{person.public_id}/reset-password/")
    kept = asked.context["form"]["kept"].value()
    proof = {"password": PASSWORD, "code": code_now(), "kept": kept, "next": asked.context["form"]["next"].value()}
    passed = director.post("/prove/", proof)
    assert (passed.status_code, passed.context["fields"]) == (200, [])


@pytest.mark.django_db
def test_what_was_typed_goes_to_no_other_site():
    """A36."""
    director = signed_in(Client(), with_phone(nina()))
    proof = {"password": PASSWORD, "code": code_now(), "kept": "a=1", "next": "https://evil.example/"}
    assert director.post("/prove/", proof).context["next"] == "/"


def test_in_the_browser_the_person_is_made_after_the_proof(new_page):
    page = new_page(user=nina())
    [cookie] = [each for each in page.context.cookies() if each["name"] == settings.SESSION_COOKIE_NAME]
    prove(cookie["value"], ago=timedelta(0))
    page.goto("/staff/new/")
    page.locator("[name=full_name]").fill("Ольга Ивановна Кедрова")
    page.locator("[name=login]").fill("kedrova")
    prove(cookie["value"], ago=TOO_OLD)
    page.get_by_role("button", name="Сохранить").click()
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=code]").fill(code_now())
    page.get_by_role("button", name="Подтвердить").click()
    page.get_by_text("Ольга Ивановна Кедрова").first.wait_for()
    assert User.objects.filter(login="kedrova").count() == 1
