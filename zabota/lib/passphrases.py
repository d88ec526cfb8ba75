"""Phrases that people type to open what left the house, and keys made of them.

A generated phrase is four words of three syllables, "гомалу ветоки сибура нафено": 12 syllables of 96 are 79 bits, which
nobody guesses at a million rounds of PBKDF2 each, and no list of words is needed to say it over the phone.
"""

import hashlib
import re
import secrets
import unicodedata

CONSONANTS, VOWELS = "бвгдзклмнпрстфхш", "аеиоуы"
WORDS, SYLLABLES = 4, 3
ROUNDS, SALT_BYTES, KEY_BYTES = 1_000_000, 16, 32
SHORTEST, FEWEST_SIGNS = 16, 8


def new_passphrase() -> str:
    """A phrase at random."""
    return " ".join(
        "".join(secrets.choice(CONSONANTS) + secrets.choice(VOWELS) for _syllable in range(SYLLABLES))
        for _word in range(WORDS)
    )


def plain(phrase: str) -> str:
    """The phrase as it is meant: a capital letter, two spaces or a hyphen between words make no other phrase. The page in
    the browser does the same (`static/daypack/sealing.js`)."""
    return re.sub(r"[ \-–—_,.]+", " ", unicodedata.normalize("NFKC", phrase).lower()).strip()


def is_weak(phrase: str) -> bool:
    """Whether it could be guessed by whoever has the file and time: too short, or too few different signs."""
    text = plain(phrase)
    return len(text) < SHORTEST or len(set(text)) < FEWEST_SIGNS


def derived_key(phrase: str, salt: bytes, rounds: int = ROUNDS) -> bytes:
    """The AES-256 key of a phrase: PBKDF2 with HMAC-SHA256, which every browser computes by itself."""
    return hashlib.pbkdf2_hmac("sha256", plain(phrase).encode(), salt, rounds, KEY_BYTES)
