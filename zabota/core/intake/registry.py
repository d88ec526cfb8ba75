"""The slot of importers: modules above say which fields their sheets may hold; intake recognises and cleans them.

A module fills the slot in its `importers.py`:

    register(Importer(key="appointments", label=_("Appointments"), fields=(Field(...), ...), builds_on=("patients",)))
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from zabota.lib.actors import Actor
from zabota.lib.registry import Registry


class ValueKind(StrEnum):
    """What stands in the cells of a field; each kind has one cleaner and one recogniser of content."""

    FULL_NAME = "full name"
    NAME_PART = "name part"
    PHONE = "phone"
    EMAIL = "e-mail"
    BIRTH_DATE = "birth date"
    DATE = "date"
    TIME = "time"
    MONEY = "money"
    NUMBER = "number"
    SEX = "sex"
    YES_NO = "yes or no"
    CHOICE = "choice"  # a closed list: statuses, channels, marital status
    NAMED = "named"  # an open list of names that are mapped: doctors, services, sources
    CARD_NUMBER = "card number"
    SNILS = "snils"
    TAX_NUMBER = "tax number"
    POLICY = "policy"
    NOTE = "note"  # free text in which marks are looked for
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a closed list and the words that mean it, lower case, in any language."""

    code: str
    label: object
    words: tuple[str, ...]


@dataclass(frozen=True)
class Field:
    """A field that a column may fill.

    `titles` are what clinics call it, by language. `several` columns may fill it (phones). `tells` says how strongly
    the field's presence shows that the sheet is one of this importer's (0: not at all).
    """

    key: str
    label: object
    kind: ValueKind
    titles: Mapping[str, tuple[str, ...]]
    several: bool = False
    tells: float = 0.0
    choices: tuple[Choice, ...] = ()

    @property
    def all_titles(self) -> tuple[str, ...]:
        """Titles in every language."""
        return tuple(title for titles in self.titles.values() for title in titles)

    @property
    def is_mapped(self) -> bool:
        """Whether its values are shown as a list and mapped one by one."""
        return self.kind in (ValueKind.CHOICE, ValueKind.NAMED)


@dataclass(frozen=True, slots=True)
class TakenRow:
    """A clean row on its way into the base: `values` by field, and the card that its person stands on.

    `key` is the same whenever the same row comes again, in whatever file; it may serve as a natural key.
    """

    values: Mapping[str, str | None]
    patient_id: int
    key: str


@dataclass(frozen=True, slots=True)
class Taken:
    """How many things an importer made, changed, and found as they were."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0


class Taker(Protocol):
    """Takes rows into the tables of its module, in the caller's transaction. `source` names the batch."""

    def __call__(self, rows: Sequence[TakenRow], *, source: str, by: Actor) -> Taken: ...


class Remover(Protocol):
    """Takes back what a batch brought; returns how many things went."""

    def __call__(self, *, source: str, by: Actor) -> int: ...


@dataclass(frozen=True)
class Importer:
    """A kind of sheet: its own fields and those of the importers that it builds on.

    A sheet is taken for this kind if the fields found on it tell at least `enough` and all of `needs` are there.
    People of the rows are taken by intake itself; `take` takes what else the rows hold, `remove` takes it back.
    """

    key: str
    label: object
    fields: tuple[Field, ...]
    builds_on: tuple[str, ...] = ()
    needs: frozenset[str] = field(default_factory=frozenset)
    enough: float = 0.0
    take: Taker | None = None
    remove: Remover | None = None


_importers: Registry[Importer] = Registry("importers")


def register(importer: Importer) -> Importer:
    """Fill the slot."""
    _fields_of.clear()
    return _importers.register(importer.key, importer)


def importers() -> tuple[Importer, ...]:
    """All importers, those that build on others first."""
    return tuple(sorted(_importers, key=lambda importer: (-len(importer.builds_on), importer.key)))


def importer_of(key: str) -> Importer:
    """The importer of that key; raises KeyError where nobody has registered one."""
    return _importers[key]


_fields_of: dict[str, dict[str, Field]] = {}


def fields_of(key: str) -> Mapping[str, Field]:
    """Fields that a sheet of this kind may hold, its own before those it builds on."""
    if key not in _fields_of:
        _fields_of[key] = {found.key: found for found in _all_fields(importer_of(key))}
    return _fields_of[key]


def _all_fields(importer: Importer) -> Iterator[Field]:
    for lower in importer.builds_on:
        yield from fields_of(lower).values()
    yield from importer.fields
