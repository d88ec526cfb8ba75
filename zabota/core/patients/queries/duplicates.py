"""Doubtful pairs: who waits for a decision, and who was said to be different people."""

from collections.abc import Iterable

from zabota.core.patients.models import DuplicatePair, PairState
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
