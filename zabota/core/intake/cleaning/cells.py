"""One cell of each kind of value; `blocks` calls these once for each distinct writing."""

import re
from collections.abc import Callable, Mapping

from zabota.core.intake.cleaning import numbers
from zabota.core.intake.cleaning.outcomes import NOTHING, Cleaned, DoubtKind, Setting
from zabota.core.intake.cleaning.packing import pack
from zabota.core.intake.cleaning.value_maps import choice_of, plain_value
from zabota.core.intake.recognising.contents import NO_WORDS, SEX_WORDS, YES_WORDS
from zabota.core.intake.registry import Field, ValueKind
from zabota.lib.dates import DateProblem, Horizon, read_date, read_time
from zabota.lib.emails import parse_emails
from zabota.lib.money import read_money
from zabota.lib.phones import parse_phones

LONGEST_TEXT, LONGEST_CODE = 10_000, 40
_DASHES = frozenset(
    ("-", "--", "—", "–", "нет", "н/д", "нет данных", "none", "null", "немає", "n/a", "nan", "?", "б/н", "отсутствует")
)
_DATE_DOUBTS = {
    DateProblem.UNREADABLE: DoubtKind.DATE_UNREADABLE,
    DateProblem.IMPOSSIBLE: DoubtKind.DATE_IMPOSSIBLE,
    DateProblem.IN_THE_FUTURE: DoubtKind.DATE_IN_THE_FUTURE,
    DateProblem.TOO_OLD: DoubtKind.DATE_TOO_OLD,
}
WORDS_ARE_NO_ANSWER = 3


def cleaner_of(field: Field, setting: Setting) -> Callable[[str], Cleaned]:
    """The reader of one cell of that field."""
    chosen = setting.value_maps.get(field.key, {})
    if field.kind is ValueKind.CHOICE:
        return lambda text: _choice(text, field, chosen)
    if field.kind is ValueKind.NAMED:
        return lambda text: _named(text, chosen)
    clean = _CLEANERS.get(field.kind, _text)
    return lambda text: clean(text, setting)


def _is_nothing(text: str) -> bool:
    return text.lower() in _DASHES


def _date(text: str, setting: Setting, horizon: Horizon) -> Cleaned:
    read = read_date(text, today=setting.today, horizon=horizon, order=setting.order, near=setting.near)
    if read.problem:
        return Cleaned("", _DATE_DOUBTS[read.problem], read.suggestion.isoformat() if read.suggestion else "")
    return Cleaned(f"{read.iso} {read.at:%H:%M}" if read.at and read.day and horizon != "birth" else read.iso)


def _birth_date(text: str, setting: Setting) -> Cleaned:
    return _date(text, setting, "birth")


def _visit_date(text: str, setting: Setting) -> Cleaned:
    return _date(text, setting, "visit")


def _time(text: str, _: Setting) -> Cleaned:
    if _is_nothing(text):
        return NOTHING
    at = read_time(text)
    return Cleaned(f"{at:%H:%M}") if at else Cleaned("", DoubtKind.TIME_UNREADABLE)


def _phones(text: str, setting: Setting) -> Cleaned:
    if _is_nothing(text):
        return NOTHING
    phones = parse_phones(text, setting.country)
    if not phones:
        return (
            Cleaned("", DoubtKind.PHONE_UNREADABLE)
            if any(map(str.isdigit, text))
            else Cleaned(pack([("", text[:200], "note", "")]))
        )
    packed = pack(
        (phone.e164, phone.note[:60], phone.kind.value, phone.digits if not phone.e164 else "") for phone in phones
    )
    torn = any(not phone.is_complete for phone in phones)
    return Cleaned(packed, DoubtKind.PHONE_INCOMPLETE if torn else None)


def _emails(text: str, _: Setting) -> Cleaned:
    if _is_nothing(text):
        return NOTHING
    emails = parse_emails(text)
    if not emails:
        return Cleaned("", DoubtKind.EMAIL_BROKEN)
    packed = pack(
        (email.address[:254], email.likely[:254], "valid" if email.is_valid else "broken") for email in emails
    )
    broken = next((email for email in emails if not email.is_valid), None)
    slip = next((email for email in emails if email.suggestion), None)
    if broken:
        return Cleaned(packed, DoubtKind.EMAIL_BROKEN, broken.suggestion)
    return Cleaned(packed, DoubtKind.EMAIL_SLIP, slip.suggestion) if slip else Cleaned(packed)


def _money(text: str, _: Setting) -> Cleaned:
    read = read_money(text)
    if read.problem:
        return Cleaned("", DoubtKind.MONEY_UNREADABLE)
    return Cleaned(f"{read.amount:f}" if read.amount is not None else "")


def _number(text: str, _: Setting) -> Cleaned:
    if _is_nothing(text):
        return Cleaned("0") if text.lower() in ("нет", "немає", "none") else NOTHING
    match = re.match(r"\s*(\d{1,5})(?:[.,]0+)?(?!\d)", text)
    return Cleaned(match[1]) if match else Cleaned("", DoubtKind.NUMBER_UNREADABLE)


def _sex(text: str, _: Setting) -> Cleaned:
    if _is_nothing(text):
        return NOTHING
    plain = text.lower().strip(" .")
    sex = SEX_WORDS.get(plain) or {"1": "male", "2": "female"}.get(plain)
    return Cleaned(sex[0]) if sex else Cleaned("", DoubtKind.SEX_UNREADABLE)


def _answer(text: str, _: Setting) -> Cleaned:
    """`yes` or `no`; a longer answer counts by its first word: «да, только смс», «нет, не звонить»."""
    plain = text.lower().replace("ё", "е").strip(" .!")
    for candidate in (plain, re.split(r"[\s,.;(/]+", plain)[0]):
        if candidate in NO_WORDS or candidate == "0":
            return Cleaned("no")
        if candidate in YES_WORDS or candidate == "1":
            return Cleaned("yes")
    return Cleaned("", DoubtKind.ANSWER_UNREADABLE)


def _choice(text: str, field: Field, chosen: Mapping[str, str]) -> Cleaned:
    if _is_nothing(text) and plain_value(text) not in chosen and not choice_of(text, field.choices):
        return NOTHING
    if (decided := chosen.get(plain_value(text))) is not None:
        return Cleaned(decided)
    found = choice_of(text, field.choices)
    return Cleaned(found[0]) if found else Cleaned("", DoubtKind.CHOICE_UNKNOWN)


def _named(text: str, chosen: Mapping[str, str]) -> Cleaned:
    if _is_nothing(text):
        return NOTHING
    return Cleaned(chosen.get(plain_value(text), text)[:200])


def _card_number(text: str, _: Setting) -> Cleaned:
    if _is_nothing(text) or not any(map(str.isalnum, text)):
        return NOTHING
    plain = re.sub(r"^(?:№|n|no\.?|номер)\s*", "", text, flags=re.I).strip()
    return Cleaned(plain, None) if len(plain) <= LONGEST_CODE else Cleaned(plain[:LONGEST_CODE], DoubtKind.TOO_LONG)


def _snils(text: str, _: Setting) -> Cleaned:
    digits = numbers.digits_of(text)
    if not digits or _is_nothing(text):
        return NOTHING
    padded = digits.zfill(11) if 9 <= len(digits) <= 10 else digits
    if numbers.snils_is_right(padded):
        return Cleaned(numbers.format_snils(padded))
    return Cleaned("", DoubtKind.SNILS_WRONG)


def _tax_number(text: str, _: Setting) -> Cleaned:
    digits = numbers.digits_of(text)
    if not digits or _is_nothing(text):
        return NOTHING
    for padded in (digits, digits.zfill(12), digits.zfill(10)):
        if numbers.inn_is_right(padded) or numbers.rnokpp_is_right(padded):
            return Cleaned(padded)
    return Cleaned("", DoubtKind.TAX_NUMBER_WRONG)


def _policy(text: str, _: Setting) -> Cleaned:
    digits = numbers.digits_of(text)
    if not digits or _is_nothing(text):
        return NOTHING
    if len(digits) == 16 and not numbers.policy_is_right(digits):
        return Cleaned(text[:LONGEST_CODE], DoubtKind.POLICY_WRONG)
    return Cleaned(digits if len(digits) == 16 else text[:LONGEST_CODE])


def _text(text: str, _: Setting) -> Cleaned:
    if _is_nothing(text):
        return NOTHING
    joined = " ".join(text.split())
    return Cleaned(joined) if len(joined) <= LONGEST_TEXT else Cleaned(joined[:LONGEST_TEXT], DoubtKind.TOO_LONG)


_CLEANERS: dict[ValueKind, Callable[[str, Setting], Cleaned]] = {
    ValueKind.BIRTH_DATE: _birth_date,
    ValueKind.DATE: _visit_date,
    ValueKind.TIME: _time,
    ValueKind.PHONE: _phones,
    ValueKind.EMAIL: _emails,
    ValueKind.MONEY: _money,
    ValueKind.NUMBER: _number,
    ValueKind.SEX: _sex,
    ValueKind.YES_NO: _answer,
    ValueKind.CARD_NUMBER: _card_number,
    ValueKind.SNILS: _snils,
    ValueKind.TAX_NUMBER: _tax_number,
    ValueKind.POLICY: _policy,
}
