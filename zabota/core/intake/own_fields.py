"""The clinic's own fields of a card (R076), as columns of files may fill them."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from zabota.core.intake.registry import Choice, Field, ValueKind, fields_of
from zabota.core.patients.models import CustomField

PREFIX = "own_"
_ISO_DAY = len("2026-03-12")
_KINDS = {
    CustomField.Kind.TEXT: ValueKind.TEXT,
    CustomField.Kind.NUMBER: ValueKind.MONEY,
    CustomField.Kind.DATE: ValueKind.DATE,
    CustomField.Kind.CHOICE: ValueKind.CHOICE,
    CustomField.Kind.YES_NO: ValueKind.YES_NO,
}


def own_fields() -> dict[str, Field]:
    """By key, `own_<id>_<kind>`: a field whose kind was changed is another one, and mapped anew."""
    return {field.key: field for field in map(_field, CustomField.objects.filter(is_active=True))}


def _field(own: CustomField) -> Field:
    choices = tuple(Choice(each, each, (each.lower(),)) for each in own.choices)
    kind = CustomField.Kind(own.kind)
    return Field(f"{PREFIX}{own.pk}_{kind.value}", own.name, _KINDS[kind], titles={}, choices=choices)


def all_fields_of(importer: str) -> dict[str, Field]:
    """What a person may take a column for on a sheet of this kind."""
    return {**fields_of(importer), **own_fields()}


def own_values(row: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    """(id of the field, value as the card writes it) for each own field that the clean row fills."""
    for key, value in row.items():
        if value and key.startswith(PREFIX):
            _, field_id, kind = key.split("_", 2)
            yield int(field_id), _as_on_the_card(value, CustomField.Kind(kind))


def _as_on_the_card(value: str, kind: CustomField.Kind) -> str:
    if kind == CustomField.Kind.NUMBER:
        return f"{Decimal(value).normalize():f}"
    if kind == CustomField.Kind.DATE and len(value) >= _ISO_DAY:
        return f"{date.fromisoformat(value[:_ISO_DAY]):%d.%m.%Y}"
    return value
