"""Cyrillic in Latin letters and back: the passport's table, the ones before it, and what people make up."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

_LATIN_ONLY = re.compile(r"[^\u0400-\u052f]*[a-z][^\u0400-\u052f]*", re.IGNORECASE)


class Table(StrEnum):
    ICAO = "icao"  # Doc 9303: Russian passports since 2014
    PASSPORT_1997 = "passport-1997"
    GOST = "gost"  # GOST 7.79 system B, without diacritics
    UKRAINE = "ukraine"  # Cabinet of Ministers, no. 55 of 2010


_PLAIN = dict(
    zip(
        "абвгдезиклмнопрстуф",
        ("a", "b", "v", "g", "d", "e", "z", "i", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f"),
        strict=True,
    )
) | {
    "ж": "zh",
    "ч": "ch",
    "ш": "sh",
    "ы": "y",
    "ь": "",
    "і": "i",
    "ї": "i",
    "є": "ie",
    "ґ": "g",
    "'": "",
    "’": "",
    "ʼ": "",
}

_TABLES: dict[Table, dict[str, str]] = {
    Table.ICAO: _PLAIN
    | {"ё": "e", "й": "i", "х": "kh", "ц": "ts", "щ": "shch", "ъ": "ie", "э": "e", "ю": "iu", "я": "ia"},
    Table.PASSPORT_1997: _PLAIN
    | {"ё": "ye", "й": "y", "х": "kh", "ц": "ts", "щ": "shch", "ъ": "", "э": "e", "ю": "yu", "я": "ya"},
    Table.GOST: _PLAIN | {"ё": "yo", "й": "j", "х": "x", "ц": "c", "щ": "shh", "ъ": "", "э": "e", "ю": "yu", "я": "ya"},
    Table.UKRAINE: _PLAIN
    | {
        "г": "h",
        "и": "y",
        "й": "i",
        "х": "kh",
        "ц": "ts",
        "щ": "shch",
        "ъ": "",
        "э": "e",
        "ё": "io",
        "ю": "iu",
        "я": "ia",
    },
}
_UKRAINIAN_INITIALS = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
_VOWELS_AND_SIGNS = frozenset("аеёиоуыэюяьъ")

# Longest first; what a Latin group most likely stood for in a Russian name.
_GROUPS = (
    ("shch", "щ"), ("sch", "щ"), ("shh", "щ"), ("zgh", "зг"),
    ("iya", "ия"), ("iia", "ия"), ("ija", "ия"), ("yya", "ия"),
    ("kh", "х"), ("zh", "ж"), ("ts", "ц"), ("tz", "ц"), ("cz", "ц"), ("ch", "ч"), ("sh", "ш"), ("ph", "ф"), ("ck", "к"),
    ("yu", "ю"), ("iu", "ю"), ("ju", "ю"), ("ya", "я"), ("ia", "я"), ("ja", "я"), ("yo", "ё"), ("jo", "ё"), ("ye", "е"), ("je", "е"),
    ("iy", "ий"), ("ii", "ий"), ("ij", "ий"), ("yy", "ый"), ("ey", "ей"), ("ei", "ей"), ("ay", "ай"), ("ai", "ай"), ("oy", "ой"), ("oi", "ой"),
    ("a", "а"), ("b", "б"), ("c", "ц"), ("d", "д"), ("e", "е"), ("f", "ф"), ("g", "г"), ("h", "х"), ("i", "и"), ("j", "й"), ("k", "к"),
    ("l", "л"), ("m", "м"), ("n", "н"), ("o", "о"), ("p", "п"), ("q", "к"), ("r", "р"), ("s", "с"), ("t", "т"), ("u", "у"), ("v", "в"),
    ("w", "в"), ("x", "кс"), ("y", "ы"), ("z", "з"),
)  # fmt: skip
_CYRILLIC_OF = dict(_GROUPS)
_GROUP = re.compile("|".join(latin for latin, _ in _GROUPS))
_LATIN_WORD = re.compile(r"[a-z']+", re.IGNORECASE)


def is_latin(text: str) -> bool:
    """Whether the letters of the text are Latin and none is Cyrillic."""
    return _LATIN_ONLY.fullmatch(text) is not None


def to_latin(text: str, table: Table = Table.ICAO) -> str:
    """Щербакова Юлия -> Shcherbakova Iuliia by the passport's table."""
    return re.sub(r"[^\W\d_’'ʼ]+(?:[’'ʼ][^\W\d_]+)*", lambda word: _word_to_latin(word[0], table), text)


def _word_to_latin(word: str, table: Table) -> str:
    letters = _TABLES[table]
    lower = word.lower()
    latin = "".join(_letter_to_latin(lower, position, letters, table) for position in range(len(lower)))
    if word.isupper() and len(word) > 1:
        return latin.upper()
    return latin[:1].upper() + latin[1:] if word[:1].isupper() else latin


def _letter_to_latin(word: str, position: int, letters: dict[str, str], table: Table) -> str:
    letter = word[position]
    before = word[position - 1] if position else ""
    if table is Table.UKRAINE and not position and letter in _UKRAINIAN_INITIALS:
        return _UKRAINIAN_INITIALS[letter]
    if table is Table.UKRAINE and letter == "г" and before == "з":
        return "gh"
    if table is Table.PASSPORT_1997 and letter == "е" and (not position or before in _VOWELS_AND_SIGNS):
        return "ye"
    return letters.get(letter, letter)


@lru_cache(maxsize=65_536)
def to_cyrillic(text: str) -> str:
    """Shcherbakova Yuliya -> Щербакова Юлия. Soft signs that Latin lost do not come back: compare with `fold`."""
    return _LATIN_WORD.sub(lambda word: _word_to_cyrillic(word[0]), text)


def _word_to_cyrillic(word: str) -> str:
    lower = word.lower().replace("'", "")
    lower = re.sub(r"(?<=[bcdfghklmnpqrstvwxz])y$", "iy", lower)  # Dmitry, Vitaly
    lower = re.sub(r"^ye(?=[a-z])", "e", lower)
    cyrillic = _GROUP.sub(lambda group: _CYRILLIC_OF[group[0]], lower)
    if word.isupper() and len(word) > 1:
        return cyrillic.upper()
    return cyrillic[:1].upper() + cyrillic[1:] if word[:1].isupper() else cyrillic
