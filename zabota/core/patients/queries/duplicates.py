"""Doubtful pairs and merges: who waits for a decision, who was told apart, what was merged."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Now

from zabota.core.patients.models import DuplicatePair, Merge, PairState, Patient, PatientState
from zabota.core.patients.queries.merged_cards import surviving_ids


def known_different(patient_ids: Iterable[int] | None = None) -> set[frozenset[int]]:
    """Pairs of cards in the base that a person keeps apart; said of a card that was merged since, it holds for the survivor.

    With `patient_ids`, only pairs within these cards.
    """
    said = DuplicatePair.objects.filter(state=PairState.DIFFERENT).values_list("patient_id", "other_id")
    survivors = surviving_ids({card for pair in said for card in pair})
    pairs = {frozenset((survivors[one], survivors[other])) for one, other in said}
    if patient_ids is None:
        return pairs
    asked = set(patient_ids)
    return {pair for pair in pairs if pair <= asked}


def waiting_pairs() -> QuerySet[DuplicatePair]:
    """The review queue: undecided pairs of two cards that are in the base."""
    return _of_living_cards().filter(state__in=(PairState.OPEN, PairState.LATER))


def questions_for_visit(patient_id: int) -> QuerySet[DuplicatePair]:
    """Pairs that a steward left to be asked about when the person comes."""
    pairs = _of_living_cards().filter(state=PairState.AT_VISIT)
    return pairs.filter(Q(patient_id=patient_id) | Q(other_id=patient_id)).select_related("patient", "other")


def _of_living_cards() -> QuerySet[DuplicatePair]:
    return DuplicatePair.objects.filter(patient__state=PatientState.ACTIVE, other__state=PatientState.ACTIVE)


def pairs_of_steward(user_id: int) -> QuerySet[DuplicatePair]:
    """Pairs that are on this steward's screen now."""
    return waiting_pairs().filter(leased_by_id=user_id, leased_until__gt=Now()).select_related("patient", "other")


def decided_pairs() -> QuerySet[DuplicatePair]:
    """Pairs kept apart or left for the visit, of cards that are in the base: each may be decided anew."""
    pairs = _of_living_cards().filter(state__in=(PairState.DIFFERENT, PairState.AT_VISIT))
    return pairs.select_related("patient", "other", "decided_by")


def merges_shown() -> QuerySet[Merge]:
    """All merges, parted ones too, with both cards and whoever merged them."""
    return Merge.objects.select_related("survivor", "retired", "merged_by")


def merges_in_force() -> QuerySet[Merge]:
    return Merge.objects.filter(undone_at__isnull=True)


@dataclass(frozen=True)
class DuplicatesReport:
    """`cards_by_merged`: (cards merged into one, how many such cards), for the chart and its table."""

    automatic: int
    by_hand: int
    taken_back: int
    waiting: int
    at_visit: int
    told_apart: int
    cards: int
    cards_by_merged: list[tuple[int, int]]


def duplicates_report() -> DuplicatesReport:
    merges = Merge.objects.aggregate(
        automatic=Count("pk", filter=Q(undone_at__isnull=True, is_automatic=True)),
        by_hand=Count("pk", filter=Q(undone_at__isnull=True, is_automatic=False)),
        taken_back=Count("pk", filter=Q(undone_at__isnull=False)),
    )
    pairs = _of_living_cards().aggregate(
        waiting=Count("pk", filter=Q(state__in=(PairState.OPEN, PairState.LATER))),
        at_visit=Count("pk", filter=Q(state=PairState.AT_VISIT)),
        told_apart=Count("pk", filter=Q(state=PairState.DIFFERENT)),
    )
    return DuplicatesReport(
        **merges,
        **pairs,
        cards=Patient.objects.filter(state=PatientState.ACTIVE).count(),
        cards_by_merged=_cards_by_merged(),
    )


def _cards_by_merged() -> list[tuple[int, int]]:
    """How many cards hold how many merged ones, directly."""
    sizes = (
        merges_in_force().filter(survivor__state=PatientState.ACTIVE)
        .values("survivor").annotate(merged=Count("pk")).values_list("merged", flat=True)
    )  # fmt: skip
    counted: dict[int, int] = {}
    for size in sizes:
        counted[size] = counted.get(size, 0) + 1
    return sorted(counted.items())
