"""Pairs of mentions compared field by field, in levels; every distinct pair of writings is compared once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from zabota.core.patients.matching.comparing.contacts import (
    address_levels,
    card_levels,
    document_levels,
    email_levels,
    phone_levels,
    products,
)
from zabota.core.patients.matching.comparing.dates import birth_levels, exclude_each_other
from zabota.core.patients.matching.comparing.distinct import Codes
from zabota.core.patients.matching.comparing.names import given_levels, patronymic_levels, surname_levels
from zabota.core.patients.matching.levels import MISSING, Field, code_of
from zabota.core.patients.matching.normalising import Flags, Ints, People
from zabota.core.patients.matching.threads import side_by_side

__all__ = ["Codes", "Comparison", "are_two_people", "compare", "conflicts_between", "exclude_each_other", "products"]


@dataclass(frozen=True)
class Comparison:
    """Levels of each pair by field, and what forbids it to be one person.

    conflict      another given name, patronymic, birth date, sex or СНИЛС: never merges by itself
    impossible    another given name or sex: not even proposed
    """

    levels: dict[Field, Codes]
    conflict: Flags
    impossible: Flags


_LEVELS: dict[Field, Callable[[People, Ints, Ints], Codes]] = {
    Field.SURNAME: surname_levels,
    Field.GIVEN: given_levels,
    Field.PATRONYMIC: patronymic_levels,
    Field.BIRTH: birth_levels,
    Field.PHONE: phone_levels,
    Field.EMAIL: email_levels,
    Field.DOCUMENT: document_levels,
    Field.CARD: card_levels,
    Field.ADDRESS: address_levels,
}


def compare(people: People, left: Ints, right: Ints) -> Comparison:
    """The levels of the pairs (left[i], right[i]), given as row numbers."""
    found = side_by_side([partial(judge, people, left, right) for judge in _LEVELS.values()])
    levels = dict(zip(_LEVELS, found, strict=True))
    impossible = _of_two_sexes(people, left, right) | (levels[Field.GIVEN] == code_of(Field.GIVEN, "other"))
    return Comparison(levels, _conflicts(people, levels, left, right), impossible)


def conflicts_between(people: People, left: Ints, right: Ints) -> Flags:
    """The conflicts alone, for pairs that nobody proposed: cheaper than `compare`."""
    levels = {
        Field.GIVEN: given_levels(people, left, right),
        Field.PATRONYMIC: patronymic_levels(people, left, right),
        Field.BIRTH: birth_levels(people, left, right),
    }
    return _conflicts(people, levels, left, right)


def are_two_people(people: People, left: Ints, right: Ints) -> Flags:
    """The conflicts that no slip explains: another birth date, sex or СНИЛС, or names that are both known as names."""
    levels = {Field.GIVEN: given_levels(people, left, right), Field.PATRONYMIC: patronymic_levels(people, left, right)}
    for field, known, column in (
        (Field.GIVEN, people.givens.is_known, people.given),
        (Field.PATRONYMIC, people.patronymics.is_known, people.patronymic),
    ):
        is_name = np.append(known, False)[column]
        levels[field][~(is_name[left] & is_name[right])] = MISSING
    return _conflicts(people, levels | {Field.BIRTH: birth_levels(people, left, right)}, left, right)


def _conflicts(people: People, levels: dict[Field, Codes], left: Ints, right: Ints) -> Flags:
    numbers = people.snils[left], people.snils[right]
    conflict = _of_two_sexes(people, left, right)
    conflict |= (numbers[0] != numbers[1]) & (numbers[0] >= 0) & (numbers[1] >= 0)
    for field in (Field.GIVEN, Field.PATRONYMIC, Field.BIRTH):
        conflict |= levels[field] == code_of(field, "other")
    return conflict


def _of_two_sexes(people: People, left: Ints, right: Ints) -> Flags:
    sexes = people.sex[left], people.sex[right]
    differ: Flags = (sexes[0] != sexes[1]) & (sexes[0] > 0) & (sexes[1] > 0)
    return differ
