"""Find the mentions that are one person, merge what is certain, ask about what is doubtful."""

import json
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from django.db import connection
from django.utils.translation import gettext_noop as _

from zabota.base.jobs.statistics import refresh_statistics
from zabota.core.patients.commands.merging import PlannedMerge, merge_automatically, settle_strays
from zabota.core.patients.matching import Matching, Mentions, Pair, Weights, match
from zabota.core.patients.models import (
    ContactPoint,
    DuplicatePair,
    MatchingWeights,
    Mention,
    PairState,
    Patient,
    PatientState,
)
from zabota.core.patients.queries.duplicates import known_different
from zabota.core.patients.queries.mentioned import mentions_in_base, mentions_to_match
from zabota.core.patients.queries.merged_cards import surviving_ids
from zabota.core.patients.queries.surviving_values import FULLNESS, fullness
from zabota.lib.actors import Actor

MERGES_AT_ONCE = 2_000
PAIRS_AT_ONCE = 5_000


class Run(Protocol):
    """Who watches and may stop: a running job, or a person at the shell."""

    def transaction(self) -> AbstractContextManager[None]: ...
    def progress(self, done: int, total: int | None = None, *, step: str | None = None) -> None: ...


@dataclass(frozen=True)
class Deduplication:
    """`records` are the mentions looked at; `proposals` the pairs that now wait in the review queue."""

    records: int
    patients_before: int
    patients_after: int
    merged: int
    proposals: int
    seconds: float

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def deduplicate(*, run: Run, by: Actor) -> Deduplication:
    """One person, one card (R007). May be stopped and started again at any point: what was merged stays merged.

    Each step commits by itself through `run.transaction()`. What a person has decided is never touched.
    """
    began = time.monotonic()
    with run.transaction():
        settle_strays()
        refresh_statistics(Patient, Mention, ContactPoint)
    run.progress(0, 1, step=_("Reading"))
    patients_before = _patients()
    mentions = mentions_to_match(mentions_in_base())
    matching, merged = _merge_all_certain(mentions, run, by)
    with run.transaction():
        _keep_weights(matching.weights)
    proposals = _propose(matching, run)
    return Deduplication(
        len(mentions), patients_before, _patients(), merged, proposals, round(time.monotonic() - began, 1)
    )


def _merge_all_certain(mentions: Mentions, run: Run, by: Actor) -> tuple[Matching, int]:
    """Match until nothing more is certain: a card that has taken in others knows more, and may be certain only now.

    So another run over the same base changes nothing. Returns the last matching and how many cards were merged.
    """
    merged_in_all = 0
    while True:
        run.progress(0, 1, step=_("Comparing"))
        matching = match(mentions, known_different=[(min(pair), max(pair)) for pair in known_different()])
        merged = _merge_certain(matching, run, by)
        merged_in_all += merged
        if not merged:
            return matching, merged_in_all
        mentions = mentions.of_survivors(surviving_ids(mentions.frame["patient"].unique().to_list()))


def _patients() -> int:
    return Patient.objects.filter(state=PatientState.ACTIVE).count()


def _keep_weights(weights: Weights) -> None:
    """The last run's weights, for judging whoever is being typed; older ones are of no use."""
    MatchingWeights.objects.all().delete()
    MatchingWeights.objects.create(weights=json.loads(weights.to_json()))


def _merge_certain(matching: Matching, run: Run, by: Actor) -> int:
    clusters = list(_clusters(matching.merges))
    merged, total = 0, sum(len(cards) - 1 for cards, _ in clusters)
    for chunk in _chunks(clusters):
        with run.transaction():
            merged += len(merge_automatically(planned=_planned(chunk), by=by))
        run.progress(merged, total, step=_("Merging"))
    return merged


Cluster = tuple[list[int], list[Pair]]


def _clusters(merges: Sequence[Pair]) -> Iterator[Cluster]:
    """Cards of one person with the pairs that joined them, in the order of joining."""
    root: dict[int, int] = {}

    def find(card: int) -> int:
        root.setdefault(card, card)
        while root[card] != card:
            root[card] = root[root[card]]
            card = root[card]
        return card

    pairs = list(merges)
    for pair in pairs:
        root[find(int(pair.other))] = find(int(pair.patient))  # type: ignore[arg-type]
    cards: dict[int, list[int]] = defaultdict(list)
    joins: dict[int, list[Pair]] = defaultdict(list)
    for card in list(root):
        cards[find(card)].append(card)
    for pair in pairs:
        joins[find(int(pair.other))].append(pair)
    return ((cards[each], joins[each]) for each in cards)


def _chunks(clusters: list[Cluster]) -> Iterator[list[Cluster]]:
    chunk: list[Cluster] = []
    size = 0
    for cluster in clusters:
        chunk.append(cluster)
        size += len(cluster[0])
        if size >= MERGES_AT_ONCE:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _planned(clusters: list[Cluster]) -> list[PlannedMerge]:
    """The fullest card of each cluster survives; every merge keeps the evidence of the pair that brought the card in."""
    ids = [card for cards, _ in clusters for card in cards]
    known = {card.pk: card for card in Patient.objects.filter(pk__in=ids).only(*FULLNESS)}
    return [
        planned
        for cards, joins in clusters
        for planned in _planned_cluster([known[card] for card in cards if card in known], joins)
    ]


def _planned_cluster(cards: list[Patient], joins: list[Pair]) -> Iterator[PlannedMerge]:
    survivor, *retired = sorted(cards, key=fullness, reverse=True)
    brought_in: dict[int, Pair] = {}
    for pair in joins:
        for card_id in (int(pair.patient), int(pair.other)):  # type: ignore[arg-type]
            brought_in.setdefault(card_id, pair)
    for card in retired:
        pair = brought_in[card.pk]
        yield PlannedMerge(survivor.pk, card.pk, round(pair.weight, 2), evidence_lines(pair))


def evidence_lines(pair: Pair) -> list[dict[str, Any]]:
    """As the tables keep it: the strongest first, weights in bits."""
    return [
        {"field": each.field.value, "level": each.level.name, "weight": round(each.weight, 2)} for each in pair.evidence
    ]


def _propose(matching: Matching, run: Run) -> int:
    """Put doubtful pairs into the queue; what a person decided stays decided, what is no longer doubtful leaves it."""
    best = _between_survivors(matching.proposals)
    pairs, seen = list(best.items()), []
    for start in range(0, len(pairs), PAIRS_AT_ONCE):
        with run.transaction():
            seen += _put_in_queue(pairs[start : start + PAIRS_AT_ONCE])
        run.progress(len(seen), len(pairs), step=_("Asking about doubtful pairs"))
    with run.transaction():
        waiting = DuplicatePair.objects.filter(state__in=(PairState.OPEN, PairState.LATER))
        waiting.exclude(pk__in=seen).update(state=PairState.GONE)
        return waiting.count()


def _between_survivors(proposals: Sequence[Pair]) -> dict[tuple[int, int], Pair]:
    """Proposals speak of cards as they were before the merges: two of them may be one question now."""
    pairs = list(proposals)
    survivors = surviving_ids({int(card) for pair in pairs for card in (pair.patient, pair.other) if card is not None})
    best: dict[tuple[int, int], Pair] = {}
    for pair in pairs:
        cards = survivors.get(int(pair.patient)), survivors.get(int(pair.other))  # type: ignore[arg-type]
        if None not in cards and cards[0] != cards[1]:
            best.setdefault((min(cards), max(cards)), pair)  # type: ignore[type-var, arg-type]
    return best


def _put_in_queue(pairs: list[tuple[tuple[int, int], Pair]]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO patients_duplicate_pair AS pair"
            " (public_id, patient_id, other_id, weight, evidence, state, found_at)"
            " SELECT gen_random_uuid(), one, other, weight, evidence::jsonb, 'open', now()"
            " FROM unnest(%s::bigint[], %s::bigint[], %s::float8[], %s::text[]) AS found(one, other, weight, evidence)"
            " ON CONFLICT (patient_id, other_id) DO UPDATE SET weight = excluded.weight, evidence = excluded.evidence,"
            " state = CASE WHEN pair.state IN ('gone', 'merged') THEN 'open' ELSE pair.state END"
            " RETURNING id",
            [
                [one for (one, _), _ in pairs],
                [other for (_, other), _ in pairs],
                [round(pair.weight, 2) for _, pair in pairs],
                [json.dumps(evidence_lines(pair)) for _, pair in pairs],
            ],
        )
        return [pair_id for (pair_id,) in cursor]
