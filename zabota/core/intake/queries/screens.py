"""What the intake screens show."""

import json
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from zabota.base.jobs.models import Job
from zabota.core.intake.cleaning.value_maps import ValueProposal, plain_value, propose_values
from zabota.core.intake.models import DoubtfulCell, ImportBatch, RememberedValue, SourceFile
from zabota.core.intake.own_fields import all_fields_of
from zabota.core.intake.registry import Field, importer_of

DOUBT_TITLES: dict[str, object] = {
    "date_unreadable": _("this is no date"),
    "date_impossible": _("there is no such day"),
    "date_in_the_future": _("the day has not come yet"),
    "date_too_old": _("too long ago"),
    "time_unreadable": _("this is no time"),
    "phone_incomplete": _("digits are missing"),
    "phone_unreadable": _("this is no number"),
    "email_broken": _("the address is broken"),
    "email_slip": _("a slip of the pen in the address"),
    "money_unreadable": _("this is no sum"),
    "number_unreadable": _("this is no number of things"),
    "sex_unreadable": _("the sex cannot be read"),
    "sex_against_name": _("the sex does not fit the name"),
    "answer_unreadable": _("neither yes nor no"),
    "choice_unknown": _("the value is not known"),
    "snils_wrong": _("the check digits of the SNILS do not agree"),
    "tax_number_wrong": _("the check digit of the number does not agree"),
    "policy_wrong": _("the check digit of the policy does not agree"),
    "name_incomplete": _("the name is not complete"),
    "name_strange": _("this does not look like a name"),
    "too_long": _("too long: cut"),
    "surplus_cells": _("more cells than columns"),
    "no_person": _("nobody is named: the row was not taken"),
    "no_date": _("no day: the row was not taken"),
    "forgotten": _("asked to be forgotten: the row was not taken; if the person came back, open a card by hand"),
}
ERROR_TITLES: dict[str, object] = {
    "empty": _("The file is empty."),
    "not a table": _("There is no table in this file."),
    "damaged": _("The file is damaged, or is not what its name says."),
    "password": _("The file is locked with a password: save it without one."),
    "bomb": _("The file unpacks to an unreasonable size and was refused."),
    "entities": _("The file refers to others outside and was refused."),
    "too large": _("The file is too large."),
}
REASON_TITLES: dict[str, object] = {
    "letterhead": _("letterhead or footer"),
    "blank": _("blank lines"),
    "total": _("totals"),
    "section": _("headings between rows"),
    "repeated header": _("header printed again"),
    "numbering": _("numbers of columns"),
    "deleted": _("deleted rows"),
    "no table": _("no table on the sheet"),
}
SURE, LIKELY = 0.85, 0.6


@dataclass(frozen=True)
class ShownTable:
    """A table of a file on the batch's page."""

    number: int
    sheet: str
    kind: object
    understood: int
    columns: int
    is_remembered: bool


@dataclass(frozen=True)
class ShownFile:
    """A file with its tables, what was passed over in it, and what is wrong with it."""

    file: SourceFile
    tables: list[ShownTable]
    passed_over: list[tuple[object, int]]
    error: object
    doubts: int


@dataclass(frozen=True)
class ShownColumn:
    """A column on the mapping page."""

    column: str
    title: str
    samples: list[str]
    certainty: str


@dataclass(frozen=True)
class FieldToMap:
    """A field whose written values are mapped, with a proposal for each."""

    field: Field
    proposals: list[ValueProposal]

    @property
    def unknown(self) -> int:
        return sum(not each.canonical for each in self.proposals)


def shown_files(batch: ImportBatch) -> list[ShownFile]:
    doubts = dict(DoubtfulCell.objects.filter(file__batch=batch).values_list("file").annotate(count=Count("id")))
    return [
        ShownFile(file, _tables(file), _passed_over(file), ERROR_TITLES.get(file.error, ""), doubts.get(file.pk, 0))
        for file in batch.files.all()
    ]


def _tables(file: SourceFile) -> list[ShownTable]:
    return [
        ShownTable(
            number,
            table["sheet"],
            importer_of(table["importer"]).label,
            len(table["mapping"]),
            len(table["columns"]),
            table["is_remembered"],
        )
        for number, table in enumerate(file.tables)
    ]


def _passed_over(file: SourceFile) -> list[tuple[object, int]]:
    counts: dict[str, int] = {}
    for line in file.tables[0].get("passed_over", ()) if file.tables else ():
        counts[line["reason"]] = counts.get(line["reason"], 0) + line["last"] - line["first"] + 1
    return [(REASON_TITLES[reason], count) for reason, count in counts.items()]


def shown_columns(file: SourceFile, number: int) -> list[ShownColumn]:
    table = file.tables[number]
    samples = _found(file).get("samples", {}).get(str(number), {})
    titles = dict(zip(table["columns"], table["titles"], strict=False))
    return [
        ShownColumn(column, titles.get(column, ""), samples.get(column, []), _certainty(table, column))
        for column in table["columns"]
    ]


def _certainty(table: dict[str, Any], column: str) -> str:
    """ "sure", "likely", "guess", or "" for a column that is not imported."""
    if column not in table["mapping"]:
        return ""
    confidence = 1.0 if table["is_remembered"] else table["confidence"].get(column, 1.0)
    return "sure" if confidence >= SURE else "likely" if confidence >= LIKELY else "guess"


def _found(file: SourceFile) -> dict[str, Any]:
    return json.loads(str(file.found)) if file.found else {}


def fields_to_map(batch: ImportBatch) -> list[FieldToMap]:
    """Statuses, doctors, services, sources of all files together; what a person decided before is proposed."""
    counts: dict[str, dict[str, int]] = {}
    known: dict[str, Field] = {}
    for file in batch.files.all():
        for table in file.tables:
            known |= {key: field for key, field in all_fields_of(table["importer"]).items() if field.is_mapped}
        for key, values in _found(file).get("values", {}).items():
            for written, count in values.items():
                counts.setdefault(key, {})[written] = counts.setdefault(key, {}).get(written, 0) + count
    return [FieldToMap(known[key], _proposals(known[key], values)) for key, values in counts.items() if key in known]


def _proposals(field: Field, counts: dict[str, int]) -> list[ValueProposal]:
    decided = dict(RememberedValue.objects.filter(field=field.key).values_list("written", "canonical"))
    return [
        ValueProposal(each.written, each.count, decided.get(plain_value(each.written), each.canonical), each.certainty)
        for each in propose_values(field, counts)
    ]


def doubts_of(batch: ImportBatch, kind: str = "") -> QuerySet[DoubtfulCell]:
    found = DoubtfulCell.objects.filter(file__batch=batch).select_related("file")
    return found.filter(kind=kind) if kind else found


def doubt_counts(batch: ImportBatch) -> list[tuple[str, object, int]]:
    """(kind, its words, how many), the most frequent first."""
    counted = (
        DoubtfulCell.objects.filter(file__batch=batch)
        .values_list("kind")
        .annotate(count=Count("id"))
        .order_by("-count", "kind")
    )
    return [(kind, DOUBT_TITLES[kind], count) for kind, count in counted]


def job_of(batch: ImportBatch) -> Job | None:
    return Job.objects.filter(public_id=batch.job_id).first() if batch.job_id else None
