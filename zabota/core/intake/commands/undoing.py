"""Take a whole import back. Cards that somebody has touched since are left, and listed with the reason."""

import json
from collections import defaultdict
from collections.abc import Iterator
from enum import StrEnum

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.base.events.commands import record
from zabota.base.events.models import Event
from zabota.base.jobs.commands import enqueue
from zabota.core.intake.commands.staging import Run
from zabota.core.intake.events import ImportUndone
from zabota.core.intake.models import BatchState, BroughtCard, ImportBatch, SourceRow
from zabota.core.intake.registry import importers
from zabota.core.patients.commands.merging import unmerge
from zabota.core.patients.commands.taking_back import forget_source, remove_cards, restore_card
from zabota.core.patients.models import Mention, Merge
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused

CARDS_AT_ONCE = 500
AUTOMATIC_KINDS = ("patients.merged", "patients.deduplicated")


class CannotBeUndone(Refused):
    """The batch is not imported, was taken back already, or its thirty days are over."""


class LeftBecause(StrEnum):
    """Why a card stays in the base."""

    TOUCHED = "touched"  # somebody has worked with it
    ANOTHER_SOURCE = "another_source"  # another file, or the desk, speaks of it too
    IN_USE = "in_use"  # rows of another module hold it


@transaction.atomic
def enqueue_undo(*, batch: ImportBatch, by: Actor) -> None:
    """Take the batch back in the background. Raises CannotBeUndone."""
    _expect_undoable(batch)
    batch.job_id = enqueue("intake.undo", by=by, batch_id=batch.pk).public_id
    batch.save(update_fields=["job_id"])


def undo_batch(*, batch: ImportBatch, run: Run, by: Actor) -> dict[str, int]:
    """May be stopped and repeated: what is gone is gone. Returns how many cards went, were restored, and were left."""
    _expect_undoable(batch)
    with run.transaction():
        for importer in importers():
            if importer.remove:
                importer.remove(source=batch.source, by=by)
    opened = set(batch.cards.filter(was_there=False).values_list("patient_id", flat=True))
    removed = left = 0
    for groups in _at_once(_groups_of_cards(opened)):
        with run.transaction():
            gone, stay = _remove_groups(groups, opened, batch, by)
        removed, left = removed + gone, left + stay
        run.progress(removed + left, len(opened), step=_("Taking the import back"))
    restored = _restore(batch, run)
    with run.transaction():
        SourceRow.objects.filter(file__batch=batch).delete()
        held = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        held.state, held.undone_at = BatchState.UNDONE, timezone.now()
        figures = {"removed": removed, "restored": restored, "left": batch.cards.exclude(left_because="").count()}
        held.summary = {**held.summary, "undone": figures}
        held.save(update_fields=["state", "undone_at", "summary"])
        record(ImportUndone(held.pk, removed, figures["left"]), by=by, triggers=False)
    batch.refresh_from_db()
    return figures


def _expect_undoable(batch: ImportBatch) -> None:
    batch.refresh_from_db()
    if not batch.can_be_undone:
        raise CannotBeUndone(_("This import cannot be taken back: it is not finished, or its thirty days are over."))


Group = frozenset[int]
"""Cards that matching made one person."""


def _groups_of_cards(opened: set[int]) -> list[Group]:
    """Cards of the batch with all that they were merged with, smallest id first."""
    root: dict[int, int] = {card: card for card in opened}

    def find(card: int) -> int:
        while root.setdefault(card, card) != card:
            root[card] = root[root[card]]
            card = root[card]
        return card

    merges = Merge.objects.filter(undone_at__isnull=True)
    for survivor, retired in merges.values_list("survivor_id", "retired_id"):
        if find(survivor) != find(retired):
            root[find(retired)] = find(survivor)
    groups: dict[int, set[int]] = defaultdict(set)
    for card in list(root):
        groups[find(card)].add(card)
    return [frozenset(group) for group in sorted(groups.values(), key=min) if group & opened]


def _at_once(groups: list[Group]) -> Iterator[list[Group]]:
    batch: list[Group] = []
    for group in groups:
        batch.append(group)
        if sum(map(len, batch)) >= CARDS_AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _remove_groups(groups: list[Group], opened: set[int], batch: ImportBatch, by: Actor) -> tuple[int, int]:
    everyone = frozenset().union(*groups)
    touched = _touched(everyone, batch)
    others = set(
        Mention.objects.filter(patient_id__in=everyone)
        .exclude(source=batch.source)
        .values_list("patient_id", flat=True)
    )
    going: list[int] = []
    left = 0
    for group in groups:
        if group <= opened and not group & touched and not group & others:
            going += group
        elif group & touched:
            left += _leave(group & opened, LeftBecause.TOUCHED, batch)
        else:
            gone, stay = _part(group, opened, batch, by)
            going += gone
            left += stay
    forget_source(source=batch.source, patient_ids=going)
    kept = remove_cards(patient_ids=going) if going else set()
    left += _leave(kept, LeftBecause.IN_USE, batch)
    return len(going) - len(kept), left


def _part(group: Group, opened: set[int], batch: ImportBatch, by: Actor) -> tuple[list[int], int]:
    """Cards of the batch that were merged with cards from elsewhere go their own way again, then go."""
    inside = Q(survivor_id__in=group) & Q(retired_id__in=group)
    for merge in Merge.objects.filter(inside, undone_at__isnull=True).order_by("-id"):
        if merge.retired_id in opened or merge.survivor_id in opened:
            unmerge(merge=merge, by=by, are_different=False)
    own = group & opened
    speaking = (
        Mention.objects.filter(patient_id__in=own).exclude(source=batch.source).values_list("patient_id", flat=True)
    )
    stay = set(speaking)
    return sorted(own - stay), _leave(stay, LeftBecause.ANOTHER_SOURCE, batch)


def _touched(cards: Group, batch: ImportBatch) -> set[int]:
    """Cards about which something happened since, other than this import and what matching did by itself."""
    since = Event.objects.filter(patient_id__in=cards, happened_at__gte=batch.created_at)
    touched = since.exclude(kind__in=AUTOMATIC_KINDS).values_list("patient_id", flat=True)
    return {patient_id for patient_id in touched if patient_id is not None}


def _leave(cards: set[int] | frozenset[int], why: LeftBecause, batch: ImportBatch) -> int:
    return BroughtCard.objects.filter(batch=batch, patient_id__in=cards).update(left_because=why.value)


def _restore(batch: ImportBatch, run: Run) -> int:
    """Cards that were there before the batch get their fields back."""
    restored = 0
    for card in batch.cards.filter(was_there=True).order_by("id").iterator(chunk_size=200):
        with run.transaction():
            restore_card(patient_id=card.patient_id, before=json.loads(card.before), after=json.loads(card.after))
            forget_source(source=batch.source, patient_ids=[card.patient_id])
        restored += 1
    return restored
