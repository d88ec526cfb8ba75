import io

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from zabota.base.accounts.models import User
from zabota.base.accounts.setup_code import setup_code
from zabota.base.accounts.testing import access_of
from zabota.core.practice.models import Branch
from zabota.core.practice.queries import the_practice
from zabota.core.staff.commands import name_first_director
from zabota.core.staff.commands.employment import AlreadyStarted
from zabota.core.staff.testing import vera

pytestmark = pytest.mark.django_db

FILLED = {
    "clinic": "Забота",
    "full_name": "Нина Павловна Белова",
    "login": "nina",
    "password": "берег-Волги-зимой",
}


def begin(client, **changed):
    return client.post("/first-start/", {**FILLED, "code": setup_code(), **changed})


def test_an_empty_installation_leads_to_its_first_director(client):
    assert client.get("/", follow=True).redirect_chain[-1] == ("/first-start/", 302)
    assert begin(client).headers["Location"] == "/keys/phone/"
    nina = User.objects.get()
    assert access_of(nina).may("staff.manage")
    assert (the_practice().name, Branch.objects.get().name) == ("Забота", "Забота")
    # T64: the director goes nowhere before the phone is set up.
    assert client.get("/staff/").headers["Location"].startswith("/keys/phone/")


def test_nobody_else_claims_the_clinic(client):
    answers = [begin(client, code=code) for code in ("", "AAAAA-AAAAA", "00000")]
    assert [answer.status_code for answer in answers] == [422, 422, 422]
    assert not User.objects.exists()


def test_the_code_is_not_guessed(client):
    for _attempt in range(5):
        begin(client, code="AAAAA-AAAAA")
    assert begin(client).status_code == 422
    assert not User.objects.exists()


def test_once_somebody_has_an_account_the_page_is_gone(client):
    """T60"""
    vera()
    assert client.get("/first-start/").status_code == 404
    assert begin(Client()).status_code == 404
    with pytest.raises(AlreadyStarted):
        name_first_director(**FILLED)
    with pytest.raises(CommandError):
        call_command("setup_code")
    assert User.objects.count() == 1


def test_a_weak_password_begins_nothing(client):
    answer = begin(client, password="12345678901")
    assert list(answer.context["form"].errors) == ["password"]
    assert not User.objects.exists()
    assert not Branch.objects.exists()


def test_the_owner_of_the_machine_makes_a_director(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO("берег-Волги-зимой\n"))
    call_command("create_director", "nina", "Нина Павловна Белова")
    nina = User.objects.get()
    assert nina.check_password("берег-Волги-зимой")
    assert access_of(nina).must_have_second_factor
    assert "Нина Павловна Белова" in capsys.readouterr().out
