"""Notes that call a number wrong mark the contact they speak of (R006, R029)."""

import pytest

from zabota.core.intake.testing import a_csv, an_import
from zabota.core.intake.wrong_numbers import states_of_numbers
from zabota.core.patients.models import Patient

OLD, NEW = "+79161231234", "+79272223344"


@pytest.mark.parametrize(
    ("beside", "told", "states"),
    [
        ({OLD: "не тот"}, [], {OLD: "wrong"}),
        ({OLD: "мама", NEW: "не обслуживается"}, [], {NEW: "wrong"}),
        ({OLD: ""}, ["неверный номер"], {OLD: "wrong"}),
        ({OLD: "", NEW: ""}, ["8 916 123-12-34 неверный номер, звонить на 8 927 222 33 44"], {OLD: "wrong"}),
        ({OLD: "", NEW: ""}, ["номер ...33-44 не тот номер"], {NEW: "wrong"}),
        ({OLD: "", NEW: ""}, ["чужой номер"], {OLD: "stale", NEW: "stale"}),
        ({OLD: "не тот", NEW: ""}, ["неверный номер"], {OLD: "wrong"}),
        ({OLD: "", NEW: ""}, ["предпочитает писать"], {}),
        ({}, ["неверный номер"], {}),
    ],
)
def test_the_number_that_is_meant(beside, told, states):
    assert states_of_numbers(beside, told) == states


@pytest.mark.django_db
def test_the_contact_of_the_card_is_marked_and_the_other_one_is_not():
    an_import(
        old_csv=a_csv(
            [
                ("ФИО", "Дата рождения", "Телефон", "Примечание"),
                ("Демидова Карина Олеговна", "12.03.1992", "89161231234, 89272223344", "1234 - не тот номер"),
                ("Зимин Борис Петрович", "01.02.1955", "89031112233 (чужой)", ""),
            ]
        )
    )
    states = {
        patient.surname: {str(each.value): each.state for each in patient.contacts.all()}
        for patient in Patient.objects.all()
    }
    assert states == {
        "Демидова": {OLD: "wrong", NEW: "unchecked"},
        "Зимин": {"+79031112233": "wrong"},
    }
