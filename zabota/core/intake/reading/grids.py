"""The raw cells of one sheet, before anybody knows what they mean."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice

import polars as pl

from zabota.lib.collecting import without_looking_for_circles

LINES_A_CHUNK, LINES_A_PORTION = 25_000, 5_000

Merge = tuple[int, int, int, int]
"""First line, first column, last line, last column, all 0-based and inclusive."""

INVISIBLE = (
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u{ad}\u{feff}\u{200b}-\u{200f}\u{202a}-\u{202e}\u{2060}-\u{2069}\u{fffe}\u{ffff}]"
)
ODD_SPACE = r"[\t\u{a0}\u{2000}-\u{200a}\u{202f}\u{205f}\u{3000}]"
ODD = f"{INVISIBLE}|{ODD_SPACE}"

_CONTROL = bytes([*range(10), 11, 12, *range(14, 32), 127])
_FIRST_BYTES = (b"\xc2", b"\xe2\x80", b"\xe2\x81", b"\xe3\x80", b"\xef")
"""With which the odd marks begin in UTF-8."""
_SUSPECTS = _CONTROL + bytes({first[0] for first in _FIRST_BYTES})


def may_hold_odd_marks(encoded: bytes) -> bool:
    """Whether UTF-8 text may hold any of the invisible marks and odd spaces; a quick look at its bytes."""
    if len(encoded.translate(None, _SUSPECTS)) == len(encoded):
        return False
    return any(first in encoded for first in _FIRST_BYTES) or len(encoded.translate(None, _CONTROL)) != len(encoded)


@dataclass(frozen=True)
class Grid:
    """A sheet: `chunks()` starts reading anew and gives frames of text columns `c0`, `c1`, ..., one line a row.

    `deleted` holds 0-based lines that the format itself marks as deleted (DBF).
    """

    name: str
    chunks: Callable[[], Iterator[pl.DataFrame]]
    merges: Sequence[Merge] = ()
    deleted: frozenset[int] = field(default_factory=frozenset)


def frames_of_lines(lines: Iterable[Sequence[object]]) -> Iterator[pl.DataFrame]:
    """Lines of cells of any length, as frames of `LINES_A_CHUNK` lines."""
    portions = _portions(iter(lines))
    while chunk := list(islice(portions, LINES_A_CHUNK // LINES_A_PORTION)):
        yield cleared(pl.concat(chunk, how="diagonal"))


def _portions(lines: Iterator[Sequence[object]]) -> Iterator[pl.DataFrame]:
    """Cells turn into columns while they still lie in the processor's cache."""
    while True:
        with without_looking_for_circles():
            portion = list(islice(lines, LINES_A_PORTION))
            if not portion:
                return
            frame = _columns_of(portion)
            portion.clear()
        yield frame


def frame_of(lines: Sequence[Sequence[object]]) -> pl.DataFrame:
    """A frame of text columns; short lines are filled with nothing."""
    return cleared(_columns_of(lines))


def _columns_of(lines: Sequence[Sequence[object]]) -> pl.DataFrame:
    width = max(map(len, lines))
    if min(map(len, lines)) != width:
        lines = [[*line, *[None] * (width - len(line))] for line in lines]
    columns = zip(*lines, strict=True)
    return pl.DataFrame({f"c{index}": text_series(column) for index, column in enumerate(columns)})


def text_series(values: Sequence[object]) -> pl.Series:
    """Cells of one column as text."""
    kinds = set(map(type, values))
    if kinds <= {str, type(None)}:
        return pl.Series(values, dtype=pl.String)
    return pl.Series([value if type(value) is str else text_of(value) for value in values], dtype=pl.String)


def text_of(value: object) -> str | None:
    """One cell as text: whole floats without `.0`, dates as `2026-03-12`, times as `09:30:00`."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() else f"{value:.15g}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        minutes = int(value.total_seconds()) // 60
        return f"{minutes // 60:02d}:{minutes % 60:02d}:00"
    return str(value)


def cleared(frame: pl.DataFrame, *, may_be_odd: bool = True) -> pl.DataFrame:
    """Without NULs, invisible marks and odd spaces; spaces around a text are cut; an empty text is nothing.

    `may_be_odd` is false where the bytes have shown already that there are no such marks.
    """
    columns = []
    for column in frame.get_columns():
        if may_be_odd and column.str.contains(ODD).any():
            column = column.str.replace_all(INVISIBLE, "").str.replace_all(ODD_SPACE, " ")
        column = column.str.strip_chars()
        columns.append(column.set(column.str.len_bytes() == 0, None))
    return pl.DataFrame(columns)
