"""What holds for any base: order and ids do not matter, and no veto is ever broken (R007)."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

import numpy as np
import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zabota.core.patients.matching import Mentions, find_similar, match
from zabota.core.patients.matching.comparing import conflicts_between
from zabota.core.patients.matching.dirty_base import dirty_base
from zabota.core.patients.matching.normalising import normalise

seeds = st.integers(min_value=0, max_value=10_000)
unhurried = settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def groups(mentions, matching):
    """The mentions of each merged patient, as sets of mention ids."""
    parent = {patient: patient for patient in mentions.frame["patient"].to_list()}

    def root(patient):
        while parent[patient] != patient:
            patient = parent[patient]
        return patient

    for pair in matching.merges:
        parent[root(pair.patient)] = root(pair.other)
    members = defaultdict(set)
    for mention, patient in mentions.frame.select("mention", "patient").rows():
        members[root(patient)].add(mention)
    return {frozenset(group) for group in members.values()}


@unhurried
@given(seed=seeds, rows=st.sampled_from([120, 500]))
def test_neither_the_order_of_rows_nor_ids_change_who_is_who(seed, rows):
    mentions = dirty_base(rows, seed=seed).mentions
    shuffled = Mentions(mentions.frame.sample(fraction=1.0, shuffle=True, seed=seed))
    renamed = Mentions(shuffled.frame.with_columns(patient="p" + (90_000 - pl.col("patient")).cast(pl.String)))
    expected = groups(mentions, match(mentions))
    assert groups(shuffled, match(shuffled)) == expected
    assert groups(renamed, match(renamed)) == expected


@unhurried
@given(seed=seeds)
def test_no_cluster_holds_two_mentions_that_contradict_each_other(seed):
    mentions = dirty_base(600, seed=seed).mentions
    together = [pair for group in groups(mentions, match(mentions)) for pair in combinations(sorted(group), 2)]
    left, right = np.array(together).T
    contradicting = conflicts_between(normalise(mentions), left, right)
    assert [together[place] for place in np.flatnonzero(contradicting)] == []


@unhurried
@given(seed=seeds)
def test_who_was_told_apart_stays_apart(seed):
    mentions = dirty_base(150, seed=seed).mentions
    told = [(pair.patient, pair.other) for pair in list(match(mentions).merges)[:5]]
    matching = match(mentions, known_different=told)
    assert [pair for pair in told for group in groups(mentions, matching) if set(pair) <= group] == []
    proposed = {frozenset((pair.patient, pair.other)) for pair in matching.proposals}
    assert proposed.isdisjoint(frozenset(pair) for pair in told)


words = st.text(max_size=12) | st.sampled_from(["Анна", "Саша", "А.", "Иванова", "Громов", "Олеговна", "-", " "])
mentions_of_anything = st.fixed_dictionaries(
    {},
    optional={
        "surname": words,
        "given": words,
        "patronymic": words,
        "maiden": words,
        "birth_date": st.dates(),
        "birth_year": st.integers(min_value=0, max_value=3000),
        "sex": st.sampled_from(["m", "f", "", "x"]),
        "phones": st.lists(words, max_size=3),
        "emails": st.lists(words | st.just("k@mail.ru"), max_size=2),
        "cards": st.lists(words | st.just("a:1"), max_size=2),
        "snils": words,
        "address": words,
    },
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=st.lists(mentions_of_anything, max_size=6))
def test_nothing_that_stands_in_a_file_makes_matching_fail(rows):
    mentions = Mentions.from_rows({"mention": place, "patient": place, **row} for place, row in enumerate(rows))
    matching = match(mentions)
    assert all(pair.evidence and 0.0 <= pair.probability <= 1.0 for pair in [*matching.merges, *matching.proposals])
    for row in rows:
        find_similar(row, mentions, weights=matching.weights)
