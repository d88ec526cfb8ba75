"""Invented people and their families."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from zabota.core.patients.matching.dirty_base.mistakes import Flags, Mistakes, happens
from zabota.lib.person_names import Sex, known_given_names

Ints = npt.NDArray[np.int64]
Days = npt.NDArray[np.datetime64]

NOBODY = -1
TOWNS = ("Самара", "Тольятти", "Сызрань", "Кинель", "Жигулёвск", "Чапаевск")
STREETS = ("Садовая", "Полевая", "Лесная", "Речная", "Ленинская", "Гагарина", "Победы", "Заводская", "Мира", "Новая")
HOUSES = 40

# Shares of pairs of neighbouring people that are made into a family.
_FAMILIES = {"twins": 0.035, "mother and child": 0.07, "father and son": 0.02, "namesakes": 0.022}
_SURNAMES = 12_000
_CONSONANTS = (*"бвгджзклмнпрстхчш", "ст", "тр", "кр", "бр")
_VOWELS = tuple("аоуеи")
_ENDINGS = ("ов", "ов", "ов", "ин", "ин", "ский", "енко", "ук")


class HardPair(NamedTuple):
    """Two people who look alike in files: twins, mother and child, father and son, or namesakes."""

    kind: str
    person: int
    other: int


@dataclass
class People:
    """One place a person in every column. Names are numbers in `surnames()` and `names_of()`; phones are numbers, too.

    NOBODY stands where there is no second phone, no mother's phone, no former surname.
    """

    is_woman: Flags
    surname: Ints
    father: Ints
    given: Ints
    birth: Days
    phone: Ints
    address: Ints
    mothers_phone: Ints
    second_phone: Ints
    former_surname: Ints
    has_email: Flags
    hard_pairs: list[HardPair] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.surname)


def invented_people(random: np.random.Generator, size: int, mistakes: Mistakes) -> People:
    is_woman = happens(random, size, 0.56)
    women, men = (_frequent_first(random, len(names_of(sex)), size, 0.9) for sex in (Sex.FEMALE, Sex.MALE))
    people = People(
        is_woman=is_woman,
        surname=_frequent_first(random, _SURNAMES, size, 0.75),
        father=_frequent_first(random, len(names_of(Sex.MALE)), size, 0.9),
        given=np.where(is_woman, women, men),
        birth=_born(random, size, "1938-01-01", days=32_000),
        phone=_numbers(random, size),
        address=random.integers(0, HOUSES * len(STREETS) * len(TOWNS), size),
        mothers_phone=np.full(size, NOBODY),
        second_phone=np.where(happens(random, size, mistakes.second_phone), _numbers(random, size), NOBODY),
        former_surname=np.full(size, NOBODY),
        has_email=~happens(random, size, mistakes.no_email),
    )
    _make_families(random, people)
    _marry(random, people, mistakes.married)
    return people


def _born(random: np.random.Generator, size: int, since: str, days: int) -> Days:
    born: Days = np.datetime64(since) + random.integers(0, days, size).astype("timedelta64[D]")
    return born


def _numbers(random: np.random.Generator, size: int) -> Ints:
    return 79_000_000_000 + random.integers(0, 999_999_999, size)


def _marry(random: np.random.Generator, people: People, share: float) -> None:
    is_grown = people.birth < np.datetime64("2004-01-01")
    married = people.is_woman & is_grown & happens(random, len(people), share)
    people.former_surname[married] = _frequent_first(random, _SURNAMES, int(married.sum()), 0.75)


def _make_families(random: np.random.Generator, people: People) -> None:
    """Make some pairs of neighbours into families."""
    chances = [*_FAMILIES.values(), 1 - sum(_FAMILIES.values())]
    kinds = random.choice(len(chances), len(people) // 2, p=chances)
    makers = (_make_twins, _make_mother_and_child, _make_father_and_son, _make_namesakes)
    for number, (kind, make) in enumerate(zip(_FAMILIES, makers, strict=True)):
        one = np.flatnonzero(kinds == number) * 2
        people.surname[one + 1] = people.surname[one]
        make(random, people, one, one + 1)
        people.hard_pairs += [HardPair(kind, person, person + 1) for person in one.tolist()]


def _make_twins(random: np.random.Generator, people: People, one: Ints, other: Ints) -> None:
    for column in (people.father, people.birth, people.phone, people.address):
        column[other] = column[one]
    _name_differently(people, one, other)


def _make_mother_and_child(random: np.random.Generator, people: People, one: Ints, other: Ints) -> None:
    people.is_woman[one] = True
    people.given[one] %= len(names_of(Sex.FEMALE))
    people.birth[one] = _born(random, len(one), "1980-01-01", days=6000)
    people.birth[other] = _born(random, len(one), "2008-01-01", days=6000)
    people.mothers_phone[other] = people.phone[one]
    people.address[other] = people.address[one]
    _name_differently(people, one, other)


def _make_father_and_son(random: np.random.Generator, people: People, one: Ints, other: Ints) -> None:
    people.is_woman[one] = False
    people.given[one] %= len(names_of(Sex.MALE))
    people.address[other] = people.address[one]
    shared = happens(random, len(one), 0.3)
    people.phone[other[shared]] = people.phone[one[shared]]
    _make_namesakes(random, people, one, other)


def _make_namesakes(random: np.random.Generator, people: People, one: Ints, other: Ints) -> None:
    for column in (people.is_woman, people.given, people.father):
        column[other] = column[one]
    people.birth[other] = people.birth[one] - random.integers(3000, 14_000, len(one)).astype("timedelta64[D]")


def _name_differently(people: People, one: Ints, other: Ints) -> None:
    stock = np.where(people.is_woman[other], len(names_of(Sex.FEMALE)), len(names_of(Sex.MALE)))
    people.given[other] %= stock
    alike = (people.is_woman[one] == people.is_woman[other]) & (people.given[one] == people.given[other])
    people.given[other[alike]] = (people.given[other[alike]] + 1) % stock[alike]


def _frequent_first(random: np.random.Generator, stock: int, size: int, steepness: float) -> Ints:
    """Numbers below `stock` by Zipf's law."""
    weights = 1.0 / np.arange(1, stock + 1) ** steepness
    return random.choice(stock, size, p=weights / weights.sum())


@cache
def surnames() -> list[str]:
    """Surnames in the masculine, put together from syllables, the same in every base."""
    random = np.random.default_rng(7)
    made: dict[str, None] = {}
    while len(made) < _SURNAMES:
        parts = [_one_of(random, _CONSONANTS) + _one_of(random, _VOWELS) for _ in range(int(random.integers(1, 4)))]
        made["".join(parts) + _one_of(random, _CONSONANTS[:17]) + _one_of(random, _ENDINGS)] = None
    return [surname.capitalize() for surname in made]


def _one_of(random: np.random.Generator, stock: tuple[str, ...]) -> str:
    return stock[int(random.integers(0, len(stock)))]


def in_feminine(surname: str) -> str:
    if surname.endswith("ский"):
        return surname[:-2] + "ая"
    return surname + "а" if surname.endswith(("ов", "ин")) else surname


@cache
def names_of(sex: Sex) -> list[str]:
    """Names in full, shuffled so that the frequent ones are not those that come first in the alphabet."""
    names = [given.name.capitalize() for given in known_given_names() if given.sex is sex]
    return [names[place] for place in np.random.default_rng(11).permutation(len(names))]
