"""The review queue: a steward takes a pair, decides, and may take the last decision back."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zabota.base.audit.commands import keep_readings
from zabota.base.events.commands import record
from zabota.core.patients.commands.merging import merge_patients, unmerge
from zabota.core.patients.commands.pairs import keep_apart, reopen_pair
from zabota.core.patients.events import PairDecided
from zabota.core.patients.models import DuplicatePair, Merge, PairState, Patient
from zabota.core.patients.queries.duplicates import decisions_of, with_both_cards
from zabota.core.patients.queries.surviving_values import Chosen
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused

#: A pair on somebody's screen is nobody else's for so long.
LEASE = timedelta(minutes=10)


class AlreadyDecided(Refused):
    """A colleague was quicker."""


def note_reading(cards: Iterable[Patient], *, by: Actor) -> None:
    """Whoever compares cards has read them."""
    read = [(card.pk, card.public_id) for card in cards]
    keep_readings(read, by=by, object_type="patients.patient", fields=["duplicates"])


def take_pairs(
    *, by: Actor, count: int = 1, besides: Iterable[UUID] = (), only: UUID | None = None
) -> list[DuplicatePair]:
    """The next pairs for this steward, leased to him: his own unfinished ones first, likely ones before unlikely ones,
    put off ones last. Two stewards never get the same pair at once. `only` asks for one pair by name."""
    with connection.cursor() as cursor:
        cursor.execute(
            TAKE_PAIRS, [only, only, list(besides), by.user_id, by.user_id, count, by.user_id, timezone.now() + LEASE]
        )
        taken = [pair_id for (pair_id,) in cursor]
    pairs = with_both_cards(DuplicatePair.objects.all()).in_bulk(taken)
    return sorted(pairs.values(), key=lambda pair: taken.index(pair.pk))


TAKE_PAIRS = """
    WITH next AS (
        SELECT pair.id FROM patients_duplicate_pair AS pair
        JOIN patients_patient AS one ON one.id = pair.patient_id AND one.state = 'active'
        JOIN patients_patient AS other ON other.id = pair.other_id AND other.state = 'active'
        WHERE pair.state IN ('open', 'later') AND (%s::uuid IS NULL OR pair.public_id = %s) AND pair.public_id <> ALL(%s::uuid[])
        AND (pair.leased_until IS NULL OR pair.leased_until < now() OR pair.leased_by_id = %s)
        ORDER BY (pair.leased_by_id IS NOT DISTINCT FROM %s AND pair.leased_until > now()) DESC,
            pair.state = 'later', CASE WHEN pair.state = 'later' THEN pair.decided_at END, pair.weight DESC, pair.id
        LIMIT %s FOR UPDATE OF pair SKIP LOCKED
    ), leased AS (
        UPDATE patients_duplicate_pair AS pair SET leased_by_id = %s, leased_until = %s
        FROM next WHERE pair.id = next.id
    )
    SELECT id FROM next
"""


@transaction.atomic
def decide_pair(
    *, pair: DuplicatePair, state: PairState, by: Actor, survivor: Patient | None = None, chosen: Chosen | None = None
) -> DuplicatePair:
    """Merge (`survivor` keeps its number and address), keep apart for ever, put off, or ask at the next visit.

    The same decision twice has one effect; raises AlreadyDecided when a colleague decided otherwise meanwhile.
    """
    pair = DuplicatePair.objects.select_for_update(of=("self",)).select_related("patient", "other").get(pk=pair.pk)
    if pair.state == state and pair.decided_by_id == by.user_id and state != PairState.LATER:
        return pair
    if pair.state not in (PairState.OPEN, PairState.LATER, PairState.AT_VISIT):
        raise AlreadyDecided(_("A colleague has decided this pair already."))
    if state == PairState.MERGED:
        kept = survivor or pair.patient
        retired = pair.other if kept == pair.patient else pair.patient
        merge_patients(survivor=kept, retired=retired, by=by, weight=pair.weight, evidence=pair.evidence, chosen=chosen)
    elif state == PairState.DIFFERENT:
        keep_apart(pair.patient_id, pair.other_id, by=by)
    pair.state, pair.decided_at, pair.decided_by_id = state, timezone.now(), by.user_id
    pair.leased_by = pair.leased_until = None
    pair.save(update_fields=["state", "decided_at", "decided_by", "leased_by", "leased_until"])
    record(PairDecided(pair.patient_id, pair.other_id, pair.pk, state), by=by)
    return pair


@transaction.atomic
def decide_anew(*, pair: DuplicatePair, by: Actor) -> DuplicatePair:
    """«Different people» was a mistake, or the answer from the visit is known: the pair goes back into the queue."""
    pair = reopen_pair(pair.patient_id, pair.other_id)
    record(PairDecided(pair.patient_id, pair.other_id, pair.pk, PairState.OPEN), by=by)
    return pair


@transaction.atomic
def undo_last_decision(*, by: Actor) -> DuplicatePair | None:
    """Take back what this steward decided last; pressed again, what he decided before it. None: nothing to take back."""
    pair = decisions_of(by.user_id).select_for_update(of=("self",)).order_by("-decided_at", "-pk").first()
    if pair is None:
        return None
    merge = Merge.objects.filter(
        Q(survivor_id=pair.patient_id, retired_id=pair.other_id)
        | Q(survivor_id=pair.other_id, retired_id=pair.patient_id),
        undone_at__isnull=True,
    ).first()
    if pair.state == PairState.MERGED and merge is not None:
        unmerge(merge=merge, by=by, are_different=False)
    return decide_anew(pair=pair, by=by)
