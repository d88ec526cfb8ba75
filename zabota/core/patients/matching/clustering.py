"""From weighed pairs to merges and proposals, with vetoes that hold for whole clusters.

Clusters grow by rounds: two that are each other's best partner merge when the evidence between them, field by field
the best of any pair of their mentions, suffices, nothing known of one contradicts anything known of the other, and
no third cluster, incompatible with one of them, has nearly as good a claim.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from zabota.core.patients.matching.comparing import Comparison, conflicts_between
from zabota.core.patients.matching.levels import Field
from zabota.core.patients.matching.normalising import Flags, Ints, People
from zabota.core.patients.matching.weights import Floats

Cells = npt.NDArray[np.int32]

_SCALE = 1024  # a cell holds bits * _SCALE, and the level in its last four bits, so that a maximum keeps both
_LARGEST_CHECK = 4_000_000


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
    """Weights and levels of each pair packed into one number a field."""
    columns = [
        (np.round(bits[of] * _SCALE).astype(np.int32) << 4) | comparison.levels[of].astype(np.int32) for of in Field
    ]
    return np.stack(columns, axis=1) if columns else np.empty((0, 0), np.int32)


def bits_of(cells: Cells) -> Floats:
    return (cells >> 4) / _SCALE


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

    def open_links(self, at_least_bits: float) -> Links:
        """What is left between clusters and not impossible, best first: the review queue."""
        links, blocked = self._links(self.impossible)
        return links.taken(_ranked(links, (links.bits >= at_least_bits) & ~blocked))

    def _round(self, accept_bits: float, margin_bits: float) -> Links | None:
        """The links to merge now (possibly none, when some were set aside); None when nothing is left to try."""
        conflict = self.candidates.conflict
        found = (self.candidates.left[conflict], self.candidates.right[conflict])
        links, blocked = self._links([*self.apart, *self.held, found])
        links = links.taken(~blocked & (links.bits >= accept_bits - margin_bits))
        chosen = self._mutual_best(links, accept_bits)
        if not len(chosen):
            return None
        best = links.taken(chosen)
        contradicts = self._contradict(best.left, best.right)
        self.apart.append((best.left[contradicts], best.right[contradicts]))
        self.impossible.append(self.apart[-1])
        contested = self._contested(links, best, margin_bits) & ~contradicts
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
        links = Links(left[rows[starts]], right[rows[starts]], cells, self.prior_bits + bits_of(cells).sum(axis=1))
        closed = [self._keys(one, other) for one, other in blocking]
        return links, np.isin(keys[starts], np.concatenate(closed) if closed else keys[:0])

    def _mutual_best(self, links: Links, accept_bits: float) -> Ints:
        """Numbers of the links that are the best of both their ends."""
        ranked = _ranked(links, links.bits >= accept_bits)
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
