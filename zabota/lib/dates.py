"""Dates and times as people write them, in Russian, Ukrainian and English.

Two readers with different manners: `read_date` takes a cell of somebody's file and says honestly what it could not
read; `typed_date` and `typed_time` take what a person types at the desk (`5.3`, `завтра`, `пн`, `930`) and refuse
what they do not understand by returning None.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Literal

_MONTH_NAMES = (
    "январь января январе январю січень січня січні january",
    "февраль февраля феврале лютий лютого february",
    "март марта марте березень березня березні march",
    "апрель апреля апреле квітень квітня квітні april",
    "май мая мае травень травня травні may",
    "июнь июня июне червень червня червні june",
    "июль июля июле липень липня липні july",
    "август августа августе серпень серпня серпні august",
    "сентябрь сентября сентябре вересень вересня вересні september",
    "октябрь октября октябре жовтень жовтня жовтні october",
    "ноябрь ноября ноябре листопад листопада листопаді november",
    "декабрь декабря декабре грудень грудня грудні december",
)
_MONTHS = {
    name[:length]: number
    for number, names in enumerate(_MONTH_NAMES, 1)
    for name in names.split()
    for length in range(3, len(name) + 1)
}
"""Every name of a month in three languages and every beginning of it of three letters or more; no two months share one."""

WEEKDAY_STEMS: dict[str, int] = {
    **dict.fromkeys(("пн", "пон", "mon"), 0),
    **dict.fromkeys(("вт", "вто", "вів", "tue"), 1),
    **dict.fromkeys(("ср", "сре", "сер", "wed"), 2),
    **dict.fromkeys(("чт", "чет", "thu"), 3),
    **dict.fromkeys(("пт", "пят", "пʼя", "п'я", "fri"), 4),
    **dict.fromkeys(("сб", "суб", "sat"), 5),
    **dict.fromkeys(("вс", "вос", "нд", "нед", "sun"), 6),
}

_NO_DATE = "нет|неизвестно|неизв|неизв.|не известно|не указано|не указана|не указан|нет данных|н/д|б/д|н/в|-|--|---|—|–|?|??|???|0|.|n/a|na|none|null|nan"
_NO_DATE_TOO = "unknown|not known|невідомо|немає|не вказано|немає даних"
NO_DATE_WORDS = frozenset(f"{_NO_DATE}|{_NO_DATE_TOO}".split("|"))

EXCEL_EPOCH = date(1899, 12, 30)
EARLIEST_YEAR = 1880


class DateProblem(StrEnum):
    """Why a written date could not be taken as it stands."""

    UNREADABLE = "unreadable"
    IMPOSSIBLE = "impossible"
    IN_THE_FUTURE = "in the future"
    TOO_OLD = "too old"


class Order(StrEnum):
    """Which number comes first in `03/04/2026`."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


Horizon = Literal["birth", "visit", "any"]
"""What the date means: births lie in the past; visits lie near today, planned ones up to two years ahead."""


@dataclass(frozen=True, slots=True)
class ReadDate:
    """What was read: a full date, or only its year (and month), or nothing; a problem never hides what was understood.

    `suggestion` is a date to offer to the person who corrects a doubtful cell.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    at: time | None = None
    problem: DateProblem | None = None
    suggestion: date | None = None

    @property
    def full(self) -> date | None:
        """The date, if day, month and year are all known."""
        if self.year and self.month and self.day:
            return date(self.year, self.month, self.day)
        return None

    @property
    def iso(self) -> str:
        """`1965-03-12`, `1965-03`, `1965` or an empty string."""
        parts = [f"{self.year:04d}" if self.year else "", f"{self.month:02d}" if self.month else ""]
        parts.append(f"{self.day:02d}" if self.day else "")
        return "-".join(part for part in parts if part) if self.year else ""


NO_DATE = ReadDate()

_TIME = re.compile(
    r"(?<![\d.])(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:\.\d+)?)?(?:\s*([ap]m))?\s*(?:z|[+-]\d\d:?\d\d)?$", re.I
)
_CLOCK = re.compile(
    r"[t\s,]+(?:в\s*|о\s*|at\s*)?(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([ap]m)?\s*(?:z|[+-]\d\d:?\d\d)?$", re.I
)
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-./\s]\s*(\d{1,2})\s*[-./\s]\s*(\d{1,2})")
_THREE_NUMBERS = re.compile(r"(\d{1,2})\s*[-./,\\\s]\s*(\d{1,2})\s*[-./,\\\s]\s*(\d{4}|\d{2})")
_MONTH_YEAR = re.compile(r"(\d{1,2})[./-](\d{4})")
_YEAR_MONTH = re.compile(r"(\d{4})-(\d{2})")
_WORDY = re.compile(r"(?:(\d{1,2})(?:-?(?:го|е|st|nd|rd|th))?[\s.,-]+)?([^\W\d_]{3,})[\s.,'-]*(\d{4}|\d{2})?")
_WORDY_ENGLISH = re.compile(r"([^\W\d_]{3,})[\s.]+(\d{1,2})(?:st|nd|rd|th)?[\s,]+(\d{4})")
_NOISE = re.compile(
    r"(?:^|(?<=[\W\d]))(?:г\.?\s*р\.?|р\.?\s*н\.?|год[ау]?\s*рождения|года?|року?|рік|г|р|род\w*|ок\.|около|приблизно|прим\.|д\.?р\.?|born|от|від)"
    r"(?=\W|$)\.?",
    re.I,
)
_WEEKDAY = re.compile(
    r"^(?:понедельник|вторник|сред[аы]|четверг|пятница|суббота|воскресенье|понеділок|вівторок|середа|четвер|п.?ятниця|субота|неділя|пн|вт|ср|чт|пт|сб|вс|нд"
    r"|mon\w*|tue\w*|wed\w*|thu\w*|fri\w*|sat\w*|sun\w*)\b[.,\s]*|[,\s(]+(?:пн|вт|ср|чт|пт|сб|вс|нд|понедельник|вторник|среда|четверг|пятница|суббота"
    r"|воскресенье|понеділок|вівторок|середа|четвер|субота|неділя)[.)]*$",
    re.I,
)


def read_date(
    text: str,
    *,
    today: date,
    horizon: Horizon = "any",
    order: Order = Order.DAY_FIRST,
    near: tuple[int, int | None] | None = None,
) -> ReadDate:
    """Read a cell that should hold a date.

    `near` is a (year, month) that the surroundings speak of, a sheet called «Март 2026» for example: it completes
    `5.3`, `12` and `12 марта`. Values that programs write for "no date" (01.01.1900, 00.00.0000, a dash) read as
    no date, which is no problem.
    """
    plain = " ".join(text.split()).strip(" ;'\"").lower()
    if not plain or plain in NO_DATE_WORDS:
        return NO_DATE
    plain, at = _without_time(plain)
    found = _numbers(plain, today=today, horizon=horizon, order=order, near=near)
    if found is None:
        return ReadDate(problem=DateProblem.UNREADABLE, at=at)
    year, month, day = found
    if _means_no_date(year, month, day):
        return NO_DATE
    return _checked(year, month, day, at, today=today, horizon=horizon)


def order_of(texts: list[str]) -> Order:
    """Whether a column writes the month first: some second number is above 12 and no first number is."""
    firsts, seconds = [], []
    for text in texts:
        if match := re.match(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}\b", text):
            firsts.append(int(match[1]))
            seconds.append(int(match[2]))
    month_first = any(number > 12 for number in seconds) and not any(number > 12 for number in firsts)
    return Order.MONTH_FIRST if month_first else Order.DAY_FIRST


def month_named(text: str) -> tuple[int | None, int | None]:
    """(year, month) that a title such as «Март 2026», `03.2026` or «листопад» names; None where it names none."""
    plain = text.lower()
    year_match = re.search(r"(?<!\d)(20\d\d|19\d\d)(?!\d)", plain)
    year = int(year_match[1]) if year_match else None
    for word in re.findall(r"[^\W\d_]{3,}", plain):
        if word != "лист" and (month := _month_of(word)):
            return year, month
    if match := re.search(r"(?<!\d)(0?[1-9]|1[0-2])[._-](?:20)?\d\d(?!\d)", plain):
        return year, int(match[1])
    return year, None


def _without_time(plain: str) -> tuple[str, time | None]:
    if match := _CLOCK.search(plain):
        return plain[: match.start()].rstrip(" ,"), _clock(match[1], match[2], match[4])
    if re.fullmatch(r"0{1,2}:00(:00)?", plain):
        return "00.00.0000", None
    return plain, None


def _numbers(
    plain: str, *, today: date, horizon: Horizon, order: Order, near: tuple[int, int | None] | None
) -> tuple[int, int, int] | None:
    """(year, month, day) as written, zeros where not written; None if this is no date at all."""
    plain = _NOISE.sub(" ", _WEEKDAY.sub("", plain)).strip(" .,;()")
    plain = " ".join(plain.split())
    if match := _YEAR_FIRST.fullmatch(plain):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _THREE_NUMBERS.fullmatch(plain):
        first, second = int(match[1]), int(match[2])
        year = _four_digits(match[3], today=today, horizon=horizon)
        if order is Order.MONTH_FIRST or (second > 12 >= first > 0 and "/" in plain):
            first, second = second, first
        return year, second, first
    if match := _MONTH_YEAR.fullmatch(plain):
        return int(match[2]), int(match[1]), 0
    if match := _YEAR_MONTH.fullmatch(plain):
        return int(match[1]), int(match[2]), 0
    return _digits_only(plain, near) or _with_a_word(plain, today, horizon, near) or _short(plain, near)


def _digits_only(plain: str, near: tuple[int, int | None] | None) -> tuple[int, int, int] | None:
    number = re.fullmatch(r"(\d+)(?:\.\d+)?", plain)
    if not number:
        return None
    digits = number[1]
    if len(digits) == 4 and plain == digits:
        return int(digits), 0, 0
    if len(digits) == 8:
        if EARLIEST_YEAR <= int(digits[:4]) <= 2100 and 1 <= int(digits[4:6]) <= 12:
            return int(digits[:4]), int(digits[4:6]), int(digits[6:])
        return int(digits[4:]), int(digits[2:4]), int(digits[:2])
    if len(digits) == 5 or (plain in ("1", "2") and near is None):
        day = EXCEL_EPOCH + timedelta(days=int(digits))
        return day.year, day.month, day.day
    return None


def _with_a_word(
    plain: str, today: date, horizon: Horizon, near: tuple[int, int | None] | None
) -> tuple[int, int, int] | None:
    if (match := _WORDY_ENGLISH.fullmatch(plain)) and (month := _month_of(match[1])):
        return int(match[3]), month, int(match[2])
    match = _WORDY.fullmatch(plain)
    if not match or not (month := _month_of(match[2])):
        return None
    if match[3]:
        year = _four_digits(match[3], today=today, horizon=horizon)
    elif near:
        year = near[0]
    else:
        return None
    return year, month, int(match[1] or 0)


def _short(plain: str, near: tuple[int, int | None] | None) -> tuple[int, int, int] | None:
    """`5.3` and `12` on a sheet that names its year and month."""
    if near is None:
        return None
    if match := re.fullmatch(r"(\d{1,2})[./-](\d{1,2})", plain):
        return near[0], int(match[2]), int(match[1])
    if near[1] and re.fullmatch(r"\d{1,2}", plain):
        return near[0], near[1], int(plain)
    return None


def _month_of(word: str) -> int | None:
    return _MONTHS.get(word)


def _four_digits(written: str, *, today: date, horizon: Horizon) -> int:
    """`51` was 1951 for a birth, `27` is 2027 for a visit; births never lie ahead."""
    year = int(written)
    if len(written) == 4:
        return year
    latest = today.year % 100 + (0 if horizon == "birth" else 5)
    return 2000 + year if year <= latest else 1900 + year


def _means_no_date(year: int, month: int, day: int) -> bool:
    if year in (0, 1) or (year, month, day) in (
        (1899, 12, 30),
        (1899, 12, 31),
        (1900, 1, 1),
        (1900, 1, 0),
        (1900, 0, 0),
    ):
        return True
    return (year, month, day) in ((1901, 1, 1), (1753, 1, 1), (9999, 12, 31), (9999, 0, 0), (1111, 11, 11))


def _checked(year: int, month: int, day: int, at: time | None, *, today: date, horizon: Horizon) -> ReadDate:
    if month == 0 and day == 0:
        return _with_horizon(ReadDate(year=year, at=at), date(max(1, min(year, 9999)), 1, 1), today, horizon)
    if month == 0 or (day == 0 and month > 12):
        return ReadDate(year=year or None, problem=DateProblem.IMPOSSIBLE)
    if day == 0:
        return _with_horizon(ReadDate(year=year, month=month, at=at), date(year, month, 1), today, horizon)
    try:
        day_meant = date(year, month, day)
    except ValueError:
        return ReadDate(problem=DateProblem.IMPOSSIBLE, suggestion=_nearest(year, month, day))
    return _with_horizon(ReadDate(year, month, day, at), day_meant, today, horizon)


def _with_horizon(read: ReadDate, earliest: date, today: date, horizon: Horizon) -> ReadDate:
    if earliest.year < EARLIEST_YEAR:
        return ReadDate(problem=DateProblem.TOO_OLD)
    ahead = timedelta(0) if horizon == "birth" else timedelta(days=2 * 366)
    if horizon != "any" and earliest > today + ahead:
        return ReadDate(
            problem=DateProblem.IN_THE_FUTURE, suggestion=_century_back(earliest) if horizon == "birth" else None
        )
    return read


def _nearest(year: int, month: int, day: int) -> date | None:
    """What was probably meant: day and month swapped, or the last day of a month that has fewer."""
    if not 1 <= year <= 9999:
        return None
    if 1 <= day <= 12 and 13 <= month <= 31:
        return _last_before(year, day, month)
    if 1 <= month <= 12 and 29 <= day <= 31:
        return _last_before(year, month, day)
    return None


def _last_before(year: int, month: int, day: int) -> date:
    """That day of the month, or the month's last day if it has fewer."""
    return date(year, month, min(day, monthrange(year, month)[1]))


def _century_back(day: date) -> date | None:
    try:
        return day.replace(year=day.year - 100)
    except ValueError:
        return None


def _clock(hour: str, minute: str, half: str | None = None) -> time | None:
    hours, minutes = int(hour), int(minute)
    if half and half.lower() == "pm" and hours < 12:
        hours += 12
    elif half and half.lower() == "am" and hours == 12:
        hours = 0
    return time(hours, minutes) if hours < 24 and minutes < 60 else None


def read_time(text: str) -> time | None:
    """The time of day in a cell: `9:30`, `09.30`, `9-30`, `2026-03-12 09:30:00`, `9:30 pm`, Excel's fraction of a day."""
    plain = text.strip().lower()
    if re.fullmatch(r"0?\.\d+", plain):
        minutes = round(float(plain) * 24 * 60)
        return time(minutes // 60 % 24, minutes % 60)
    if re.match(r"\d{4}-\d\d-\d\d", plain):
        plain = plain[10:].strip(" t")
    plain = re.split(r"\s*[-–—]\s*(?=\d{1,2}[:.]\d{2})", plain)[0]
    plain = re.sub(r"^(\d{1,2})-(\d{2})$", r"\1:\2", plain)
    if match := _TIME.search(plain):
        return _clock(match[1], match[2], match[4])
    if match := re.fullmatch(r"(\d{1,2})\s*(?:ч|час\w*|год|h)\.?(?:\s*(\d{1,2})\s*(?:м|мин|хв)?\w*\.?)?", plain):
        return _clock(match[1], match[2] or "0")
    return None


# What a person types at the desk.

_TYPED_WORDS = {
    **dict.fromkeys(("сегодня", "сьогодні", "today", "с"), 0),
    **dict.fromkeys(("завтра", "tomorrow", "з"), 1),
    **dict.fromkeys(("послезавтра", "післязавтра", "пз"), 2),
    **dict.fromkeys(("вчера", "вчора", "yesterday", "в"), -1),
    **dict.fromkeys(("позавчера", "позавчора"), -2),
}


def typed_date(text: str, *, today: date) -> date | None:
    """A date typed at the desk: `5.3` (the next fifth of March), `05032026`, `завтра`, `пн` (the next Monday), `+10`."""
    plain = " ".join(text.lower().split())
    if plain in _TYPED_WORDS:
        return today + timedelta(days=_TYPED_WORDS[plain])
    if match := re.fullmatch(r"\+(\d{1,3})", plain):
        return today + timedelta(days=int(match[1]))
    if (weekday := WEEKDAY_STEMS.get(plain if len(plain) == 2 else plain[:3])) is not None and _month_of(plain) is None:
        return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    if match := re.fullmatch(r"(\d{1,2})(?:[./, -](\d{1,2}))?[.]?", plain):
        return _next_such_day(today, int(match[1]), int(match[2]) if match[2] else None)
    if (match := re.fullmatch(r"(\d{1,2}) ([^\W\d_]{3,})", plain)) and (month := _month_of(match[2])):
        return _next_such_day(today, int(match[1]), month)
    return read_date(plain, today=today).full


def _next_such_day(today: date, day: int, month: int | None) -> date | None:
    """The first such day that is not past: of the given month, or of this month or a later one."""
    for ahead in range(48):
        years, zero_month = divmod(today.month - 1 + ahead, 12)
        if month is not None and zero_month + 1 != month:
            continue
        try:
            candidate = date(today.year + years, zero_month + 1, day)
        except ValueError:
            continue
        if candidate >= today:
            return candidate
    return None


def typed_time(text: str) -> time | None:
    """A time typed at the desk: `930`, `9`, `9.30`, `0930`, `21-30`."""
    plain = text.strip()
    if match := re.fullmatch(r"(\d{1,2})[:., -]?(\d{2})", plain):
        return _clock(match[1], match[2])
    if match := re.fullmatch(r"\d{1,2}", plain):
        return _clock(match[0], "0")
    return None


def age_on(born: date, day: date) -> int:
    """Full years lived on that day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def as_datetime(day: date, at: time | None) -> datetime:
    """That day at that time, midnight where no time is known; without a zone."""
    return datetime.combine(day, at or time(0, 0))
