"""Lines of a file that are no data rows, and why."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why a line, or a sheet, was passed over."""

    LETTERHEAD = "letterhead"
    BLANK = "blank"
    TOTAL = "total"
    SECTION = "section"
    REPEATED_HEADER = "repeated header"
    NUMBERING = "numbering"
    DELETED = "deleted"
    NO_TABLE = "no table"


@dataclass(frozen=True, slots=True)
class PassedOver:
    """Lines `first`..`last` of a sheet (1-based, as a spreadsheet numbers them) that hold no data row."""

    sheet: str
    first: int
    last: int
    reason: Reason
    text: str = ""

    @property
    def count(self) -> int:
        return self.last - self.first + 1
