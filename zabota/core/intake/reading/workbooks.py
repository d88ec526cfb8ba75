"""Workbooks through calamine: xlsx, xlsm, xlsb, xls, ods."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.parsers.expat import ExpatError

import polars as pl
import python_calamine as calamine

from zabota.core.intake.reading.archives import check_archive
from zabota.core.intake.reading.errors import Cause, UnreadableFile
from zabota.core.intake.reading.formats import FileFormat
from zabota.core.intake.reading.grids import Grid, Merge, frames_of_lines
from zabota.core.intake.reading.opendocument import opendocument_merges


def workbook_grids(path: Path, file_format: FileFormat) -> list[Grid]:
    """Every worksheet that holds a cell, hidden ones too: clinics hide sheets of past years."""
    if file_format is FileFormat.WORKBOOK:
        check_archive(path)
    try:
        workbook = calamine.CalamineWorkbook.from_path(path)
        merges = opendocument_merges(path) if file_format is FileFormat.WORKBOOK else {}
        return [
            _grid(workbook, sheet.name, merges.get(sheet.name))
            for sheet in workbook.sheets_metadata
            if sheet.typ == calamine.SheetTypeEnum.WorkSheet
        ]
    except calamine.PasswordError as locked:
        raise UnreadableFile(Cause.PASSWORD, path.name) from locked
    except (calamine.CalamineError, calamine.XmlError, calamine.ZipError, ExpatError, OSError, ValueError) as broken:
        raise UnreadableFile(Cause.DAMAGED, str(broken)) from broken


def _grid(workbook: calamine.CalamineWorkbook, name: str, merges: list[Merge] | None) -> Grid:
    sheet = workbook.get_sheet_by_name(name)
    return Grid(name=name, chunks=lambda: _frames(sheet), merges=merges or _merges(sheet))


def _frames(sheet: calamine.CalamineSheet) -> Iterator[pl.DataFrame]:
    """Lines from the sheet's very first one, so that line numbers are those that Excel shows."""
    if sheet.start is None:
        return
    skipped_lines, skipped_columns = sheet.start
    yield from frames_of_lines(_lines(sheet, skipped_lines, skipped_columns))


def _lines(sheet: calamine.CalamineSheet, skipped_lines: int, skipped_columns: int) -> Iterator[Sequence[object]]:
    if skipped_lines == 0 and skipped_columns == 0:
        yield from sheet.iter_rows()
        return
    margin: list[object] = [None] * skipped_columns
    for _ in range(skipped_lines):
        yield [None]
    for line in sheet.to_python(skip_empty_area=True):
        yield [*margin, *line]


def _merges(sheet: calamine.CalamineSheet) -> list[Merge]:
    return [(top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()]
