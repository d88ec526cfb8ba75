"""Letters that look alike, alphabets that stand for each other, keys of the wrong layout (R007, R010)."""

from __future__ import annotations

import pytest

from zabota.lib.person_names import Table, fold, mend_look_alikes, other_layouts, to_cyrillic, to_latin


def test_look_alikes_are_mended_in_the_alphabet_the_word_is_written_in():
    assert mend_look_alikes("Сoкoлoва Mapия") == "Соколова Мария"
    assert mend_look_alikes("Соколова Maria") == "Соколова Maria"


@pytest.mark.parametrize(
    "writings",
    [
        ("Алёна", "алена", "АЛЁНА"),
        ("Мар’яна", "Мар'яна", "Марьяна"),
        ("Андрій", "Андрий", "Андрии"),
        ("Соловьёв", "Соловьев", "Соловев"),
        ("Фокина", "Fokina"),
        ("Щербакова", "Shcherbakova", "Scherbakova"),
        ("Михайлов", "Mikhaylov", "Mikhailov"),
    ],
)
def test_writings_of_one_name_fold_to_one(writings):
    assert len({fold(writing) for writing in writings}) == 1


def test_names_are_written_in_latin_by_four_tables():
    assert to_latin("Щербакова Юлия") == "Shcherbakova Iuliia"
    assert to_latin("Щербакова Юлия", Table.PASSPORT_1997) == "Shcherbakova Yuliya"
    assert to_latin("Еремеев Андрей", Table.PASSPORT_1997) == "Yeremeyev Andrey"
    assert to_latin("Цой Хан", Table.GOST) == "Coj Xan"
    assert to_latin("Згорський Єгор", Table.UKRAINE) == "Zghorskyi Yehor"


def test_latin_names_come_back():
    assert to_cyrillic("Shcherbakov Dmitry") == "Щербаков Дмитрий"
    assert to_cyrillic("YULIYA") == "ЮЛИЯ"


def test_keys_pressed_in_the_wrong_layout_are_understood():
    assert "карина" in other_layouts("rfhbyf")
    assert "олена" in other_layouts("jktyf")
    assert "київ" in other_layouts("rb]d")
    assert other_layouts("фттф") == ["anna"]
