"""From a path to the tables in the file."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from zabota.core.intake.reading.dbf import dbf_grid
from zabota.core.intake.reading.delimited import Dialect, delimited_grid, dialect_of
from zabota.core.intake.reading.errors import Cause, UnreadableFile
from zabota.core.intake.reading.formats import FileFormat, format_of
from zabota.core.intake.reading.grids import Grid
from zabota.core.intake.reading.headers import LINES_TO_LOOK_AT, KnowsTitle, find_header
from zabota.core.intake.reading.markup import html_grids, spreadsheet_xml_grids
from zabota.core.intake.reading.passing import PassedOver, Reason
from zabota.core.intake.reading.tables import SECTION, Block, Table, is_section_date, letterhead_of, wide_lines
from zabota.core.intake.reading.vcard import vcard_grid
from zabota.core.intake.reading.workbooks import workbook_grids

SECTION_TITLE = "Дата"
MORE_COLUMNS = 400
"""Columns beyond this are a formatting accident of a spreadsheet, not data."""


@dataclass(frozen=True)
class OpenedFile:
    """A file whose format, encoding and tables are known; `dialect` only for delimited text."""

    path: Path
    format: FileFormat
    tables: tuple[Table, ...]
    passed_over: tuple[PassedOver, ...] = ()
    dialect: Dialect | None = None

    def blocks(self) -> Iterator[tuple[Table, Block]]:
        """Data rows of every table; row numbers run through the whole file."""
        row = 0
        for table in self.tables:
            for block in table.blocks(after_row=row):
                row += block.height
                yield table, block


def _knows_nothing(_: str) -> float:
    return 0.0


def open_file(path: Path, knows_title: KnowsTitle = _knows_nothing) -> OpenedFile:
    """Find the format, the encoding and every table of a file; raise `UnreadableFile` when there is none."""
    if path.stat().st_size == 0:
        raise UnreadableFile(Cause.EMPTY, path.name)
    file_format = format_of(path)
    dialect = dialect_of(path) if file_format is FileFormat.DELIMITED else None
    tables: list[Table] = []
    passed_over: list[PassedOver] = []
    for grid in _grids(path, file_format, dialect):
        found = _table_of(grid, knows_title)
        if isinstance(found, Table):
            tables.append(found)
        elif found:
            passed_over.append(found)
    if not tables:
        raise UnreadableFile(Cause.NOT_A_TABLE, path.name)
    return OpenedFile(path, file_format, tuple(tables), tuple(passed_over), dialect)


def _grids(path: Path, file_format: FileFormat, dialect: Dialect | None) -> list[Grid]:
    if dialect:
        return [delimited_grid(path, dialect)]
    if file_format in (FileFormat.WORKBOOK, FileFormat.OLD_WORKBOOK):
        return workbook_grids(path, file_format)
    if file_format is FileFormat.HTML:
        return html_grids(path)
    if file_format is FileFormat.SPREADSHEET_XML:
        return spreadsheet_xml_grids(path)
    return [dbf_grid(path) if file_format is FileFormat.DBF else vcard_grid(path)]


def _table_of(grid: Grid, knows_title: KnowsTitle) -> Table | PassedOver | None:
    """The sheet's table; or the sheet as passed over; None for an empty sheet."""
    chunks = grid.chunks()
    head = next(chunks, None)
    if head is None or head.height == 0:
        return None
    grid = replace(grid, chunks=_Begun(grid, head, chunks))
    lines = head.head(LINES_TO_LOOK_AT + 1).rows()
    header = find_header(lines, grid.merges, knows_title)
    if header is None:
        text = " | ".join(cell for line in lines for cell in line if cell)
        return PassedOver(grid.name, 1, head.height, Reason.NO_TABLE, text[:200]) if text else None
    width = _width(head, header.titles)
    titles = tuple(_unique([*header.titles, *[""] * width][:width]))
    columns = tuple(f"c{index}" for index in range(width))
    letterhead = letterhead_of(lines, header, grid.name)
    table = Table(grid.name, columns, titles, header, grid, head, letterhead)
    if _has_sections(table, head):
        return replace(table, columns=(*columns, SECTION))
    return table


class _Begun:
    """Chunks whose first one was read already: the first reading goes on from there, later ones begin anew."""

    def __init__(self, grid: Grid, head: pl.DataFrame, rest: Iterator[pl.DataFrame]) -> None:
        self._grid, self._head = grid, head
        self._rest: Iterator[pl.DataFrame] | None = rest

    def __call__(self) -> Iterator[pl.DataFrame]:
        rest, self._rest = self._rest, None
        if rest is None:
            yield from self._grid.chunks()
            return
        yield self._head
        yield from rest


def _width(head: pl.DataFrame, titles: tuple[str, ...]) -> int:
    """Columns up to the last that has a title or, in the lines looked at, any content."""
    named = max((index + 1 for index, title in enumerate(titles) if title), default=0)
    filled = max(
        (index + 1 for index in range(head.width) if head.to_series(index).null_count() < head.height), default=0
    )
    return min(max(named, filled), MORE_COLUMNS)


def _unique(titles: list[str]) -> list[str]:
    """Titles with the second of a kind numbered: two columns «Телефон» are «Телефон» and «Телефон (2)»."""
    seen: dict[str, int] = {}
    unique = []
    for title in titles:
        seen[title] = seen.get(title, 0) + 1
        unique.append(title if seen[title] == 1 or not title else f"{title} ({seen[title]})")
    return unique


def _has_sections(table: Table, head: pl.DataFrame) -> bool:
    """Whether lonely dates, or lines merged over the whole width, part the rows."""
    if len(table.titles) < 3:
        return False
    start = table.header.data_start
    data = head.slice(start)
    filled = data.select(pl.sum_horizontal(pl.all().is_not_null())).to_series()
    wide = wide_lines(table.grid, len(table.titles))
    for index in (filled == 1).arg_true():
        text = next(cell for cell in data.row(index) if cell)
        if is_section_date(text, table.near) or (start + index in wide and index < data.height - 1):
            return True
    return False
