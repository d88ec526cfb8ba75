"""A pack as it leaves the house, and the notes that come back: AES-256-GCM, which the page opens by WebCrypto.

The phrase's key wraps a key of the pack's own, and that one closes the gzipped JSON. What stands in clear (number, branch,
times) is bound to both as associated data, so that a pack whose date was changed does not open.

    {"format": 1, "pack": uuid, "branch": name, "built": iso, "expires": iso, "salt": b64, "rounds": n,
     "wrapped": b64(nonce + sealed key), "body": b64(nonce + sealed content)}
"""

import base64
import gzip
import json
import os
import secrets
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORMAT = 1
NONCE_BYTES = 12
LABEL, LABEL_OF_NOTES = "zabota.daypack", "zabota.daypack.note"


class CannotOpen(Exception):
    """It was changed on the way, or made with another key."""


@dataclass(frozen=True)
class Lock:
    """What a phrase became: its key, and the salt and rounds with which the browser makes the same one."""

    key: bytes
    salt: bytes
    rounds: int


def new_key() -> bytes:
    return secrets.token_bytes(32)


def sealed_pack(*, pack: str, branch: str, built: str, expires: str, content: bytes, key: bytes, lock: Lock) -> bytes:
    """The JSON above. `built` and `expires` are instants in ISO 8601."""
    bound = "|".join((LABEL, str(FORMAT), pack, branch, built, expires)).encode()
    head = {"format": FORMAT, "pack": pack, "branch": branch, "built": built, "expires": expires}
    return json.dumps(
        head
        | {"salt": in_base64(lock.salt), "rounds": lock.rounds}
        | {"wrapped": in_base64(_closed(lock.key, key, bound))}
        | {"body": in_base64(_closed(key, gzip.compress(content, mtime=0), bound))},
        ensure_ascii=False,
    ).encode()


def opened_note(*, pack: str, note: str, sealed: str, key: bytes) -> dict[str, Any]:
    """What was noted under the number `note` in a pack. Raises CannotOpen."""
    bound = "|".join((LABEL_OF_NOTES, pack, note)).encode()
    try:
        closed = base64.b64decode(sealed, validate=True)
        said = json.loads(AESGCM(key).decrypt(closed[:NONCE_BYTES], closed[NONCE_BYTES:], bound))
    except (InvalidTag, ValueError) as error:
        raise CannotOpen(note) from error
    if not isinstance(said, dict):
        raise CannotOpen(note)
    return said


def sealed_note(*, pack: str, note: str, said: dict[str, Any], key: bytes) -> str:
    """As the page closes a note."""
    return in_base64(_closed(key, json.dumps(said).encode(), "|".join((LABEL_OF_NOTES, pack, note)).encode()))


def in_base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _closed(key: bytes, content: bytes, bound: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, bound)
