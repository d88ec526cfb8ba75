"""What a file is by what stands in it; its name is not believed."""

from enum import StrEnum
from pathlib import Path

from zabota.core.intake.reading.encodings import looks_wide
from zabota.core.intake.reading.errors import Cause, UnreadableFile


class FileFormat(StrEnum):
    """The kinds of file that can be read."""

    WORKBOOK = "workbook"  # xlsx, xlsm, xlsb, ods: a zip archive
    OLD_WORKBOOK = "old workbook"  # xls
    HTML = "html"
    SPREADSHEET_XML = "spreadsheet xml"
    DBF = "dbf"
    VCARD = "vcard"
    DELIMITED = "delimited"


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x10\x00", b"\x09\x08\x08\x00")
_NO_TEXT = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"%PDF",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"MZ",
    b"\x7fELF",
    b"BM",
    b"II*\x00",
    b"SQLite format",
)
_CONTROL = bytes([*range(9), 11, 12, *range(14, 27), *range(28, 32), 127])
_DBF_VERSIONS = frozenset(bytes([0x02, 0x03, 0x30, 0x31, 0x32, 0x43, 0x63, 0x83, 0x8B, 0xCB, 0xF5, 0xFB]))


def format_of(path: Path) -> FileFormat:
    """The format by the first bytes; raises `UnreadableFile` for what is no text and no known table."""
    with path.open("rb") as file:
        head = file.read(8192)
    if head.startswith(b"PK\x03\x04"):
        return FileFormat.WORKBOOK
    if head.startswith((_OLE, *_OLD_BIFF)):
        return FileFormat.OLD_WORKBOOK
    if _is_dbf(head, path.stat().st_size):
        return FileFormat.DBF
    if _is_no_text(head):
        raise UnreadableFile(Cause.NOT_A_TABLE, path.name)
    return _format_of_text(_as_ascii(head))


def _is_no_text(head: bytes) -> bool:
    """Pictures, programs, PDF: known by their first bytes, or full of bytes that no text holds."""
    if head.startswith(_NO_TEXT):
        return True
    odd = len(head) - len(head.translate(None, _CONTROL))
    return odd * 10 > len(head) and not looks_wide(head)


def _as_ascii(head: bytes) -> str:
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return head.decode("utf-16", "replace").lower()
    return head.removeprefix(b"\xef\xbb\xbf").decode("latin-1").lower()


def _format_of_text(head: str) -> FileFormat:
    start = head.lstrip()
    if start.startswith("begin:vcard"):
        return FileFormat.VCARD
    if not start.startswith("<"):
        return FileFormat.DELIMITED
    if "urn:schemas-microsoft-com:office:spreadsheet" in head and "<html" not in head:
        return FileFormat.SPREADSHEET_XML
    if any(tag in head for tag in ("<html", "<table", "<!doctype html", "<meta", "<style", "<tr", "<body")):
        return FileFormat.HTML
    return FileFormat.SPREADSHEET_XML if start.startswith("<?xml") else FileFormat.DELIMITED


def _is_dbf(head: bytes, size: int) -> bool:
    """A known version byte, a believable date of change and lengths that fit the size of the file."""
    if len(head) < 33 or head[0] not in _DBF_VERSIONS or not (1 <= head[2] <= 12 and 1 <= head[3] <= 31):
        return False
    records = int.from_bytes(head[4:8], "little")
    header_length = int.from_bytes(head[8:10], "little")
    record_length = int.from_bytes(head[10:12], "little")
    return header_length >= 33 and record_length > 0 and header_length + records * record_length <= size + 2
