"""Names in sentences: Russian cases and the Ukrainian vocative (R115)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zabota.lib.person_names import PersonName, RussianCase, Sex, address_form, decline, ukrainian_vocative

ANNA = PersonName("Громова", "Анна", "Викторовна")


def test_a_name_is_declined_through_the_russian_cases():
    assert {case.value: str(decline(ANNA, case)) for case in RussianCase} == {
        "nominative": "Громова Анна Викторовна",
        "genitive": "Громовой Анны Викторовны",
        "dative": "Громовой Анне Викторовне",
        "accusative": "Громову Анну Викторовну",
        "instrumental": "Громовой Анной Викторовной",
        "prepositional": "Громовой Анне Викторовне",
    }


@pytest.mark.parametrize(
    ("name", "dative"),
    [
        (PersonName("Абрамян", "Лев", "Ильич"), "Абрамяну Льву Ильичу"),
        (PersonName("Абрамян", "Анна", "Ильинична"), "Абрамян Анне Ильиничне"),
        (PersonName("Черных", "Илья", "Лукич"), "Черных Илье Лукичу"),
        (PersonName("Салтыков-Щедрин", "Пётр", "Львович"), "Салтыкову-Щедрину Петру Львовичу"),
        (PersonName("Громова", "А.", "В."), "Громовой А. В."),
        (PersonName("Ким", "Саша"), "Ким Саша"),
        (PersonName("Smith", "John"), "Smith John"),
        (PersonName(), ""),
    ],
)
def test_hard_names_are_declined_or_left_alone(name, dative):
    assert str(decline(name, RussianCase.DATIVE)) == dative


@pytest.mark.parametrize(
    ("name", "sex", "vocative"),
    [
        ("Олена", Sex.FEMALE, "Олено"),
        ("Марія", Sex.FEMALE, "Маріє"),
        ("Оля", Sex.FEMALE, "Олю"),
        ("Зоя", Sex.FEMALE, "Зоє"),
        ("Любов", Sex.FEMALE, "Любове"),
        ("Ніколь", Sex.FEMALE, "Ніколь"),
        ("Микола", Sex.MALE, "Миколо"),
        ("Ілля", Sex.MALE, "Ілле"),
        ("Іван", Sex.MALE, "Іване"),
        ("Андрій", Sex.MALE, "Андрію"),
        ("Василь", Sex.MALE, "Василю"),
        ("Ігор", Sex.MALE, "Ігорю"),
        ("Віктор", Sex.MALE, "Вікторе"),
        ("Петро", Sex.MALE, "Петре"),
        ("Марко", Sex.MALE, "Марку"),
        ("Олег", Sex.MALE, "Олеже"),
        ("Федір", Sex.MALE, "Федоре"),
        ("Яків", Sex.MALE, "Якове"),
        ("Петрович", Sex.MALE, "Петровичу"),
        ("Ілліч", Sex.MALE, "Іллічу"),
        ("Петрівна", Sex.FEMALE, "Петрівно"),
    ],
)
def test_ukrainian_vocative(name, sex, vocative):
    assert ukrainian_vocative(name, sex) == vocative


def test_patients_are_addressed_by_first_name_and_patronymic():
    assert address_form("Карина", "Олеговна") == "Карина Олеговна"
    assert address_form("Карина") == "Карина"
    assert address_form("Карина", "О.") == "Карина"
    assert address_form("К.", "О.") == ""
    assert address_form("", "Олеговна") == ""
    assert address_form("Олена", "Іванівна", language="uk") == "Олено Іванівно"


@given(st.text(), st.text(), st.sampled_from(RussianCase), st.sampled_from([*Sex, None]))
def test_no_text_makes_declension_fail(surname, given_name, case, sex):
    assert isinstance(decline(PersonName(surname, given_name), case, sex), PersonName)
    assert isinstance(address_form(given_name, surname, language="uk", sex=sex), str)
