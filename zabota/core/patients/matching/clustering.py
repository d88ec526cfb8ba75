"""From weighed pairs to merges and proposals, with vetoes that hold for whole clusters.

Clusters grow by rounds: two that are each other's best partner merge when the evidence between them, field by field
the best of any pair of their mentions, suffices, nothing known of one contradicts anything known of the other, and
no third cluster, incompatible with one of them, has nearly as good a claim.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from zabota.core.patients.matching.comparing import Comparison, conflicts_between, exclude_each_other
from zabota.core.patients.matching.levels import MISSING, Field, code_of
from zabota.core.patients.matching.normalising import UNKNOWN, Flags, Ints, People
from zabota.core.patients.matching.weights import Floats

Cells = npt.NDArray[np.int32]

_SCALE = 1024  # a cell holds bits * _SCALE, and the level in its last four binary digits
_UNKNOWN_CELL = -(1 << 30)
_LARGEST_BONUS = 3.0
_NEVER = 99_999_999


@dataclass(frozen=True)
class Candidates:
    """Weighed pairs of rows: `cells` has a row a pair and a column a field, in the order of `Field`."""

    left: Ints
    right: Ints
    cells: Cells
    conflict: Flags
    impossible: Flags


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


def cells_of(bits: dict[Field, Floats], comparison: Comparison) -> Cells:
    """Weights and levels of each pair packed into one number a field, so that a maximum keeps both.

    What is missing lies below everything: a level known of any two mentions is known of their clusters.
    """
    columns = []
    for of in Field:
        levels = comparison.levels[of].astype(np.int32)
        packed = (np.round(bits[of] * _SCALE).astype(np.int32) << 4) | levels
        columns.append(np.where(levels == MISSING, _UNKNOWN_CELL, packed))
    return np.stack(columns, axis=1)


def bits_of(cells: Cells) -> Floats:
    """Weights in bits; 0.0 where a field is missing."""
    return np.where(cells == _UNKNOWN_CELL, 0.0, (cells >> 4) / _SCALE)


def codes_of(cells: Cells) -> Cells:
    return cells & 15


class Clustering:
    """The clusters while they grow. `cluster` holds the cluster of each row, at first its patient."""

    def __init__(self, people: People, candidates: Candidates, prior_bits: float, apart: tuple[Ints, Ints]) -> None:
        """`apart` are pairs of rows whose patients are known to be different."""
        self.people = people
        self.candidates = candidates
        self.prior_bits = prior_bits
        self.cluster = people.patient.copy()
        self.apart = [apart]
        self.impossible = [apart, (candidates.left[candidates.impossible], candidates.right[candidates.impossible])]
        self.held: list[tuple[Ints, Ints]] = []
        self.bonus_bits = 0.0

    def grow(self, accept_bits: float, margin_bits: float) -> list[Links]:
        """Merge until nothing more may be merged; the links merged, round by round."""
        merged: list[Links] = []
        while True:
            before = len(merged)
            while (links := self._round(accept_bits, margin_bits)) is not None:
                if len(links.left):
                    merged.append(links)
                    self._join(links)
            if len(merged) == before:
                return merged
            self.held.clear()  # what was ambiguous may be clear now that clusters know more

    def count_on_cards(self) -> None:
        """Let undated mentions, journal rows mostly, trust that the person they speak of has a dated card here.

        The more of the undated mentions that are already placed did find a dated one, the less likely it is that a
        name alone belongs to a namesake whom the base does not know; namesakes whom it knows contest the claim anyway.
        """
        dated = self._births()[1] >= 0
        mentions = np.bincount(self.cluster, minlength=len(dated))
        undated = np.bincount(self.cluster[self.people.birth < 0], minlength=len(dated))
        placed = (mentions > 1) & (undated > 0)
        unplaced_share = (1 + (placed & ~dated).sum()) / (4 + placed.sum())
        self.bonus_bits = min(float(-np.log2(unplaced_share)), _LARGEST_BONUS)

    def open_links(self, at_least_bits: float) -> Links:
        """What is left between clusters and not impossible, best first: the review queue."""
        links, blocked = self._links(self.impossible)
        return links.taken(_ranked(links, (links.bits >= at_least_bits) & ~blocked))

    def _round(self, accept_bits: float, margin_bits: float) -> Links | None:
        """The links to merge now (possibly none, when some were set aside); None when nothing is left to try."""
        conflict = self.candidates.conflict
        found = (self.candidates.left[conflict], self.candidates.right[conflict])
        links, blocked = self._links([*self.apart, found])
        links = links.taken(~blocked & (links.bits >= accept_bits - margin_bits))
        chosen = self._mutual_best(links, accept_bits)
        if not len(chosen):
            return None
        best = links.taken(chosen)
        contradicts = self._contradict(best.left, best.right)
        self.apart.append((best.left[contradicts], best.right[contradicts]))
        self.impossible.append(self.apart[-1])
        contested = self._contested(links, best, margin_bits) | self._torn(links, best, margin_bits)
        contested &= ~contradicts
        self.held.append((best.left[contested], best.right[contested]))
        return best.taken(~contradicts & ~contested)

    def _join(self, links: Links) -> None:
        one, other = self.cluster[links.left], self.cluster[links.right]
        renamed = np.arange(int(self.cluster.max()) + 1)
        renamed[np.maximum(one, other)] = np.minimum(one, other)
        self.cluster = renamed[self.cluster]

    def _keys(self, left: Ints, right: Ints) -> Ints:
        one, other = self.cluster[left], self.cluster[right]
        size = int(self.people.patient.max(initial=0)) + 1
        return np.minimum(one, other) * size + np.maximum(one, other)

    def _links(self, blocking: list[tuple[Ints, Ints]]) -> tuple[Links, Flags]:
        """All links between different clusters, and which of them are blocked by the given pairs of rows."""
        left, right = self.candidates.left, self.candidates.right
        outside = np.flatnonzero(self.cluster[left] != self.cluster[right])
        keys = self._keys(left[outside], right[outside])
        order = np.argsort(keys, kind="stable")
        keys, rows = keys[order], outside[order]
        starts = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])) if len(keys) else np.empty(0, np.int64)
        cells = (
            np.maximum.reduceat(self.candidates.cells[rows], starts, axis=0) if len(keys) else self.candidates.cells[:0]
        )
        bits = self.prior_bits + bits_of(cells).sum(axis=1)
        links = Links(left[rows[starts]], right[rows[starts]], cells, bits)
        if self.bonus_bits:
            dated = self._births()[1] >= 0
            trusting = dated[self.cluster[links.left]] != dated[self.cluster[links.right]]
            trusting &= codes_of(cells)[:, list(Field).index(Field.CARD)] != code_of(Field.CARD, "other")
            bits += self.bonus_bits * trusting
        closed = [self._keys(one, other) for one, other in blocking]
        return links, np.isin(keys[starts], np.concatenate(closed) if closed else keys[:0])

    def _mutual_best(self, links: Links, accept_bits: float) -> Ints:
        """Numbers of the links that are the best of both their ends."""
        held = np.concatenate([self._keys(*pairs) for pairs in self.held] or [np.empty(0, np.int64)])
        ranked = _ranked(links, (links.bits >= accept_bits) & ~np.isin(self._keys(links.left, links.right), held))
        ends = np.stack([self.cluster[links.left[ranked]], self.cluster[links.right[ranked]]], axis=1)
        _, first = np.unique(ends.ravel(), return_index=True)
        seen = np.bincount(first // 2, minlength=len(ranked))
        best: Ints = ranked[seen == 2]
        return best

    def _contested(self, links: Links, best: Links, margin_bits: float) -> Flags:
        """Whether another cluster has nearly as good a claim on one end and contradicts the other end."""
        contested = np.zeros(len(best.left), dtype=bool)
        one, other = self.cluster[links.left], self.cluster[links.right]
        size = int(self.people.patient.max(initial=0)) + 1
        number = np.full(size, -1)
        for end, far in ((best.left, best.right), (best.right, best.left)):
            number[:] = -1
            number[self.cluster[end]] = np.arange(len(end))
            for near, rival_row in ((one, links.right), (other, links.left)):
                claim = number[near]
                rivals = np.flatnonzero(claim >= 0)
                claim = claim[rivals]
                rival = rival_row[rivals]
                close = links.bits[rivals] >= best.bits[claim] - margin_bits
                close &= self.cluster[rival] != self.cluster[far[claim]]
                claim, rival = claim[close], rival[close]
                contested[claim[self._contradict(far[claim], rival)]] = True
        return contested

    def _torn(self, links: Links, best: Links, margin_bits: float) -> Flags:
        """Whether those with nearly as good a claim on either end were born on dates that exclude each other."""
        earliest, latest = self._births()
        size = len(earliest)
        first, last = (
            np.minimum(earliest[self.cluster[best.left]], earliest[self.cluster[best.right]]),
            np.maximum(latest[self.cluster[best.left]], latest[self.cluster[best.right]]),
        )
        number = np.full(size, UNKNOWN)
        for end in (best.left, best.right):
            number[:] = UNKNOWN
            number[self.cluster[end]] = np.arange(len(end))
            for near, far in ((links.left, links.right), (links.right, links.left)):
                claim, rival = number[self.cluster[near]], self.cluster[far]
                close = claim >= 0
                close[close] = links.bits[close] >= best.bits[claim[close]] - margin_bits
                np.minimum.at(first, claim[close], earliest[rival[close]])
                np.maximum.at(last, claim[close], latest[rival[close]])
        known = (first < _NEVER) & (last >= 0)
        torn = np.zeros(len(best.left), dtype=bool)
        torn[known] = exclude_each_other(first[known], last[known])
        return torn

    def _births(self) -> tuple[Ints, Ints]:
        """The earliest and the latest birth date known of each cluster; `_NEVER` and UNKNOWN where none is."""
        size = int(self.people.patient.max(initial=0)) + 1
        earliest, latest = np.full(size, _NEVER), np.full(size, UNKNOWN)
        dated = self.people.birth >= 0
        np.minimum.at(earliest, self.cluster[dated], self.people.birth[dated])
        np.maximum.at(latest, self.cluster[dated], self.people.birth[dated])
        return earliest, latest

    def _contradict(self, left: Ints, right: Ints) -> Flags:
        """Whether anything known of the cluster of left[i] contradicts the cluster of right[i]."""
        order = np.argsort(self.cluster, kind="stable")
        sorted_clusters = self.cluster[order]
        first = [np.searchsorted(sorted_clusters, self.cluster[rows]) for rows in (left, right)]
        last = [np.searchsorted(sorted_clusters, self.cluster[rows], side="right") for rows in (left, right)]
        counts = [end - start for start, end in zip(first, last, strict=True)]
        sizes = counts[0] * counts[1]
        answer = np.zeros(len(left), dtype=bool)
        pair = np.repeat(np.arange(len(left)), sizes)
        step = np.arange(len(pair)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        one = order[first[0][pair] + step // counts[1][pair]] if len(pair) else pair
        other = order[first[1][pair] + step % counts[1][pair]] if len(pair) else pair
        answer[pair[conflicts_between(self.people, one, other)]] = True
        return answer | np.isin(self._keys(left, right), np.concatenate([self._keys(*pairs) for pairs in self.apart]))


def _ranked(links: Links, allowed: Flags) -> Ints:
    """Numbers of the allowed links, heaviest first; equal weights in the order of their levels, then of the rows."""
    chosen = np.flatnonzero(allowed)
    order = np.lexsort((links.right[chosen], links.left[chosen], *links.cells[chosen].T, -links.bits[chosen]))
    return chosen[order]
