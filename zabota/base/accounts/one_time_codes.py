"""Six-digit codes of authenticator apps (RFC 6238) and recovery codes on paper."""

import base64
import os
import secrets

import segno
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP

STEP_SECONDS = 30
#: A phone's clock may be one step off in either direction.
TOLERATED_STEPS = (0, -1, 1)
RECOVERY_CODES = 10
#: No 0, O, 1, I and L, which look alike on paper: 31 letters, ten of them are 49 bits.
RECOVERY_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
RECOVERY_LETTERS = 10


def new_secret() -> str:
    """20 random bytes in base32, as authenticator apps expect them."""
    return base64.b32encode(os.urandom(20)).decode()


def step_of(code: str, *, secret: str, at: float) -> int | None:
    """The 30-second step for which `code` is right at the time `at` (seconds of the epoch), or None."""
    now = int(at) // STEP_SECONDS
    return next((now + off for off in TOLERATED_STEPS if _is_right(code, secret, now + off)), None)


def code_at(secret: str, at: float) -> str:
    return _generator(secret).generate(int(at)).decode()


def provisioning_uri(secret: str, *, login: str, issuer: str) -> str:
    return _generator(secret).get_provisioning_uri(login, issuer)


def qr_image(text: str) -> str:
    """A picture for the `src` of an image: an SVG as a data URI, dark on light in either theme."""
    return str(segno.make(text, error="m").svg_data_uri(scale=5, border=3, light="#fff"))


def new_recovery_codes() -> list[str]:
    """`["7KQ4M-9ZT2X", ...]`"""
    codes = ("".join(secrets.choice(RECOVERY_ALPHABET) for _ in range(RECOVERY_LETTERS)) for _ in range(RECOVERY_CODES))
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def normal_recovery_code(typed: str) -> str:
    return "".join(letter for letter in typed.upper() if letter in RECOVERY_ALPHABET)


def _is_right(code: str, secret: str, step: int) -> bool:
    try:
        _generator(secret).verify(code.encode(), step * STEP_SECONDS)
    except InvalidToken:
        return False
    return True


def _generator(secret: str) -> TOTP:
    return TOTP(base64.b32decode(secret), 6, SHA1(), STEP_SECONDS)  # noqa: S303  (what every authenticator app speaks)
