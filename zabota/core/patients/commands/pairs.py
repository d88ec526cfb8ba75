"""Doubtful pairs through merges: decided, carried over to the survivor, kept apart for ever."""

from collections.abc import Sequence

from django.db import connection
from django.utils import timezone

from zabota.core.patients.models import DuplicatePair, Merge, PairState
from zabota.lib.actors import Actor

#: Where a person has yet to decide.
UNDECIDED = (PairState.OPEN, PairState.LATER, PairState.AT_VISIT)


def settle_pairs(merges: Sequence[Merge], by: Actor) -> None:
    """The pairs of these merges are answered: one person."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE patients_duplicate_pair AS pair SET state = %s, decided_at = now(), decided_by_id = %s, leased_by_id = NULL, leased_until = NULL"
            " FROM unnest(%s::bigint[], %s::bigint[]) AS merged(one, other)"
            " WHERE pair.patient_id = least(one, other) AND pair.other_id = greatest(one, other)",
            [
                PairState.MERGED,
                by.user_id,
                [each.survivor_id for each in merges],
                [each.retired_id for each in merges],
            ],
        )


def carry_pairs_over(merges: Sequence[Merge]) -> None:
    """A question about a retired card and a third one is now a question about the survivor and the third."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO patients_duplicate_pair (public_id, patient_id, other_id, weight, evidence, state, found_at)"
            " SELECT DISTINCT ON (one, other) gen_random_uuid(), one, other, weight, evidence, state, now() FROM ("
            "  SELECT least(survivor, third) AS one, greatest(survivor, third) AS other, pair.* FROM ("
            "   SELECT merged.survivor, pair.*,"
            "    CASE WHEN pair.patient_id = merged.retired THEN pair.other_id ELSE pair.patient_id END AS third"
            "   FROM patients_duplicate_pair AS pair JOIN unnest(%s::bigint[], %s::bigint[]) AS merged(survivor, retired)"
            "   ON merged.retired IN (pair.patient_id, pair.other_id)"
            "   WHERE pair.state = ANY(%s)"
            "  ) AS pair JOIN patients_patient AS third_card ON third_card.id = third AND third_card.state = 'active'"
            "  WHERE third <> survivor"
            " ) AS carried ORDER BY one, other, weight DESC"
            " ON CONFLICT (patient_id, other_id) DO UPDATE SET state = excluded.state, weight = excluded.weight,"
            "  evidence = excluded.evidence WHERE patients_duplicate_pair.state = %s",
            [
                [each.survivor_id for each in merges],
                [each.retired_id for each in merges],
                list(UNDECIDED),
                PairState.GONE,
            ],
        )


def keep_apart(one: int, other: int, *, by: Actor) -> DuplicatePair:
    """They are different people, and this holds for ever."""
    return _written(
        one, other, {"state": PairState.DIFFERENT, "decided_at": timezone.now(), "decided_by_id": by.user_id}
    )


def reopen_pair(one: int, other: int) -> DuplicatePair:
    """Nobody has decided: the pair waits again."""
    return _written(one, other, {"state": PairState.OPEN, "decided_at": None, "decided_by": None})


def _written(one: int, other: int, decision: dict[str, object]) -> DuplicatePair:
    pair, _is_new = DuplicatePair.objects.update_or_create(
        patient_id=min(one, other),
        other_id=max(one, other),
        defaults={**decision, "leased_by": None, "leased_until": None},
    )
    return pair
