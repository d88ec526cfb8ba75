"""How a table with a patient takes part in merging, in the copy for the patient and in erasure."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from zabota.base.accounts.models import User
from zabota.base.postgres.sealed import SealedTextField
from zabota.core.patients.models import Patient
from zabota.lib.actors import Actor

Rows = list[dict[str, str]]


def is_technical(each: "models.Field[Any, Any]") -> bool:
    """Says nothing of the patient: keys, blind indexes, and by whom and when the row was written."""
    if isinstance(each, models.BinaryField | models.UUIDField) or each.primary_key:
        return True
    if each.name in ("actor_kind", "written_at"):
        return True
    return each.related_model in (Patient, User) or each.name in ("patient_id", "actor_id", "branch_id")


def in_words(row: models.Model, name: str) -> str:
    """A value as a reader understands it: choices by their titles, days as days, yes and no."""
    each: Any = row._meta.get_field(name)
    value = getattr(row, name)
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "j E Y, H:i")
    if isinstance(each, models.DateField):
        return date_format(value, "j E Y")
    if isinstance(each, ArrayField):
        return ", ".join(map(str, value))
    return str(getattr(row, f"get_{name}_display")() if each.choices else value)


@transaction.atomic
def erased(model: type[models.Model], path: str, patient_ids: Sequence[int]) -> int:
    """Delete the rows; returns how many went, with those that hang on them."""
    return model._default_manager.filter(**{f"{path}__in": patient_ids}).delete()[0]


def outlives(model: type[models.Model], path: str, patient_ids: Sequence[int]) -> int:
    """For proofs without a word of a person in them: they are kept under the card's pseudonymous id."""
    return 0


def blanked(*names: str) -> Callable[[type[models.Model], str, Sequence[int]], int]:
    """For rows that the law keeps: they stay, without what a person wrote into these text fields."""

    def erase(model: type[models.Model], path: str, patient_ids: Sequence[int]) -> int:
        rows = model._default_manager.filter(**{f"{path}__in": patient_ids})
        rows.update(**dict.fromkeys(names, ""))
        return 0

    return erase


def no_traits(row: models.Model) -> Iterable[str]:
    return ()


def never(row: models.Model) -> bool:
    return False


@dataclass(frozen=True)
class PartingRule:
    """What becomes of rows that nobody may change when their card and a merged one part again.

    `has_choice(row)`: may a person say whose it is; `says(row)`: what happens to it, as a sentence; `part(rows, given,
    retired_id, by)` carries it out for all rows that came after the merge, of which those in `given` are the other card's.
    """

    has_choice: Callable[[Any], bool]
    says: Callable[[Any], str]
    part: Callable[[Sequence[Any], Collection[str], int, Actor], None]


def nothing_hinders(patient_ids: Sequence[int]) -> str:
    return ""


@dataclass(frozen=True)
class PatientData:
    """One table with a patient, found by the foreign key `path`. The defaults suit a simple foreign key.

    Merging: `moves` hands its rows to the surviving card; an insert-only table does not move and is read through all
    merged cards (`queries.card_ids`). `position` names a number that orders the rows of a card: in a merge the
    survivor's stay first.

    Parting merged cards again: `written` names the moment at which a row came into the base, `author` the employee (""
    where events alone tell). `traits(row)` are signs of a person in it, a number's blind index for one: a row with a
    sign that only the other card had is proposed to it, and with it, where the table `brings` others, whatever came of
    the same `source`. `is_own(row)`: the program keeps it for the card itself, so nobody parts it. On the screen stand
    `words` too, `masks` in place of those that a screen may not show, for holders of `permission`. `parting` is for
    tables that do not move but are parted.

    The copy for the patient: `title` is what the rows are, `words` the fields shown and their names, in the order of
    reading; `readings` turns a row into the text of a field whose value is a code. `silent` are the other fields, which
    tell nothing of the patient.

    Erasure: `erase(model, path, patient_ids)` answers with a count. Rows that must outlive the card have `stays`, the
    reason as a sentence; then `codes` names their text fields that never hold a person's words. `hinders(patient_ids)`
    is a sentence that tells what has to end before, or "".
    """

    model: type[models.Model]
    path: str = "patient"
    moves: bool = True
    position: str = ""
    written: str = "written_at"
    author: str = ""
    traits: Callable[[Any], Iterable[str]] = field(default=no_traits, compare=False)
    brings: bool = False
    is_own: Callable[[Any], bool] = field(default=never, compare=False)
    masks: Mapping[str, Callable[[Any], object]] = field(default_factory=dict, compare=False)
    permission: str = "patients.view_card"
    parting: PartingRule | None = field(default=None, compare=False)
    title: object = field(default="", compare=False)
    words: Mapping[str, object] = field(default_factory=dict, compare=False)
    readings: Mapping[str, Callable[[Any], object]] = field(default_factory=dict, compare=False)
    silent: frozenset[str] = frozenset()
    stays: object = field(default="", compare=False)
    codes: frozenset[str] = frozenset()
    erase: Callable[[type[models.Model], str, Sequence[int]], int] = field(default=erased, compare=False)
    hinders: Callable[[Sequence[int]], str] = field(default=nothing_hinders, compare=False)

    @property
    def key(self) -> str:
        return f"{self.model._meta.label_lower}.{self.path}"

    def count(self, patient_ids: Sequence[int]) -> int:
        return self._rows(patient_ids).count()

    def export(self, patient_ids: Sequence[int]) -> Rows:
        """Each row as field -> text; empty fields are left out. Sealed fields are opened: the caller owes an audit row."""
        return [self._shown(row) for row in self._rows(patient_ids).order_by("pk")]

    def told_on_screen(self, row: models.Model) -> str:
        """The row in a line, without its moment; numbers and the like as `masks` say."""
        told = {**self._shown(row), **{name: str(mask(row)) for name, mask in self.masks.items()}}
        return " · ".join(told[name] for name in self.words if told.get(name) and name != self.written)

    def _rows(self, patient_ids: Sequence[int]) -> "models.QuerySet[models.Model]":
        return self.model._default_manager.filter(**{f"{self.path}__in": patient_ids})

    def _shown(self, row: models.Model) -> dict[str, str]:
        texts = {
            name: str(self.readings[name](row)) if name in self.readings else in_words(row, name) for name in self.words
        }
        return {name: text for name, text in texts.items() if text}


def text_fields(model: type[models.Model]) -> list[str]:
    """Where a person's own words can stand: text without choices, sealed text, lists of text, JSON."""
    return [each.name for each in model._meta.concrete_fields if _holds_words(each) and not each.choices]


def _holds_words(each: "models.Field[Any, Any]") -> bool:
    if isinstance(each, ArrayField):
        return _holds_words(each.base_field)
    return isinstance(each, models.CharField | models.TextField | SealedTextField | models.JSONField)
