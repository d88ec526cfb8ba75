"""Marks that clinics write as notes: «не звонить», «переехал», «в командировке до весны», «VIP», «аллергия на ...»."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from zabota.lib.dates import read_date, typed_date
from zabota.lib.money import read_money


class NoteMarkKind(StrEnum):
    """What a note says."""

    DO_NOT_CONTACT = "do_not_contact"
    CONTACT_AFTER = "contact_after"
    MOVED_AWAY = "moved_away"
    WRONG_NUMBER = "wrong_number"
    DECEASED = "deceased"
    CONFLICT = "conflict"
    DEBT = "debt"
    VIP = "vip"
    ALLERGY = "allergy"
    FEAR = "fear"
    CALL_FROM = "call_from"
    CALL_UNTIL = "call_until"


@dataclass(frozen=True, slots=True)
class NoteMark:
    """A mark found in a note: until when it holds, where the note says so; `text` as written (a sum for a debt)."""

    kind: NoteMarkKind
    text: str
    until: date | None = None


_K = NoteMarkKind
_HOURS = re.compile(
    r"\b(?:звон\w*|перезвон\w*|дзвон\w*|подзвон\w*|набира\w*|call)\s+(?:только\s+|лише\s+|only\s+)?(?P<side>после|с|з|після|до|after|before|from|until)\s+"
    r"(?P<hour>\d{1,2})(?:[:.-](?P<minute>\d\d))?(?!\s*[.\d/])(?!\s*(?:числ|янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек|дн|нед|мес))",
    re.I,
)
WRONG_NUMBER_WORDS = re.compile(
    r"\b(?:не тот|неверн\w+|чужой|неправильн\w+|номер не) (?:номер|телефон|существует|обслуж\w+|его|ее)|\bномер не (?:существует|обслуживается|принадлежит)\w*"
    r"|\bошиблись номером|\bневірн\w+ номер|\bчужий номер|\bwrong number\b",
    re.I,
)
_PATTERNS: tuple[tuple[NoteMarkKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.I))
    for kind, pattern in (
        (
            _K.DO_NOT_CONTACT,
            r"\bне (?:звон|беспоко|пис(?:ать|ал)|присыла|дергать|тревож|турбува|дзвон|писати|надсила)\w*|(?:просил|просила|просит|просив)\w* не (?:звон|бесп|пис|дзв|турб)\w*"
            r"|отказ\w* от (?:звонк|рассыл|смс|сообщ|контакт|обзвон)\w*|відмов\w* від (?:дзвін|розсил)\w*|ч[её]рн\w+ спис\w+|чорн\w+ спис\w+|\bстоп[- ]?лист"
            r"|\bdo not (?:call|contact|disturb|text|write)|\bdon'?t (?:call|contact)|\bdnc\b|\bno calls\b|\bunsubscribed\b",
        ),
        (_K.DECEASED, r"\bумер(?:ла)?\b|\bскончал(?:ся|ась)|\bпокойн\w+|\bсмерть\b|\bпогиб(?:ла)?\b|\bпомер(?:ла)?\b|\bдecea?sed\b|\bdeceased\b|\bdied\b|\bпомерл[аи]\b"),
        (
            _K.MOVED_AWAY,
            r"\bпереехал\w*|\bпереезд\w*|\bуехал\w* (?:нав|за границ|в друг|из город|насовсем)\w*|\bсменил\w* (?:город|место жит)\w*|\bпереїхал\w*|\bпереїзд\w*|\bвиїхал\w*"
            r"|\bэмигрир\w*|\bживет в другом\b|\bmoved (?:away|out|to)\b|\brelocated\b",
        ),
        (
            _K.WRONG_NUMBER,
            WRONG_NUMBER_WORDS.pattern,
        ),
        (
            _K.CONTACT_AFTER,
            r"\b(?:в|у) (?:командировк|відрядженн|отпуск|отъезд|больниц|рейс|декрет|арми|от'езд|санатори|роддом|відпустц)\w*|\bуехал\w* до\b|\b(?:по|пере)?звонить (?:после|в|через|не раньше|с)\b"
            r"|\bперезвонить\b|\bперезвоните\b|\bсвязаться (?:после|через|в)\b|\bпередзвонити\b|\b(?:за|по)дзвонити (?:після|через|в|у)\b|\b(?:не раньше|не ранее|не раніше)\b"
            r"|\bна даче до\b|\bcall (?:back|after|later|in)\b|\bcontact after\b|\baway until\b|\bon (?:leave|vacation|a? ?business trip)\b|\bприедет (?:в|после|через)\b|\bвернется\b|\bвернётся\b|\bповернеться\b",
        ),
        (_K.CONFLICT, r"\bконфликт\w*|\bскандал\w*|\bжалоб[аы] на\b|\bсуд(?:ится|ом|иться)\b|\bагрессив\w*|\bконфлікт\w*|\bконфликтн\w*|\bconflict\w*|\baggressive\b"),
        (_K.DEBT, r"\bдолж(?:ен|на|ник)\b|\bдолг\b|\bзадолженн\w*|\bборг\b|\bвинен\b|\bвинна\b|\bзаборгован\w*|\bowes\b|\bdebt\b"),
        (_K.VIP, r"(?<!не )\b(?:vip|вип|віп)\b|\bважн\w+ клиент\w*|\bважлив\w+ клієнт\w*"),
        (_K.ALLERGY, r"\bаллерги\w*|\bалергі\w*|\bнепереносимост\w*|\bнепереносиміст\w*|\ballerg\w+|\banaphyla\w*"),
        (_K.FEAR, r"\b(?:боится|боюсь|страх|панически|боїться)\b[^.;,]*|\bafraid of\b|\bdental fear\b"),
    )
)  # fmt: skip
_NO_ALLERGY = re.compile(
    r"(?:аллерги\w*|алергі\w*|allerg\w+|непереносимост\w*)[^.;,]{0,20}?[\s:(-]+(?:нет|не\b|отсутств\w*|отриц\w*|немає|відсутн\w*|спокоен|none|no\b|denies)"
    r"|(?:нет|без|немає|no|отрицает|не имеет)\s+(?:\w+\s+)?(?:аллерги\w*|алергі\w*|allerg\w*)|аллергоанамнез\s+(?:не отягощ|спокойн)\w*",
    re.I,
)
_UNTIL = re.compile(
    r"\b(?:до|after|until|till|после|після|с|з|не раньше|не ранее|не раніше|в|у|через|за|на|in|позже|приедет|вернется|вернётся)\s+(?="
    r"(?P<when>(?:конца |кінця |начала |початку |середины |середини |end of )?[\w.]+(?:[ .]+[\w.]+){0,2}))",
    re.I,
)
_SEASONS = {
    **dict.fromkeys(("весны", "весной", "весне", "весни", "навесні", "spring"), 3),
    **dict.fromkeys(("лета", "летом", "лету", "літа", "влітку", "summer"), 6),
    **dict.fromkeys(("осени", "осенью", "осень", "осені", "восени", "autumn", "fall"), 9),
    **dict.fromkeys(("зимы", "зимой", "зиме", "зими", "взимку", "winter"), 12),
}
_SPANS = {
    **dict.fromkeys(("день", "дня", "дней", "дні", "днів", "day", "days"), 1),
    **dict.fromkeys(("неделю", "недели", "неделе", "недель", "тиждень", "тижні", "тижнів", "week", "weeks"), 7),
    **dict.fromkeys(("месяц", "месяца", "месяцев", "мес", "місяць", "місяці", "місяців", "month", "months"), 30),
    **dict.fromkeys(("полгода", "півроку"), 182),
    **dict.fromkeys(("год", "года", "рік", "роки", "year", "years"), 365),
}


@lru_cache(maxsize=50_000)
def marks_in(text: str, today: date) -> tuple[NoteMark, ...]:
    """The marks that a note speaks of, each kind once; an absence («аллергии нет») is no mark."""
    found = []
    if (hours := _HOURS.search(text)) and int(hours["hour"]) < 24:
        kind = _K.CALL_UNTIL if hours["side"].lower() in ("до", "before", "until") else _K.CALL_FROM
        found.append(NoteMark(kind, f"{int(hours['hour']):02d}:{hours['minute'] or '00'}"))
        text = text[: hours.start()] + text[hours.end() :]
    for kind, pattern in _PATTERNS:
        match = pattern.search(text)
        if not match or (kind is _K.ALLERGY and _NO_ALLERGY.search(text)):
            continue
        if kind is _K.CONTACT_AFTER and any(mark.kind in (_K.DO_NOT_CONTACT, _K.DECEASED) for mark in found):
            continue
        found.append(_mark(kind, match, text, today))
    return tuple(found)


def _mark(kind: NoteMarkKind, match: re.Match[str], text: str, today: date) -> NoteMark:
    if kind is _K.DEBT:
        amount = re.search(r"\d[\d\s.,]*(?:\s*(?:тыс\w*|к)\b)?", text[match.start() :])
        owed = read_money(amount[0].strip(" .,")).amount if amount else None
        return NoteMark(kind, f"{owed:f}" if owed else "")
    if kind in (_K.CONTACT_AFTER, _K.DO_NOT_CONTACT, _K.MOVED_AWAY):
        return NoteMark(kind, text, until_in(text, today))
    return NoteMark(kind, text)


def until_in(text: str, today: date) -> date | None:
    """The day that «до весны», «после 15.03», «через 2 недели», «до конца года», «в марте» speak of."""
    for match in _UNTIL.finditer(text):
        words = match["when"].lower().strip(" .").split()
        for length in range(len(words), 0, -1):
            if day := _day_of(words[:length], today):
                return day
    return None


def _day_of(words: list[str], today: date) -> date | None:
    if words[0] in _SEASONS and len(words) == 1:
        return _next_month(today, _SEASONS[words[0]])
    if words[0] in ("конца", "кінця", "end") and len(words) > 1:
        return _end_of(words[-1], today)
    if len(words) <= 2 and words[-1] in _SPANS and (len(words) == 1 or words[0].isdecimal()):
        count = int(words[0]) if len(words) == 2 else 1
        return today + timedelta(days=min(count, 1000) * _SPANS[words[-1]])
    return _month_or_day(" ".join(words).strip("."), today)


def _month_or_day(phrase: str, today: date) -> date | None:
    if any(word in phrase for word in ("новог", "нового", "праздник", "свят", "holidays")):
        return date(today.year + 1, 1, 10)
    read = read_date(f"{phrase} {today.year}", today=today)
    if read.year and read.month and not read.day and not any(character.isdigit() for character in phrase):
        return _next_month(today, read.month)
    day = read_date(phrase, today=today).full
    if day is None and any(character.isdigit() for character in phrase) and not phrase.isdecimal():
        day = typed_date(phrase, today=today)
    return day if day and day > today else None


def _next_month(today: date, month: int) -> date:
    """The first day of that month, the next time it comes."""
    return date(today.year + (month <= today.month), month, 1)


def _end_of(word: str, today: date) -> date | None:
    if word.startswith(("год", "рок", "year")):
        return date(today.year, 12, 31)
    if word.startswith(("мес", "міс", "month")):
        return today.replace(day=monthrange(today.year, today.month)[1])
    if word.startswith(("нед", "тиж", "week")):
        return today + timedelta(days=6 - today.weekday())
    if word in _SEASONS:
        return _next_month(today, _SEASONS[word] % 12 + 3)
    read = read_date(f"{word} {today.year}", today=today)
    if read.month and not read.day:
        first = _next_month(today, read.month)
        return first.replace(day=monthrange(first.year, first.month)[1])
    return None
