"""Make one card of two, and two of one again."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zabota.base.events.commands import record, record_many
from zabota.base.postgres.copying import copy_objects
from zabota.core.patients.commands.mentions import renew_own_mention
from zabota.core.patients.commands.merged_fields import MergedFields, Snapshot, restored, write_fields
from zabota.core.patients.commands.moving_rows import give_rows_back, hand_over, take_rows
from zabota.core.patients.commands.pairs import carry_pairs_over, keep_apart, reopen_pair, settle_pairs
from zabota.core.patients.events import CardsDeduplicated, MergeUndone, PatientsMerged
from zabota.core.patients.models import Merge, Patient, PatientState
from zabota.core.patients.queries.arrivals import RowKey, Split, merges_above, split_of
from zabota.core.patients.queries.completeness import refresh_completeness
from zabota.core.patients.queries.duplicates import known_different
from zabota.core.patients.queries.surviving_values import Chosen
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused


class CannotMerge(Refused):
    """One of the cards is gone, or a person said that they are two people."""


class CannotUnmerge(Refused):
    """The merge was taken back already, or one of its cards was erased."""


class CardsChanged(Refused):
    """What stood on the screen of a split is not how things stand any more."""


@dataclass(frozen=True)
class PlannedMerge:
    """`evidence` is a list of {"field", "level", "weight"}; `chosen` says whose value survives where no rule should decide."""

    survivor_id: int
    retired_id: int
    weight: float | None = None
    evidence: list[dict[str, Any]] = field(default_factory=list)
    chosen: Chosen = field(default_factory=dict)


@transaction.atomic
def merge_patients(
    *,
    survivor: Patient,
    retired: Patient,
    by: Actor,
    weight: float | None = None,
    evidence: Sequence[dict[str, Any]] = (),
    chosen: Chosen | None = None,
) -> Merge:
    """Everything of `retired` goes to `survivor`; the same wish twice has one effect. Reversible by `unmerge` at any time.

    Raises CannotMerge when a card is not in the base any more or a person said that they are different people.
    """
    planned = PlannedMerge(survivor.pk, retired.pk, weight, list(evidence), chosen or {})
    cards = _locked([planned])
    if cards[retired.pk].merged_into_id == survivor.pk:
        return Merge.objects.get(retired=retired, undone_at__isnull=True)
    if survivor.pk == retired.pk or any(card.state != PatientState.ACTIVE for card in cards.values()):
        raise CannotMerge(_("One of the cards is not in the base any more. Open the pair again."))
    if known_different([survivor.pk, retired.pk]):
        raise CannotMerge(_("These cards were marked as different people. Take that back first."))
    [merge] = _merge([planned], cards, by, is_automatic=False)
    record(PatientsMerged(survivor.pk, retired.pk, merge.pk, is_automatic=False), by=by)
    return merge


@transaction.atomic
def merge_automatically(*, planned: Sequence[PlannedMerge], by: Actor) -> list[Merge]:
    """A batch of certain merges: one fact for all, a line of the timeline a card. Nobody is a survivor and retired in it.

    Merges that became impossible meanwhile (a card merged, erased, kept apart by a person) are left out.
    """
    cards = _locked(planned)
    apart = known_different(cards)
    possible = [
        each
        for each in planned
        if all(cards[card_id].state == PatientState.ACTIVE for card_id in (each.survivor_id, each.retired_id))
        and not apart & {frozenset((each.survivor_id, each.retired_id))}
    ]
    merges = _merge(possible, cards, by, is_automatic=True)
    record_many(
        (PatientsMerged(each.survivor_id, each.retired_id, each.pk, is_automatic=True) for each in merges),
        by=by,
        triggers=False,
    )
    if merges:
        record(CardsDeduplicated(len(merges)), by=by)
    return merges


@transaction.atomic
def unmerge(
    *,
    merge: Merge,
    by: Actor,
    are_different: bool = True,
    given: Collection[str] | None = None,
    seal: str | None = None,
) -> set[RowKey]:
    """Give the retired card back what it owned, in any order of merges; returns which rows from after the merge it got.

    `given` names those rows (`Arrival.name`); without it go those that `split_of` proposes, and the rest stays with the
    survivor. Rows that it has already stay. With `are_different` the two cards are kept apart for ever; without, the
    pair waits for a decision again. Merges above it in a chain are taken back first and made again after.

    Raises CannotUnmerge, and CardsChanged where `seal` is not that of the split as it stands now.
    """
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    if merge.undone_at is not None and seal is None:
        return set()
    above = merges_above(merge)
    cards = _lock_cards({card_id for each in [merge, *above] for card_id in (each.survivor_id, each.retired_id)})
    split = split_of(merge)
    _expect_unchanged(split, seal)
    if cards[merge.retired_id].state != PatientState.MERGED:
        raise CannotUnmerge(_("The card was erased: there is nothing to give back."))
    going = split.given(given)
    edited = {each.pk: _take_back(each) for each in reversed(above)}
    _take_back(merge)
    went = _give(split, going, by)
    merge.undone_at, merge.undone_by_id = timezone.now(), by.user_id
    merge.save(update_fields=["undone_at", "undone_by"])
    _settle(merge.survivor_id)
    for each in above:
        _make_again(each, edited[each.pk])
        _settle(each.survivor_id)
    for card in Patient.objects.filter(pk__in=cards) if went else ():
        renew_own_mention(card)
    refresh_completeness(cards)
    if are_different:
        keep_apart(merge.survivor_id, merge.retired_id, by=by)
    else:
        reopen_pair(merge.survivor_id, merge.retired_id)
    rows = sorted(":".join(row) for row in went)
    record(MergeUndone(merge.survivor_id, merge.retired_id, merge.pk, rows), by=by)
    record(MergeUndone(merge.retired_id, merge.retired_id, merge.pk, rows), by=by, triggers=False)
    return went


def _expect_unchanged(split: Split, seal: str | None) -> None:
    if seal is not None and (split.merge.undone_at is not None or seal != split.seal):
        raise CardsChanged(_("Somebody changed these cards meanwhile. Look at what came after the merge once more."))


def _give(split: Split, going: set[RowKey], by: Actor) -> set[RowKey]:
    """Hand the rows over, those that follow another after it and only where it went."""
    retired = split.merge.retired_id
    leaders = {each.key: each.leader for each in split.arrivals}
    settled = {key for key in going if leaders[key] not in leaders}
    went = hand_over(settled, split.cards, retired)
    while followers := {key for key in going - went if leaders[key] in went}:
        followed = hand_over(followers, split.cards, retired)
        if not followed:
            break
        went |= followed
    return went | _part_by_rule(split, going, by)


def _part_by_rule(split: Split, going: set[RowKey], by: Actor) -> set[RowKey]:
    """Tables whose rows nobody may change part in their own way."""
    ruled = [each for each in split.arrivals if each.entry.parting]
    for entry in {each.entry.key: each.entry for each in ruled}.values():
        rows = [each.row for each in ruled if each.entry is entry]
        given = {row_id for key, row_id in going if key == entry.key}
        entry.parting.part(rows, given, split.merge.retired_id, by)  # type: ignore[union-attr]
    return {each.key for each in ruled} & going


def settle_strays() -> int:
    """Rows that an import or a colleague wrote to a card while it was being merged follow to the survivor."""
    moved_in_all = 0
    while moved := take_rows(list(Merge.objects.filter(undone_at__isnull=True).only("survivor_id", "retired_id"))):
        moved_in_all += moved
    return moved_in_all


def _locked(planned: Sequence[PlannedMerge]) -> dict[int, Patient]:
    return _lock_cards({card_id for each in planned for card_id in (each.survivor_id, each.retired_id)})


def _lock_cards(ids: set[int]) -> dict[int, Patient]:
    """The cards, locked in one order for everybody, so that overlapping merges wait instead of biting each other."""
    return {card.pk: card for card in Patient.objects.select_for_update().filter(pk__in=ids).order_by("pk")}


def _merge(planned: Sequence[PlannedMerge], cards: dict[int, Patient], by: Actor, *, is_automatic: bool) -> list[Merge]:
    fields, merges = MergedFields(cards), []
    for each in planned:
        merge = Merge(
            survivor_id=each.survivor_id,
            retired_id=each.retired_id,
            is_automatic=is_automatic,
            weight=each.weight,
            evidence=each.evidence,
            merged_by_id=by.user_id,
        )
        fields.merge(each.survivor_id, each.retired_id, each.chosen).sealed_into(merge)
        merges.append(merge)
    fields.save()
    copy_objects(merges)
    take_rows(merges)
    settle_pairs(merges, by)
    carry_pairs_over(merges)
    refresh_completeness(each.survivor_id for each in merges)
    return merges


def _siblings(merge: Merge) -> list[tuple[Merge, Snapshot]]:
    """Other merges in force into the same survivor with their snapshots, in the order in which they were made."""
    others = Merge.objects.filter(survivor_id=merge.survivor_id, undone_at__isnull=True).exclude(pk=merge.pk)
    return sorted(((each, Snapshot.of(each)) for each in others), key=lambda made: (made[1].applied, made[0].pk))


def _take_back(merge: Merge) -> set[str]:
    """Part the two cards while the survivor is in the base; returns the fields that a person has changed since."""
    snapshot, siblings = Snapshot.of(merge), _siblings(merge)
    cards = _lock_cards({merge.survivor_id, merge.retired_id, *(each.retired_id for each, _ in siblings)})
    survivor, retired = cards[merge.survivor_id], cards[merge.retired_id]
    edited = restored(survivor, snapshot, [made for _, made in siblings if made.applied > snapshot.applied])
    write_fields([survivor])
    if not Patient.objects.filter(card_number=snapshot.retired_number).exists():
        retired.card_number = snapshot.retired_number
    retired.state, retired.merged_into = PatientState.ACTIVE, None
    retired.save(update_fields=["state", "merged_into", "card_number"])
    give_rows_back(merge)
    fields = MergedFields(cards)
    for sibling, made in siblings:
        fields.fill_blanks(sibling, made)
        made.sealed_into(sibling)
        sibling.save(update_fields=["snapshot"])
    fields.save()
    return edited


def _make_again(merge: Merge, edited: set[str]) -> None:
    before = Snapshot.of(merge)
    fields = MergedFields(_lock_cards({merge.survivor_id, merge.retired_id}))
    made = fields.merge(merge.survivor_id, merge.retired_id, before.chosen, kept=edited | set(before.kept))
    fields.save()
    made.sealed_into(merge)
    merge.save(update_fields=["snapshot"])
    take_rows([merge])


def _settle(survivor_id: int) -> None:
    """What lay with cards merged into this one, because another had the same, comes forward when that one has left."""
    take_rows(list(Merge.objects.filter(survivor_id=survivor_id, undone_at__isnull=True)))
