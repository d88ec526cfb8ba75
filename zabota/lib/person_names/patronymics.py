"""Patronymics: made of a father's name, and traced back to it."""

from __future__ import annotations

from functools import cache

from zabota.lib.person_names.given_names import Sex, known_given_names
from zabota.lib.person_names.letters import fold

# Names whose patronymic follows no rule. Values: (male, female).
_IRREGULAR = {
    "илья": ("Ильич", "Ильинична"),
    "лука": ("Лукич", "Лукинична"),
    "кузьма": ("Кузьмич", "Кузьминична"),
    "фома": ("Фомич", "Фоминична"),
    "никита": ("Никитич", "Никитична"),
    "савва": ("Саввич", "Саввична"),
    "лев": ("Львович", "Львовна"),
    "павел": ("Павлович", "Павловна"),
    "пётр": ("Петрович", "Петровна"),
    "петр": ("Петрович", "Петровна"),
    "яков": ("Яковлевич", "Яковлевна"),
    "михаил": ("Михайлович", "Михайловна"),
    "михайло": ("Михайлович", "Михайлівна"),
    "дмитрий": ("Дмитриевич", "Дмитриевна"),
    "юрий": ("Юрьевич", "Юрьевна"),
    "микола": ("Миколайович", "Миколаївна"),
    "ілля": ("Ілліч", "Іллівна"),
    "яків": ("Якович", "Яківна"),
    "григорій": ("Григорович", "Григорівна"),
    "сава": ("Савович", "Савівна"),
    "хома": ("Хомич", "Хомівна"),
}
_UKRAINIAN_LETTERS = frozenset("іїєґ'’")
_CONSONANTS = frozenset("бвгджзклмнпрстфхцчшщ")
_HUSHING = frozenset("жшчщц")


def patronymics_of(father: str) -> tuple[str, str]:
    """(son's, daughter's) patronymic in the language the name is written in: Юрий -> Юрьевич, Юрьевна."""
    name = father.lower()
    if name in _IRREGULAR:
        return _IRREGULAR[name]
    stem, son, daughter = _parts(name)
    return (stem + son).capitalize(), (stem + daughter).capitalize()


def _parts(name: str) -> tuple[str, str, str]:
    if _is_ukrainian(name):
        return _ukrainian_parts(name)
    if name.endswith("ий"):
        soft = len(name) > 4 and name[-3] in _CONSONANTS and name[-4] not in _CONSONANTS
        return name[:-2] + ("ь" if soft else "и"), "евич", "евна"
    if name.endswith(("й", "ь")):
        return name[:-1], "евич", "евна"
    if name.endswith(("а", "о", "я")):
        return name[:-1].replace("ё", "е"), "ович", "овна"
    stem = name.replace("ё", "е")
    return stem, *(("евич", "евна") if name[-1] in _HUSHING else ("ович", "овна"))


def _is_ukrainian(name: str) -> bool:
    return bool(_UKRAINIAN_LETTERS & set(name)) or (name.endswith("о") and len(name) > 3) or name == "василь"


def _ukrainian_parts(name: str) -> tuple[str, str, str]:
    if name.endswith("й"):
        return name[:-1], "йович", "ївна"
    if name.endswith(("о", "а")):
        return name[:-1], "ович", "івна"
    if name.endswith("ь"):
        return name[:-1], "ьович", "івна"
    return name.replace("ін", "он") if name.endswith("тін") else name, "ович", "івна"


@cache
def _fathers() -> dict[str, frozenset[str]]:
    fathers: dict[str, set[str]] = {}
    for given in known_given_names():
        if given.sex is Sex.MALE:
            for form in (given.name, *given.same):
                for patronymic in patronymics_of(form):
                    fathers.setdefault(patronymic_key(patronymic), set()).add(given.name)
    return {key: frozenset(names) for key, names in fathers.items()}


def fathers_of(patronymic: str) -> frozenset[str]:
    """The names a father may have borne: Миколаївна -> {николай}; empty where the table knows none."""
    return _fathers().get(patronymic_key(patronymic), frozenset())


_ENDINGS = "йович ьович ович евич ьевич инична инишна ьовна овна евна івна ївна ична ич ыч".split()  # noqa: SIM905
_LONGEST_FIRST = sorted({fold(ending) for ending in _ENDINGS}, key=len, reverse=True)


def patronymic_key(patronymic: str) -> str:
    """One writing for both sexes and all spellings: Валериевна, Валерьевич -> валер; Миколаївна -> микола."""
    folded = fold(patronymic).strip(" .")
    for ending in _LONGEST_FIRST:
        if folded.endswith(ending) and len(folded) > len(ending) + 1:
            return folded.removesuffix(ending).rstrip("и") or folded
    return folded
