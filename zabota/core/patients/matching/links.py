"""Links between rows: weighed pairs with their evidence packed into numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from zabota.core.patients.matching.comparing import Comparison
from zabota.core.patients.matching.levels import MISSING, Field
from zabota.core.patients.matching.normalising import Flags, Ints
from zabota.core.patients.matching.weights import ADJUSTED, Floats, Weights

Cells = npt.NDArray[np.int32]

HOPELESS_BITS = -8.0  # pairs below this add nothing that could bring their clusters together
_SCALE = 1024  # a cell holds bits * _SCALE, and the level in its last four binary digits
_UNKNOWN_CELL = -(1 << 30)
_NAMES = [list(Field).index(of) for of in ADJUSTED]


@dataclass(frozen=True)
class Links:
    """Pairs of rows that stand for themselves or for their clusters.

    `cells` has a row a link and a column a field, in the order of `Field`; `bits` are the sums. A link in `conflict` is
    never merged by itself, an `impossible` one not even proposed.
    """

    left: Ints
    right: Ints
    cells: Cells
    bits: Floats
    conflict: Flags
    impossible: Flags

    def __len__(self) -> int:
        return len(self.left)

    def taken(self, chosen: Ints) -> Links:
        return Links(
            self.left[chosen],
            self.right[chosen],
            self.cells[chosen],
            self.bits[chosen],
            self.conflict[chosen],
            self.impossible[chosen],
        )


def joined_links(parts: list[Links]) -> Links:
    """All of at least one table, one after another."""
    return Links(
        np.concatenate([links.left for links in parts]),
        np.concatenate([links.right for links in parts]),
        np.concatenate([links.cells for links in parts]),
        np.concatenate([links.bits for links in parts]),
        np.concatenate([links.conflict for links in parts]),
        np.concatenate([links.impossible for links in parts]),
    )


def hopeful_pairs(bits: dict[Field, Floats], weights: Weights) -> Ints:
    """Numbers of the pairs whose evidence is worth keeping; names count in full here, as a limit only lessens them."""
    return np.flatnonzero(weights.prior_bits + sum(bits[of] for of in Field) >= HOPELESS_BITS)


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
    bits: Floats = _scaled(cells) / _SCALE
    names = bits[:, _NAMES].clip(0.0).sum(axis=1)
    excess = np.flatnonzero(names > weights.name_limit_bits)
    scale = np.where(bits[excess] > 0, (weights.name_limit_bits / names[excess])[:, None], 1.0)
    bits[excess[:, None], _NAMES] *= scale[:, _NAMES]
    return bits


def total_bits(cells: Cells, weights: Weights) -> Floats:
    """The sums of `bits_of` and of the prior; column by column, as a table of a million is slow to turn over."""
    others, names = np.zeros(len(cells), dtype=np.int32), np.zeros(len(cells), dtype=np.int32)
    for column in range(len(Field)):
        scaled = _scaled(cells[:, column])
        if column in _NAMES:
            spoken_for = np.maximum(scaled, 0)
            names += spoken_for
            scaled -= spoken_for
        others += scaled
    bits: Floats = weights.prior_bits + others / _SCALE + np.minimum(names / _SCALE, weights.name_limit_bits)
    return bits


def codes_of(cells: Cells) -> Cells:
    return cells & 15


def _scaled(cells: Cells) -> Cells:
    return np.where(cells == _UNKNOWN_CELL, np.int32(0), cells >> 4)
