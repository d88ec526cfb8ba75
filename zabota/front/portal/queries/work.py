"""Work for a browser (T30): an address that sends much pays for each further request with computing, before it is refused.

The browser looks for a number with which SHA-256 of "challenge:number" begins with so many zero bits.
"""

import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from zabota.front.portal.queries.trail import opened, signed

#: From so many requests of an hour on; a household books with ten.
SOFT_LIMIT = 30
#: 65 000 hashes on average, less than a second of a phone; twice as many with every further `STEP` requests.
BITS, STEP = 16, 30
LIVES_SECONDS = 600
LONGEST_NUMBER = 12


@dataclass(frozen=True)
class Work:
    """`token` is signed for one address; `challenge` is what is hashed together with the number."""

    token: str
    bits: int

    @property
    def challenge(self) -> str:
        return hashlib.sha256(self.token.encode()).hexdigest()[:32]

    def is_done_by(self, number: str) -> bool:
        if not (number.isascii() and number.isdecimal() and len(number) <= LONGEST_NUMBER):
            return False
        digest = hashlib.sha256(f"{self.challenge}:{number}".encode()).digest()
        return int.from_bytes(digest) >> (len(digest) * 8 - self.bits) == 0


def is_asked_of(count: int) -> bool:
    """Of an address that sends its so-manieth request of the hour."""
    return count > SOFT_LIMIT


def new_work(holder: str, count: int) -> Work:
    """`holder` is the keyed hash of the address."""
    bits = BITS + max(0, count - SOFT_LIMIT) // STEP
    return Work(signed([uuid4().hex, holder, bits], "work"), bits)


def is_done(sent: Any, holder: str) -> bool:
    """The form brings the work that this address was given, done."""
    token = sent.get("work", "")
    parts = opened(token, "work", lives_seconds=LIVES_SECONDS) if token else None
    if not parts:
        return False
    _number, given_to, bits = parts
    return given_to == holder and Work(token, bits).is_done_by(sent.get("number", ""))
