"""Corrections by hand of what columns and values mean; remembered for the next file of that shape."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zabota.core.intake.cleaning.value_maps import plain_value
from zabota.core.intake.models import BatchState, RememberedMapping, RememberedValue, SourceFile
from zabota.core.intake.own_fields import all_fields_of
from zabota.core.intake.recognising.titles import plain_title
from zabota.core.intake.registry import importers
from zabota.lib.errors import Refused


class NotAField(Refused):
    """The chosen field does not exist for this kind of sheet, or is chosen twice."""


@transaction.atomic
def change_mapping(*, file: SourceFile, table_number: int, importer: str, mapping: Mapping[str, str]) -> None:
    """`mapping` says a field for each column that is to be imported. Raises NotAField."""
    table = file.tables[table_number]
    if importer not in {known.key for known in importers()}:
        raise NotAField(_("There is no such kind of sheet."))
    fields = all_fields_of(importer)
    chosen = {column: field for column, field in mapping.items() if field and column in table["columns"]}
    for field in chosen.values():
        if field not in fields:
            raise NotAField(_("There is no such field."))
        if list(chosen.values()).count(field) > 1 and not fields[field].several:
            raise NotAField(_("Two columns cannot fill one field."))
    table["importer"], table["mapping"] = importer, chosen
    file.is_staged = False
    file.save(update_fields=["tables", "is_staged"])
    _remember(table)


def _remember(table: dict[str, Any]) -> None:
    titles = dict(zip(table["columns"], table["titles"], strict=False))
    fields = {
        plain_title(titles[column]) or column: field for column, field in table["mapping"].items() if column in titles
    }
    RememberedMapping.objects.update_or_create(
        shape=table["shape"], defaults={"importer": table["importer"], "fields": fields}
    )


@transaction.atomic
def decide_values(*, field: str, decisions: Mapping[str, str]) -> None:
    """What written values of a field mean: written to canonical (a code, a name; empty for «leave it out»)."""
    for written, canonical in decisions.items():
        RememberedValue.objects.update_or_create(
            field=field, written=plain_value(written)[:200], defaults={"canonical": canonical[:200]}
        )


def forget_staging(*, file: SourceFile) -> None:
    """Values were decided anew: the file must be read again before it is imported."""
    if file.batch.state in (BatchState.CHECKED, BatchState.STOPPED):
        file.is_staged = False
        file.save(update_fields=["is_staged"])


def value_maps() -> dict[str, dict[str, str]]:
    """All decisions, by field."""
    maps: dict[str, dict[str, str]] = {}
    for field, written, canonical in RememberedValue.objects.values_list("field", "written", "canonical"):
        maps.setdefault(field, {})[written] = canonical
    return maps
