"""Public holidays of Russia, Ukraine and Kazakhstan by law. Days off that a government moves each year are entered by hand."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

Fixed = tuple[tuple[int, int, str], ...]

#: Labour Code of Russia, article 112.
RUSSIA: Fixed = (
    *((1, day, "Новогодние каникулы") for day in (1, 2, 3, 4, 5, 6)),
    (1, 7, "Рождество Христово"), (1, 8, "Новогодние каникулы"), (2, 23, "День защитника Отечества"),
    (3, 8, "Международный женский день"), (5, 1, "Праздник Весны и Труда"), (5, 9, "День Победы"),
    (6, 12, "День России"), (11, 4, "День народного единства"),
)  # fmt: skip
#: Labour Code of Ukraine, article 73; while martial law lasts, these days are working days and a clinic removes them.
UKRAINE: Fixed = (
    (1, 1, "Новий рік"), (3, 8, "Міжнародний жіночий день"), (5, 1, "День праці"),
    (5, 8, "День пам'яті та перемоги над нацизмом"), (6, 28, "День Конституції України"),
    (7, 15, "День Української Державності"), (8, 24, "День незалежності України"),
    (10, 1, "День захисників і захисниць України"), (12, 25, "Різдво Христове"),
)  # fmt: skip
#: Law of Kazakhstan on holidays, with Orthodox Christmas.
KAZAKHSTAN: Fixed = (
    (1, 1, "Новый год"), (1, 2, "Новый год"), (1, 7, "Православное Рождество"), (3, 8, "Международный женский день"),
    (3, 21, "Наурыз мейрамы"), (3, 22, "Наурыз мейрамы"), (3, 23, "Наурыз мейрамы"),
    (5, 1, "Праздник единства народа Казахстана"), (5, 7, "День защитника Отечества"), (5, 9, "День Победы"),
    (7, 6, "День столицы"), (8, 30, "День Конституции"), (10, 25, "День Республики"), (12, 16, "День Независимости"),
)  # fmt: skip


def public_holidays(country: str, year: int) -> list[tuple[date, str]]:
    """Days and their names in the country's usual language, in order; `country` is a code such as RU."""
    fixed, movable = _COUNTRIES[country]
    days = {date(year, month, day): name for month, day, name in fixed}
    return sorted({**days, **dict(movable(year))}.items())


def orthodox_easter(year: int) -> date:
    """By the Julian tables (Meeus), as a date of the Gregorian calendar; for the years 1900 to 2099."""
    d = (19 * (year % 19) + 15) % 30
    e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7
    month, day = divmod(d + e + 114, 31)
    return date(year, month, day + 1) + timedelta(days=13)


def _none(year: int) -> Iterator[tuple[date, str]]:
    return iter(())


def _easter_and_trinity(year: int) -> Iterator[tuple[date, str]]:
    easter = orthodox_easter(year)
    yield easter, "Великдень"
    yield easter + timedelta(days=49), "Трійця"


_COUNTRIES: dict[str, tuple[Fixed, Callable[[int], Iterator[tuple[date, str]]]]] = {
    "RU": (RUSSIA, _none),
    "UA": (UKRAINE, _easter_and_trinity),
    "KZ": (KAZAKHSTAN, _none),
}
