"""The base as text that does not depend on ids, order or the moment: two equal bases give two equal texts (F8)."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db import models

from zabota.base.accounts.models import User
from zabota.base.postgres.sealed import SealedTextField
from zabota.core.patients.models import Patient, PatientState
from zabota.core.patients.registry import patient_data

CARDS_AT_ONCE = 1_000
_BATCH = re.compile(r"import:\d+")


def canonical_dump() -> Iterator[str]:
    """A line of JSON a card, sorted; what hangs on the card by any module is in it, but for
    events, audit and intake. Erased cards are nobody."""
    lines: list[str] = []
    ids = list(Patient.objects.exclude(state=PatientState.ERASED).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), CARDS_AT_ONCE):
        lines += _cards(ids[start : start + CARDS_AT_ONCE])
    yield from sorted(lines)


def _cards(ids: list[int]) -> Iterator[str]:
    hung: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for entry in patient_data:
        if entry.model._meta.app_label in ("events", "audit", "intake"):
            continue
        owner: Any = entry.model._meta.get_field(entry.path)
        for row in entry.model._default_manager.filter(**{f"{entry.path}__in": ids}):
            hung[getattr(row, owner.attname)][entry.key].append(_text(_looks(row)))
    for patient in Patient.objects.filter(pk__in=ids).select_related("merged_into", "doctor"):
        told = {key: sorted(rows) for key, rows in hung[patient.pk].items()}
        survivor = patient.merged_into.name_key if patient.merged_into else ""
        yield _text({"card": _looks(patient), "merged_into": survivor, "hung": told})


def _looks(row: models.Model) -> dict[str, Any]:
    return {field.name: _value(row, field) for field in row._meta.concrete_fields if _is_told(field)}


def _is_told(field: Any) -> bool:
    if field.primary_key or isinstance(field, models.UUIDField | models.DateTimeField):
        return isinstance(field, models.DateTimeField) and field.name == "starts_at"
    if field.is_relation and field.related_model in (Patient, User):
        return False
    return isinstance(field, SealedTextField) or not isinstance(field, models.BinaryField)


def _value(row: models.Model, field: Any) -> Any:
    value = getattr(row, field.name)
    if isinstance(value, models.Model):
        return str(value)
    return _BATCH.sub("import", value) if isinstance(value, str) else value


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
