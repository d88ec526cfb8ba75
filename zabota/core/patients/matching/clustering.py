"""From weighed pairs to merges and proposals, with vetoes that hold for whole clusters.

What nobody contests is joined at once. Elsewhere clusters grow by rounds: two that are each other's best partner merge
when the evidence between them, field by field the best of any pair of their mentions, suffices, nothing known of one
contradicts anything known of the other, and no third cluster, incompatible with one of them, has nearly as good a claim.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from zabota.core.patients.matching.comparing import are_two_people, conflicts_between, exclude_each_other
from zabota.core.patients.matching.forest import spanning_forest
from zabota.core.patients.matching.levels import Field, code_of
from zabota.core.patients.matching.links import HOPELESS_BITS, Links, codes_of, total_bits
from zabota.core.patients.matching.normalising import UNKNOWN, Flags, Ints, People, distinct_of
from zabota.core.patients.matching.rivals import shared_among_rivals
from zabota.core.patients.matching.weights import Floats, Weights

Rows = tuple[Ints, Ints]

_CARD = list(Field).index(Field.CARD)
_LARGEST_BONUS = 5.0
_KINSHIP_BITS = 14.0  # what one name, phone and address say of two who contradict each other: a father and a son
_NEVER = 99_999_999


@dataclass(frozen=True)
class Claims:
    """Links that may be merged, without their evidence; `place` is the number of each among the links."""

    place: Ints
    left: Ints
    right: Ints
    bits: Floats

    def taken(self, chosen: Ints) -> Claims:
        return Claims(self.place[chosen], self.left[chosen], self.right[chosen], self.bits[chosen])


class Clustering:
    """The clusters while they grow. `cluster` holds the cluster of each row, at first its patient; `links` what is left
    between clusters, one link a pair of clusters."""

    def __init__(self, people: People, pairs: Links, weights: Weights, apart: Rows) -> None:
        """`apart` are pairs of rows whose patients are known to be different."""
        self.people = people
        self.weights = weights
        self.cluster = people.patient.copy()
        self.size = int(people.patient.max(initial=0)) + 1
        self.apart = [apart]
        self.frozen_bits = np.full(self.size, -np.inf)
        self.bonus_bits = 0.0
        self.rows = np.arange(len(self.cluster))  # whom the current round looks at
        self.links = self._between_clusters(pairs, np.flatnonzero(pairs.bits >= HOPELESS_BITS))
        self._note_births()

    def grow(self, accept_bits: float, margin_bits: float) -> list[Links]:
        """Merge until nothing more may be merged; the links merged, step by step."""
        merged = [self._join_uncontested(accept_bits, margin_bits)]
        while steps := self._grow_by_rounds(accept_bits, margin_bits):
            merged += steps
            self.frozen_bits[:] = -np.inf  # what was ambiguous may be clear now that clusters know more
        return merged

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
        """What is left between clusters and not impossible, best first: the review queue.

        The bits are those of the chance that is left after rivals have had their share.
        """
        self.rows = np.arange(len(self.cluster))
        bits = self.links.bits + self._bonus(self.links)
        allowed = (bits >= at_least_bits) & ~self.links.impossible & ~self._are_apart(self._keys_of(self.links))
        links = replace(self.links, bits=bits).taken(np.flatnonzero(allowed))
        kin = self._are_two_people(links.left, links.right)
        links = replace(links, bits=links.bits - _KINSHIP_BITS * kin)
        links = links.taken(np.flatnonzero(links.bits >= at_least_bits))
        links = replace(links, bits=shared_among_rivals(links, self.cluster, self._are_two_people))
        best = _heaviest_first(links.bits)
        return links.taken(best[links.bits[best] >= at_least_bits])

    def _join_uncontested(self, accept_bits: float, margin_bits: float) -> Links:
        """Join whole components in which nothing contradicts anything: the same that rounds would come to."""
        claims, blocked = self._claims_among(self.links, accept_bits - margin_bits)
        claims = claims.taken(_heaviest_first(claims.bits))
        component, _ = spanning_forest(self.size, self.cluster[claims.left], self.cluster[claims.right])
        blocked_rows = self.links.left[blocked], self.links.right[blocked]
        harmonious = self._harmonious(component, [*self.apart, blocked_rows])
        free = (claims.bits >= accept_bits) & harmonious[component[self.cluster[claims.left]]]
        claims = claims.taken(np.flatnonzero(free))
        joined, spanning = spanning_forest(self.size, self.cluster[claims.left], self.cluster[claims.right])
        merged = self._merged(self.links, claims.taken(spanning))
        self.cluster = joined[self.cluster]
        self.links = self._between_clusters(self.links)
        self._note_births()
        return merged

    def _harmonious(self, component: Ints, apart: list[Rows]) -> Flags:
        """Whether all that is known of a component, by its name, is of one person."""
        people, of = self.people, component[self.cluster]
        harmony = np.ones(self.size, dtype=bool)
        names = (people.given_name, people.father_name, people.given_initial, people.father_initial)
        sex = np.where(people.sex > 0, people.sex, UNKNOWN)
        for fact in (people.birth, people.birth_year, people.snils, sex, *names):
            known = np.flatnonzero(fact >= 0)
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

    def _grow_by_rounds(self, accept_bits: float, margin_bits: float) -> list[Links]:
        """Rounds until none is left to try; every round looks only at those who may merge yet and at their rivals."""
        merged = []
        active, self.rows = self.links, np.arange(len(self.cluster))
        while True:
            self.rows = self.rows[self._touched(active.left, active.right)[self.cluster[self.rows]]]
            claims, _ = self._claims_among(active, accept_bits - margin_bits)
            ranked = self._ranked_open(claims, accept_bits)
            if not len(ranked):
                break
            moving = self._touched(claims.left[ranked], claims.right[ranked])
            cleared = self._cleared(claims, claims.taken(self._mutual_best(claims, ranked)), margin_bits)
            if len(cleared.place):
                merged.append(self._merged(active, cleared))
                self._join(cleared)
            beside = np.flatnonzero(moving[self.cluster[active.left]] | moving[self.cluster[active.right]])
            active = self._between_clusters(active, beside) if len(cleared.place) else active.taken(beside)
        if merged:
            self.links = self._between_clusters(self.links)
        return merged

    def _touched(self, left: Ints, right: Ints) -> Flags:
        """By cluster, whether it is at an end of these pairs of rows."""
        touched = np.zeros(self.size, dtype=bool)
        touched[self.cluster[left]] = touched[self.cluster[right]] = True
        return touched

    def _cleared(self, claims: Claims, best: Claims, margin_bits: float) -> Claims:
        """Those of `best` that nothing forbids; contradictions are remembered, contested clusters frozen."""
        contradicts = self._contradict(best.left, best.right)
        self.apart.append((best.left[contradicts], best.right[contradicts]))
        contested = np.zeros(len(best.left), dtype=bool)
        for near, far in ((best.left, best.right), (best.right, best.left)):
            rivalry = self._rivals(claims, best, near, margin_bits)
            torn = self._contested(far, *rivalry) | self._torn(near, far, *rivalry)
            self.frozen_bits[self.cluster[near[torn]]] = best.bits[torn]
            contested |= torn
        return best.taken(np.flatnonzero(~contradicts & ~contested))

    def _merged(self, links: Links, claims: Claims) -> Links:
        return replace(links.taken(claims.place), bits=claims.bits)

    def _join(self, claims: Claims) -> None:
        one, other = self.cluster[claims.left], self.cluster[claims.right]
        kept, gone = np.minimum(one, other), np.maximum(one, other)
        renamed = np.arange(self.size)
        renamed[gone] = kept
        self.cluster[self.rows] = renamed[self.cluster[self.rows]]
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

    def _keys_of(self, links: Links) -> Ints:
        return self._keys(links.left, links.right)

    def _between_clusters(self, links: Links, chosen: Ints | None = None) -> Links:
        """One link for each pair of clusters, of each field the best that the links between them say."""
        chosen = np.arange(len(links)) if chosen is None else chosen
        chosen = chosen[self.cluster[links.left[chosen]] != self.cluster[links.right[chosen]]]
        keys = self._keys(links.left[chosen], links.right[chosen])
        if (keys[1:] < keys[:-1]).any():
            order = np.argsort(keys, kind="stable")
            keys, chosen = keys[order], chosen[order]
        starts = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])) if len(keys) else np.empty(0, np.int64)
        first = links.taken(chosen[starts])
        counts = np.diff(np.append(starts, len(keys)))
        several = np.flatnonzero(counts > 1)
        if len(several):
            self._bring_together(first, several, links, chosen[np.repeat(counts > 1, counts)], counts[several])
        return first

    def _bring_together(self, first: Links, several: Ints, links: Links, chosen: Ints, counts: Ints) -> None:
        """Write into `first`, at `several`, what runs of chosen links say together."""
        starts = np.cumsum(counts) - counts
        cells = np.maximum.reduceat(links.cells[chosen], starts, axis=0)
        first.cells[several] = cells
        first.bits[several] = total_bits(cells, self.weights)
        first.conflict[several] = np.logical_or.reduceat(links.conflict[chosen], starts)
        first.impossible[several] = np.logical_or.reduceat(links.impossible[chosen], starts)

    def _claims_among(self, links: Links, at_least_bits: float) -> tuple[Claims, Ints]:
        """The links strong enough that nothing forbids, and the numbers of those that are forbidden."""
        forbidden = links.conflict | self._are_apart(self._keys_of(links))
        bits = links.bits + self._bonus(links)
        place = np.flatnonzero(~forbidden & (bits >= at_least_bits))
        return Claims(place, links.left[place], links.right[place], bits[place]), np.flatnonzero(forbidden)

    def _bonus(self, links: Links) -> Floats:
        if not self.bonus_bits:
            return np.zeros(len(links.left))
        dated = self.latest >= 0
        trusting = dated[self.cluster[links.left]] != dated[self.cluster[links.right]]
        trusting &= codes_of(links.cells[:, _CARD]) != code_of(Field.CARD, "other")
        bonus: Floats = self.bonus_bits * trusting
        return bonus

    def _ranked_open(self, claims: Claims, accept_bits: float) -> Ints:
        frozen = np.maximum(self.frozen_bits[self.cluster[claims.left]], self.frozen_bits[self.cluster[claims.right]])
        chosen = np.flatnonzero((claims.bits >= accept_bits) & (claims.bits > frozen))
        return chosen[_heaviest_first(claims.bits[chosen])]

    def _mutual_best(self, claims: Claims, ranked: Ints) -> Ints:
        """Numbers of the claims that are the best of both their ends."""
        ends = np.stack([self.cluster[claims.left[ranked]], self.cluster[claims.right[ranked]]], axis=1).ravel()
        best_of = np.full(self.size, len(ranked))
        np.minimum.at(best_of, ends, np.repeat(np.arange(len(ranked)), 2))
        is_best = best_of[ends] == np.repeat(np.arange(len(ranked)), 2)
        best: Ints = ranked[is_best[0::2] & is_best[1::2]]
        return best

    def _rivals(self, claims: Claims, best: Claims, near: Ints, margin_bits: float) -> tuple[Ints, Ints]:
        """(number in `best`, row of a rival) wherever a rival's claim on the near end is nearly as good."""
        number = np.full(self.size, UNKNOWN)
        number[self.cluster[near]] = np.arange(len(near))
        claimed, rivals = [], []
        for wanted, rival in ((claims.left, claims.right), (claims.right, claims.left)):
            claim = number[self.cluster[wanted]]
            close = np.flatnonzero(claim >= 0)
            close = close[claims.bits[close] >= best.bits[claim[close]] - margin_bits]
            claimed.append(claim[close])
            rivals.append(rival[close])
        return np.concatenate(claimed), np.concatenate(rivals)

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

    def _are_two_people(self, left: Ints, right: Ints) -> Flags:
        """The same, but for what may be a slip of several hands."""
        pair, one, other = self._products(self.cluster[left], self.cluster[right])
        answer = self._are_apart(self._keys(left, right))
        answer[pair[are_two_people(self.people, one, other)]] = True
        return answer

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
        rows = self.rows[asked[self.cluster[self.rows]]]
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


def _heaviest_first(bits: Floats) -> Ints:
    """An order; links of equal weight stay as they stand."""
    return np.argsort(-bits, kind="stable")
