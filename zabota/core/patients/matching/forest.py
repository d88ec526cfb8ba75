"""Connected components with the links that hold them together (Borůvka's minimum spanning forest, 1926)."""

from __future__ import annotations

import numpy as np

from zabota.core.patients.matching.normalising import Ints


def spanning_forest(size: int, one: Ints, other: Ints) -> tuple[Ints, Ints]:
    """(component of each of `size` nodes, numbers of the links that span the components).

    Links come heaviest first; where several would do, the heavier is taken. A component is named by its least node.
    """
    component = np.arange(size)
    spanning: list[Ints] = []
    rank = np.arange(len(one))
    while len(rank):
        ends = component[one[rank]], component[other[rank]]
        outside = ends[0] != ends[1]
        rank, ends = rank[outside], (ends[0][outside], ends[1][outside])
        if not len(rank):
            break
        best = np.full(size, len(one))
        np.minimum.at(best, ends[0], rank)
        np.minimum.at(best, ends[1], rank)
        is_best = np.zeros(len(one), dtype=bool)
        is_best[best[best < len(one)]] = True
        chosen = np.flatnonzero(is_best)
        spanning.append(chosen)
        component = _joined(component, component[one[chosen]], component[other[chosen]])
    return component, np.sort(np.concatenate(spanning)) if spanning else np.empty(0, np.int64)


def _joined(component: Ints, one: Ints, other: Ints) -> Ints:
    """Components after the links are followed; every component takes the name of the least one it reaches."""
    name = np.arange(len(component))
    while True:
        least = np.minimum(name[one], name[other])
        before = name.copy()
        np.minimum.at(name, one, least)
        np.minimum.at(name, other, least)
        name = name[name]
        if np.array_equal(name, before):
            return name[component]
