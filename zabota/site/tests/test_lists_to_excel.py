"""R019: any list leaves for Excel by permission, with a trail, masked, without formulas; asked of every list there is."""

import io

import pytest
from django.test import Client
from openpyxl import load_workbook

from zabota.base.accounts.access import Access
from zabota.base.accounts.models import User
from zabota.base.audit.models import Action, AuditEntry
from zabota.base.ui.registry import list_sources
from zabota.core.patients.commands import open_lead
from zabota.core.patients.testing import a_patient, karina
from zabota.core.practice.testing import samara_centre, samara_volga
from zabota.core.staff.testing import igor, nina, oleg, vera, zoya
from zabota.lib.actors import SYSTEM
from zabota.outreach.todos.testing import a_call

pytestmark = pytest.mark.django_db
PEOPLE = (nina, zoya, vera, oleg, igor)
KEYS = list_sources.keys()


def taken_out(key: str, user: User):
    client = Client()
    client.force_login(user)
    return client.get(f"/audit/lists/{key}.xlsx")


def cells_of(answer):
    return [cell for row in load_workbook(io.BytesIO(answer.content)).active.iter_rows() for cell in row if cell.value]


@pytest.mark.parametrize("key", KEYS)
def test_who_sees_a_list_and_may_take_it_out_gets_it_and_nobody_else(key):
    source = list_sources[key]
    for person in PEOPLE:
        access = Access(person())
        may = access.may(source.permission) and access.may(source.exported_by)
        assert taken_out(key, person()).status_code == (200 if may else 403), person.__name__


@pytest.mark.parametrize("key", KEYS)
def test_it_is_in_the_trail_and_every_cell_is_text_without_a_number(key):
    a_call(patient=karina())
    a_patient("=1+1", "@SUM(A1)", home_branch=samara_centre())
    open_lead(name="=2+2", phone="+79161231234", branch=samara_centre(), by=SYSTEM)
    answer = taken_out(key, nina())
    assert {cell.data_type for cell in cells_of(answer)} == {"s"}
    assert not any("1231234" in str(cell.value).replace("-", "") for cell in cells_of(answer))
    assert AuditEntry.objects.get(action=Action.EXPORT).object_type == key


@pytest.mark.parametrize("key", ["patients.list", "patients.leads", "patients.to_check", "todos.calls"])
def test_the_people_of_another_branch_stay_where_they_are(key):
    stranger = a_patient("Чужой", "Лев", "", home_branch=samara_volga())
    a_call(patient=stranger)
    open_lead(name="Чужой", branch=samara_volga(), by=SYSTEM)
    assert not any("Чужой" in str(cell.value) for cell in cells_of(taken_out(key, zoya())))


def test_a_list_that_nobody_knows_is_not_there():
    assert taken_out("patients.secrets", nina()).status_code == 404
