"""The whole way: mentions in, merges and proposals out."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
import polars as pl

from zabota.core.patients.matching.blocking import candidate_pairs
from zabota.core.patients.matching.clustering import Clustering
from zabota.core.patients.matching.comparing import Comparison, compare
from zabota.core.patients.matching.levels import MISSING, Field, Level, code_of, level_of
from zabota.core.patients.matching.links import (
    Cells,
    Links,
    bits_of,
    cells_of,
    codes_of,
    hopeful_pairs,
    joined_links,
    total_bits,
)
from zabota.core.patients.matching.mentions import Mentions
from zabota.core.patients.matching.normalising import Flags, Ints, normalise
from zabota.core.patients.matching.scoring import remembered_bearers, weigh
from zabota.core.patients.matching.weights import Floats, Weights, learn

ACCEPT = 0.97  # the chance from which two are merged without asking
PROPOSE = 0.05  # the chance from which a person is asked
MARGIN_BITS = 4.0  # how much better a partner must be than one who contradicts it
PROPOSED_SHARE = 0.055  # the queue holds at most this share of the mentions

Id = TypeVar("Id", int, str)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one field says: its level, and its weight in bits (one bit doubles the odds; negative speaks against)."""

    field: Field
    level: Level
    weight: float

    @property
    def words(self) -> str:
        """An English source string of gettext."""
        return self.level.words


@dataclass(frozen=True, slots=True)
class Pair:
    """Two patients (`patient` is None for somebody being typed), the weight of all evidence in bits, the chance that they are one, and the evidence by field."""

    patient: int | str | None
    other: int | str
    weight: float
    probability: float
    evidence: tuple[Evidence, ...]


class Pairs(Sequence[Pair]):
    """Pairs kept in columns and made when asked for: a base of a million has a hundred thousand of them."""

    def __init__(self, links: Links, patients: pl.Series, weights: Weights) -> None:
        """`patients` holds the patient id of every row."""
        self.links = links
        self._patients = patients
        self._weights = weights

    def __len__(self) -> int:
        return len(self.links)

    def __getitem__(self, index):  # type: ignore[no-untyped-def]
        if isinstance(index, slice):
            return Pairs(self.links.taken(np.arange(len(self))[index]), self._patients, self._weights)
        return self._pair(range(len(self))[index])

    def __iter__(self) -> Iterator[Pair]:
        return (self._pair(index) for index in range(len(self)))

    def patients(self) -> tuple[list[int | str], list[int | str]]:
        """Both columns of patient ids, without the evidence."""
        return self._patients[self.links.left].to_list(), self._patients[self.links.right].to_list()

    def _pair(self, index: int) -> Pair:
        cells, weight = self.links.cells[index], float(self.links.bits[index])
        left, right = int(self.links.left[index]), int(self.links.right[index])
        return Pair(
            self._patients[left],
            self._patients[right],
            weight,
            probability_of(weight),
            evidence_of(cells, self._weights),
        )


def evidence_of(cells: Cells, weights: Weights) -> tuple[Evidence, ...]:
    """The evidence of one pair, strongest first; fields unknown on one side are left out."""
    told = [
        Evidence(of, level_of(of, int(code)), float(bits))
        for of, code, bits in zip(Field, codes_of(cells), bits_of(cells[None, :], weights)[0], strict=True)
        if code != MISSING
    ]
    return tuple(sorted(told, key=lambda evidence: -abs(evidence.weight)))


def probability_of(bits: float) -> float:
    return 1.0 / (1.0 + 2.0**-bits) if bits > -1000 else 0.0


@dataclass(frozen=True)
class Matching:
    """`merges`: pairs certain enough to be one card, in the order in which they were joined. `proposals`: pairs for
    the review queue, most likely first. `weights`: what was learned, for `find_similar`."""

    merges: Pairs
    proposals: Pairs
    weights: Weights


def match(
    mentions: Mentions,
    *,
    known_different: Iterable[tuple[Id, Id]] = (),
    weights: Weights | None = None,
) -> Matching:
    """Which patients are one person. `known_different` are pairs of patient ids that a person told apart.

    Weights are learned from the mentions unless given. The result does not depend on the order of the rows or on ids.
    """
    order = mentions.order_of_content().to_numpy().astype(np.int64)
    patients = mentions.frame["patient"][order]
    people = normalise(mentions, order)
    left, right, different_rows = candidate_pairs(people)
    comparison = compare(people, left, right)
    weights = weights or learn(people, comparison.levels, comparison.conflict, different_rows)
    bits = weigh(people, left, right, comparison, weights)
    hopeful = hopeful_pairs(bits, weights)
    cells = cells_of(bits, comparison, hopeful)
    conflict = comparison.conflict | _told_apart(comparison, weights)
    pairs = Links(
        left[hopeful],
        right[hopeful],
        cells,
        total_bits(cells, weights),
        conflict[hopeful],
        comparison.impossible[hopeful],
    )
    clustering = Clustering(people, pairs, weights, _rows_of(patients, known_different))
    merged = clustering.grow(_bits(ACCEPT), MARGIN_BITS)
    clustering.count_on_cards()
    merged += clustering.grow(_bits(ACCEPT), MARGIN_BITS)
    proposed = clustering.open_links(_bits(PROPOSE))
    proposed = proposed.taken(np.arange(len(proposed))[: int(PROPOSED_SHARE * len(people)) or 1])
    merged_all, proposed = (_first_mentioned_first(links, order) for links in (joined_links(merged), proposed))
    return Matching(Pairs(merged_all, patients, weights), Pairs(proposed, patients, weights), weights)


def find_similar(
    mention: Mapping[str, Any],
    candidates: Mentions,
    *,
    weights: Weights | None = None,
    at_least: float = PROPOSE,
) -> list[Pair]:
    """Patients among `candidates` that may be the person being typed, most likely first, one pair a patient (R008).

    `mention` has the columns of `Mentions` that are known so far. The other patient of each pair is the candidate;
    its own side is None. Fetch candidates by phone, surname or birth date; a few hundred take milliseconds.
    """
    if not len(candidates):
        return []
    typed = Mentions.from_rows([{**mention, "mention": None, "patient": None}])
    both = Mentions(pl.concat([typed.frame.with_columns(_ids_like(candidates)), candidates.frame]))
    people = normalise(both)
    right = np.arange(1, len(both))
    left = np.zeros_like(right)
    weights = weights or Weights()
    comparison = compare(people, left, right)
    weighed = weigh(people, left, right, comparison, weights, remembered_bearers(people, weights))
    cells = cells_of(weighed, comparison, np.arange(len(right)))
    bits = total_bits(cells, weights)
    bits[comparison.impossible] = -np.inf
    return _best_of_each(both.frame["patient"], cells, bits, weights, _bits(at_least))


def _ids_like(candidates: Mentions) -> list[pl.Expr]:
    return [pl.lit(None, dtype=candidates.frame[name].dtype).alias(name) for name in ("mention", "patient")]


def _best_of_each(
    patients: pl.Series, cells: Cells, bits: Floats, weights: Weights, at_least_bits: float
) -> list[Pair]:
    best: dict[int | str, Pair] = {}
    for index in np.argsort(-bits, kind="stable"):
        if bits[index] < at_least_bits:
            break
        other, weight = patients[int(index) + 1], float(bits[index])
        if other not in best:
            best[other] = Pair(None, other, weight, probability_of(weight), evidence_of(cells[index], weights))
    return list(best.values())


def _first_mentioned_first(links: Links, order: Ints) -> Links:
    """Each pair turned so that the row that stood higher comes first."""
    turned = order[links.left] > order[links.right]
    left, right = np.where(turned, links.right, links.left), np.where(turned, links.left, links.right)
    return replace(links, left=left, right=right)


def _told_apart(comparison: Comparison, weights: Weights) -> Flags:
    """Pairs whose given names are variants (Наталья, Наталия) in a base that writes each person's always the same."""
    variant = code_of(Field.GIVEN, "variant")
    told: Flags = (comparison.levels[Field.GIVEN] == variant) & (weights.bits(Field.GIVEN)[variant] < 0)
    return told


def _bits(probability: float) -> float:
    return math.log2(probability / (1 - probability))


def _rows_of(patients: pl.Series, pairs: Iterable[tuple[Id, Id]]) -> tuple[Ints, Ints]:
    """A row of each patient of the pairs; patients that are not among the mentions are left out."""
    pairs = list(pairs)
    row_of = {patient: row for row, patient in enumerate(patients.to_list())} if pairs else {}
    known = [(row_of[one], row_of[other]) for one, other in pairs if one in row_of and other in row_of]
    table = np.array(known, dtype=np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]
