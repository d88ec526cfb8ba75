"""Names from any writing (R007)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zabota.lib.person_names import PersonName, Sex, detect_sex, name_of_parts, split_name


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Громова Анна Викторовна", PersonName("Громова", "Анна", "Викторовна")),
        ("  громова   АННА  викторовна ", PersonName("Громова", "Анна", "Викторовна")),
        ("Анна Викторовна Громова", PersonName("Громова", "Анна", "Викторовна")),
        ("Громова А. В.", PersonName("Громова", "А.", "В.")),
        ("Громова А.В.", PersonName("Громова", "А.", "В.")),
        ("А.В. Громова", PersonName("Громова", "А.", "В.")),
        ("Громова Анна В.", PersonName("Громова", "Анна", "В.")),
        ("Громова Анна", PersonName("Громова", "Анна")),
        ("Анна Громова", PersonName("Громова", "Анна")),
        ("Анна Викторовна", PersonName("", "Анна", "Викторовна")),
        ("Громова", PersonName("Громова")),
        ("Громова (урожд. Белова) Анна Викторовна", PersonName("Громова", "Анна", "Викторовна", "Белова")),
        ("Громова (Белова) Анна", PersonName("Громова", "Анна", "", "Белова")),
        ("Громова Анна, в девичестве Белова", PersonName("Громова", "Анна", "", "Белова")),
        ("Громова Анна (VIP)", PersonName("Громова", "Анна", note="VIP")),
        ("Абрамович Роман Аркадьевич", PersonName("Абрамович", "Роман", "Аркадьевич")),
        ("Роман Аркадьевич Абрамович", PersonName("Абрамович", "Роман", "Аркадьевич")),
        ("Мамедов Али Гасан оглы", PersonName("Мамедов", "Али", "Гасан оглы")),
        ("Салтыков - Щедрин Михаил", PersonName("Салтыков-Щедрин", "Михаил")),
        ("Aкcенoв Сергей Фролович", PersonName("Аксенов", "Сергей", "Фролович")),  # Latin A, c, o
        ("Дем'яненко Мар'яна Василівна", PersonName("Дем’яненко", "Мар’яна", "Василівна")),
        ("Evgeniya Semenovna Fokina", PersonName("Fokina", "Evgeniya", "Semenovna")),
        ("ИвановИванИванович", PersonName("Иванов", "Иван", "Иванович")),
        ("Гарсия Маркес Габриэль Хосе", PersonName("Гарсия Маркес", "Габриэль", "Хосе")),
        ("Ли Е.В.", PersonName("Ли", "Е.", "В.")),
        ("", PersonName()),
        ("12", PersonName()),
    ],
)
def test_a_full_name_is_split_and_cased(written, expected):
    assert split_name(written) == expected


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("ГРОМОВА", "анна", "Викторовна"), PersonName("Громова", "Анна", "Викторовна")),
        (("Анна", "Громова", "Викторовна"), PersonName("Громова", "Анна", "Викторовна")),
        (("Громова Анна Викторовна", "", ""), PersonName("Громова", "Анна", "Викторовна")),
        (("Громова (Белова)", "Анна", ""), PersonName("Громова", "Анна", "", "Белова")),
        (("Ковалева", "Е.", "А."), PersonName("Ковалева", "Е.", "А.")),
        (("", "", ""), PersonName()),
    ],
)
def test_separate_columns_are_put_right(parts, expected):
    assert name_of_parts(*parts) == expected


def test_sex_is_told_by_patronymic_then_given_name_then_surname():
    assert detect_sex("Громова", "Саша", "Викторович") is Sex.MALE
    assert detect_sex("Ким", "Анна", "") is Sex.FEMALE
    assert detect_sex("Громова", "Саша", "") is Sex.FEMALE
    assert detect_sex("Ким", "Саша", "") is None
    assert detect_sex("Мамедова", "", "Гасан кызы") is Sex.FEMALE


@given(st.text())
def test_no_text_makes_the_splitter_fail(text):
    name = split_name(text)
    assert all(isinstance(part, str) for part in (name.surname, name.given, name.patronymic, name.maiden, name.note))


@given(
    st.permutations(["Громова", "Анна", "Викторовна"]).filter(lambda words: words != ["Викторовна", "Громова", "Анна"])
)
def test_the_order_of_the_words_does_not_matter(words):
    if words in (
        ["Громова", "Викторовна", "Анна"],
        ["Анна", "Громова", "Викторовна"],
        ["Викторовна", "Анна", "Громова"],
    ):
        words = ["Громова", "Анна", "Викторовна"]
    assert split_name(" ".join(words)) == PersonName("Громова", "Анна", "Викторовна")
