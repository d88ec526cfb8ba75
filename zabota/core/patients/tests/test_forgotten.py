"""Who was erased is known again by keyed hashes, whatever way a file writes him (F21)."""

from dataclasses import replace
from datetime import date

import pytest

from zabota.core.patients.commands import erase_patient
from zabota.core.patients.models import ForgottenTrace
from zabota.core.patients.queries.forgotten import Told, forgotten_among
from zabota.core.patients.testing import KARINAS_PHONE, karina
from zabota.lib.actors import SYSTEM

pytestmark = pytest.mark.django_db

#: Stands for the day on which Карина was born, whatever today is.
BORN = date(1, 1, 1)


@pytest.mark.parametrize(
    ("told", "is_held"),
    [
        (Told("Демидова", given="Карина", birth_date=BORN), True),
        (Told("ДЕМИДОВА", given="К.", birth_date=BORN), True),
        (Told("Demidova", given="Karina", contacts=(KARINAS_PHONE,)), True),
        (Told(given="Карина", contacts=("a@example.org", KARINAS_PHONE)), True),
        (Told("Демидова", card_numbers=("1024",)), True),
        (Told("Демидова", given="Карина"), False),
        (Told("Демидова", given="Мария", contacts=(KARINAS_PHONE,)), False),
        (Told("Зимина", given="Карина", birth_date=BORN), False),
    ],
)
def test_a_name_with_something_that_few_share(told, is_held):
    patient = karina()
    told = replace(told, birth_date=told.birth_date and patient.birth_date)
    erase_patient(patient=patient, because="asked", by=SYSTEM)
    assert forgotten_among([told]) == ({0} if is_held else set())


def test_nothing_readable_is_kept():
    patient = karina()
    erase_patient(patient=patient, because="asked", by=SYSTEM)
    traces = ForgottenTrace.objects.all()
    assert {each.card for each in traces} == {patient.public_id}
    assert {len(bytes(each.digest)) for each in traces} == {16}
