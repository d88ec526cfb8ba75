"""Deduplication of a dirty million beside Splink 5, on the same base in the same run (`performance.md`)."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl

from zabota.core.patients.matching import Mentions, match
from zabota.core.patients.matching.dirty_base import DirtyBase, clusters_of, dirty_base, score
from zabota.core.patients.matching.normalising import Bag, Ints, Vocabulary, normalise
from zabota.lib.benching import BenchFigure, bench

MENTIONS = 1_000_000
LARGEST_SHARE_OF_SPLINKS_TIME = 0.5
_SPLINKS_THRESHOLDS = (0.9, 0.95, 0.99)  # Splink is judged by the best of them


@bench("dedupe")
def dedupe() -> Iterator[BenchFigure]:
    yield from run(MENTIONS)


def run(size: int) -> Iterator[BenchFigure]:
    """Figures for a generated base of about `size` mentions; times are end to end after reading, in seconds.

    Both sides begin with the same normalisation, which is counted to both.
    """
    base = dirty_base(size, seed=5)
    ours_clusters, ours_seconds = _ours(base)
    splinks_clusters, splinks_seconds = _splinks(base)
    ours = score(base, ours_clusters)
    splinks_f1 = max(score(base, clusters).f1 for clusters in splinks_clusters)
    rows = f"{len(base.mentions):,} mentions"
    yield BenchFigure.for_comparison(f"dedupe: {rows}", ours_seconds, "s")
    yield BenchFigure.for_comparison(f"dedupe: {rows}, Splink", splinks_seconds, "s")
    ratio = ours_seconds / splinks_seconds
    yield BenchFigure.at_most("dedupe: time beside Splink's", ratio, "", LARGEST_SHARE_OF_SPLINKS_TIME)
    yield BenchFigure.at_least("dedupe: F1, at least Splink's", ours.f1, "", splinks_f1)
    yield BenchFigure.at_least("dedupe: precision of automatic merges", ours.precision, "", 0.995)


def _ours(base: DirtyBase) -> tuple[Ints, float]:
    started = time.perf_counter()
    merges = match(base.mentions).merges
    seconds = time.perf_counter() - started
    return clusters_of(len(base.mentions), merges.patients()), seconds


def _splinks(base: DirtyBase) -> tuple[list[Ints], float]:
    """(clusters at each threshold, seconds with one clustering)."""
    from splink import DuckDBAPI, Linker

    started = time.perf_counter()
    database = DuckDBAPI()
    linker: Any = Linker(database.register(_normalised(base.mentions).to_arrow()), _settings(), log_level=logging.ERROR)
    _train(linker)
    predicted = linker.inference.predict(threshold_match_probability=min(_SPLINKS_THRESHOLDS))
    found, seconds = [], 0.0
    for threshold in _SPLINKS_THRESHOLDS:
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
            predicted, threshold_match_probability=threshold
        )
        table = pl.DataFrame(clusters.as_pyarrow_table()).sort("unique_id")
        found.append(table["cluster_id"].cast(pl.Int64).to_numpy())
        seconds = seconds or time.perf_counter() - started
    return found, seconds


def _normalised(mentions: Mentions) -> pl.DataFrame:
    people = normalise(mentions)
    return pl.DataFrame(
        {
            "unique_id": np.arange(len(people)),
            "surname": _words_of(people.surnames, people.surname),
            "given": _words_of(people.givens, people.given),
            "patronymic": _words_of(people.patronymics, people.patronymic),
            "birth": mentions.frame["birth_date"].cast(pl.String),
            "phone": _first_of(people.phones),
            "email": _first_of(people.emails),
        }
    )


def _words_of(known: Vocabulary, codes: Ints) -> pl.Series:
    return pl.Series([*known.words, None])[np.where(codes >= 0, codes, len(known.words))]


def _first_of(bag: Bag) -> pl.Series:
    codes = np.full(len(bag.counts), len(bag.words))
    filled = bag.counts > 0
    codes[filled] = bag.codes[bag.starts[:-1][filled]]
    return pl.Series([*bag.words, None])[codes]


def _settings() -> Any:
    import splink.comparison_library as compare
    from splink import SettingsCreator, block_on

    names = [
        compare.JaroWinklerAtThresholds(column, [0.9, 0.8]).configure(term_frequency_adjustments=True)
        for column in ("surname", "given", "patronymic")
    ]
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            *names,
            compare.DamerauLevenshteinAtThresholds("birth", [1, 2]),
            compare.DamerauLevenshteinAtThresholds("phone", [1]),
            compare.DamerauLevenshteinAtThresholds("email", [2]),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("phone"),
            block_on("email"),
            block_on("surname", "given", "patronymic"),
            block_on("surname", "birth"),
            block_on("given", "patronymic", "birth"),
            block_on("given", "patronymic", "substr(surname, 1, 3)"),
            block_on("surname", "patronymic", "substr(given, 1, 1)"),
        ],
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
    )


def _train(linker: Any) -> None:
    from splink import block_on

    certain = [block_on("surname", "given", "patronymic", "birth"), block_on("phone", "given", "patronymic")]
    training = linker.training
    training.estimate_probability_two_random_records_match(certain, recall=0.7)
    training.estimate_u_using_random_sampling(max_pairs=1e6)
    for block in (block_on("phone"), block_on("surname", "given", "patronymic"), block_on("birth", "given")):
        training.estimate_parameters_using_expectation_maximisation(block)
