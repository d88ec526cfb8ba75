"""How a table with a patient takes part in merging, export and erasure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction

from zabota.base.postgres.sealed import SealedTextField


def exported(model: type[models.Model], path: str, patient_ids: Sequence[int]) -> list[dict[str, Any]]:
    """The rows in words: field name -> value; sealed fields are opened, so the caller owes an audit row."""
    rows = model._default_manager.filter(**{f"{path}__in": patient_ids}).order_by("pk")
    return [{each.name: _value(row, each) for each in _shown_fields(model)} for row in rows]


def _shown_fields(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    """Blind indexes say nothing to a reader; sealed text does."""
    fields = model._meta.concrete_fields
    return [each for each in fields if isinstance(each, SealedTextField) or not isinstance(each, models.BinaryField)]


def _value(row: models.Model, each: "models.Field[Any, Any]") -> Any:
    value = getattr(row, each.attname)
    return value if value is None or isinstance(value, bool | int | list | dict) else str(value)


@transaction.atomic
def erased(model: type[models.Model], path: str, patient_ids: Sequence[int]) -> int:
    """Delete the rows; returns how many went, with those that hang on them."""
    return model._default_manager.filter(**{f"{path}__in": patient_ids}).delete()[0]


def outlives(model: type[models.Model], path: str, patient_ids: Sequence[int]) -> int:
    """For proofs (consents, audit, events): they are kept under the card's pseudonymous id."""
    return 0


@dataclass(frozen=True)
class PatientData:
    """One table with a patient, found by the foreign key `path`. The defaults suit a simple foreign key.

    `moves`: a merge hands its rows to the surviving card; an insert-only table does not move and is read through all
    merged cards (`queries.card_ids`). `position` names a number that orders the rows of a card: in a merge the
    survivor's stay first. `export(model, path, patient_ids)` answers with rows in words, `erase` likewise with a count.
    """

    model: type[models.Model]
    path: str = "patient"
    moves: bool = True
    position: str = ""
    export: Callable[[type[models.Model], str, Sequence[int]], list[dict[str, Any]]] = field(
        default=exported, compare=False
    )
    erase: Callable[[type[models.Model], str, Sequence[int]], int] = field(default=erased, compare=False)

    @property
    def key(self) -> str:
        return f"{self.model._meta.label_lower}.{self.path}"
