"""Doubtful pairs and merges: who waits for a decision, who was told apart, what was merged."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from zabota.core.patients.models import DuplicatePair, Merge, PairState, Patient, PatientState
from zabota.core.patients.queries.merged_cards import surviving_ids

#: How far back «take back the last» reaches.
UNDO_WITHIN = timedelta(hours=12)


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


def visit_questions(patient_ids: Collection[int]) -> dict[int, list[str]]:
    """What a steward left to be asked when these people come, as sentences, for those with any. One query."""
    asked = _of_living_cards().filter(state=PairState.AT_VISIT).select_related("patient", "other")
    asked = asked.filter(Q(patient_id__in=patient_ids) | Q(other_id__in=patient_ids)).order_by("pk")
    found: dict[int, list[str]] = defaultdict(list)
    for pair in asked:
        for card, double in ((pair.patient, pair.other), (pair.other, pair.patient)):
            if card.pk in patient_ids:
                found[card.pk].append(_question_about(double))
    return dict(found)


def _question_about(double: Patient) -> str:
    born = date_format(double.birth_date, "j E Y") if double.birth_date else _("the birth date is not known")
    words = _("Ask: is another card this person's too? %(name)s, %(born)s")
    return words % {"name": double.full_name or "—", "born": born}


def _of_living_cards() -> QuerySet[DuplicatePair]:
    return DuplicatePair.objects.filter(patient__state=PatientState.ACTIVE, other__state=PatientState.ACTIVE)


def pairs_of_steward(user_id: int) -> QuerySet[DuplicatePair]:
    """Pairs that are on this steward's screen now."""
    return with_both_cards(waiting_pairs().filter(leased_by_id=user_id, leased_until__gt=Now()))


def with_both_cards(pairs: QuerySet[DuplicatePair]) -> QuerySet[DuplicatePair]:
    """Each pair with its cards and their doctors, in the pair's own query."""
    return pairs.select_related("patient__doctor", "other__doctor")


def decisions_of(user_id: int | None) -> QuerySet[DuplicatePair]:
    """What this steward decided and may still take back."""
    decided = DuplicatePair.objects.exclude(state__in=(PairState.OPEN, PairState.GONE)).filter(decided_by_id=user_id)
    return decided.filter(decided_at__gte=timezone.now() - UNDO_WITHIN)


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
