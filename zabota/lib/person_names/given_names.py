"""What is known of given names: whose they are, which are one name, and which are short for another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib import resources

from zabota.lib.person_names.letters import fold
from zabota.lib.person_names.transliteration import Table, to_latin


class Sex(StrEnum):
    MALE = "m"
    FEMALE = "f"


@dataclass(frozen=True, slots=True)
class GivenName:
    """A name with everything that stands for it: the same name otherwise written, and its diminutives."""

    name: str
    sex: Sex
    same: tuple[str, ...]
    diminutives: tuple[str, ...]


@cache
def known_given_names() -> tuple[GivenName, ...]:
    """The table `tables/given_names.txt`, in its order."""
    return tuple(_read_table())


def _read_table() -> Iterator[GivenName]:
    table = resources.files("zabota.lib.person_names") / "tables" / "given_names.txt"
    for line in table.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            sex, name, same, diminutives = (field.strip() for field in (line + " | | ").split("|")[:4])
            yield GivenName(name, Sex(sex), _listed(same), _listed(diminutives))


def _listed(field: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in field.split(",") if word.strip())


@cache
def _meanings() -> dict[str, frozenset[GivenName]]:
    meanings: dict[str, set[GivenName]] = {}
    for given in known_given_names():
        for form in (given.name, *given.same, *given.diminutives):
            meanings.setdefault(fold(form), set()).add(given)
        for form in (given.name, *given.same):
            for table in Table:  # Iuliia, Yuliya, Yulija: one Latin writing may fold to no Cyrillic one
                meanings.setdefault(fold(to_latin(form, table)), set()).add(given)
    return {form: frozenset(names) for form, names in meanings.items()}


@cache
def _full_forms() -> frozenset[str]:
    return frozenset(fold(form) for given in known_given_names() for form in (given.name, *given.same))


def meanings_of(given: str) -> frozenset[GivenName]:
    """The names a writing may stand for: Наталия -> {наталья}, Саша -> {александр, александра}; unknown -> empty."""
    return _meanings().get(fold(given), frozenset())


def is_known_given(word: str) -> bool:
    return fold(word) in _meanings()


def is_full_form(word: str) -> bool:
    """Whether the word is a name in full, not a diminutive."""
    return fold(word) in _full_forms()


@lru_cache(maxsize=65_536)
def is_same_given(one: str, other: str) -> bool:
    """Whether two writings may be one person's name: Елена-Олена, Лёша-Алексей, Саша-Александра, А.-Анна.

    Typing errors are not forgiven here.
    """
    folded, other_folded = fold(one).strip(" ."), fold(other).strip(" .")
    if folded == other_folded:
        return bool(folded)
    if len(folded) == 1 or len(other_folded) == 1:
        return folded[:1] == other_folded[:1] != ""
    return bool(meanings_of(folded) & meanings_of(other_folded))


def sex_of_given(given: str) -> Sex | None:
    """None where the name is unknown or both sexes bear it (Саша, Женя)."""
    sexes = {meaning.sex for meaning in meanings_of(given)}
    return sexes.pop() if len(sexes) == 1 else None
