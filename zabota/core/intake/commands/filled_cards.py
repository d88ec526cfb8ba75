"""What a batch did to cards, so that it can be taken back: which it opened, and how those that were there looked before."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from django.db.models import Model

from zabota.base.postgres.copying import copy_objects
from zabota.core.intake.models import BroughtCard, ImportBatch
from zabota.core.patients.commands import ImportedPerson
from zabota.core.patients.commands.taking_back import BROUGHT, plain_value_of
from zabota.core.patients.models import Patient

_LEFT_OUT = ("id", "public_id", "state", "merged_into", "created_at", "updated_at", "completeness", "name_key")
KEPT_FIELDS = tuple(
    field.attname
    for field in Patient._meta.concrete_fields
    if field.name not in _LEFT_OUT and not getattr(field, "generated", False)
)


@contextmanager
def keep_cards(people: Sequence[ImportedPerson], *, batch: ImportBatch) -> Iterator[list[int]]:
    """Around an import: the block appends the ids of cards that it opened."""
    touched = {person.patient_id for person in people if person.patient_id is not None}
    known = {card.patient_id: card for card in BroughtCard.objects.filter(batch=batch, patient_id__in=touched)}
    before = looks_of(touched - known.keys())
    opened: list[int] = []
    yield opened
    after = looks_of(touched)
    cards = [BroughtCard(batch_id=batch.pk, patient_id=patient_id) for patient_id in opened]
    cards += [
        BroughtCard(batch_id=batch.pk, patient_id=patient_id, was_there=True, before=look, after=after[patient_id])
        for patient_id, look in before.items()
    ]
    copy_objects(cards)
    for patient_id, card in known.items():
        if card.was_there:
            card.after = after[patient_id]
            card.save(update_fields=["after"])


def looks_of(patient_ids: Iterable[int]) -> dict[int, str]:
    """JSON of each card's fields, and of the ids of its contacts, documents and own values."""
    ids = list(patient_ids)
    owned = {name: _owned(table, ids) for name, table in BROUGHT.items()}
    return {
        patient.pk: json.dumps(
            {name: plain_value_of(patient, name) for name in KEPT_FIELDS}
            | {name: own[patient.pk] for name, own in owned.items()},
            ensure_ascii=False,
        )
        for patient in Patient.objects.filter(pk__in=ids)
    }


def _owned(table: type[Model], patient_ids: list[int]) -> dict[int, list[str]]:
    owned: dict[int, list[str]] = defaultdict(list)
    for patient_id, key in table._default_manager.filter(patient_id__in=patient_ids).values_list("patient_id", "pk"):
        owned[patient_id].append(str(key))
    return owned
