"""What agreement and disagreement are worth: Fellegi-Sunter weights, learned from the base itself (R007).

A weight is a binary logarithm: one more bit doubles the odds that two mentions are one person. Rare values weigh more
(Winkler's frequency adjustment): agreeing on the surname Пржевальский says more than on Иванов.
Sources: Fellegi and Sunter, A Theory for Record Linkage (1969); Winkler, frequency-based matching (1989).
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from zabota.core.patients.matching.comparing import Codes, compare, exclude_each_other
from zabota.core.patients.matching.levels import AMONG_ALL, LEVELS, Field
from zabota.core.patients.matching.normalising import Flags, Ints, People

Floats = npt.NDArray[np.float64]

_FIXED = {(Field.GIVEN, "other"), (Field.PATRONYMIC, "other"), (Field.BIRTH, "other"), (Field.DOCUMENT, "other")}
_BELIEF = 60.0  # how many pairs the starting chances are worth beside what the base shows
_ROUNDS = 25
_RANDOM_PAIRS = 300_000  # at most, and as many for each mention as
_RANDOM_PAIRS_EACH = 60
_FEWEST_TO_LEARN = 300
_LEEWAY_BITS = 2.0  # most namesakes bear frequent names, which the frequencies of their parts foretell anyway
_KEPT_SHARE = 0.0005  # values rarer than this are not written down one by one
ADJUSTED = (Field.SURNAME, Field.GIVEN, Field.PATRONYMIC)  # for how many people bear a value


@dataclass
class Weights:
    """`prior` is the chance that two random mentions are one person; `namesakes` how many others in the base bear a
    person's full name, sons and grandfathers included, whatever the frequency of its parts promises; `matches` and `others` hold the chance of each
    level, by field, index 0 for "missing"; `shares` the share of people that bear a frequent value, by field."""

    prior: float = 0.0005
    people: int = 1000
    namesakes: float = 0.02
    matches: dict[Field, list[float]] = field(default_factory=lambda: _starting("matches"))
    others: dict[Field, list[float]] = field(default_factory=lambda: _starting("others"))
    shares: dict[Field, dict[str, float]] = field(default_factory=dict)

    def bits(self, of: Field) -> Floats:
        """The weight of each level of a field, in bits; 0.0 for "missing"."""
        chances = zip(self.matches[of][1:], self.others[of][1:], strict=True)
        return np.array([0.0] + [math.log2(one / other) for one, other in chances])

    @property
    def prior_bits(self) -> float:
        return math.log2(self.prior / (1 - self.prior))

    @property
    def name_limit_bits(self) -> float:
        """The most that a full name can say, however rare its parts: a base holds fathers and sons of one name."""
        return math.log2(self.people / max(self.namesakes, 1e-6)) + _LEEWAY_BITS

    def to_json(self) -> str:
        """Everything that was learned; no names but frequent surnames, given names and patronymics, folded."""
        return json.dumps(
            {
                "prior": self.prior,
                "people": self.people,
                "namesakes": self.namesakes,
                "matches": self.matches,
                "others": self.others,
                "shares": self.shares,
            },
            ensure_ascii=False,
        )

    @classmethod
    def from_json(cls, text: str) -> Weights:
        stored: dict[str, Any] = json.loads(text)
        by_field = {
            name: {Field(key): value for key, value in stored[name].items()} for name in ("matches", "others", "shares")
        }
        return cls(stored["prior"], stored["people"], stored["namesakes"], **by_field)


def _starting(which: str) -> dict[Field, list[float]]:
    return {of: [1.0] + [getattr(level, which) for level in levels] for of, levels in LEVELS.items()}


def learn(people: People, levels: dict[Field, Codes], conflict: Flags, different_rows: int) -> Weights:
    """Weights from candidate pairs (`levels`, `conflict`) and from random pairs of the same people.

    `different_rows` is the number of rows that the candidates were sought among.

    A base of fewer than `_FEWEST_TO_LEARN` mentions keeps the starting chances.
    """
    weights = Weights(people=max(len(people.distinct_names), 2))
    if len(people) < _FEWEST_TO_LEARN:
        weights.prior = min(0.02, 1.0 / max(len(people), 50))
        return weights
    weights.namesakes = _namesakes(people)
    weights.shares = _shares(people)
    weights.others = _chances_among_others(people, weights)
    _expect_and_maximise(weights, levels, conflict, pairs=different_rows * (different_rows - 1) / 2)
    return weights


def _namesakes(people: People) -> float:
    """How many others with the same full name and a birth date that excludes his a dated person meets on average."""
    whole = (people.birth >= 0) & (people.father_name >= 0) & (people.given_name >= 0) & (people.surname >= 0)
    columns = (people.surname, people.given_name, people.father_name, people.birth)
    dated = pl.DataFrame({str(place): column[whole] for place, column in enumerate(columns)}).unique()
    both = dated.join(dated, on=["0", "1", "2"]).filter(pl.col("3") < pl.col("3_right"))
    apart = exclude_each_other(both["3"].to_numpy(), both["3_right"].to_numpy())
    return float((2 * apart.sum() + 0.02 * _BELIEF) / (dated.height + _BELIEF))


def people_bearing(people: People) -> dict[Field, Floats]:
    """How many different full names bear each value of the adjusted fields, by code."""
    names = people.distinct_names
    vocabularies = (people.surnames, people.givens, people.patronymics)
    return {
        of: np.bincount(names[names[:, column] >= 0, column], minlength=len(vocabulary.words)).astype(float)
        for column, (of, vocabulary) in enumerate(zip(ADJUSTED, vocabularies, strict=True))
    }


def _shares(people: People) -> dict[Field, dict[str, float]]:
    total = max(len(people.distinct_names), 2)
    vocabularies = dict(zip(ADJUSTED, (people.surnames, people.givens, people.patronymics), strict=True))
    return {
        of: {
            vocabularies[of].words[code]: count / total
            for code, count in enumerate(counts.tolist())
            if count / total >= _KEPT_SHARE and count >= 3
        }
        for of, counts in people_bearing(people).items()
    }


def _chances_among_others(people: People, weights: Weights) -> dict[Field, list[float]]:
    """Levels of random pairs: two mentions picked blindly are hardly ever one person."""
    random = np.random.default_rng(20261122)
    left, right = random.integers(0, len(people), (2, min(_RANDOM_PAIRS, _RANDOM_PAIRS_EACH * len(people))))
    apart = people.patient[left] != people.patient[right]
    levels = compare(people, left[apart], right[apart]).levels
    chances = {}
    for of, codes in levels.items():
        counts = np.bincount(codes, minlength=len(LEVELS[of]) + 1).astype(float)
        start = np.array([level.others for level in LEVELS[of]])
        total = counts.sum() if of in AMONG_ALL else counts[1:].sum()
        chances[of] = [1.0, *((counts[1:] + _BELIEF * start) / (total + _BELIEF)).tolist()]
    for of, counts in people_bearing(people).items():
        total = counts.sum()
        chances[of][1] = max(float((counts * (counts - 1)).sum() / max(total * (total - 1), 1.0)), 1e-7)
    chances[Field.PHONE][1] = min(chances[Field.PHONE][1], 1.0 / weights.people)
    chances[Field.EMAIL][1] = min(chances[Field.EMAIL][1], 0.1 / weights.people)
    return chances


def _expect_and_maximise(weights: Weights, levels: dict[Field, Codes], conflict: Flags, pairs: float) -> None:
    """Learn `prior` and `matches` in place; `others` stay. Pairs in conflict are taken for different people."""
    fields = list(levels)
    patterns, counts = _patterns(levels, conflict)
    free = patterns[:, -1] == 0
    patterns, counts = patterns[free, :-1], counts[free].astype(float)
    weights.prior = min(0.3, 0.5 * len(counts) / pairs + 1.0 / math.sqrt(pairs))
    for _ in range(_ROUNDS):
        bits = weights.prior_bits + sum(weights.bits(of)[patterns[:, column]] for column, of in enumerate(fields))
        expected = counts / (1.0 + np.exp2(-bits))
        weights.prior = float(min(max(expected.sum() / pairs, 1e-12), 0.3))
        for column, of in enumerate(fields):
            seen = np.bincount(patterns[:, column], weights=expected, minlength=len(LEVELS[of]) + 1).astype(float)
            weights.matches[of] = [1.0, *_with_belief(of, seen)]


def _with_belief(of: Field, seen: Floats) -> list[float]:
    start = np.array([level.matches for level in LEVELS[of]])
    total = seen.sum() if of in AMONG_ALL else seen[1:].sum()
    chances = (seen[1:] + _BELIEF * start) / (total + _BELIEF)
    for index, level in enumerate(LEVELS[of]):
        if (of, level.name) in _FIXED:
            chances[index] = level.matches
    return [float(chance) for chance in chances]


def _patterns(levels: dict[Field, Codes], conflict: Flags) -> tuple[Ints, Ints]:
    """Distinct rows of levels (one column a field, the conflict last) and how often each occurs."""
    key = np.zeros(len(conflict), dtype=np.int64)
    sizes = [len(LEVELS[of]) + 1 for of in levels] + [2]
    for column, size in zip([*levels.values(), conflict], sizes, strict=True):
        key = key * size + column.astype(np.int64)
    distinct, counts = np.unique(key, return_counts=True)
    patterns = np.empty((len(distinct), len(sizes)), dtype=np.int64)
    for place in range(len(sizes) - 1, -1, -1):
        patterns[:, place] = distinct % sizes[place]
        distinct = distinct // sizes[place]
    return patterns, counts
