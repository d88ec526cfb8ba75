"""Look into a zipped workbook before anything unpacks it (T44, T45): bombs, external entities, stray paths."""

import zipfile
import zlib
from pathlib import Path

from zabota.core.intake.reading.errors import Cause, UnreadableFile

LARGEST_UNPACKED = 3 * 1024**3
LARGEST_MEMBER_COUNT = 10_000
SUSPICIOUS_RATIO = 150
SMALL_ENOUGH = 64 * 1024**2
_PIECE = 1 << 20


def check_archive(path: Path) -> None:
    """Unpack every part into nothing, counting; raise `UnreadableFile` for a bomb, a damaged or a hostile archive."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if len(members) > LARGEST_MEMBER_COUNT or sum(member.file_size for member in members) > LARGEST_UNPACKED:
                raise UnreadableFile(Cause.BOMB, path.name)
            packed_size = max(1, path.stat().st_size)
            unpacked = 0
            for member in members:
                unpacked += _unpacked_size(archive, member)
                if unpacked > SMALL_ENOUGH and unpacked > SUSPICIOUS_RATIO * packed_size:
                    raise UnreadableFile(Cause.BOMB, path.name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as broken:
        raise UnreadableFile(Cause.DAMAGED, str(broken)) from broken
    except RuntimeError as encrypted:
        raise UnreadableFile(Cause.PASSWORD, path.name) from encrypted


def _unpacked_size(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> int:
    """Bytes that really come out; `zipfile` stops at the declared size and checks the sum, so that no size can lie."""
    is_xml = member.filename.lower().endswith((".xml", ".rels", ".vml"))
    size = 0
    with archive.open(member) as part:
        while piece := part.read(_PIECE):
            if size == 0 and is_xml:
                refuse_entities(piece[:4096])
            size += len(piece)
    return size


def refuse_entities(head: bytes) -> None:
    """A document type in the head of an XML file can only be there to name entities: no spreadsheet writes one."""
    lowered = head.replace(b"\x00", b"").lower()
    if b"<!entity" in lowered or (b"<!doctype" in lowered and b"<!doctype html" not in lowered):
        raise UnreadableFile(Cause.ENTITIES)
