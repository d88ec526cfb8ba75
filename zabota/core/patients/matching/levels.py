"""The fields by which two mentions are compared and the levels on which they may agree.

A level's place in its field is its code; code 0 is "not known on one side", which speaks neither for nor against.
The chances given here are where learning starts from, and what a base too small to learn from is judged by.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Field(StrEnum):
    SURNAME = "surname"
    GIVEN = "given"
    PATRONYMIC = "patronymic"
    BIRTH = "birth"
    PHONE = "phone"
    EMAIL = "email"
    DOCUMENT = "document"
    CARD = "card"
    ADDRESS = "address"


class Level(NamedTuple):
    """One degree of agreement.

    matches, others    chance of this level among mentions of one person and of two, when both sides are known
    words              for the screen, a source string of gettext
    """

    name: str
    matches: float
    others: float
    words: str


MISSING = 0

# Here it matters that both sides know: a source that gives everybody one card seldom mentions a person twice. The
# chances of its levels are among all pairs, not only among those that know both.
AMONG_ALL = frozenset({Field.CARD})

LEVELS: dict[Field, tuple[Level, ...]] = {
    Field.SURNAME: (
        Level("same", 0.90, 0.004, "the surname is the same"),
        Level("typo", 0.05, 0.001, "the surname differs by a slip"),
        Level("maiden", 0.01, 0.0005, "the surname is the maiden name or part of a double one"),
        Level("woman_other", 0.02, 0.5, "another surname, as after a marriage"),
        Level("other", 0.005, 0.5, "another surname"),
    ),
    Field.GIVEN: (
        Level("same", 0.88, 0.02, "the given name is the same"),
        Level("short", 0.03, 0.003, "one given name is short for the other"),
        Level("variant", 0.02, 0.003, "the given names are forms of one name"),
        Level("typo", 0.05, 0.003, "the given name differs by a slip"),
        Level("initial", 0.03, 0.07, "the initial agrees"),
        Level("other", 0.0005, 0.9, "another given name"),
    ),
    Field.PATRONYMIC: (
        Level("same", 0.91, 0.02, "the patronymic is the same"),
        Level("typo", 0.05, 0.003, "the patronymic differs by a slip"),
        Level("initial", 0.035, 0.07, "the initial of the patronymic agrees"),
        Level("other", 0.001, 0.9, "another patronymic"),
    ),
    Field.BIRTH: (
        Level("same", 0.85, 0.00005, "the birth date is the same"),
        Level("near", 0.05, 0.0015, "the birth date differs by a slip"),
        Level("year", 0.09, 0.012, "the birth year is the same"),
        Level("other", 0.01, 0.98, "another birth date"),
    ),
    Field.PHONE: (
        Level("same", 0.75, 0.0002, "the phone is the same"),
        Level("near", 0.03, 0.0001, "the phone differs by a slip"),
        Level("other", 0.22, 0.9997, "another phone"),
    ),
    Field.EMAIL: (
        Level("same", 0.85, 0.0001, "the e-mail is the same"),
        Level("near", 0.08, 0.0001, "the e-mail differs by a slip"),
        Level("other", 0.07, 0.9998, "another e-mail"),
    ),
    Field.DOCUMENT: (
        Level("same", 0.95, 0.000001, "the insurance number or policy is the same"),
        Level("other", 0.01, 0.999999, "another insurance number"),
    ),
    Field.CARD: (
        Level("same", 0.02, 0.00001, "the card number is the same"),
        Level("other", 0.02, 0.06, "another card in the same source"),
    ),
    Field.ADDRESS: (
        Level("same", 0.5, 0.05, "the address is the same"),
        Level("other", 0.5, 0.95, "another address"),
    ),
}


def code_of(field: Field, level: str) -> int:
    """The code of a level in the columns of `comparing`."""
    return [known.name for known in LEVELS[field]].index(level) + 1


def level_of(field: Field, code: int) -> Level:
    return LEVELS[field][code - 1]
