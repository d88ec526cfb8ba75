"""Names that are one (Олена-Елена, diminutives) and names that only look alike."""

from __future__ import annotations

import pytest

from zabota.lib.person_names import Sex, is_same_given, known_given_names, sex_of_given


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Олена", "Елена"),
        ("Микола", "Николай"),
        ("Наталья", "Наталия"),
        ("Лёша", "Алексей"),
        ("Саша", "Александра"),
        ("Саша", "Александр"),
        ("Мар’я", "Мария"),
        ("Iuliia", "Юлия"),
        ("А.", "Анна"),
        ("Дима", "Дмитро"),
    ],
)
def test_these_may_be_one_person(one, other):
    assert is_same_given(one, other)
    assert is_same_given(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Анна", "Алла"), ("Марина", "Мария"), ("Лёша", "Александр"), ("А.", "Мария"), ("", ""), ("Иван", "")],
)
def test_these_may_not(one, other):
    assert not is_same_given(one, other)


def test_sex_of_a_shared_diminutive_is_unknown():
    assert (sex_of_given("Саша"), sex_of_given("Лёша"), sex_of_given("Олена")) == (None, Sex.MALE, Sex.FEMALE)


def test_the_table_is_in_order_and_speaks_cyrillic_only():
    names = known_given_names()
    forms = [form for given in names for form in (given.name, *given.same, *given.diminutives)]
    assert [form for form in forms if form != form.lower() or set(form) & set("abcdefghijklmnopqrstuvwxyz")] == []
    assert len({(given.sex, given.name) for given in names}) == len(names)
