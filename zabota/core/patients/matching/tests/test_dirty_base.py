"""The invented base itself: the same for the same seed, with the hard pairs it speaks of (R007)."""

from __future__ import annotations

import numpy as np
import pytest

from zabota.core.patients.matching import match
from zabota.core.patients.matching.dirty_base import Mistakes, Sources, clusters_of, dirty_base, score


def test_the_seed_decides_everything():
    one, again, other = dirty_base(600, seed=4), dirty_base(600, seed=4), dirty_base(600, seed=5)
    assert one.mentions.frame.equals(again.mentions.frame)
    assert one.truth.tolist() == again.truth.tolist()
    assert not one.mentions.frame.equals(other.mentions.frame)


def test_the_truth_scores_full_marks_and_everybody_alone_none():
    base = dirty_base(600, seed=4)
    truth = score(base, base.truth)
    assert (truth.precision, truth.recall, truth.mixed) == (1.0, 1.0, {})
    assert score(base, np.arange(len(base.mentions))).recall == 0.0


def test_joining_all_mixes_every_hard_pair():
    base = dirty_base(600, seed=4)
    together = score(base, np.zeros(len(base.mentions), dtype=np.int64))
    mentioned = set(base.truth.tolist())
    both = [pair for pair in base.hard_pairs if {pair.person, pair.other} <= mentioned]
    assert sum(together.mixed.values()) == len(both) > 10
    assert set(together.mixed) == {"twins", "mother and child", "father and son", "namesakes"}


@pytest.mark.parametrize("seed", [11, 12])
def test_automatic_merges_are_nearly_always_right(seed):
    """The targets of matching, on people and mistakes of its own: precision, F1, and what the queue adds."""
    base = dirty_base(6_000, seed=seed)
    matching = match(base.mentions)
    merges, proposals = matching.merges.patients(), matching.proposals.patients()
    clusters = clusters_of(len(base.mentions), merges)
    figures = score(base, clusters)
    assert figures.precision >= 0.995
    assert figures.f1 >= 0.965
    assert set(figures.mixed) <= {"father and son", "namesakes"}
    assert len(matching.proposals) <= 0.06 * len(base.mentions)
    right = [pair for pair in zip(*proposals, strict=True) if base.truth[pair[0]] == base.truth[pair[1]]]
    accepted = [[*side, *(pair[place] for pair in right)] for place, side in enumerate(merges)]
    assert score(base, clusters_of(len(base.mentions), (accepted[0], accepted[1]))).recall >= 0.975


def test_a_base_without_mistakes_is_put_together_whole():
    clean = Mistakes(**dict.fromkeys(Mistakes.__dataclass_fields__, 0.0))
    base = dirty_base(2_000, seed=3, mistakes=clean, sources=Sources(export=1.0))
    figures = score(base, clusters_of(len(base.mentions), match(base.mentions).merges.patients()))
    assert figures.recall > 0.97
    assert figures.precision > 0.995
