"""R019: the list leaves for Excel by permission, with a trail, and with contacts masked."""

import io

import pytest
from django.test import Client
from openpyxl import load_workbook

from zabota.base.accounts.testing import signed_in
from zabota.base.audit.models import Action, AuditEntry
from zabota.core.patients.testing import a_patient, karina
from zabota.core.practice.testing import samara_centre, samara_volga
from zabota.core.staff.testing import zoya

pytestmark = pytest.mark.django_db
LIST = "/audit/lists/patients.list.xlsx"


def lines_of(answer):
    sheet = load_workbook(io.BytesIO(answer.content)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.fixture
def senior():
    client = Client()
    signed_in(client, zoya())
    return client


def test_the_senior_takes_out_her_branch_as_the_filters_leave_it(senior):
    karina()
    a_patient("Аверин", "Лев", "", home_branch=samara_centre())
    a_patient("Чужой", "Лев", "", home_branch=samara_volga())
    titles, first, second = lines_of(senior.get(LIST))
    assert titles[:4] == ["Пациент", "Возраст", "Карточка", "Контакт"]
    assert (first[0], second[0]) == ("Аверин Лев", "Демидова Карина Олеговна")
    filtered = senior.get(LIST, {"branch": str(samara_volga().public_id)})
    assert len(lines_of(filtered)) == 1


def test_contacts_leave_masked_and_a_name_is_no_formula(senior):
    karina()
    a_patient("=1+1", "@SUM(A1)", home_branch=samara_centre())
    answer = senior.get(LIST)
    cells = [cell for line in lines_of(answer)[1:] for cell in line if cell]
    assert "+7 ••• •••-12-34" in cells
    assert not any("1231234" in str(cell) for cell in cells)
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}


def test_what_left_is_in_the_audit(senior):
    karina()
    senior.get(LIST)
    entry = AuditEntry.objects.get(action=Action.EXPORT)
    assert (entry.object_type, entry.object_id, entry.actor_id) == ("patients.list", "1", zoya().pk)
