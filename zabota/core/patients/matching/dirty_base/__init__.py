"""An invented base as dirty as a clinic's, with the truth beside it: for tests and for the bench.

People live in families: twins, mothers and children on one phone, fathers and sons of one name, namesakes. Each is
mentioned by four kinds of sources, with the mistakes that hands make. Everything follows from the seed; no name,
number or address belongs to anybody.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from zabota.core.patients.matching.dirty_base.mentioning import Sources, mentioned, written
from zabota.core.patients.matching.dirty_base.mistakes import Mistakes
from zabota.core.patients.matching.dirty_base.people import HardPair, Ints, invented_people
from zabota.core.patients.matching.dirty_base.scoring import Score, clusters_of, pairwise_score
from zabota.core.patients.matching.mentions import Mentions

__all__ = ["DirtyBase", "HardPair", "Mistakes", "Score", "Sources", "clusters_of", "dirty_base", "score"]


@dataclass(frozen=True)
class DirtyBase:
    """`mentions`, each its own patient: 0, 1, 2...; `truth`: the person of each; `hard_pairs`: people easily mixed."""

    mentions: Mentions
    truth: Ints
    hard_pairs: list[HardPair]


def dirty_base(
    rows: int, *, seed: int = 1, mistakes: Mistakes | None = None, sources: Sources | None = None
) -> DirtyBase:
    """A base of about `rows` mentions. The same arguments give the same base."""
    random = np.random.default_rng(seed)
    mistakes, sources = mistakes or Mistakes(), sources or Sources()
    people = invented_people(random, max(int(rows / sources.mentions_of_one), 8), mistakes)
    person, source = mentioned(random, len(people), sources)
    columns = written(random, people, person, source, mistakes)
    order = random.permutation(len(person))
    ids = np.arange(len(person))
    shuffled = {name: values.gather(order) for name, values in columns.items()}
    frame = pl.DataFrame({"mention": ids, "patient": ids, **shuffled})
    return DirtyBase(Mentions(frame), person[order], people.hard_pairs)


def score(base: DirtyBase, clusters: Ints) -> Score:
    """How well `clusters`, one number a mention, tell the people of a base apart."""
    return pairwise_score(base.truth, clusters, base.hard_pairs)
