"""E-mail addresses from cells of files, and an address that cannot be printed by accident."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from zabota.lib.masked import MaskedText

__all__ = ["MaskedEmail", "ParsedEmail", "likely_address", "mask_email", "parse_emails"]


@dataclass(frozen=True, slots=True)
class ParsedEmail:
    """One address, lower case and trimmed. `suggestion` is what was probably meant, never applied by itself.

    A broken address (`is_valid` false) is kept as written, so that somebody can mend it (R007).
    """

    address: str
    is_valid: bool
    suggestion: str = ""

    @property
    def likely(self) -> str:
        """The suggestion where there is one: good for comparing people, not for writing to them."""
        return self.suggestion or self.address


_ADDRESS = re.compile(r"[a-z0-9а-яёіїєґ._%+'\-]+@[a-z0-9а-яёіїєґ\-]+(?:\.[a-z0-9а-яёіїєґ\-]+)+")
_CANDIDATE = re.compile(r"[^\s,;|<>()\"]+@[^\s,;|<>()\"]*")
_KNOWN_DOMAINS = [
    "mail.ru",
    "yandex.ru",
    "ya.ru",
    "gmail.com",
    "bk.ru",
    "list.ru",
    "inbox.ru",
    "rambler.ru",
    "icloud.com",
    "outlook.com",
    "hotmail.com",
    "yahoo.com",
    "ukr.net",
    "i.ua",
    "meta.ua",
    "mail.com",
    "proton.me",
    "protonmail.com",
    "live.ru",
    "live.com",
    "me.com",
    "internet.ru",
    "xmail.ru",
]
_KNOWN = frozenset(_KNOWN_DOMAINS)
_WRONG_ENDINGS = {"gmail.ru": "gmail.com", "yandex.com.ru": "yandex.ru", "mail.com": "mail.ru", "mailru": "mail.ru"}


def parse_emails(text: object) -> list[ParsedEmail]:
    """Every address of one cell, each once. Never raises; a cell without "@" gives []."""
    if not isinstance(text, str) or "@" not in text:
        return []
    return list(_parse_cell(text))


@lru_cache(maxsize=65_536)
def _parse_cell(text: str) -> tuple[ParsedEmail, ...]:
    found = (_parse(candidate.strip(".:'«»")) for candidate in _CANDIDATE.findall(text[:1000].lower()))
    return tuple({email.address: email for email in found}.values())


def likely_address(address: str) -> str:
    """The address that was probably meant, for comparing people: "k@@mal.ru" -> "k@mail.ru"; "" without an "@"."""
    local, at, domain = re.sub(r"@+", "@", address).rpartition("@") if "@@" in address else address.rpartition("@")
    return f"{local}@{_likely_domain(domain)}" if at and local else ""


def _parse(address: str) -> ParsedEmail:
    mended = re.sub(r"@+", "@", address).replace("..", ".").strip(".")
    local, _, domain = mended.rpartition("@")
    domain = _likely_domain(domain)
    likely = f"{local}@{domain}" if local and domain else ""
    is_valid = bool(_ADDRESS.fullmatch(address)) and ".." not in address
    return ParsedEmail(address, is_valid, likely if likely != address else "")


@lru_cache(maxsize=4096)
def _likely_domain(domain: str) -> str:
    """The well-known domain one slip away: mal.ru -> mail.ru, gmail.ru -> gmail.com."""
    if domain in _WRONG_ENDINGS:
        return _WRONG_ENDINGS[domain]
    if domain in _KNOWN or len(domain) < 5:
        return domain
    near = [known for known in _KNOWN_DOMAINS if len(known) >= 6 and OSA.distance(domain, known, score_cutoff=1) <= 1]
    return near[0] if near else domain


def mask_email(address: str) -> str:
    """karina@mail.ru -> "k•••@mail.ru"."""
    local, at, domain = address.rpartition("@")
    return f"{local[:1]}•••@{domain}" if at else "•••" if address else ""


class MaskedEmail(MaskedText):
    """An address that prints as "k•••@mail.ru"; `reveal()` gives the address."""

    __slots__ = ()

    def mask(self) -> str:
        return mask_email(self._clear)
