"""What comes of one cell."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from zabota.core.intake.registry import Field
from zabota.lib.dates import Order


class DoubtKind(StrEnum):
    """What is doubtful about a cell or a row. Codes are kept and translated on screen."""

    DATE_UNREADABLE = "date_unreadable"
    DATE_IMPOSSIBLE = "date_impossible"
    DATE_IN_THE_FUTURE = "date_in_the_future"
    DATE_TOO_OLD = "date_too_old"
    TIME_UNREADABLE = "time_unreadable"
    PHONE_INCOMPLETE = "phone_incomplete"
    PHONE_UNREADABLE = "phone_unreadable"
    EMAIL_BROKEN = "email_broken"
    EMAIL_SLIP = "email_slip"
    MONEY_UNREADABLE = "money_unreadable"
    NUMBER_UNREADABLE = "number_unreadable"
    SEX_UNREADABLE = "sex_unreadable"
    SEX_AGAINST_NAME = "sex_against_name"
    ANSWER_UNREADABLE = "answer_unreadable"
    CHOICE_UNKNOWN = "choice_unknown"
    SNILS_WRONG = "snils_wrong"
    TAX_NUMBER_WRONG = "tax_number_wrong"
    POLICY_WRONG = "policy_wrong"
    NAME_INCOMPLETE = "name_incomplete"
    NAME_STRANGE = "name_strange"
    TOO_LONG = "too_long"
    SURPLUS_CELLS = "surplus_cells"
    NO_PERSON = "no_person"
    NO_DATE = "no_date"
    FORGOTTEN = "forgotten"


FATAL = frozenset((DoubtKind.NO_PERSON, DoubtKind.NO_DATE, DoubtKind.FORGOTTEN))
"""Doubts on account of which a row is kept as a problem and not taken."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A doubtful cell: `row` 1-based below the header, `line` as a spreadsheet numbers it, the cell as written."""

    row: int
    line: int
    column: str
    kind: DoubtKind
    written: str
    suggestion: str = ""


class Cleaned(NamedTuple):
    """The canonical text of one cell (empty for nothing), and what is doubtful about it."""

    value: str
    doubt: DoubtKind | None = None
    suggestion: str = ""


NOTHING = Cleaned("")


@dataclass(frozen=True)
class Setting:
    """What the reading of cells depends on.

    `value_maps` hold, by field, what a person decided about written values: written, in lower case, to canonical.
    `own_fields` are those of the clinic itself, by key.
    """

    today: date
    country: str = "RU"
    near: tuple[int, int | None] | None = None
    order: Order = Order.DAY_FIRST
    value_maps: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    own_fields: Mapping[str, Field] = field(default_factory=dict)
