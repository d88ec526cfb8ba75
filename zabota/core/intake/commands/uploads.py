"""Files under the clinic's key: sealed as they come in, opened for reading only, removed when the import is done."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings

from zabota.base.postgres.sealed import blind_index, keyring

LABEL = "intake.upload"
PIECE = 1 << 20
LENGTH_BYTES = 4


def seal_upload(content: BinaryIO, *, public_id: UUID) -> tuple[str, int, str]:
    """(place below the files' folder, size in bytes, keyed digest of the content)."""
    place = f"intake/{public_id}"
    target = _path(place)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    plain, size, number = hashlib.sha256(), 0, 0
    with _private(target) as sealed:
        while piece := content.read(PIECE):
            plain.update(piece)
            size += len(piece)
            hidden = keyring().seal_bytes(piece, label=LABEL, row_id=f"{public_id}:{number}")
            sealed.write(len(hidden).to_bytes(LENGTH_BYTES, "big") + hidden)
            number += 1
    return place, size, blind_index(plain.hexdigest(), label=LABEL).hex()


@contextmanager
def opened_upload(place: str, *, public_id: UUID, name: str) -> Iterator[Path]:
    """A readable copy for as long as the block runs; only the owner of the process can open it."""
    folder = Path(settings.ZABOTA_HOME) / "tmp"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=folder) as room:
        copy = Path(room) / (Path(name).name[-100:] or "file")
        with _path(place).open("rb") as sealed, _private(copy) as plain:
            number = 0
            while length := sealed.read(LENGTH_BYTES):
                hidden = sealed.read(int.from_bytes(length, "big"))
                plain.write(keyring().unseal_bytes(hidden, label=LABEL, row_id=f"{public_id}:{number}"))
                number += 1
        yield copy


def remove_upload(place: str) -> None:
    if place:
        _path(place).unlink(missing_ok=True)


def _path(place: str) -> Path:
    return Path(settings.ZABOTA_HOME) / "files" / place


def _private(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
