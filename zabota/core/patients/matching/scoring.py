"""Levels turned into bits, with rare values weighing more."""

from __future__ import annotations

import numpy as np
import polars as pl

from zabota.core.patients.matching.comparing import Comparison, products
from zabota.core.patients.matching.levels import Field, code_of
from zabota.core.patients.matching.normalising import Ints, People
from zabota.core.patients.matching.weights import ADJUSTED, Floats, Weights, people_bearing

_UNSEEN = 0.5  # of somebody else in the population, whom the base does not know
_UNSEEN_ON_PHONE = 0.05
_MOST_FOR_AN_ADDRESS = 2.0  # bits: who shares a name and an address may as well be a relative


def weigh(
    people: People,
    left: Ints,
    right: Ints,
    comparison: Comparison,
    weights: Weights,
    bearing: dict[Field, Floats] | None = None,
) -> dict[Field, Floats]:
    """Bits of every pair by field, positive for and negative against one person.

    `bearing` says how many people bear each value; counted among `people` unless given.
    """
    bits = {of: weights.bits(of)[codes] for of, codes in comparison.levels.items()}
    bearing = bearing or people_bearing(people)
    columns = {Field.SURNAME: people.surname, Field.GIVEN: people.given, Field.PATRONYMIC: people.patronymic}
    for of in ADJUSTED:
        same = comparison.levels[of] == code_of(of, "same")
        alike = np.minimum(columns[of][left[same]], columns[of][right[same]])
        bits[of][same] = np.log2(weights.matches[of][1] / _chance(bearing[of][alike], weights))
    same = np.flatnonzero(comparison.levels[Field.PHONE] == code_of(Field.PHONE, "same"))
    chance = (phone_users(people, left[same], right[same]) - 1 + _UNSEEN_ON_PHONE) / weights.people
    bits[Field.PHONE][same] = np.log2(weights.matches[Field.PHONE][1] / np.clip(chance, 1e-9, 0.5))
    bits[Field.ADDRESS] = np.minimum(bits[Field.ADDRESS], _MOST_FOR_AN_ADDRESS)
    return bits


def remembered_bearers(people: People, weights: Weights) -> dict[Field, Floats]:
    """How many people of the base that `weights` were learned from bear each value of these people."""
    vocabularies = dict(zip(ADJUSTED, (people.surnames, people.givens, people.patronymics), strict=True))
    return {
        of: np.array(
            [weights.shares.get(of, {}).get(word, 0.0) * weights.people for word in known.words] or [0.0]
        ).clip(1.0)
        for of, known in vocabularies.items()
    }


def _chance(bearers: Floats, weights: Weights) -> Floats:
    """The chance that another person bears a value borne by so many people of the base."""
    chance: Floats = np.clip((bearers - _UNSEEN) / weights.people, 1e-7, 0.9)
    return chance


def phone_users(people: People, left: Ints, right: Ints) -> Floats:
    """For pairs that share a phone: how many given names the least shared one of those phones is known under."""
    rows = people.phones.rows
    names = people.given_name[rows]
    full = (names >= 0) & np.append(people.givens.is_full, False)[people.given[rows]]
    width = len(people.givens.words) + 1
    named = pl.Series(people.phones.codes[full] * width + names[full]).unique().to_numpy() // width
    users = np.maximum(np.bincount(named, minlength=max(len(people.phones.words), 1)), 1).astype(float)
    fewest = np.full(len(left), np.inf)
    pair, one, other = products(people.phones, left, right)
    shared = one == other
    np.minimum.at(fewest, pair[shared], users[one[shared]])
    return np.where(np.isinf(fewest), 1.0, fewest)
