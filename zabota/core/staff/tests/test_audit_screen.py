"""Who did what, on one screen: writes and reads together."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from zabota.base.accounts.commands import change_user
from zabota.base.accounts.testing import signed_in
from zabota.base.audit.commands import keep_audit
from zabota.base.audit.models import Action, AuditEntry
from zabota.core.staff.testing import igor, nina, oleg, vera

pytestmark = pytest.mark.django_db


def lines(client, **address):
    answer = client.get("/audit/", address)
    assert answer.status_code == 200
    return [(line.title, str(line.who or "")) for line in answer.context["lines"]]


def test_reads_and_writes_stand_in_one_list_newest_first(client):
    an_hour_ago = timezone.now() - timedelta(hours=1)
    AuditEntry.objects.create(action=Action.READ, actor_kind="user", actor_id=vera().pk, patient_id=7, at=an_hour_ago)
    change_user(user=vera(), by=nina().as_actor(), language="uk")
    signed_in(client, nina())
    assert lines(client) == [
        ("Изменение учётной записи", "Нина Павловна Белова"),
        ("открытие карточки", "Вера Андреевна Лосева"),
    ]


def test_the_address_narrows_the_list(client):
    keep_audit(Action.READ, by=vera().as_actor(), patient_id=7)
    keep_audit(Action.REVEAL, by=oleg().as_actor(), patient_id=7)
    signed_in(client, nina())
    assert lines(client, person=str(oleg().public_id)) == [("показ контакта", "Олег Ильин")]
    assert lines(client, action="read") == [("открытие карточки", "Вера Андреевна Лосева")]
    assert len(lines(client, day=timezone.localdate().isoformat())) == 2
    assert lines(client, day=date(2020, 2, 29).isoformat()) == []


def test_nonsense_in_the_address_is_as_if_not_asked(client):
    keep_audit(Action.READ, by=vera().as_actor())
    signed_in(client, nina())
    assert (
        len(lines(client, person="нет такого", action="\u202e", day="31.02.2026", patient="7", page="минус один")) == 1
    )


def test_the_system_administrator_sees_no_patient(client):
    """He reads who did what and when, never with whom, nor what people wrote about it."""
    keep_audit(Action.REVEAL, by=vera().as_actor(), patient_id=7, words="просила Карина Демидова")
    signed_in(client, igor())
    answer = client.get("/audit/", {"patient": "00000000-0000-4000-8000-000000000007"})
    assert lines(client) == [("показ контакта", "Вера Андреевна Лосева")]
    assert "Карина" not in client.get("/audit/").content.decode()
    assert answer.context["lines"] == []


def test_a_refusal_is_kept_with_the_address_it_came_from(client):
    """F18: denied calls have a row, foreign and missing objects too."""
    signed_in(client, vera())
    assert client.get("/audit/", REMOTE_ADDR="203.0.113.9").status_code == 403
    assert client.get("/jobs/00000000-0000-4000-8000-000000000001/").status_code == 404
    kept = AuditEntry.objects.filter(action=Action.DENIED).order_by("pk")
    assert list(kept.values_list("actor_id", "object_type", "object_id", "reason", "address")) == [
        (vera().pk, "audit:audit", "", "no right", "203.0.113.9"),
        (vera().pk, "jobs:page", "00000000-0000-4000-8000-000000000001", "not there", "127.0.0.1"),
    ]
    assert len(set(kept.values_list("request_id", flat=True))) == 2
