"""A table of a sheet: its titles, and its data rows in blocks, with every line that is no data row accounted for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import polars as pl

from zabota.core.intake.reading.grids import Grid
from zabota.core.intake.reading.headers import Header, is_numbering
from zabota.core.intake.reading.passing import PassedOver, Reason
from zabota.lib.dates import month_named, read_date

SECTION = "section"
"""Name of the column that carries the text of the section row above."""

_TOTAL_WORDS = r"общий итог|итоговая сумма|итоговая|итоги|итого|итог|всего|разом|усього|всього|загалом|підсумок|grand total|sub ?total|totals?|sum total"
_TOTAL_TAIL = r"(?:[\s:.,=-]*|[\s:.,=-]+(?:по|за|на|записей|записів|пациент|пацієнт|строк|рядк|визит|візит|при[её]м|клиент|сумма|сума|for|rows|patients|к оплат|оплачен)\S*.*|[\s:.,=-]*[\d\s.,]+\S{0,6})"
SURPLUS = "surplus"
"""Name of the column, present only where needed, that carries cells beyond the last column of the table."""
TOTAL = re.compile(rf"(?i)^\s*(?:{_TOTAL_WORDS}){_TOTAL_TAIL}$")
_TOTAL_IN_POLARS = rf"(?i)^\s*(?:{_TOTAL_WORDS})"
FOOTER = re.compile(
    r"(?i)^(?:количество|кол-во|кількість|записей|записів|число|строк|сформировано|сформовано|отч[её]т|звіт|конец|кінець|страница|стр\.|сторінка"
    r"|page \d|printed|generated|исполнитель|главный врач|руководитель|подпись|дата печати|дата формирования|\*{2,}|-{3,}|_{3,}|={3,})"
)
FEW = 3


@dataclass(frozen=True)
class Block:
    """Consecutive data rows: cells as text, `rows` 1-based below the header, `lines` as a spreadsheet numbers them."""

    cells: pl.DataFrame
    rows: pl.Series
    lines: pl.Series
    passed_over: tuple[PassedOver, ...] = ()

    @property
    def height(self) -> int:
        return self.cells.height


@dataclass(frozen=True)
class Table:
    """A table found on a sheet. Columns are named `c0`, `c1`, ... and `section`; `titles` are as the file writes them."""

    sheet: str
    columns: tuple[str, ...]
    titles: tuple[str, ...]
    header: Header
    grid: Grid
    head: pl.DataFrame = field(repr=False)
    letterhead: tuple[PassedOver, ...] = ()

    def first_block(self) -> Block | None:
        """Data rows of the part that was looked at when the file was opened; reads nothing."""
        return _BlockReader(self, 0).block_of(self.head, 0)

    @property
    def near(self) -> tuple[int, int | None] | None:
        """The (year, month) that the sheet's name or the letterhead speaks of, for dates written as `5.3` or `12`."""
        year, month = month_named(self.sheet)
        for line in self.letterhead:
            if year is None:
                year, month_above = month_named(line.text)
                month = month or month_above
        return (year, month) if year else None

    def blocks(self, after_row: int = 0) -> Iterator[Block]:
        """Every data row, in order; rows are numbered from `after_row + 1`."""
        reader = _BlockReader(self, after_row)
        offset = 0
        for frame in self.grid.chunks():
            if block := reader.block_of(frame, offset):
                yield block
            offset += frame.height


class _BlockReader:
    def __init__(self, table: Table, after_row: int) -> None:
        self._table = table
        self._row = after_row
        self._section: str | None = None
        self._merges = _TallMerges(table)
        self._wide_lines = wide_lines(table.grid, len(table.columns))

    def block_of(self, frame: pl.DataFrame, offset: int) -> Block | None:
        table = self._table
        frame, surplus = _fitted(frame, len(table.titles))
        skipped = max(0, table.header.data_start - offset)
        if skipped >= frame.height:
            return None
        frame, first_line = self._merges.filled(frame, offset).slice(skipped), offset + skipped
        reasons = self._reasons(frame, first_line)
        passed = _listed(frame, reasons, table.sheet, first_line)
        cells = self._with_sections(frame, reasons)
        if surplus is not None:
            cells = cells.with_columns(surplus.slice(skipped))
        lines = pl.int_range(first_line + 1, first_line + 1 + frame.height, eager=True)
        if reasons:
            is_data = ~lines.is_in(pl.Series([first_line + 1 + index for index in reasons], dtype=pl.Int64).implode())
            cells, lines = cells.filter(is_data), lines.filter(is_data)
        rows = pl.int_range(self._row + 1, self._row + 1 + cells.height, eager=True)
        self._row += cells.height
        return Block(cells, rows, lines, tuple(passed))

    def _reasons(self, frame: pl.DataFrame, first_line: int) -> dict[int, Reason]:
        """Why lines of this frame are no data rows, by their index in it."""
        filled = frame.select(pl.sum_horizontal(pl.all().is_not_null())).to_series()
        reasons = dict.fromkeys((filled == 0).arg_true().to_list(), Reason.BLANK)
        opening = frame.select(pl.coalesce(pl.all())).to_series()
        for index in opening.str.contains(_TOTAL_IN_POLARS).fill_null(value=False).arg_true():
            if TOTAL.match(opening[index]):
                reasons[index] = Reason.TOTAL
        for index in (filled <= FEW).arg_true():
            if index not in reasons:
                reason = self._reason_of_few(opening[index], filled[index], first_line + index)
                if reason:
                    reasons[index] = reason
        self._add_repeated_headers(frame, filled, reasons)
        for line in self._table.grid.deleted:
            if 0 <= line - first_line < frame.height:
                reasons[line - first_line] = Reason.DELETED
        return reasons

    def _reason_of_few(self, text: str, filled: int, line: int) -> Reason | None:
        width = len(self._table.titles)
        if filled == 1 and width >= FEW:
            if line in self._wide_lines and SECTION in self._table.columns:
                return Reason.SECTION
            if SECTION in self._table.columns and is_section_date(text, self._table.near):
                return Reason.SECTION
        if FOOTER.match(text) and filled <= 2 < width:
            return Reason.LETTERHEAD
        return None

    def _add_repeated_headers(self, frame: pl.DataFrame, filled: pl.Series, reasons: dict[int, Reason]) -> None:
        titles = self._table.titles
        named = [column for column, title in zip(frame.columns, titles, strict=True) if title]
        if self._table.header.first is None or len(named) < 2:
            return
        same = frame.select(
            pl.sum_horizontal(
                pl.col(column) == title for column, title in zip(frame.columns, titles, strict=True) if title
            ).fill_null(0)
        ).to_series()
        for index in (same >= max(2, 0.6 * len(named))).arg_true():
            reasons[index] = Reason.REPEATED_HEADER
        start = frame.head(3).rows()
        for index, line in enumerate(start):
            if is_numbering(line) and self._row == 0 and index not in reasons:
                reasons[index] = Reason.NUMBERING

    def _with_sections(self, frame: pl.DataFrame, reasons: dict[int, Reason]) -> pl.DataFrame:
        if SECTION not in self._table.columns:
            return frame
        opening = frame.select(pl.coalesce(pl.all())).to_series()
        marks: list[str | None] = [None] * frame.height
        for index, reason in reasons.items():
            if reason is Reason.SECTION:
                marks[index] = opening[index]
        carried = pl.Series(SECTION, [self._section, *marks], dtype=pl.String).forward_fill()
        self._section = carried[-1]
        return frame.with_columns(carried[1:])


class _TallMerges:
    """Cells merged over several data lines: each of the lines gets the value."""

    def __init__(self, table: Table) -> None:
        start, width = table.header.data_start, len(table.titles)
        self._merges = sorted(merge for merge in table.grid.merges if merge[2] > merge[0] >= start and merge[1] < width)
        self._values: dict[tuple[int, int], str | None] = {}

    def filled(self, frame: pl.DataFrame, offset: int) -> pl.DataFrame:
        touching = [merge for merge in self._merges if merge[0] < offset + frame.height and merge[2] >= offset]
        columns: dict[int, list[str | None]] = {}
        for top, left, bottom, _ in touching:
            cells = columns.setdefault(left, frame.to_series(left).to_list())
            if top >= offset:
                self._values[top, left] = cells[top - offset]
            for line in range(max(top, offset), min(bottom + 1, offset + frame.height)):
                cells[line - offset] = cells[line - offset] or self._values.get((top, left))
        return frame.with_columns(pl.Series(f"c{left}", cells, dtype=pl.String) for left, cells in columns.items())


def wide_lines(grid: Grid, width: int) -> frozenset[int]:
    """Lines whose cells are merged over most of the table: section rows."""
    return frozenset(
        top for top, left, bottom, right in grid.merges if top == bottom and right - left + 1 >= max(FEW, 0.6 * width)
    )


def is_section_date(text: str, near: tuple[int, int | None] | None) -> bool:
    """Whether a lonely text is a day: `12.03.2026`, `Понедельник, 12 марта 2026`, `12 марта` on a sheet of 2026."""
    read = read_date(text, today=date.today(), near=near)
    return read.full is not None and not text.strip().isdecimal()


def _fitted(frame: pl.DataFrame, width: int) -> tuple[pl.DataFrame, pl.Series | None]:
    """The frame with exactly `width` columns, and what stood beyond them, if anything did."""
    if frame.width > width:
        beyond = frame.select(
            pl.concat_str(pl.col(frame.columns[width:]), separator=" | ", ignore_nulls=True).replace("", None)
        )
        surplus = beyond.to_series().alias(SURPLUS)
        return frame.select(frame.columns[:width]), surplus if surplus.null_count() < surplus.len() else None
    missing = [pl.lit(None, dtype=pl.String).alias(f"c{index}") for index in range(frame.width, width)]
    return frame.with_columns(missing), None


def _listed(frame: pl.DataFrame, reasons: dict[int, Reason], sheet: str, first_line: int) -> list[PassedOver]:
    """The lines passed over, neighbours of one reason that say nothing joined into one."""
    listed: list[PassedOver] = []
    for index in sorted(reasons):
        reason, line = reasons[index], first_line + index + 1
        text = "" if reason is Reason.BLANK else " | ".join(cell for cell in frame.row(index) if cell)[:200]
        if listed and reason is Reason.BLANK is listed[-1].reason and listed[-1].last == line - 1:
            listed[-1] = replace(listed[-1], last=line)
        else:
            listed.append(PassedOver(sheet, line, line, reason, text))
    return listed


def letterhead_of(lines: Sequence[Sequence[str | None]], header: Header, sheet: str) -> tuple[PassedOver, ...]:
    """What stands above the header."""
    above = lines[: header.first or 0]
    return tuple(
        PassedOver(
            sheet,
            number,
            number,
            Reason.LETTERHEAD if any(line) else Reason.BLANK,
            " | ".join(cell for cell in line if cell)[:200],
        )
        for number, line in enumerate(above, 1)
    )
