"""A name from any writing into its parts, each in its right case."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from zabota.lib.person_names.given_names import Sex, is_full_form, is_known_given, sex_of_given
from zabota.lib.person_names.letters import fold, mend_look_alikes
from zabota.lib.person_names.transliteration import is_latin


@dataclass(frozen=True, slots=True)
class PersonName:
    """The parts of a name, cased; initials stand as "А."; what is not known is "".

    `note` is what stood in brackets and is no maiden name: "VIP", "мама Пети".
    """

    surname: str = ""
    given: str = ""
    patronymic: str = ""
    maiden: str = ""
    note: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (self.surname, self.given, self.patronymic) if part)

    @property
    def sex(self) -> Sex | None:
        return detect_sex(self.surname, self.given, self.patronymic)

    @property
    def initials(self) -> str:
        """Громова А. В."""
        letters = [f"{part[0]}." for part in (self.given, self.patronymic) if part]
        return " ".join(part for part in (self.surname, *letters) if part)


_BRACKETS = re.compile(r"[(\[{«]([^()\[\]{}«»]*)[)\]}»]")
_BIRTH_NAME = re.compile(
    r"\b(?:урожд(?:[её]нн?ая|[её]н)?|дев(?:ичья|\.?\s*фам)?|в\s+девичестве|до\s+брака|бывш(?:ая)?|ранее|добр|"
    r"нар(?:оджена)?|дів(?:оче)?|n[ée]e|born)\b[.:]?\s*(?:фам(?:илия)?\.?\s*)?([^\W\d_]+(?:-[^\W\d_]+)*)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:[’'ʼ`´\-–‑][^\W\d_]+)*\.?")
_GLUED = re.compile(r"(?<=[а-яёіїєґ])(?=[А-ЯЁІЇЄҐ])")
_PATRONYMIC = re.compile(
    r".{2,}(?:ович|евич|йович|ьич|ьевич|овна|евна|івна|ївна|ична|инична|инишна|овны|евны|ич)$|"
    r"^(?:ильич|лукич|кузьмич|фомич|никитич|саввич|фокич|силыч|[а-яё]{3,}ыч)$"
)
_NEAR_PATRONYMIC = re.compile(
    r".{3,}(?:[оеиі]в[а-я]?[нч]а|[оеіи]вн[а-я]|в[иі]ч|[оеё]в[а-я]ч|[оеё]и[чв]|ичн[а-я]|ова|евн|овн)$"
)
_TURKIC = frozenset(["оглы", "оглу", "кызы", "гызы", "кизи", "улы", "уулу", "заде"])
_SURNAME_ENDING = re.compile(
    r"(?:[оеёє]в|ин|ін|їн|ын|[оеёє]ва|ина|іна|їна|ына|ск[иі]й|цк[иі]й|ской|цкой|ская|ська|цкая|цька|ый|ая|"
    r"енко|ко|чук|юк|ук|як|ян|янц|дзе|швили|иа|ых|их|ец|ер|ман|ич|ак|ик)$"
)
_MALE_SURNAME = re.compile(r"(?:[оеёє]в|[иіїы]н|ск[иі]й|цк[иі]й|ской|цкой|ый)$")
_FEMALE_SURNAME = re.compile(r"(?:[оеёє]ва|[иіїы]на|ская|ська|цкая|цька|ая)$")
_MALE_PATRONYMIC = re.compile(r"(?:[вьиыоеі]ич|ыч|оглы|оглу|улы|уулу)\.?$")
_FEMALE_PATRONYMIC = re.compile(r"(?:вна|чна|шна|кызы|гызы|кизи)\.?$")
_PARTICLES = frozenset(
    [
        "фон",
        "ван",
        "де",
        "да",
        "дер",
        "дель",
        "ди",
        "ла",
        "ле",
        "аль",
        "эль",
        "бен",
        "ибн",
        "von",
        "van",
        "de",
        "da",
        "der",
        "del",
        "di",
        "la",
        "le",
        "al",
        "el",
        "ben",
        "bin",
    ]
)
_ORDERS: dict[int, tuple[str, ...]] = {1: ("S", "G"), 2: ("SG", "GS", "GP"), 3: ("SGP", "GPS", "GSP", "PGS")}
_PREFERRED = {"SGP": 0.6, "GPS": 0.3, "SG": 0.6, "GS": 0.2, "S": 0.5}


@lru_cache(maxsize=65_536)
def split_name(text: str) -> PersonName:
    """The parts of a full name written in any order and case. Never raises; empty text gives an empty name.

    "ИВАНОВА (урожд. Петрова) мария с." -> Иванова, Мария, С., maiden Петрова.
    """
    text, maiden, note = _take_aside(mend_look_alikes(text.replace("\xa0", " ")))
    words = _words(text)
    if not words:
        return PersonName(maiden=_cased(maiden), note=note)
    initials = [word for word in words if _is_initial(word)]
    full = [word for word in words if not _is_initial(word)]
    name = _around_initials(full, initials) if initials else _by_best_order(full)
    if maiden and not name.surname:
        name, maiden = replace(name, surname=_cased(maiden)), ""
    return replace(name, maiden=_cased(maiden), note=note)


def name_of_parts(surname: str = "", given: str = "", patronymic: str = "", maiden: str = "") -> PersonName:
    """A name from separate columns: cased, look-alikes mended, and put right if a column holds another's part."""
    whole = " ".join(part.strip() for part in (surname, given, patronymic) if part.strip())
    filled = [part.strip() for part in (surname, given, patronymic)]
    if filled[1] and " " not in filled[1] and "." not in filled[1] and not _looks_swapped(*filled):
        outside = split_name(surname) if "(" in surname else None
        name = PersonName(
            outside.surname if outside else _cased(mend_look_alikes(filled[0])),
            _cased(mend_look_alikes(filled[1])),
            _cased_initial(mend_look_alikes(filled[2])),
            outside.maiden if outside else "",
        )
    else:
        name = split_name(whole)
    return replace(name, maiden=split_name(maiden).surname or _cased(maiden)) if maiden.strip() else name


def _looks_swapped(surname: str, given: str, patronymic: str) -> bool:
    if is_known_given(given):
        return False
    return is_known_given(surname) or is_known_given(patronymic) or is_patronymic(given)


def detect_sex(surname: str = "", given: str = "", patronymic: str = "") -> Sex | None:
    """Sex by the patronymic, else by the given name, else by the surname's ending; None when none of them tells."""
    lower = patronymic.lower().strip(" .")
    if len(lower) > 3:
        if _FEMALE_PATRONYMIC.search(lower):
            return Sex.FEMALE
        if _MALE_PATRONYMIC.search(lower):
            return Sex.MALE
    return sex_of_given(given) or _sex_of_surname(surname)


def _sex_of_surname(surname: str) -> Sex | None:
    lower = surname.lower()
    if _FEMALE_SURNAME.search(lower):
        return Sex.FEMALE
    return Sex.MALE if _MALE_SURNAME.search(lower) else None


def is_patronymic(word: str) -> bool:
    """Whether the word is shaped like a patronymic (Абрамович, a surname too, is)."""
    return _PATRONYMIC.search(word.lower()) is not None


def _take_aside(text: str) -> tuple[str, str, str]:
    """(text without what stands in brackets, maiden name, note)."""
    maiden, notes = "", []
    for inside in _BRACKETS.findall(text):
        born = _BIRTH_NAME.search(inside)
        word = inside.strip(" .,")
        if born:
            maiden = born[1]
        elif not maiden and " " not in word and _SURNAME_ENDING.search(word.lower()) and not is_known_given(word):
            maiden = word
        elif word:
            notes.append(word)
    text = _BRACKETS.sub(" ", text)
    if born := _BIRTH_NAME.search(text):
        text, maiden = text[: born.start()] + " " + text[born.end() :], maiden or born[1]
    return text, maiden, ", ".join(notes)


def _words(text: str) -> list[str]:
    text = re.sub(r"\s*[–‑-]\s*", "-", text)
    text = _GLUED.sub(" ", text) if " " not in text.strip() else text
    words = [word.strip("-'’`") for word in _WORD.findall(text.replace("/", " "))]
    joined: list[str] = []
    for word in words:
        if not word.strip("."):
            continue
        if (joined and word.lower() in _TURKIC) or (
            joined and joined[-1].split()[-1].lower() in _PARTICLES and not _is_initial(word)
        ):
            joined[-1] += " " + word
        else:
            joined.append(word)
    return joined


def _is_initial(word: str) -> bool:
    letters = word.rstrip(".")
    return len(letters) == 1 or (
        word.endswith(".") and len(letters) == 2 and letters.istitle() and not is_known_given(letters)
    )


def _around_initials(full: list[str], initials: list[str]) -> PersonName:
    letters = [initial[0].upper() + "." for initial in initials]
    if not full:
        return PersonName(given=letters[0], patronymic=letters[1] if len(letters) > 1 else "")
    if len(letters) >= 2:
        return PersonName(_cased(" ".join(full)), letters[0], letters[1])
    name = _by_best_order(full)
    if name.given and not name.patronymic:
        return replace(name, patronymic=letters[0])
    if name.given:  # Иван Петрович С.
        return replace(name, surname=name.surname or letters[0])
    return replace(name, given=letters[0])


def _by_best_order(words: list[str]) -> PersonName:
    words = [word.rstrip(".") for word in words]
    if len(words) > 3:
        words = _gathered(words)
    order = max(_ORDERS[len(words)], key=lambda order: _likelihood(words, order))
    parts = dict(zip(order, words, strict=True))
    return PersonName(_cased(parts.get("S", "")), _cased(parts.get("G", "")), _cased(parts.get("P", "")))


def _gathered(words: list[str]) -> list[str]:
    """More than three words: the given name and what follows it stand, the rest is one long surname."""
    for index, word in enumerate(words):
        followed = index + 1 < len(words) and is_patronymic(words[index + 1])
        if followed and not is_patronymic(word) and is_full_form(word):
            rest = words[:index] + words[index + 2 :]
            return [" ".join(rest), word, words[index + 1]] if index else [word, words[1], " ".join(rest)]
    return [" ".join(words[:-2]), words[-2], words[-1]]


def _likelihood(words: list[str], order: str) -> float:
    return _PREFERRED.get(order, 0.0) + sum(_fits(word, part) for word, part in zip(words, order, strict=True))


def _fits(word: str, part: str) -> float:
    lower = word.lower()
    if part == "G":
        return (2.0 if is_full_form(lower) else 1.5 if is_known_given(lower) else 0.0) - 1.5 * is_patronymic(lower)
    if part == "P":
        return 2.5 if _patronymic_like(lower) else 0.8 if _NEAR_PATRONYMIC.search(lower) else -0.5
    looks = 1.0 if _SURNAME_ENDING.search(lower) else 0.0
    return looks - (1.2 if is_full_form(lower) else 0.5 if is_known_given(lower) else 0.0)


def _patronymic_like(lower: str) -> bool:
    if is_latin(lower):
        return is_patronymic(fold(lower)) or lower.endswith(("vich", "vna", "ichna", "ich"))
    return is_patronymic(lower) or lower.split()[-1] in _TURKIC


def _cased_initial(part: str) -> str:
    return part[0].upper() + "." if len(part.rstrip(".")) == 1 else _cased(part)


def _cased(part: str) -> str:
    """ИВАНОВА-петрова -> Иванова-Петрова; мамед оглы keeps its small оглы; О’Коннор and McDonald keep their capitals."""
    return " ".join(_cased_word(word) for word in part.replace("`", "’").replace("'", "’").replace("ʼ", "’").split())


def _cased_word(word: str) -> str:
    if word.lower() in _TURKIC or word.lower() in _PARTICLES:
        return word.lower()
    return "-".join(_capitalised(piece) for piece in word.split("-"))


def _capitalised(piece: str) -> str:
    if re.fullmatch(r"(?:Mc|Mac|Мак|[ОOД]’)[A-ZА-Я][a-zа-яё]+", piece):
        return piece
    return piece[:1].upper() + piece[1:].lower()
