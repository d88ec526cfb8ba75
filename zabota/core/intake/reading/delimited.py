"""CSV and TSV of any encoding, delimiter and size, in bounded memory."""

import csv
import io
import math
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from zabota.core.intake.reading.encodings import Encoding, encoding_of
from zabota.core.intake.reading.grids import Grid, cleared, frame_of, may_hold_odd_marks

DELIMITERS = (";", ",", "\t", "|")
BYTES_A_BLOCK = 3 << 20
LONGEST_CELL = 1 << 20
LINES_TO_LOOK_AT = 300
RUNAWAY_LINES = 60
"""A quoted cell of more lines than this is an opening quote that nobody closed."""

_ALL_BYTES = bytes(range(256))

csv.field_size_limit(LONGEST_CELL * 8)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a delimited file is written."""

    encoding: Encoding
    delimiter: str
    first_line: int = 0
    """Lines to skip: Excel's own `sep=;`."""


def dialect_of(path: Path) -> Dialect:
    """The encoding and delimiter of a file."""
    encoding = encoding_of(path)
    with _opened(path, encoding) as file:
        lines = [line for line, _ in zip(_short_lines(file), range(LINES_TO_LOOK_AT), strict=False)]
    if lines and lines[0].lower().startswith("sep=") and len(lines[0].strip()) == 5:
        return Dialect(encoding, lines[0][4], first_line=1)
    return Dialect(encoding, best_delimiter(lines))


def _opened(path: Path, encoding: Encoding) -> io.TextIOWrapper:
    return path.open(encoding=encoding.name, errors="replace", newline=None)


def _short_lines(file: io.TextIOWrapper) -> Iterator[str]:
    while line := file.readline(LONGEST_CELL):
        yield line


def best_delimiter(lines: list[str]) -> str:
    """The delimiter under which most lines have the same number of cells, the more the better."""
    return max(DELIMITERS, key=lambda delimiter: _evenness(lines, delimiter))


def _evenness(lines: list[str], delimiter: str) -> float:
    widths = Counter(len(cells) for cells in csv.reader(lines, delimiter=delimiter) if any(cells))
    wide = {width: count for width, count in widths.items() if width > 1}
    if not wide:
        return 0.0
    width, count = max(wide.items(), key=lambda item: item[1] * math.log(item[0] + 1))
    return count / sum(widths.values()) * math.log(width + 1)


def delimited_grid(path: Path, dialect: Dialect) -> Grid:
    """The file as one nameless sheet."""
    return Grid(name="", chunks=lambda: _frames(path, dialect))


def _frames(path: Path, dialect: Dialect) -> Iterator[pl.DataFrame]:
    with closing(_as_utf8(path, dialect.encoding)) as file:
        for _ in range(dialect.first_line):
            file.line()
        while block := file.block():
            if b'"' in block:
                yield frame_of(_quoted_lines(block.decode("utf-8", "replace"), file, dialect.delimiter))
            else:
                yield _plain_frame(block, dialect.delimiter)


class _Utf8File:
    """A file whose every byte is known to obey UTF-8: its blocks go to polars as they are, never decoded."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self.close = self._file.close

    def line(self) -> str:
        return self._file.readline(LONGEST_CELL).decode("utf-8", "replace").replace("\r", "")

    def block(self) -> bytes:
        """Whole lines parted by `\n`; a line beyond all measure is cut, and with it perhaps a letter."""
        block = self._file.read(BYTES_A_BLOCK)
        if not block.endswith(b"\n"):
            block += self._file.readline(LONGEST_CELL)
        if not block.endswith(b"\n"):
            block = block.decode("utf-8", "replace").encode()
        return block.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in block else block


class _RecodedFile:
    """A file of any other encoding, turned into UTF-8 on the way."""

    def __init__(self, path: Path, encoding: Encoding) -> None:
        self._file = _opened(path, encoding)
        self.close = self._file.close

    def line(self) -> str:
        return self._file.readline(LONGEST_CELL)

    def block(self) -> bytes:
        """Whole lines parted by `\n`; a Cyrillic letter takes two bytes."""
        block = self._file.read(BYTES_A_BLOCK // 2)
        if not block.endswith("\n"):
            block += self._file.readline(LONGEST_CELL)
        return block.encode("utf-8", "replace")


def _as_utf8(path: Path, encoding: Encoding) -> _Utf8File | _RecodedFile:
    is_utf8 = encoding == Encoding("utf-8") and not _ends_lines_as_old_macs_did(path)
    return _Utf8File(path) if is_utf8 else _RecodedFile(path, encoding)


def _ends_lines_as_old_macs_did(path: Path) -> bool:
    with path.open("rb") as file:
        return b"\n" not in file.read(LONGEST_CELL)


def _plain_frame(encoded: bytes, delimiter: str) -> pl.DataFrame:
    """A block without a single quote, cut by polars; `width` takes lines longer than the header in full."""
    width = _most_cells(encoded, delimiter)
    frame = pl.read_csv(
        io.BytesIO(encoded),
        has_header=False,
        separator=delimiter,
        quote_char=None,
        infer_schema=False,
        schema={f"c{index}": pl.String for index in range(width)},
        missing_columns="insert",
        truncate_ragged_lines=True,
    )
    return cleared(frame, may_be_odd=may_hold_odd_marks(encoded))


def _most_cells(encoded: bytes, delimiter: str) -> int:
    """Cells of the longest line."""
    marks = encoded.translate(None, delete=_ALL_BYTES.replace(delimiter.encode(), b"").replace(b"\n", b""))
    return max(map(len, marks.split(b"\n"))) + 1


def _quoted_lines(block: str, file: _Utf8File | _RecodedFile, delimiter: str) -> list[list[str]]:
    """Records of a block with quotes; a record that the block's end cuts is read on from the file."""
    lines = block.splitlines(keepends=True) if not _has_odd_breaks(block) else block.replace("\x0b", " ").split("\n")
    feed = _Feed([line if line.endswith("\n") else f"{line}\n" for line in lines], file)
    records: list[list[str]] = []
    while True:
        for record in csv.reader(feed, delimiter=delimiter):
            if feed.has_run_away:
                break
            records.append(record)
            feed.complete = feed.given
        if not feed.has_run_away:
            return records
        records += csv.reader([feed.pass_runaway()], delimiter=delimiter, quoting=csv.QUOTE_NONE)


def _has_odd_breaks(block: str) -> bool:
    """Whether the text holds characters at which `splitlines` breaks but a spreadsheet does not."""
    return any(mark in block for mark in "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")


class _Feed:
    """Lines for csv.reader. It goes on into the file only while a record is open, and stops at a record that has no end."""

    def __init__(self, lines: list[str], file: _Utf8File | _RecodedFile) -> None:
        self.lines = lines
        self.given = 0
        self.complete = 0
        self.has_run_away = False
        self._file = file

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.given - self.complete > RUNAWAY_LINES:
            self.has_run_away = True
            raise StopIteration
        if self.given == len(self.lines):
            self._borrow()
        line = self.lines[self.given]
        self.given += 1
        return line

    def pass_runaway(self) -> str:
        """The line whose quote nobody closed; reading goes on after it."""
        line = self.lines[self.complete]
        self.complete += 1
        self.given, self.has_run_away = self.complete, False
        return line

    def _borrow(self) -> None:
        if self.complete == self.given:
            raise StopIteration
        line = self._file.line()
        if not line:
            self.has_run_away = True
            raise StopIteration
        self.lines.append(line)
