"""How a table with a patient takes part in merging, export and erasure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from django.db.models import Q, UniqueConstraint

from zabota.base.postgres.sealed import SealedTextField

#: Keys of the rows that a merge moved, as JSON keeps them.
MovedRows = list[Any]


def moved(model: type[models.Model], path: str, survivor_id: int, retired_id: int) -> MovedRows:
    """Hand the retired card's rows to the survivor; what the survivor already has (unique keys) stays where it is."""
    rows = model._default_manager.select_for_update().filter(**{path: retired_id})
    keys = [row.pk for row in rows.order_by("pk") if not _survivor_has(row, path, survivor_id)]
    model._default_manager.filter(pk__in=keys).update(**{path: survivor_id})
    return [str(key) for key in keys]


def _survivor_has(row: models.Model, path: str, survivor_id: int) -> bool:
    taken = Q()
    for names in _unique_keys(type(row)):
        if path in names:
            taken |= Q(**{name: getattr(row, name) for name in names if name != path})
    return bool(taken) and type(row)._default_manager.filter(taken, **{path: survivor_id}).exists()


def _unique_keys(model: type[models.Model]) -> list[tuple[str, ...]]:
    constraints = [each for each in model._meta.constraints if isinstance(each, UniqueConstraint) and each.fields]
    single = [(each.name,) for each in model._meta.fields if each.unique and each.is_relation]
    return [tuple(each.fields) for each in constraints] + single


def handed_back(model: type[models.Model], path: str, survivor_id: int, retired_id: int, keys: MovedRows) -> None:
    """Take a merge back: rows that the merge moved and that are still the survivor's return to the retired card."""
    rows = model._default_manager.filter(pk__in=keys, **{path: survivor_id})
    rows.update(**{path: retired_id})


def exported(model: type[models.Model], path: str, patient_ids: Sequence[int]) -> list[dict[str, Any]]:
    """The rows in words: field name -> value; sealed fields are opened, so the caller owes an audit row."""
    rows = model._default_manager.filter(**{f"{path}__in": patient_ids}).order_by("pk")
    return [{each.name: _value(row, each) for each in _shown_fields(model)} for row in rows]


def _shown_fields(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    hidden = (models.BinaryField,)
    return [each for each in model._meta.concrete_fields if not isinstance(each, hidden) or _is_sealed(each)]


def _is_sealed(each: "models.Field[Any, Any]") -> bool:
    return isinstance(each, SealedTextField)


def _value(row: models.Model, each: "models.Field[Any, Any]") -> Any:
    value = getattr(row, each.attname)
    return value if value is None or isinstance(value, bool | int | list | dict) else str(value)


@transaction.atomic
def erased(model: type[models.Model], path: str, patient_ids: Sequence[int]) -> int:
    return model._default_manager.filter(**{f"{path}__in": patient_ids}).delete()[0]


@dataclass(frozen=True)
class PatientData:
    """One table with a patient. The defaults suit a simple foreign key; a module gives its own functions where not.

    `merge(model, path, survivor_id, retired_id)` answers with JSON that `unmerge(..., moved)` takes back;
    `export(model, path, patient_ids)` answers with rows in words; `erase(model, path, patient_ids)` with a count.
    """

    model: type[models.Model]
    path: str = "patient"
    merge: Callable[[type[models.Model], str, int, int], MovedRows] = field(default=moved, compare=False)
    unmerge: Callable[[type[models.Model], str, int, int, MovedRows], None] = field(default=handed_back, compare=False)
    export: Callable[[type[models.Model], str, Sequence[int]], list[dict[str, Any]]] = field(
        default=exported, compare=False
    )
    erase: Callable[[type[models.Model], str, Sequence[int]], int] = field(default=erased, compare=False)

    @property
    def key(self) -> str:
        return f"{self.model._meta.label_lower}.{self.path}"


def stays(model: type[models.Model], path: str, survivor_id: int, retired_id: int) -> MovedRows:
    """For insert-only tables: rows stay with the card they were written for; readers ask for all merged cards."""
    return []


def stays_back(model: type[models.Model], path: str, survivor_id: int, retired_id: int, keys: MovedRows) -> None:
    """The other half of `stays`: nothing moved, nothing returns."""


def outlives(model: type[models.Model], path: str, patient_ids: Sequence[int]) -> int:
    """For proofs (consents, audit): they are kept under the card's pseudonymous id."""
    return 0
