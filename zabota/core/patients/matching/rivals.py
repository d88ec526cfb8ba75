"""What a claim is worth when others claim the same: namesakes share the chance, so that the chance shown is true."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from zabota.core.patients.matching.links import Links
from zabota.core.patients.matching.normalising import Flags, Ints
from zabota.core.patients.matching.weights import Floats

Contradict = Callable[[Ints, Ints], Flags]

_MOST_BITS = 50.0  # more is as certain
_MOST_RIVALS = 12  # of one claim, the strongest
_SECOND_OF_ONE = (
    1 / 3
)  # nobody knows which namesake comes oftener: who was there once was so the next time, too (Laplace)


@dataclass(frozen=True)
class Ends:
    """Every link from each of its ends: `near` and `far` are clusters, `far_row` a row of the far one, `link` the number.

    The strongest links of a cluster stand together, the best first.
    """

    near: Ints
    far: Ints
    far_row: Ints
    link: Ints

    def taken(self, chosen: Ints | Flags) -> Ends:
        return Ends(self.near[chosen], self.far[chosen], self.far_row[chosen], self.link[chosen])


def shared_among_rivals(links: Links, cluster: Ints, contradict: Contradict) -> Floats:
    """Bits of each link after rivals have had their share.

    `cluster` holds the cluster of each row; `contradict(rows, rows)` whether their clusters exclude each other.
    """
    ends = _ends(links, cluster)
    one, other = _rival_ends(ends, contradict)
    odds, taken = np.exp2(np.minimum(links.bits, _MOST_BITS)), np.zeros(len(links))
    np.add.at(taken, ends.link[one], odds[ends.link[other]])
    np.add.at(taken, ends.link[other], odds[ends.link[one]])
    chance = odds / (1.0 + odds + taken)
    is_contested = np.zeros(len(ends.link), dtype=bool)
    is_contested[one] = is_contested[other] = True
    _let_bystanders_share(chance, ends.taken(is_contested), cluster[links.left], cluster[links.right])
    bits: Floats = np.log2(chance) - np.log2(np.maximum(1.0 - chance, 2.0**-_MOST_BITS))
    return bits


def _ends(links: Links, cluster: Ints) -> Ends:
    rows, far_rows = np.concatenate([links.left, links.right]), np.concatenate([links.right, links.left])
    link = np.tile(np.arange(len(links)), 2)
    order = np.lexsort((link, -links.bits[link], cluster[rows]))
    return Ends(cluster[rows[order]], cluster[far_rows[order]], far_rows[order], link[order])


def _rival_ends(ends: Ends, contradict: Contradict) -> tuple[Ints, Ints]:
    """Pairs of ends at one cluster whose far clusters exclude each other: at most one of the two links is right."""
    ones, others = [], []
    for distance in range(1, _MOST_RIVALS + 1):
        first = np.flatnonzero(ends.near[distance:] == ends.near[:-distance])
        if not len(first):
            break
        ones.append(first)
        others.append(first + distance)
    if not ones:
        return ends.link[:0], ends.link[:0]
    one, other = np.concatenate(ones), np.concatenate(others)
    rivals = np.flatnonzero(contradict(ends.far_row[one], ends.far_row[other]))
    return one[rivals], other[rivals]


def _let_bystanders_share(chance: Floats, contested: Ends, left: Ints, right: Ints) -> None:
    """Two mentions of which it is not known which of several namesakes each is are one person only if both are the same
    namesake. Whom nobody else claims says no more than its neighbour, and is as likely to be this namesake or that.

    Writes into `chance`; links that are contested themselves have shared already.
    """
    size = int(max(left.max(initial=0), right.max(initial=0))) + 1
    bystanders = np.setdiff1d(np.arange(len(left)), contested.link)
    left, right = left[bystanders], right[bystanders]
    counts = np.bincount(contested.near, minlength=size)
    left, right = np.where(counts[left] > 0, left, right), np.where(counts[right] > 0, right, left)
    sides = [_claimants(contested, end, counts) for end in (left, right)]
    known = [np.bincount(of, chance[link], len(bystanders)).clip(0.0, 1.0) for of, _, link in sides]
    keys = [of * size + far for of, far, _ in sides]
    _, one, other = np.intersect1d(keys[0], keys[1], assume_unique=True, return_indices=True)
    both = chance[sides[0][2][one]] * chance[sides[1][2][other]]
    together = np.bincount(sides[0][0][one], both, len(bystanders)) + (1.0 - known[0]) * (1.0 - known[1])
    together += (1.0 - together) * _SECOND_OF_ONE
    torn = np.flatnonzero(counts[left] > 0)
    chance[bystanders[torn]] *= np.minimum(together[torn], 1.0)


def _claimants(contested: Ends, clusters: Ints, counts: Ints) -> tuple[Ints, Ints, Ints]:
    """(number in `clusters`, a cluster that claims it, number of that link), for all who claim it against rivals."""
    starts = np.cumsum(counts) - counts
    sizes = counts[clusters]
    of = np.repeat(np.arange(len(clusters)), sizes)
    step = np.arange(len(of)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    place = starts[clusters][of] + step
    return of, contested.far[place], contested.link[place]
