"""How well a result tells people apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from zabota.core.patients.matching.dirty_base.people import HardPair, Ints
from zabota.core.patients.matching.forest import spanning_forest


@dataclass(frozen=True)
class Score:
    """Pairwise figures against the truth; `mixed`: how many hard pairs of each kind share a cluster."""

    precision: float
    recall: float
    f1: float
    mixed: dict[str, int]


def pairwise_score(truth: Ints, clusters: Ints, hard_pairs: Sequence[HardPair]) -> Score:
    table = pl.DataFrame({"person": truth, "cluster": clusters})
    both = _pairs_in(table, "person", "cluster")
    precision = both / max(_pairs_in(table, "cluster"), 1)
    recall = both / max(_pairs_in(table, "person"), 1)
    return Score(precision, recall, 2 * precision * recall / max(precision + recall, 1e-9), _mixed(table, hard_pairs))


def _pairs_in(table: pl.DataFrame, *columns: str) -> int:
    counts = table.group_by(*columns).len()["len"].to_numpy().astype(np.int64)
    return int((counts * (counts - 1) // 2).sum())


def _mixed(table: pl.DataFrame, hard_pairs: Sequence[HardPair]) -> dict[str, int]:
    where = table.unique()
    pairs = pl.DataFrame(hard_pairs, schema=["kind", "person", "other"], orient="row")
    if pairs.is_empty():
        return {}
    together = pairs.join(where, on="person").join(where.rename({"person": "other"}), on=["other", "cluster"])
    return dict(Counter(together.unique(["kind", "person", "other"])["kind"].to_list()))


def clusters_of(mentions: int, pairs: tuple[Sequence[Any], Sequence[Any]]) -> Ints:
    """The cluster of each mention after pairs of patients 0, 1, 2... are joined."""
    one, other = (np.array(ids, dtype=np.int64) for ids in pairs)
    return spanning_forest(mentions, one, other)[0]
