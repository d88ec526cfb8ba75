"""Words in their cases, as patients write them of themselves."""

import pytest

from zabota.lib.word_stems import is_same_word, words_of


@pytest.mark.parametrize(
    "said",
    [
        "колено колени коленом коленях колену коленка коленки Колено",
        "спина спину спиной спиною спины спине",
        "отёк отек отекает отекла отёки отёком отекают",
        "зуб зубы зубом зубов зубами",
        "ухо уха ухе ухом",
        "давление давления давлением давлению",
        "болит болят болело болела болят",
        "печень печени печенью",
        "коліно коліна коліном колінах",
        "одышка одышкой одышки",
        "опухло опухла опухает",
    ],
)
def test_cases_of_one_word_are_one_word(said):
    first, *others = words_of(said)
    assert [other for other in others if not is_same_word(first, other)] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("нога", "ноготь"), ("спина", "спирт"), ("рука", "рубец"), ("горло", "горка"), ("зуб", "зубр"), ("нос", "ночь"),
        ("колено", "живот"), ("глаз", "гланды"), ("ухо", "уход"),
    ],
)  # fmt: skip
def test_other_words_stay_apart(one, other):
    assert not is_same_word(*words_of(f"{one} {other}"))


@pytest.mark.parametrize("typed", ["калено", "коленно", "rjktyj"])
def test_a_slip_and_the_wrong_layout_are_forgiven(typed):
    assert any(is_same_word("колено", word) for word in words_of(typed))
