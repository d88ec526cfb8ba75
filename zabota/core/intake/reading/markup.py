"""HTML pages and XML spreadsheets that call themselves .xls: what reporting programs of clinics like to write."""

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from functools import partial
from html.parser import HTMLParser
from pathlib import Path

import polars as pl

from zabota.core.intake.reading.archives import refuse_entities
from zabota.core.intake.reading.encodings import encoding_of
from zabota.core.intake.reading.errors import Cause, UnreadableFile
from zabota.core.intake.reading.grids import Grid, Merge, frames_of_lines

LARGEST_MARKUP = 600 * 1024**2
LARGEST_SPAN = 1_000
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.I)


class _TableReader(HTMLParser):
    """Collects the cells of outermost tables; a cell over several columns leaves nothing in the others."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[tuple[list[list[str | None]], list[Merge]]] = []
        self._depth = 0
        self._cell: list[str] | None = None
        self._spans = (1, 1)
        self._hanging: dict[int, int] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.tables.append(([], []))
                self._hanging = {}
        elif self._depth and tag == "tr":
            self._close_cell()
            self.tables[-1][0].append([])
        elif self._depth and tag in ("td", "th"):
            self._close_cell()
            self._cell = []
            spans = dict(attrs)
            self._spans = (_span(spans.get("colspan")), _span(spans.get("rowspan")))
        elif tag in ("br", "p", "div") and self._cell:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._close_cell()
        if tag == "table" and self._depth:
            self._depth -= 1

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def _close_cell(self) -> None:
        if self._cell is None:
            return
        lines, merges = self.tables[-1]
        if not lines:
            lines.append([])
        line, number = lines[-1], len(lines) - 1
        while self._hanging.get(len(line), -1) >= number:
            line.append(None)
        wide, tall = self._spans
        if wide > 1 or tall > 1:
            merges.append((number, len(line), number + tall - 1, len(line) + wide - 1))
            self._hanging.update(
                dict.fromkeys(range(len(line), len(line) + wide), number + tall - 1) if tall > 1 else {}
            )
        line.append(" ".join("".join(self._cell).split()))
        line.extend([None] * (wide - 1))
        self._cell = None


def _span(written: str | None) -> int:
    return min(int(written), LARGEST_SPAN) if written and written.isdecimal() and int(written) > 0 else 1


def html_grids(path: Path) -> list[Grid]:
    """Each outermost table of the page as a sheet."""
    reader = _TableReader()
    reader.feed(_text_of(path))
    reader.close()
    return [Grid(name="", chunks=partial(_frames, lines), merges=merges) for lines, merges in reader.tables if lines]


def _frames(lines: list[list[str | None]]) -> Iterator[pl.DataFrame]:
    return frames_of_lines([line or [None] for line in lines])


def _text_of(path: Path) -> str:
    if path.stat().st_size > LARGEST_MARKUP:
        raise UnreadableFile(Cause.TOO_LARGE, path.name)
    raw = path.read_bytes()
    declared = _CHARSET.search(raw[:4096])
    found = encoding_of(path)
    if declared and not found.is_certain:
        try:
            return raw.decode(declared[1].decode("ascii"), "replace")
        except LookupError:
            return raw.decode(found.name, "replace")
    return raw.decode(found.name, "replace")


_NAMESPACE = "{urn:schemas-microsoft-com:office:spreadsheet}"


def spreadsheet_xml_grids(path: Path) -> list[Grid]:
    """Worksheets of an «XML Spreadsheet 2003» file."""
    with path.open("rb") as file:
        refuse_entities(file.read(65_536))
    try:
        return [
            Grid(name=name, chunks=partial(frames_of_lines, lines), merges=merges)
            for name, lines, merges in _worksheets(path)
            if lines
        ]
    except ElementTree.ParseError as broken:
        raise UnreadableFile(Cause.DAMAGED, str(broken)) from broken


def _worksheets(path: Path) -> Iterator[tuple[str, list[list[str | None]], list[Merge]]]:
    name = ""
    lines: list[list[str | None]] = []
    merges: list[Merge] = []
    for moment, element in ElementTree.iterparse(path, events=("start", "end")):  # noqa: S314 - entities were refused
        tag = element.tag.removeprefix(_NAMESPACE)
        if moment == "start" and tag == "Worksheet":
            name, lines, merges = element.get(f"{_NAMESPACE}Name", ""), [], []
        elif moment == "end" and tag == "Row":
            _add_row(element, lines, merges)
            element.clear()
        elif moment == "end" and tag == "Worksheet":
            yield name, lines, merges
            element.clear()


def _add_row(row: ElementTree.Element, lines: list[list[str | None]], merges: list[Merge]) -> None:
    index = min(int(row.get(f"{_NAMESPACE}Index") or len(lines) + 1), 1_048_576)
    lines.extend([None] for _ in range(index - 1 - len(lines)))
    line: list[str | None] = []
    for cell in row.iter(f"{_NAMESPACE}Cell"):
        column = min(int(cell.get(f"{_NAMESPACE}Index") or len(line) + 1), 16_384)
        line.extend([None] * (column - 1 - len(line)))
        wide, tall = int(cell.get(f"{_NAMESPACE}MergeAcross") or 0), int(cell.get(f"{_NAMESPACE}MergeDown") or 0)
        if wide or tall:
            merges.append((len(lines), len(line), len(lines) + tall, len(line) + wide))
        line.append(_cell_text(cell))
        line.extend([None] * min(wide, LARGEST_SPAN))
    lines.append(line or [None])


def _cell_text(cell: ElementTree.Element) -> str | None:
    content = cell.find(f"{_NAMESPACE}Data")
    if content is None:
        return None
    text = "".join(content.itertext())
    kind = content.get(f"{_NAMESPACE}Type")
    if kind == "DateTime":
        return text.removesuffix(".000").replace("T00:00:00", "").replace("T", " ")
    if kind == "Number" and re.fullmatch(r"-?\d+\.0+", text):
        return text.split(".")[0]
    return text
