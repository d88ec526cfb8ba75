"""Everybody in some files, with their visits, in memory only."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from zabota.core.intake.cleaning import Setting, TableCleaner
from zabota.core.intake.cleaning.outcomes import FATAL
from zabota.core.intake.commands.recognising_files import recognise_table
from zabota.core.intake.persons import Origin, Row, RowPerson, person_of
from zabota.core.intake.reading import OpenedFile, UnreadableFile, open_file
from zabota.core.intake.recognising import knows_title
from zabota.core.patients.commands import ImportedPerson

PLANNED, COMPLETED = "planned", "completed"


@dataclass(frozen=True)
class FileToAudit:
    """A readable file and the name to show for it."""

    name: str
    path: Path


@dataclass
class AuditedFile:
    """What was found in one file; `error` as a cause's code."""

    name: str
    rows: int = 0
    unusable: int = 0
    kinds: list[str] = field(default_factory=list)
    error: str = ""


@dataclass
class Person:
    """One writing of a person, with what rows of that writing tell of visits; `consent` is "yes", "no" or ""."""

    told: ImportedPerson
    source: str
    rows: int = 0
    visits: list[tuple[date, Decimal]] = field(default_factory=list)
    planned: list[date] = field(default_factory=list)
    missed: int = 0
    stated_last: date | None = None
    stated_paid: Decimal = Decimal(0)


@dataclass
class Gathered:
    """All of it: people as written, files, doubtful cells by kind."""

    today: date
    files: list[AuditedFile] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    doubts: Counter[str] = field(default_factory=Counter)
    cells: int = 0


def gather(files: Iterable[FileToAudit], *, today: date, country: str = "RU") -> Gathered:
    """Read every file. Rows that are equal in all that tells people apart are one writing."""
    gathered, by_who = Gathered(today), dict[object, Person]()
    for each in files:
        audited = AuditedFile(each.name)
        gathered.files.append(audited)
        try:
            _read(open_file(each.path, knows_title), audited, gathered, by_who, country)
        except UnreadableFile as unreadable:
            audited.error = unreadable.cause.value
    gathered.people = list(by_who.values())
    return gathered


def _read(
    opened: OpenedFile, audited: AuditedFile, gathered: Gathered, by_who: dict[object, Person], country: str
) -> None:
    origin = Origin(audited.name, gathered.today, lambda _: None, lambda _: None)
    row = 0
    for table in opened.tables:
        found = recognise_table(table, gathered.today)
        cleaner = TableCleaner(table, found.mapping, importer=found.importer, setting=Setting(gathered.today, country))
        audited.kinds.append(found.importer)
        for block, clean in cleaner.blocks(after_row=row):
            row += block.height
            gathered.cells += block.height * len(found.mapping)
            gathered.doubts.update(doubt.kind.value for doubt in clean.doubts)
            for values in clean.frame.rows(named=True):
                _add(values, origin, audited, by_who)
    audited.rows = row


def _add(row: Row, origin: Origin, audited: AuditedFile, by_who: dict[object, Person]) -> None:
    if row["problem"] in FATAL:
        audited.unusable += 1
        return
    told = person_of(row, origin)
    who = (RowPerson(told).who, audited.name if told.notes or told.facts or told.consents else "")
    person = by_who.setdefault(who, Person(told, audited.name))
    person.rows += 1
    _add_visit(person, row, origin.today)
    for fact in told.facts:
        if fact.kind == "last_visit" and fact.on:
            person.stated_last = max(fact.on, person.stated_last or fact.on)
        elif fact.kind == "total_paid" and fact.amount:
            person.stated_paid = max(person.stated_paid, fact.amount)


def _add_visit(person: Person, row: Row, today: date) -> None:
    written = row.get("appointment_date")
    if not written:
        return
    on, status = date.fromisoformat(written[:10]), row.get("status") or ""
    if status == PLANNED or (not status and on > today):
        person.planned.append(on)
    elif status == COMPLETED or (not status and not row.get("cancel_reason")):
        person.visits.append((on, Decimal(row.get("price") or 0)))
    else:
        person.missed += 1
