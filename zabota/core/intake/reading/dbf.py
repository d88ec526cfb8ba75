"""DBF tables of FoxPro, Clipper and dBase: many clinics' first programs kept their cards in them."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from zabota.core.intake.reading.encodings import best_single_byte
from zabota.core.intake.reading.errors import Cause, UnreadableFile
from zabota.core.intake.reading.grids import Grid, frames_of_lines

_CODE_PAGES = {
    0x26: "cp866",
    0x65: "cp866",
    0x64: "cp852",
    0x57: "cp1251",
    0xC9: "cp1251",
    0x7D: "cp1251",
    0x96: "mac-cyrillic",
}
_FIELD_LENGTH = 32
_END_OF_FIELDS = 0x0D


@dataclass(frozen=True, slots=True)
class _Field:
    name: bytes
    kind: str
    start: int
    length: int


def dbf_grid(path: Path) -> Grid:
    """The table with its field names as the first line; records marked deleted are told by number."""
    raw = path.read_bytes()
    count, header_length, record_length = struct.unpack_from("<IHH", raw, 4)
    fields = list(_fields(raw, header_length))
    if not fields:
        raise UnreadableFile(Cause.DAMAGED, path.name)
    count = min(count, (len(raw) - header_length) // record_length)
    encoding = _CODE_PAGES.get(raw[29]) or best_single_byte(raw[header_length : header_length + (1 << 18)]).name
    deleted = frozenset(
        number + 1
        for number in range(count)
        if raw[header_length + number * record_length : header_length + number * record_length + 1] == b"*"
    )

    def lines() -> Iterator[list[str]]:
        yield [field.name.decode(encoding, "replace") for field in fields]
        for number in range(count):
            start = header_length + number * record_length
            yield [
                _value(raw[start + field.start : start + field.start + field.length], field, encoding)
                for field in fields
            ]

    def chunks() -> Iterator[pl.DataFrame]:
        return frames_of_lines(lines())

    return Grid(name="", chunks=chunks, deleted=deleted)


def _fields(raw: bytes, header_length: int) -> Iterator[_Field]:
    position, start = 32, 1
    while position + _FIELD_LENGTH <= header_length and raw[position] != _END_OF_FIELDS:
        name = raw[position : position + 11].split(b"\x00")[0]
        kind, length = chr(raw[position + 11]), raw[position + 16]
        yield _Field(name, kind, start, length)
        start += length
        position += _FIELD_LENGTH


def _value(raw: bytes, field: _Field, encoding: str) -> str:
    """Memo fields live in a file beside the table: their block numbers tell nothing and are left out."""
    if field.kind in "MGBP":
        return ""
    if field.kind == "I" and len(raw) == 4:
        return str(struct.unpack("<i", raw)[0])
    text = raw.decode(encoding, "replace").strip(" \x00")
    if field.kind == "D" and len(text) == 8 and text.isdecimal():
        return f"{text[:4]}-{text[4:6]}-{text[6:]}"
    if field.kind == "L":
        return {"t": "да", "y": "да", "f": "нет", "n": "нет"}.get(text.lower(), "")
    if field.kind in "NF" and "." in text:
        return text.rstrip("0").rstrip(".")
    return text
