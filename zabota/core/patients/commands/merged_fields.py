"""The fields of a card through merges: what each merge changed is remembered, so that any of them can be taken back."""

import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from datetime import time as clock
from typing import Any

from django.db import connection

from zabota.core.patients.models import Merge, Patient, PatientState
from zabota.core.patients.queries.naming import name_key_of
from zabota.core.patients.queries.surviving_values import CHOICES, Chosen, is_filled, surviving_values

NUMBERS = "former_card_numbers"
NAMES = (*(name for choice in CHOICES for name in choice.fields), NUMBERS, "checked_on", "name_key")
FIELDS = {each.attname: each for each in Patient._meta.concrete_fields if each.attname in NAMES}


@dataclass
class Snapshot:
    """What a merge did to the survivor's fields.

    `changes`: field -> [before, after], as JSON keeps them. `numbers`: former card numbers that it added. `kept`: fields
    that a person changed on the survivor later, which a merge made again leaves alone. `applied` orders the merges into
    one survivor.
    """

    retired_number: str | None = None
    changes: dict[str, list[Any]] = field(default_factory=dict)
    numbers: list[str] = field(default_factory=list)
    chosen: Chosen = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
    applied: int = field(default_factory=time.time_ns)

    @classmethod
    def of(cls, merge: Merge) -> "Snapshot":
        return cls(**json.loads(merge.snapshot))

    def sealed_into(self, merge: Merge) -> None:
        merge.snapshot = json.dumps(vars(self), ensure_ascii=False)


class MergedFields:
    """The cards of a batch in memory: `merge` pairs one after another, then `save` them all."""

    def __init__(self, cards: Mapping[int, Patient]) -> None:
        self.cards = cards
        self._changed: dict[int, Patient] = {}
        self._changed_names: set[str] = set()
        self._retired: dict[int, tuple[int, str | None]] = {}

    def merge(self, survivor_id: int, retired_id: int, chosen: Chosen, kept: Iterable[str] = ()) -> Snapshot:
        survivor, retired = self.cards[survivor_id], self.cards[retired_id]
        snapshot = Snapshot(retired.card_number, chosen=chosen, kept=sorted(kept))
        values = surviving_values(survivor, retired, chosen)
        self._write(survivor, retired, values, snapshot)
        return snapshot

    def fill_blanks(self, merge: Merge, snapshot: Snapshot) -> None:
        """A field that became empty when another merge was taken back is filled from this one's retired card."""
        survivor, retired = self.cards[merge.survivor_id], self.cards[merge.retired_id]
        values = surviving_values(survivor, retired, {})
        blank = {
            name: value for name, value in values.items() if name == NUMBERS or not is_filled(getattr(survivor, name))
        }
        self._write(survivor, retired, blank, snapshot)

    def _write(self, survivor: Patient, retired: Patient, values: Mapping[str, Any], snapshot: Snapshot) -> None:
        values = {name: value for name, value in values.items() if name not in snapshot.kept}
        for name, value in values.items():
            if name == NUMBERS:
                snapshot.numbers += [each for each in value if each not in survivor.former_card_numbers]
            else:
                snapshot.changes[name] = [plain(getattr(survivor, name)), plain(value)]
            setattr(survivor, name, value)
        if values:
            self._changed[survivor.pk] = survivor
            self._changed_names.update(values)
        if "card_number" in values:  # a number is on one card at a time
            retired.card_number = None
        self._retired[retired.pk] = survivor.pk, retired.card_number

    def save(self) -> None:
        retire(self._retired)
        write_fields(self._changed.values(), self._changed_names)


def restored(survivor: Patient, snapshot: Snapshot, later: Iterable[Snapshot]) -> set[str]:
    """Take a merge's changes out of the survivor, in memory; returns the fields that a person has changed since.

    `later` are the snapshots of merges into the same card that were made after it, oldest first: where one of them
    changed the field again, it now starts from the value before both.
    """
    edited = set()
    later = list(later)
    for name, (before, after) in snapshot.changes.items():
        following = next((each for each in later if name in each.changes), None)
        if following is not None:
            if following.changes[name][0] == after:
                following.changes[name][0] = before
        elif plain(getattr(survivor, name)) == after:
            setattr(survivor, name, FIELDS[name].to_python(before))
        else:
            edited.add(name)
    survivor.former_card_numbers = [each for each in survivor.former_card_numbers if each not in snapshot.numbers]
    return edited


def plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime | clock) else value


def retire(retired: Mapping[int, tuple[int, str | None]]) -> None:
    """Card -> (survivor, the number that it keeps)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE patients_patient AS card SET state = %s, merged_into_id = retired.survivor, card_number = retired.number"
            " FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS retired(id, survivor, number)"
            " WHERE card.id = retired.id",
            [
                PatientState.MERGED,
                list(retired),
                [survivor for survivor, _ in retired.values()],
                [number for _, number in retired.values()],
            ],
        )


def write_fields(cards: Iterable[Patient], names: Iterable[str] = NAMES) -> None:
    """Write these fields of the cards, and the key that search looks at."""
    fields = [FIELDS[name] for name in sorted({*names, "name_key"})]
    columns = ", ".join(f"{connection.ops.quote_name(str(each.column))} = %s" for each in fields)
    rows = []
    for card in cards:
        card.name_key = name_key_of(card)
        rows.append([*(each.get_db_prep_save(each.pre_save(card, False), connection) for each in fields), card.pk])
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE patients_patient SET {columns} WHERE id = %s", rows)
