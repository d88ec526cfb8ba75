"""Cells merged in an OpenDocument sheet, which calamine does not tell of."""

import zipfile
from collections import defaultdict
from pathlib import Path
from typing import IO
from xml.parsers import expat

from zabota.core.intake.reading.grids import Merge

_CONTENT = "content.xml"
_PIECE = 1 << 20
_CELLS = ("table:table-cell", "table:covered-table-cell")


def opendocument_merges(path: Path) -> dict[str, list[Merge]]:
    """Merged cells by the sheet's name; empty for any other kind of workbook. Reads no more than a piece at a time."""
    with zipfile.ZipFile(path) as archive:
        if _CONTENT not in archive.namelist():
            return {}
        with archive.open(_CONTENT) as content:
            if not _speaks_of_merges(content):
                return {}
        with archive.open(_CONTENT) as content:
            return _Merges().of(content)


def _speaks_of_merges(content: IO[bytes]) -> bool:
    before = b""
    while piece := content.read(_PIECE):
        if b"-spanned" in before + piece:
            return True
        before = piece[-16:]
    return False


class _Merges:
    """Counts rows and cells as they pass: both may be written once and repeated."""

    def __init__(self) -> None:
        self._found: dict[str, list[Merge]] = defaultdict(list)
        self._sheet = ""
        self._row = self._next_row = self._column = 0

    def of(self, content: IO[bytes]) -> dict[str, list[Merge]]:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._begin
        parser.ParseFile(content)
        return dict(self._found)

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            self._sheet, self._next_row = attributes.get("table:name", ""), 0
        elif name == "table:table-row":
            self._row, self._column = self._next_row, 0
            self._next_row += _number(attributes, "table:number-rows-repeated")
        elif name in _CELLS:
            self._cell(attributes)

    def _cell(self, attributes: dict[str, str]) -> None:
        high = _number(attributes, "table:number-rows-spanned")
        wide = _number(attributes, "table:number-columns-spanned")
        if high > 1 or wide > 1:
            merge = (self._row, self._column, self._row + high - 1, self._column + wide - 1)
            self._found[self._sheet].append(merge)
        self._column += _number(attributes, "table:number-columns-repeated")


def _number(attributes: dict[str, str], name: str) -> int:
    return int(attributes.get(name, "1"))
