"""Names in the cases of Russian, and in the Ukrainian vocative; how a person is spoken to."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from functools import cache

from pytrovich.enums import Case, Gender, NamePart
from pytrovich.maker import PetrovichDeclinationMaker

from zabota.lib.person_names.given_names import Sex
from zabota.lib.person_names.splitting import PersonName


class RussianCase(StrEnum):
    NOMINATIVE = "nominative"
    GENITIVE = "genitive"
    DATIVE = "dative"
    ACCUSATIVE = "accusative"
    INSTRUMENTAL = "instrumental"
    PREPOSITIONAL = "prepositional"


_PARTS = {"surname": NamePart.LASTNAME, "given": NamePart.FIRSTNAME, "patronymic": NamePart.MIDDLENAME}
_GENDERS = {Sex.MALE: Gender.MALE, Sex.FEMALE: Gender.FEMALE}


@cache
def _maker() -> PetrovichDeclinationMaker:
    return PetrovichDeclinationMaker()


def decline(name: PersonName, case: RussianCase, sex: Sex | None = None) -> PersonName:
    """The name in a case: Громова Анна, DATIVE -> Громовой Анне. Unchanged where the sex is not known.

    Initials and what is not written in Russian letters stay as they are.
    """
    sex = sex or name.sex
    if case is RussianCase.NOMINATIVE or sex is None:
        return name
    parts = {part: getattr(name, part) for part in _PARTS}
    declined = {
        part: _declined(word, kind, case, sex)
        for (part, kind), word in zip(_PARTS.items(), parts.values(), strict=True)
    }
    return replace(name, **declined)


def _declined(word: str, part: NamePart, case: RussianCase, sex: Sex) -> str:
    if len(word.rstrip(".")) < 2 or not all("а" <= letter <= "ё" or letter in " -" for letter in word.lower()):
        return word
    made: str = _maker().make(part, _GENDERS[sex], Case[case.name], word)
    return made


def address_form(given: str, patronymic: str = "", *, language: str = "ru", sex: Sex | None = None) -> str:
    """How the person is spoken to: "Карина Олеговна"; in Ukrainian by the vocative, "Карино Олегівно".

    "" where only initials are known: the text then needs a greeting without a name.
    """
    words = [word for word in (given, patronymic) if len(word.rstrip(".")) > 1]
    if not words or words[0] != given:
        return ""
    if language != "uk":
        return " ".join(words)
    sex = sex or PersonName(given=given, patronymic=patronymic).sex
    return " ".join(ukrainian_vocative(word, sex) for word in words)


_SOFT_R = frozenset({"ігор", "лазар", "кобзар"})
_FLEETING = {
    "федір": "федор",
    "антін": "антон",
    "яків": "яков",
    "прокіп": "прокоп",
    "нестір": "нестор",
    "сидір": "сидор",
}
_HUSHING = frozenset("жчшщ")
_VOWELS = frozenset("аеєиіїоуюяй")


def ukrainian_vocative(word: str, sex: Sex | None = None) -> str:
    """A given name or patronymic in the vocative: Олена -> Олено, Андрій -> Андрію, Петрович -> Петровичу.

    Rules of the orthography of 2019, paragraphs 84-87 and 95. Without `sex` a name on a consonant counts as a man's.
    """
    lower = word.lower()
    changed = _vocative(lower, sex)
    return changed[:1].upper() + changed[1:] if word[:1].isupper() else changed


def _vocative(lower: str, sex: Sex | None) -> str:
    last, stem = lower[-1:], lower[:-1]
    if last == "а":
        return stem + "о"
    if last == "я":
        return _vocative_of_ya(stem, sex)
    if sex is Sex.FEMALE:
        return lower + "е" if lower == "любов" else lower
    if last == "о":
        return stem + ("у" if stem.endswith("к") else "е")
    if last in "йь":
        return stem + "ю"
    if last in "еєиіїуюі":
        return lower
    return _vocative_of_consonant(lower)


def _vocative_of_ya(stem: str, sex: Sex | None) -> str:
    if stem[-1:] in _VOWELS:
        return stem + "є"
    return stem + ("е" if sex is Sex.MALE and stem.endswith("лл") else "ю")


def _vocative_of_consonant(lower: str) -> str:
    if lower in _SOFT_R:
        return lower + "ю"
    if lower.endswith("г"):
        return lower[:-1] + "же"
    if lower[-1:] in {"к", "х"} or lower.endswith(("ич", "іч")):
        return lower + "у"
    if lower[-1:] in _HUSHING:
        return lower + "е"
    return _FLEETING.get(lower, lower) + "е"
