"""Phone numbers from whatever stands in a cell, and a number that cannot be printed by accident.

`parse_phones` knows the writings of clinic files: several numbers in one cell, floats that Excel made, 8 or +7 or
nothing in front, whose number it is written beside it, Ukrainian and Kazakh numbers, extensions, torn numbers.
Common writings go through regular expressions; only odd ones are asked of phonenumberslite (R007).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

import phonenumbers

from zabota.lib.masked import MaskedText

__all__ = ["MaskedPhone", "ParsedPhone", "PhoneKind", "PhoneOwner", "mask_phone", "parse_phones", "phones_of_cells"]


class PhoneKind(StrEnum):
    MOBILE = "mobile"
    LANDLINE = "landline"
    FOREIGN = "foreign"  # of another country than the clinic's
    INCOMPLETE = "incomplete"  # too few digits, too many, or a placeholder such as 9999999999


class PhoneOwner(StrEnum):
    """Whose number it is, when a note beside it says that it is not the patient's own."""

    MOTHER = "mother"
    FATHER = "father"
    HUSBAND = "husband"
    WIFE = "wife"
    DAUGHTER = "daughter"
    SON = "son"
    GRANDPARENT = "grandparent"
    SIBLING = "sibling"
    OTHER = "other"


class ParsedPhone(NamedTuple):
    """One number of a cell. `e164` is "" when the number is incomplete; `digits` are the national digits as written.

    `note` is the text beside the number, without words such as "тел."; `extension` holds digits.
    """

    e164: str
    kind: PhoneKind
    digits: str
    note: str = ""
    extension: str = ""

    @property
    def owner(self) -> PhoneOwner | None:
        return _owner(self.note)

    @property
    def is_complete(self) -> bool:
        return self.kind is not PhoneKind.INCOMPLETE


_PLAIN = re.compile(r"\s*(?:\+?7|8)?[\s(\-]*(9\d\d)[\s)\-]*(\d{3})[\s\-]*(\d\d)[\s\-]*(\d\d)(?:\.0)?\s*")
_EXCEL_FLOAT = re.compile(r"(?<![\d.])(\d{9,15})[.,]0{1,2}(?!\d)")
_EXCEL_POWER = re.compile(r"(?<![\d.])\d[.,]\d{6,14}[eEеЕ]\+?1[0-4](?!\d)")
_EXTENSION = re.compile(r"[\s,(]*(?:доб(?:авочный|\.)?|вн(?:утр)?\.|ext\.?|x|#)[\s.:№]*(\d{1,6})\)?", re.IGNORECASE)
_CHUNK = re.compile(r"\+?[\s(]*\d(?:[\d().\s\-–—‑+]*\d)?")
_SEPARATORS = re.compile(r"[,;/|\\\n\r\t]+|\s+(?:или|либо|и|та|або|or|and)\s+", re.IGNORECASE)
_LABELS = re.compile(
    r"\b(?:тел(?:ефон)?|моб(?:ильный|ільний)?|сот(?:овый)?|номер|phone|tel|mobile|mob|т|м)\b\.?", re.IGNORECASE
)
_AROUND_NOTE = " \t\n\r.,:;!?()[]{}<>«»\"'-–—+*=_/\\|№#"
_NUMBER_STARTS = re.compile(r"(?<!\d)(?=\+|[78][\s(\-]*\d{3}|9\d{2}|380)")

_FEWEST_DIGITS = 5  # anything shorter is a note, not a number
_UKRAINIAN_MOBILE = frozenset(
    ["39", "50", "63", "66", "67", "68", "73", "77", "91", "92", "93", "94", "95", "96", "97", "98", "99"]
)
_REGION_OF = {"RU": "7", "KZ": "7", "UA": "380"}

_OWNER_WORDS = {
    PhoneOwner.MOTHER: "мам матер мать матус mother mom",
    PhoneOwner.FATHER: "пап отец отца батьк тато father dad",
    PhoneOwner.HUSBAND: "муж чолов супруг husband",
    PhoneOwner.WIFE: "жен дружин супруга wife",
    PhoneOwner.DAUGHTER: "доч донь daughter",
    PhoneOwner.SON: "сын син son",
    PhoneOwner.GRANDPARENT: "баб дед дід grand",
    PhoneOwner.SIBLING: "брат сест sister brother",
    PhoneOwner.OTHER: "родств родич опекун сосед подруг друг друз сноха зять тёт тет дяд внук внуч племян relative",
}


def parse_phones(text: object, country: str = "RU") -> list[ParsedPhone]:
    """Every number of one cell, in the order written, each once. Never raises; a cell without digits gives [].

    `country` (RU, UA or KZ) says what a number without a country code means and which ones are foreign.
    """
    if text is None or text == "":
        return []
    if isinstance(text, float) and text == text and abs(text) < 1e16:
        text = f"{text:.0f}"
    written = text if isinstance(text, str) else str(text)
    if country == "RU" and (plain := _PLAIN.fullmatch(written)):
        return [_russian("".join(plain.groups()))]
    return list(_parse_cell(written, country))


def phones_of_cells(cells: Iterable[object], country: str = "RU") -> dict[object, list[ParsedPhone]]:
    """The numbers of a whole column: each distinct writing is looked at once."""
    return {cell: parse_phones(cell, country) for cell in set(cells)}


@lru_cache(maxsize=65_536)
def _parse_cell(text: str, country: str) -> tuple[ParsedPhone, ...]:
    found: dict[str, ParsedPhone] = {}
    for phone in _pieces(text[:500], country):
        known = found.get(phone.e164 or phone.digits)
        if known is None or (phone.note and not known.note):
            found[phone.e164 or phone.digits] = phone
    return tuple(found.values())


def _pieces(text: str, country: str) -> Iterable[ParsedPhone]:
    text = _EXCEL_POWER.sub(lambda power: f"{float(power[0].translate(_POWER_LETTERS)):.0f}", text)
    text = _EXCEL_FLOAT.sub(r"\1", text)
    text, extensions = _take_extensions(text)
    leading_note = ""
    pending: ParsedPhone | None = None
    for part in _SEPARATORS.split(text):
        for number, note in _numbers_with_notes(part):
            if not number:  # words alone: they belong to the number before them, or to the next
                pending, leading_note = _with_note(pending, note), leading_note if pending else note
                continue
            if pending is not None:
                yield pending
            pending = _with_extension(_recognise(number, country), number, extensions)
            pending = _with_note(pending, note or leading_note)
            leading_note = ""
    if pending is not None:
        yield pending


_POWER_LETTERS = str.maketrans({",": ".", "е": "e", "Е": "e", "E": "e"})
_EXTENSION_MARK = "\x00"


def _take_extensions(text: str) -> tuple[str, list[str]]:
    extensions: list[str] = []

    def keep(match: re.Match[str]) -> str:
        if not any(letter.isdigit() for letter in match.string[: match.start()]):
            return match[0]
        extensions.append(match[1])
        return _EXTENSION_MARK

    return _EXTENSION.sub(keep, text), extensions


def _with_extension(phone: ParsedPhone, number: str, extensions: list[str]) -> ParsedPhone:
    if _EXTENSION_MARK not in number or not extensions:
        return phone
    return ParsedPhone(phone.e164, phone.kind, phone.digits, phone.note, extensions.pop(0))


def _with_note(phone: ParsedPhone | None, note: str) -> ParsedPhone | None:
    if phone is None or not note or phone.note:
        return phone
    return ParsedPhone(phone.e164, phone.kind, phone.digits, note, phone.extension)


def _numbers_with_notes(part: str) -> Iterable[tuple[str, str]]:
    """(number as written, note) pairs of a piece between separators; ("", note) where only words stand."""
    chunks = [match for match in _CHUNK.finditer(part) if _count_digits(match[0]) >= _FEWEST_DIGITS]
    if not chunks:
        if note := _clean_note(part):
            yield "", note
        return
    before = _clean_note(part[: chunks[0].start()])
    for index, chunk in enumerate(chunks):
        end = chunks[index + 1].start() if index + 1 < len(chunks) else len(part)
        after = part[chunk.end() : end]
        mark = _EXTENSION_MARK if after.lstrip().startswith(_EXTENSION_MARK) else ""
        numbers = _torn_apart(chunk[0])
        for number in numbers[:-1]:
            yield number, ""
        yield numbers[-1] + mark, _clean_note(after.replace(_EXTENSION_MARK, " ")) or before
        before = ""


def _torn_apart(chunk: str) -> list[str]:
    """Two numbers divided by no more than spaces: cut where the second one plainly begins."""
    if _count_digits(chunk) <= 15:
        return [chunk]
    for start in _NUMBER_STARTS.finditer(chunk):
        head, tail = chunk[: start.start()], chunk[start.start() :]
        if 10 <= _count_digits(head) <= 13 and _count_digits(tail) >= 10:
            return [head, *_torn_apart(tail)]
    return [chunk]


def _count_digits(text: str) -> int:
    return sum(letter in "0123456789" for letter in text)


def _clean_note(text: str) -> str:
    words = _LABELS.sub(" ", text).replace(_EXTENSION_MARK, " ")
    return " ".join(words.split()).strip(_AROUND_NOTE)


def _recognise(number: str, country: str) -> ParsedPhone:
    digits = "".join(letter for letter in number if letter in "0123456789")
    has_plus = number.lstrip().startswith("+")
    if _is_placeholder(digits):
        return ParsedPhone("", PhoneKind.INCOMPLETE, digits)
    if country == "UA":
        known = _ukrainian_local(digits) or _with_seven(digits, has_plus, country)
    else:
        known = _with_seven(digits, has_plus, country) or _ukrainian_local(digits)
    return _seen_from(known or _odd(number, digits, has_plus, country), country)


_PLACEHOLDER = re.compile(r"\d{0,2}(\d)\1{8}|[78]?(?:1234567890?|0123456789|9876543210)")


def _is_placeholder(digits: str) -> bool:
    return _PLACEHOLDER.fullmatch(digits) is not None


def _with_seven(digits: str, has_plus: bool, country: str) -> ParsedPhone | None:
    has_trunk = digits[0] == "8" and not has_plus and (country != "UA" or digits[1] == "9")
    if len(digits) == 11 and (digits[0] == "7" or has_trunk):
        national = digits[1:]
    elif len(digits) == 10 and not has_plus and country in ("RU", "KZ"):
        national = digits
    else:
        return None
    if national[0] == "9" or national[0] in "348":
        return _russian(national)
    if national[0] in "67":
        kind = PhoneKind.MOBILE if national[0:2] in ("70", "77") else PhoneKind.LANDLINE
        return ParsedPhone("+7" + national, kind, national)
    return None


def _russian(national: str) -> ParsedPhone:
    if _is_placeholder(national):
        return ParsedPhone("", PhoneKind.INCOMPLETE, national)
    kind = PhoneKind.MOBILE if national[0] == "9" else PhoneKind.LANDLINE
    return ParsedPhone("+7" + national, kind, national)


def _ukrainian_local(digits: str) -> ParsedPhone | None:
    for prefix in ("380", "80", "0"):
        if digits.startswith(prefix) and len(digits) == len(prefix) + 9:
            national = digits[-9:]
            if national[:2] in _UKRAINIAN_MOBILE:
                return ParsedPhone("+380" + national, PhoneKind.MOBILE, national)
            if national[0] in "3456":
                return ParsedPhone("+380" + national, PhoneKind.LANDLINE, national)
    return None


def _odd(number: str, digits: str, has_plus: bool, country: str) -> ParsedPhone:
    international = digits.removeprefix("810") if digits.startswith("810") and not has_plus else digits
    international = international.removeprefix("00") if not has_plus else international
    for text, region in (("+" + international, None), (digits, country)):
        if region is None and not (has_plus or len(international) > 10):
            continue
        try:
            parsed = phonenumbers.parse(text, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(parsed):
            e164 = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
            is_mobile = phonenumbers.number_type(parsed) in (
                phonenumbers.PhoneNumberType.MOBILE,
                phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
            )
            kind = PhoneKind.MOBILE if is_mobile else PhoneKind.LANDLINE
            return ParsedPhone(e164, kind, str(parsed.national_number))
    return ParsedPhone("", PhoneKind.INCOMPLETE, _without_trunk(digits, has_plus))


def _without_trunk(digits: str, has_plus: bool) -> str:
    """The national part of a torn Russian number: +7 909 524 03 -> 90952403."""
    if digits[0] == "7" and (has_plus or digits[1] == "9"):
        return digits[1:]
    if digits[0] == "8" and not has_plus and digits[1] == "9":
        return digits[1:]
    return digits


def _seen_from(phone: ParsedPhone, country: str) -> ParsedPhone:
    if not phone.e164:
        return phone
    at_home = phone.e164.startswith("+" + _REGION_OF.get(country, "7"))
    if at_home and country in ("RU", "KZ"):
        at_home = (phone.e164[2] in "67") == (country == "KZ")
    return phone if at_home else ParsedPhone(phone.e164, PhoneKind.FOREIGN, phone.digits, phone.note, phone.extension)


@lru_cache(maxsize=4096)
def _owner(note: str) -> PhoneOwner | None:
    for word in re.findall(r"[^\W\d_]+", note.lower()):
        # The longest stem wins: «супруга» is a wife, «супруг» a husband.
        stems = [
            (stem, owner) for owner, stems in _OWNER_WORDS.items() for stem in stems.split() if word.startswith(stem)
        ]
        if stems:
            return max(stems, key=lambda pair: len(pair[0]))[1]
    return None


def grouped_phone(e164: str) -> str:
    """A number to be read aloud: `+7 927 123-45-67`. What is no number stays as it is."""
    try:
        return phonenumbers.format_number(phonenumbers.parse(e164), phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    except phonenumbers.NumberParseException:
        return e164


def mask_phone(e164: str) -> str:
    """+79161231234 -> "+7 ••• •••-12-34"; of other countries the code and the last four digits stay."""
    if not e164:
        return ""
    tail = f"{e164[-4:-2]}-{e164[-2:]}" if len(e164) > 6 else "••"
    code = "+7" if e164.startswith("+7") else e164[:4]
    return f"{code} ••• •••-{tail}"


class MaskedPhone(MaskedText):
    """An E.164 number that prints as "+7 ••• •••-12-34"; `reveal()` gives the number."""

    __slots__ = ()

    def mask(self) -> str:
        return mask_phone(self._clear)
