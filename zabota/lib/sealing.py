"""Authenticated encryption of single values, and keyed blind indexes to find them again.

A sealed value is `key id (1 byte) | nonce (12 bytes) | cipher text | tag (16 bytes)` under AES-256-GCM. The associated
data is a fixed label of the field plus the id of its row, so that a cipher text moved to another row or column does not open.
The blind index is HMAC-SHA256 under a key of its own: an unkeyed hash of a phone number is enumerated in minutes.
"""

import base64
import hmac
import json
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
INDEX_BYTES = 16
PURPOSES = ("fields", "blind_index", "sessions", "links", "audit")


class CannotUnseal(Exception):
    """The value was changed, belongs to another row or field, or its key is gone."""


@dataclass(frozen=True)
class Keyring:
    """Keys of one installation by purpose; each purpose has a current key and older ones that still open what they sealed."""

    current: dict[str, int]
    keys: dict[str, dict[int, bytes]]

    @classmethod
    def generate(cls) -> "Keyring":
        return cls(dict.fromkeys(PURPOSES, 1), {purpose: {1: secrets.token_bytes(32)} for purpose in PURPOSES})

    @classmethod
    def load(cls, path: Path) -> "Keyring":
        stored = json.loads(path.read_text())
        keys = {
            purpose: {int(number): base64.b64decode(key) for number, key in entry["keys"].items()}
            for purpose, entry in stored.items()
        }
        return cls({purpose: entry["current"] for purpose, entry in stored.items()}, keys)

    def save(self, path: Path) -> None:
        """Write the key file, whole and readable by its owner only; raises FileExistsError rather than overwrite one."""
        stored = {
            purpose: {
                "current": self.current[purpose],
                "keys": {str(number): base64.b64encode(key).decode() for number, key in self.keys[purpose].items()},
            }
            for purpose in self.keys
        }
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=path.parent) as file:
            json.dump(stored, file, indent=1)
            file.flush()
            os.link(file.name, path)

    @classmethod
    def load_or_generate(cls, path: Path) -> "Keyring":
        """The keys of this installation; of several processes that start at once, one makes the file."""
        if not path.exists():
            with suppress(FileExistsError):
                cls.generate().save(path)
        return cls.load(path)

    def key(self, purpose: str) -> bytes:
        return self.keys[purpose][self.current[purpose]]

    @cached_property
    def _ciphers(self) -> dict[int, AESGCM]:
        return {number: AESGCM(key) for number, key in self.keys["fields"].items()}

    def seal(self, text: str, *, label: str, row_id: object) -> bytes:
        return self.seal_bytes(text.encode(), label=label, row_id=row_id)

    def seal_bytes(self, content: bytes, *, label: str, row_id: object) -> bytes:
        number = self.current["fields"]
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._ciphers[number].encrypt(nonce, content, associated_data(label, row_id))
        return bytes([number]) + nonce + sealed

    def unseal(self, sealed: bytes, *, label: str, row_id: object) -> str:
        return self.unseal_bytes(sealed, label=label, row_id=row_id).decode()

    def unseal_bytes(self, sealed: bytes, *, label: str, row_id: object) -> bytes:
        sealed = bytes(sealed)
        try:
            cipher = self._ciphers[sealed[0]]
            return cipher.decrypt(
                sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :], associated_data(label, row_id)
            )
        except (InvalidTag, KeyError, IndexError, ValueError) as error:
            raise CannotUnseal(label) from error

    def blind_index(self, text: str, *, label: str) -> bytes:
        """16 bytes by which an equal value of the same label is found; computed over the normalised text."""
        return hmac.digest(self.key("blind_index"), f"{label}\0{text}".encode(), sha256)[:INDEX_BYTES]


def associated_data(label: str, row_id: object) -> bytes:
    return f"{label}|{row_id}".encode()
