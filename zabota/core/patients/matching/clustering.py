"""From weighed pairs to merges and proposals, with vetoes that hold for whole clusters.

What nobody contests is joined at once. Elsewhere clusters grow by rounds: two that are each other's best partner merge
when the evidence between them, field by field the best of any pair of their mentions, suffices, nothing known of one
contradicts anything known of the other, and no third cluster, incompatible with one of them, has nearly as good a claim.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from zabota.core.patients.matching.comparing import Comparison, conflicts_between, exclude_each_other
from zabota.core.patients.matching.forest import spanning_forest
from zabota.core.patients.matching.levels import MISSING, Field, code_of
from zabota.core.patients.matching.normalising import UNKNOWN, Flags, Ints, People, distinct_of
from zabota.core.patients.matching.weights import ADJUSTED, Floats, Weights

Cells = npt.NDArray[np.int32]
Rows = tuple[Ints, Ints]

_SCALE = 1024  # a cell holds bits * _SCALE, and the level in its last four binary digits
_UNKNOWN_CELL = -(1 << 30)
_NAMES = [list(Field).index(of) for of in ADJUSTED]
_CARD = list(Field).index(Field.CARD)
_LARGEST_BONUS = 5.0
_NEVER = 99_999_999
_HOPELESS_BITS = -8.0  # pairs below this add nothing that could bring their clusters together


@dataclass(frozen=True)
class Candidates:
    """Weighed pairs of rows: `cells` has a row a pair and a column a field, in the order of `Field`; `bits` the sums."""

    left: Ints
    right: Ints
    cells: Cells
    bits: Floats
    conflict: Flags
    impossible: Flags

    def taken(self, chosen: Ints | Flags) -> Candidates:
        """Flags are looked up once, and not for each column."""
        rows = np.flatnonzero(chosen) if chosen.dtype == np.bool_ else chosen
        return Candidates(
            self.left[rows],
            self.right[rows],
            self.cells[rows],
            self.bits[rows],
            self.conflict[rows],
            self.impossible[rows],
        )


@dataclass(frozen=True)
class Links:
    """Pairs of rows that stand for two clusters, with the evidence between the clusters."""

    left: Ints
    right: Ints
    cells: Cells
    bits: Floats

    def first(self, count: int) -> Links:
        return Links(self.left[:count], self.right[:count], self.cells[:count], self.bits[:count])

    def taken(self, chosen: Ints | Flags) -> Links:
        return Links(self.left[chosen], self.right[chosen], self.cells[chosen], self.bits[chosen])


def hopeful_pairs(bits: dict[Field, Floats], weights: Weights) -> Ints:
    """Numbers of the pairs whose evidence is worth keeping; names count in full here, as a limit only lessens them."""
    return np.flatnonzero(weights.prior_bits + sum(bits[of] for of in Field) >= _HOPELESS_BITS)


def cells_of(bits: dict[Field, Floats], comparison: Comparison, chosen: Ints) -> Cells:
    """Weights and levels of the chosen pairs packed into one number a field, so that a maximum keeps both.

    What is missing lies below everything: a level known of any two mentions is known of their clusters.
    """
    cells = np.empty((len(chosen), len(Field)), dtype=np.int32)
    for column, of in enumerate(Field):
        levels = comparison.levels[of][chosen].astype(np.int32)
        packed = (np.round(bits[of][chosen] * _SCALE).astype(np.int32) << 4) | levels
        cells[:, column] = np.where(levels == MISSING, _UNKNOWN_CELL, packed)
    return cells


def bits_of(cells: Cells, weights: Weights) -> Floats:
    """Weights in bits by pair and field, 0.0 where missing; names together no more than `weights.name_limit_bits`."""
    bits: Floats = np.where(cells == _UNKNOWN_CELL, 0.0, (cells >> 4) / _SCALE)
    names = bits[:, _NAMES].clip(0.0).sum(axis=1)
    excess = np.flatnonzero(names > weights.name_limit_bits)
    scale = np.where(bits[excess] > 0, (weights.name_limit_bits / names[excess])[:, None], 1.0)
    bits[excess[:, None], _NAMES] *= scale[:, _NAMES]
    return bits


def total_bits(cells: Cells, weights: Weights) -> Floats:
    total: Floats = weights.prior_bits + bits_of(cells, weights).sum(axis=1)
    return total


def codes_of(cells: Cells) -> Cells:
    return cells & 15


class Clustering:
    """The clusters while they grow. `cluster` holds the cluster of each row, at first its patient."""

    def __init__(self, people: People, candidates: Candidates, weights: Weights, apart: Rows) -> None:
        """`apart` are pairs of rows whose patients are known to be different."""
        self.people = people
        self.weights = weights
        self.cluster = people.patient.copy()
        self.size = int(people.patient.max(initial=0)) + 1
        self.candidates = candidates.taken(candidates.bits >= _HOPELESS_BITS)
        self.apart = [apart]
        self.frozen_bits = np.full(self.size, -np.inf)
        self.bonus_bits = 0.0
        self._note_births()

    def grow(self, accept_bits: float, margin_bits: float) -> list[Links]:
        """Merge until nothing more may be merged; the links merged, step by step."""
        merged = [self._join_uncontested(accept_bits, margin_bits)]
        while True:
            before = len(merged)
            active = self.candidates = self._outside(self.candidates)  # what is joined is never parted again
            while (step := self._round(active, accept_bits, margin_bits)) is not None:
                links, moving = step
                if len(links.left):
                    merged.append(links)
                    self._join(links)
                active = active.taken(moving[active.left] | moving[active.right])
                active = self._outside(active)
            if len(merged) == before:
                return merged
            self.frozen_bits[:] = -np.inf  # what was ambiguous may be clear now that clusters know more

    def count_on_cards(self) -> None:
        """Let undated mentions, journal rows mostly, trust that the person they speak of has a dated card here.

        The more of the undated mentions that are already placed did find a dated one, the less likely it is that a
        name alone belongs to a namesake whom the base does not know; namesakes whom it knows contest the claim anyway.
        """
        dated = self.latest >= 0
        mentions = np.bincount(self.cluster, minlength=self.size)
        undated = np.bincount(self.cluster[self.people.birth < 0], minlength=self.size)
        placed = (mentions > 1) & (undated > 0)
        unplaced_share = (1 + (placed & ~dated).sum()) / (4 + placed.sum())
        self.bonus_bits = min(float(-np.log2(unplaced_share)), _LARGEST_BONUS)

    def open_links(self, at_least_bits: float) -> Links:
        """What is left between clusters and not impossible, best first: the review queue."""
        links, _, impossible = self._links(self.candidates)
        return links.taken(_ranked(links, (links.bits >= at_least_bits) & ~impossible))

    def _join_uncontested(self, accept_bits: float, margin_bits: float) -> Links:
        """Join whole components in which nothing contradicts anything: the same that rounds would come to."""
        links, conflict, _ = self._links(self.candidates)
        blocked = links.taken(conflict)
        links = links.taken(_ranked(links, ~conflict & (links.bits >= accept_bits - margin_bits)))
        component, _ = spanning_forest(self.size, self.cluster[links.left], self.cluster[links.right])
        harmonious = self._harmonious(component, [*self.apart, (blocked.left, blocked.right)])
        chosen = links.taken((links.bits >= accept_bits) & harmonious[component[self.cluster[links.left]]])
        joined, spanning = spanning_forest(self.size, self.cluster[chosen.left], self.cluster[chosen.right])
        self.cluster = joined[self.cluster]
        self._note_births()
        return chosen.taken(spanning)

    def _harmonious(self, component: Ints, apart: list[Rows]) -> Flags:
        """Whether all that is known of a component, by its name, is of one person."""
        people, of = self.people, component[self.cluster]
        harmony = np.ones(self.size, dtype=bool)
        names = (people.given_name, people.father_name, people.given_initial, people.father_initial)
        sex = np.where(people.sex > 0, people.sex, UNKNOWN)
        for fact in (people.birth, people.birth_year, people.snils, sex, *names):
            known = fact >= 0
            least, most = np.full(self.size, np.iinfo(np.int64).max), np.full(self.size, UNKNOWN)
            np.minimum.at(least, of[known], fact[known])
            np.maximum.at(most, of[known], fact[known])
            harmony &= (most == UNKNOWN) | (least == most)
        for left, right in apart:
            harmony[of[left][of[left] == of[right]]] = False
        harmony[self._with_two_cards(of)] = False
        return harmony

    def _with_two_cards(self, of: Ints) -> Ints:
        """Components that hold two cards of one source."""
        cards = self.people.cards
        carded = self.people.card_source[cards.rows] >= 0
        rows, codes = cards.rows[carded], cards.codes[carded]
        sources = int(self.people.card_source.max(initial=0)) + 1
        owner = of[rows] * sources + self.people.card_source[rows]
        width = len(cards.words) + 1
        distinct = distinct_of(owner * width + codes) // width
        twice: Ints = distinct[1:][distinct[1:] == distinct[:-1]] // sources
        return twice

    def _outside(self, candidates: Candidates) -> Candidates:
        return candidates.taken(self.cluster[candidates.left] != self.cluster[candidates.right])

    def _round(self, active: Candidates, accept_bits: float, margin_bits: float) -> tuple[Links, Flags] | None:
        """The links to merge now (none, when all were set aside), and by row whether its cluster may merge yet.

        None when nothing is left to try.
        """
        links, blocked, _ = self._links(active)
        links = links.taken(~blocked & (links.bits >= accept_bits - margin_bits))
        ranked = self._ranked_open(links, accept_bits)
        if not len(ranked):
            return None
        moving = np.zeros(self.size, dtype=bool)
        moving[self.cluster[links.left[ranked]]] = True
        moving[self.cluster[links.right[ranked]]] = True
        moving_rows: Flags = moving[self.cluster]
        return self._cleared(links, links.taken(self._mutual_best(links, ranked)), margin_bits), moving_rows

    def _cleared(self, links: Links, best: Links, margin_bits: float) -> Links:
        """Those of `best` that nothing forbids; contradictions are remembered, contested clusters frozen."""
        contradicts = self._contradict(best.left, best.right)
        self.apart.append((best.left[contradicts], best.right[contradicts]))
        contested = np.zeros(len(best.left), dtype=bool)
        for near, far in ((best.left, best.right), (best.right, best.left)):
            claims = self._claims(links, best, near, margin_bits)
            torn = self._contested(far, *claims) | self._torn(near, far, *claims)
            self.frozen_bits[self.cluster[near[torn]]] = best.bits[torn]
            contested |= torn
        return best.taken(~contradicts & ~contested)

    def _join(self, links: Links) -> None:
        one, other = self.cluster[links.left], self.cluster[links.right]
        kept, gone = np.minimum(one, other), np.maximum(one, other)
        renamed = np.arange(self.size)
        renamed[gone] = kept
        self.cluster = renamed[self.cluster]
        self.earliest[kept] = np.minimum(self.earliest[kept], self.earliest[gone])
        self.latest[kept] = np.maximum(self.latest[kept], self.latest[gone])

    def _note_births(self) -> None:
        """The earliest and the latest birth date known of each cluster; `_NEVER` and UNKNOWN where none is."""
        self.earliest, self.latest = np.full(self.size, _NEVER), np.full(self.size, UNKNOWN)
        dated = np.flatnonzero(self.people.birth >= 0)
        np.minimum.at(self.earliest, self.cluster[dated], self.people.birth[dated])
        np.maximum.at(self.latest, self.cluster[dated], self.people.birth[dated])

    def _keys(self, left: Ints, right: Ints) -> Ints:
        one, other = self.cluster[left], self.cluster[right]
        keys: Ints = np.minimum(one, other) * self.size + np.maximum(one, other)
        return keys

    def _links(self, candidates: Candidates) -> tuple[Links, Flags, Flags]:
        """All links between different clusters, which of them are forbidden, and which are not even to be proposed."""
        candidates = self._outside(candidates)
        keys = self._keys(candidates.left, candidates.right)
        if (keys[1:] < keys[:-1]).any():
            order = np.argsort(keys, kind="stable")
            keys, candidates = keys[order], candidates.taken(order)
        starts = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])) if len(keys) else np.empty(0, np.int64)
        cells, bits, conflict, impossible = self._together(candidates, starts)
        apart = self._are_apart(keys[starts])
        links = Links(candidates.left[starts], candidates.right[starts], cells, bits)
        bits += self._bonus(links)
        return links, conflict | apart, impossible | apart

    def _together(self, candidates: Candidates, starts: Ints) -> tuple[Cells, Floats, Flags, Flags]:
        """(cells, bits, conflict, impossible) of runs of candidates: of each field the best."""
        cells, bits = candidates.cells[starts], candidates.bits[starts]
        if len(starts) == len(candidates.left):
            return cells, bits, candidates.conflict.copy(), candidates.impossible.copy()
        several = np.flatnonzero(np.diff(np.append(starts, len(candidates.left))) > 1)
        cells = np.maximum.reduceat(candidates.cells, starts, axis=0)
        bits[several] = total_bits(cells[several], self.weights)
        conflict, impossible = (
            np.logical_or.reduceat(flags, starts) for flags in (candidates.conflict, candidates.impossible)
        )
        return cells, bits, conflict, impossible

    def _bonus(self, links: Links) -> Floats:
        if not self.bonus_bits:
            return np.zeros(len(links.left))
        dated = self.latest >= 0
        trusting = dated[self.cluster[links.left]] != dated[self.cluster[links.right]]
        trusting &= codes_of(links.cells)[:, _CARD] != code_of(Field.CARD, "other")
        bonus: Floats = self.bonus_bits * trusting
        return bonus

    def _ranked_open(self, links: Links, accept_bits: float) -> Ints:
        frozen = np.maximum(self.frozen_bits[self.cluster[links.left]], self.frozen_bits[self.cluster[links.right]])
        return _ranked(links, (links.bits >= accept_bits) & (links.bits > frozen))

    def _mutual_best(self, links: Links, ranked: Ints) -> Ints:
        """Numbers of the links that are the best of both their ends."""
        ends = np.stack([self.cluster[links.left[ranked]], self.cluster[links.right[ranked]]], axis=1).ravel()
        best_of = np.full(self.size, len(ranked))
        np.minimum.at(best_of, ends, np.repeat(np.arange(len(ranked)), 2))
        is_best = best_of[ends] == np.repeat(np.arange(len(ranked)), 2)
        best: Ints = ranked[is_best[0::2] & is_best[1::2]]
        return best

    def _claims(self, links: Links, best: Links, near: Ints, margin_bits: float) -> tuple[Ints, Ints]:
        """(number in `best`, row of a rival) wherever a rival's claim on the near end is nearly as good."""
        number = np.full(self.size, UNKNOWN)
        number[self.cluster[near]] = np.arange(len(near))
        claims, rivals = [], []
        for wanted, rival in ((links.left, links.right), (links.right, links.left)):
            claim = number[self.cluster[wanted]]
            close = np.flatnonzero(claim >= 0)
            close = close[links.bits[close] >= best.bits[claim[close]] - margin_bits]
            claims.append(claim[close])
            rivals.append(rival[close])
        return np.concatenate(claims), np.concatenate(rivals)

    def _contested(self, far: Ints, claim: Ints, rival: Ints) -> Flags:
        """Whether a rival with nearly as good a claim on the near end contradicts the far end."""
        elsewhere = self.cluster[rival] != self.cluster[far[claim]]
        claim, rival = claim[elsewhere], rival[elsewhere]
        contested = np.zeros(len(far), dtype=bool)
        contested[claim[self._contradict(far[claim], rival)]] = True
        return contested

    def _torn(self, near: Ints, far: Ints, claim: Ints, rival: Ints) -> Flags:
        """Whether those who claim the near end were born on dates that exclude each other."""
        earliest, latest = self.earliest, self.latest
        one, other = self.cluster[near], self.cluster[far]
        first, last = np.minimum(earliest[one], earliest[other]), np.maximum(latest[one], latest[other])
        np.minimum.at(first, claim, earliest[self.cluster[rival]])
        np.maximum.at(last, claim, latest[self.cluster[rival]])
        torn: Flags = (first < _NEVER) & (last >= 0)
        torn[torn] = exclude_each_other(first[torn], last[torn])
        return torn

    def _contradict(self, left: Ints, right: Ints) -> Flags:
        """Whether anything known of the cluster of left[i] contradicts the cluster of right[i]."""
        pair, one, other = self._products(self.cluster[left], self.cluster[right])
        answer = np.zeros(len(left), dtype=bool)
        answer[pair[conflicts_between(self.people, one, other)]] = True
        return answer | self._are_apart(self._keys(left, right))

    def _are_apart(self, keys: Ints) -> Flags:
        """Whether the pairs of clusters are known to be different people."""
        known = np.sort(np.concatenate([self._keys(*rows) for rows in self.apart]))
        places = np.searchsorted(known, keys)
        found: Flags = np.append(known, UNKNOWN)[places] == keys
        return found

    def _products(self, one: Ints, other: Ints) -> tuple[Ints, Ints, Ints]:
        """(number of the pair of clusters, row of the one, row of the other) for all combinations of their rows."""
        asked = np.zeros(self.size, dtype=bool)
        asked[one] = asked[other] = True
        rows = np.flatnonzero(asked[self.cluster])
        rows = rows[np.argsort(self.cluster[rows], kind="stable")]
        counts = np.bincount(self.cluster[rows], minlength=self.size)
        starts = np.cumsum(counts) - counts
        sizes = counts[one] * counts[other]
        pair = np.repeat(np.arange(len(one)), sizes)
        step = np.arange(len(pair)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        width = counts[other][pair]
        left = rows[starts[one][pair] + step // width] if len(pair) else pair
        right = rows[starts[other][pair] + step % width] if len(pair) else pair
        return pair, left, right


def _ranked(links: Links, allowed: Flags) -> Ints:
    """Numbers of the allowed links, heaviest first; equal weights in the order of their levels, then of the rows."""
    chosen = np.flatnonzero(allowed)
    order = np.lexsort((links.right[chosen], links.left[chosen], -links.bits[chosen]))
    return chosen[order]
