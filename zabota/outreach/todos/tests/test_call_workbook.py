"""R019: the call list leaves for Excel by permission, with a trail and without a number."""

import io

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from zabota.base.accounts.testing import signed_in
from zabota.base.audit.models import Action, AuditEntry
from zabota.core.patients.testing import karina
from zabota.core.staff.testing import nina, oleg
from zabota.outreach.todos.testing import a_call

pytestmark = pytest.mark.django_db


def test_the_director_takes_the_list_out_and_it_is_in_the_trail():
    a_call(patient=karina())
    client = Client()
    signed_in(client, nina())
    answer = client.get(reverse("audit:workbook", args=["todos.calls"]))
    sheet = load_workbook(io.BytesIO(answer.content)).active
    titles, line = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert titles[0] == "Пациент"
    assert line[0] == "Демидова Карина Олеговна"
    assert b"1231234" not in answer.content
    assert AuditEntry.objects.get(action=Action.EXPORT).object_type == "todos.calls"


def test_an_operator_does_not():
    a_call(patient=karina())
    client = Client()
    signed_in(client, oleg())
    assert client.get(reverse("audit:workbook", args=["todos.calls"])).status_code == 403
    assert not AuditEntry.objects.filter(action=Action.EXPORT).exists()
