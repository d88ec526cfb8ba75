"""Patronymics made of fathers' names and traced back, whatever their spelling."""

from __future__ import annotations

import pytest

from zabota.lib.person_names import fathers_of, known_given_names, patronymic_key, patronymics_of
from zabota.lib.person_names.given_names import Sex


@pytest.mark.parametrize(
    ("father", "son", "daughter"),
    [
        ("Юрий", "Юрьевич", "Юрьевна"),
        ("Дмитрий", "Дмитриевич", "Дмитриевна"),
        ("Василий", "Васильевич", "Васильевна"),
        ("Алексей", "Алексеевич", "Алексеевна"),
        ("Игорь", "Игоревич", "Игоревна"),
        ("Артём", "Артемович", "Артемовна"),
        ("Никита", "Никитич", "Никитична"),
        ("Илья", "Ильич", "Ильинична"),
        ("Микола", "Миколайович", "Миколаївна"),
        ("Андрій", "Андрійович", "Андріївна"),
        ("Дмитро", "Дмитрович", "Дмитрівна"),
    ],
)
def test_patronymics_follow_from_the_fathers_name(father, son, daughter):
    assert patronymics_of(father) == (son, daughter)


def test_every_known_fathers_name_is_found_back():
    fathers = [given.name for given in known_given_names() if given.sex is Sex.MALE]
    lost = [name for name in fathers for patronymic in patronymics_of(name) if name not in fathers_of(patronymic)]
    assert lost == []


def test_spellings_of_one_patronymic_have_one_key():
    assert len({patronymic_key(word) for word in ("Валериевна", "Валерьевич", "валерьевна")}) == 1
    assert fathers_of("Миколаївна") == fathers_of("Николаевна") == frozenset({"николай"})
    assert patronymic_key("О.") == "о"
