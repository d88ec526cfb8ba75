"""What a batch did to cards, so that it can be taken back: which it opened, and how those that were there looked before."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, time
from typing import Any

from zabota.core.intake.models import BroughtCard, ImportBatch
from zabota.core.patients.commands import ImportedPerson
from zabota.core.patients.models import Patient

KEPT_FIELDS = tuple(
    field.attname
    for field in Patient._meta.concrete_fields
    if field.name
    not in ("id", "public_id", "state", "merged_into", "created_at", "updated_at", "completeness", "name_key")
)


@contextmanager
def keep_cards(people: Sequence[ImportedPerson], *, batch: ImportBatch) -> Iterator[list[int]]:
    """Around an import: the block appends the ids of cards that it opened."""
    touched = {person.patient_id for person in people if person.patient_id is not None}
    own = set(BroughtCard.objects.filter(batch=batch, patient_id__in=touched).values_list("patient_id", flat=True))
    before = looks_of(touched - own)
    opened: list[int] = []
    yield opened
    after = looks_of(before)
    cards = [BroughtCard(batch=batch, patient_id=patient_id) for patient_id in opened]
    cards += [
        BroughtCard(batch=batch, patient_id=patient_id, was_there=True, before=look, after=after[patient_id])
        for patient_id, look in before.items()
    ]
    BroughtCard.objects.bulk_create(cards, batch_size=2_000)


def looks_of(patient_ids: Iterable[int]) -> dict[int, str]:
    """JSON of the fields of each card."""
    return {
        patient.pk: json.dumps(_look(patient), ensure_ascii=False)
        for patient in Patient.objects.filter(pk__in=list(patient_ids))
    }


def _look(patient: Patient) -> dict[str, Any]:
    return {name: _plain(getattr(patient, name)) for name in KEPT_FIELDS}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | time) else value
