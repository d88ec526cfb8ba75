"""Writings compared by distinct pairs, and how far apart two of them are."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from zabota.core.patients.matching.normalising import Flags, Ints

Codes: TypeAlias = npt.NDArray[np.uint8]
Judge: TypeAlias = Callable[[Ints, Ints], Codes]

_FAR = 9  # any distance that is more than a slip


def by_distinct_pairs(one: Ints, other: Ints, size: int, judge: Judge) -> Codes:
    """Levels of code pairs; `judge` sees every unordered pair of distinct known codes once."""
    result = np.zeros(len(one), dtype=np.uint8)
    asked = (one >= 0) & (other >= 0) & (one != other)
    keys = np.minimum(one[asked], other[asked]) * size + np.maximum(one[asked], other[asked])
    distinct, place = np.unique(keys, return_inverse=True)
    result[asked] = judge(distinct // size, distinct % size)[place]
    return result


def distances(words: list[str], one: Ints, other: Ints, at_most: int = 2) -> npt.NDArray[np.int32]:
    """Edit distances of pairs of words, given by their numbers, with neighbouring letters swapped for 1; `_FAR` beyond `at_most`."""
    if not len(one):
        return np.empty(0, np.int32)
    table = np.array(words, dtype=object)
    found = cpdist(table[one], table[other], scorer=OSA.distance, score_cutoff=at_most, dtype=np.int32)
    return np.where(found > at_most, _FAR, found)


def is_slip(distance: npt.NDArray[np.int32], shorter: Ints, long: int) -> Flags:
    """One slip in a word of at least three letters, or two in a long one."""
    slip: Flags = ((distance == 1) & (shorter >= 3)) | ((distance == 2) & (shorter >= long))
    return slip
