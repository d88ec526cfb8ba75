"""Names of the demo's invented people, with the frequencies of their generation."""

from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Literal

Sex = Literal["f", "m"]

#: Masculine forms, the most common first.
SURNAMES = Path(__file__).with_name("surnames.txt").read_text(encoding="utf-8").split()

#: First names by sex and by the decade of birth in which they were common, most frequent first.
GIVEN = {
    "f": {
        1930: "Мария Анна Нина Валентина Антонина Зинаида Тамара Галина Екатерина Раиса",
        1950: "Татьяна Галина Людмила Валентина Надежда Любовь Ольга Нина Вера Тамара Зоя Раиса Лидия",
        1965: "Елена Светлана Татьяна Ирина Ольга Наталья Марина Лариса Людмила Галина Надежда Инна",
        1980: "Елена Наталья Ольга Анна Екатерина Юлия Татьяна Ирина Оксана Марина Светлана Мария Анастасия",
        1995: "Анастасия Екатерина Дарья Мария Анна Ксения Виктория Юлия Алина Елизавета Полина Кристина",
        2010: "София Мария Анна Виктория Дарья Анастасия Полина Варвара Алиса Ева Арина Василиса Кира",
    },
    "m": {
        1930: "Николай Иван Александр Владимир Михаил Василий Анатолий Виктор Борис Алексей Пётр",
        1950: "Александр Владимир Николай Сергей Виктор Юрий Анатолий Валерий Михаил Геннадий Борис Вячеслав",
        1965: "Сергей Александр Андрей Владимир Игорь Олег Юрий Дмитрий Евгений Алексей Михаил Вадим",
        1980: "Александр Дмитрий Алексей Сергей Андрей Евгений Максим Денис Михаил Роман Павел Илья Антон",
        1995: "Александр Дмитрий Максим Иван Никита Артём Кирилл Даниил Илья Егор Андрей Михаил Роман",
        2010: "Александр Михаил Артём Максим Матвей Марк Лев Тимофей Кирилл Иван Роман Фёдор Илья Макар",
    },
}
_DECADES = sorted(GIVEN["f"])
_CUMULATIVE = list(accumulate(1 / (place + 15) for place in range(len(SURNAMES))))

_PATRONYMIC_ROOTS = {
    "Илья": "Ильи", "Никита": "Никити", "Лев": "Льво", "Павел": "Павло", "Пётр": "Петро", "Михаил": "Михайло",
    "Даниил": "Данило", "Кирилл": "Кирилло", "Яков": "Яковле", "Фёдор": "Фёдоро",
}  # fmt: skip


def given_name(random: Random, sex: Sex, birth_year: int) -> str:
    decade = max((start for start in _DECADES if start <= birth_year), default=_DECADES[0])
    names = GIVEN[sex][decade].split()
    return names[min(int(random.expovariate(1 / (len(names) / 2.2))), len(names) - 1)]


def surname(random: Random) -> str:
    """A masculine form; common ones are commoner, but no name is every tenth."""
    return random.choices(SURNAMES, cum_weights=_CUMULATIVE)[0]


def surname_of(masculine: str, sex: Sex) -> str:
    if sex == "m":
        return masculine
    if masculine.endswith("ский"):
        return masculine[:-2] + "ая"
    return masculine + "а" if masculine.endswith(("ов", "ев", "ёв", "ин", "ын")) else masculine


def patronymic_of(father: str, sex: Sex) -> str:
    if father in {"Илья", "Никита"}:
        return _PATRONYMIC_ROOTS[father] + ("ч" if sex == "m" else "чна")
    root = _PATRONYMIC_ROOTS.get(father) or _regular_root(father)
    return root + ("вич" if sex == "m" else "вна")


def _regular_root(father: str) -> str:
    if father.endswith("ий"):
        return father[:-2] + "ье" if father not in {"Дмитрий"} else "Дмитрие"
    if father.endswith("й"):
        return father[:-1] + "е"
    if father.endswith("ь"):
        return father[:-1] + "е"
    return father + "о"
