"""Notes made without the server come into the base: each once, whatever happens on the way (F20)."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from zabota.front.daypack.commands.building import ask_for_another
from zabota.front.daypack.commands.carrying_out import carry_out
from zabota.front.daypack.models import Act, Note, Outcome, Pack
from zabota.front.daypack.sealing import CannotOpen, opened_note
from zabota.lib.actors import Actor


@dataclass(frozen=True)
class HandedOver:
    """Keys of the notes that are here now, those that were here before included; how many are new, how many could not be
    opened, and how many wait for a person."""

    keys: list[UUID]
    new: int
    unreadable: int
    to_settle: int


def hand_over(*, pack: Pack, journal: Mapping[UUID, str], by: Actor) -> HandedOver:
    """Receive a journal, closed as it was written, and carry out what is new in it, in the order of making.

    Receiving is one transaction and each note another: a journal that was cut short in the middle is sent again.
    """
    known = set(Note.objects.filter(key__in=journal).values_list("key", flat=True))
    notes, unreadable = [], 0
    for key in journal.keys() - known:
        try:
            notes.append(_note(pack, key, journal[key], by))
        except CannotOpen:
            unreadable += 1
    notes.sort(key=lambda pair: pair[0])
    with transaction.atomic():
        for _order, note in notes:
            Note.objects.bulk_create([note], ignore_conflicts=True)
    keys = [note.key for _order, note in notes]
    carry_out_received(Note.objects.filter(key__in=[*keys, *known], outcome=Outcome.RECEIVED), by=by)
    ask_for_another(pack.branch)
    found = Note.objects.filter(key__in=[*keys, *known])
    return HandedOver(
        keys=list(found.values_list("key", flat=True)), new=len(keys), unreadable=unreadable,
        to_settle=found.filter(outcome__in=(Outcome.CONFLICT, Outcome.WAITING)).count(),
    )  # fmt: skip


def carry_out_received(notes: Any, *, by: Actor | None = None) -> int:
    """In the order of making; without `by` in the name of whoever handed each over. Returns how many were carried out."""
    count = 0
    for note in notes.order_by("made_at", "id"):
        carry_out(note=note, by=by or Actor("user", note.handed_over_by_id, note.branch_id))
        count += 1
    return count


def _note(pack: Pack, key: UUID, sealed: str, by: Actor) -> tuple[tuple[datetime, int], Note]:
    """The note with its place in the order. Raises CannotOpen, for a note that says nothing we know as well."""
    said = opened_note(pack=str(pack.public_id), note=str(key), sealed=sealed, key=base64.b64decode(str(pack.key)))
    if said.get("act") not in Act.values:
        raise CannotOpen(key)
    try:
        made_at = datetime.fromisoformat(str(said["at"]))
        number = int(said.get("number", 0))
        follows = UUID(str(said["follows"])) if said.get("follows") else None
    except (KeyError, ValueError) as error:
        raise CannotOpen(key) from error
    if made_at.tzinfo is None:
        raise CannotOpen(key)
    note = Note(
        key=key, pack=pack, branch_id=pack.branch_id, act=said["act"], follows=follows,
        # The clock of that computer may be wrong: not before the pack was built, not after now.
        made_at=min(max(made_at, pack.built_at), timezone.now()),
        said=json.dumps(said, ensure_ascii=False), handed_over_by_id=by.user_id,
    )  # fmt: skip
    return (made_at, number), note
