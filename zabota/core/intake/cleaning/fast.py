"""The common writings of each kind of value, a whole column at a time; null where only `cells` can read them."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache

import polars as pl

from zabota.core.intake.cleaning.packing import BETWEEN_PARTS
from zabota.lib.person_names import known_given_names

_PLACEHOLDERS = [f"9{digit * 9}" for digit in "0123456789"] + ["9876543210"]
_MOBILE = r"^(?:\+?7|8)?(9\d{9})$"
_CYRILLIC_SURNAME = r"^[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?$"
_CYRILLIC_PATRONYMIC = r"^[А-ЯЁ][а-яё]+(?:вич|вна|ична|ьич|мич|кич)$"
_SIMPLE_EMAIL = r"^[a-z0-9][a-z0-9._%+-]*@(?:mail\.ru|yandex\.ru|ya\.ru|gmail\.com|bk\.ru|list\.ru|inbox\.ru|rambler\.ru|ukr\.net|i\.ua|icloud\.com)$"


def plain_phones(texts: pl.Series) -> pl.Series:
    """Packed Russian mobile numbers where the cell holds just one, however spaced; null elsewhere."""
    national = texts.str.replace_all(r"[\s()\-]", "").str.extract(_MOBILE, 1)
    national = national.set(national.is_in(pl.Series(_PLACEHOLDERS).implode()), None)
    p = BETWEEN_PARTS
    return pl.select(pl.concat_str(pl.lit("+7"), national, pl.lit(f"{p}{p}mobile{p}"))).to_series()


def plain_emails(texts: pl.Series) -> pl.Series:
    """Packed addresses at well-known hosts; null elsewhere."""
    lower = texts.str.to_lowercase()
    good = lower.set(
        ~lower.str.contains(_SIMPLE_EMAIL).fill_null(value=False) | lower.str.contains("..", literal=True), None
    )
    p = BETWEEN_PARTS
    return pl.select(pl.concat_str(good, pl.lit(p), good, pl.lit(f"{p}valid"))).to_series()


def plain_names(texts: pl.Series) -> pl.DataFrame:
    """surname, given, patronymic of names in the usual order with a known first name; nulls elsewhere.

    Words repeat even where names do not, so each distinct word is looked at once.
    """
    words = texts.str.split_exact(" ", 3).struct.unnest()
    if words.to_series(1).str.len_bytes().eq(0).any():
        words = texts.str.replace_all(r"\s+", " ").str.split_exact(" ", 3).struct.unnest()
    surname = _each_word(words.to_series(0), _surnames)
    given = _each_word(words.to_series(1), _known_given)
    patronymic = _each_word(words.to_series(2), _patronymics)
    is_plain = surname.is_not_null() & given.is_not_null() & patronymic.is_not_null() & words.to_series(3).is_null()
    parts = {"surname": surname, "given_name": given, "patronymic": patronymic}
    return pl.DataFrame([part.set(~is_plain, None).alias(name) for name, part in parts.items()])


def _each_word(words: pl.Series, cased: Callable[[pl.Series], pl.Series]) -> pl.Series:
    distinct = words.unique().drop_nulls()
    return words.replace_strict(distinct, cased(distinct), default=None, return_dtype=pl.String)


def _surnames(words: pl.Series) -> pl.Series:
    """Cased, where the word is made of Cyrillic letters and is no first name."""
    titled = words.str.to_titlecase()
    return titled.set(~titled.str.contains(_CYRILLIC_SURNAME) | titled.is_in(_given_names().implode()), None)


def _known_given(words: pl.Series) -> pl.Series:
    titled = words.str.to_titlecase()
    return titled.set(~titled.is_in(_given_names().implode()), None)


def _patronymics(words: pl.Series) -> pl.Series:
    titled = words.str.to_titlecase()
    return titled.set(~titled.str.contains(_CYRILLIC_PATRONYMIC), None)


@cache
def _given_names() -> pl.Series:
    """Full forms, in title case, as Russian and Ukrainian write them."""
    return pl.Series(sorted({form.title() for given in known_given_names() for form in (given.name, *given.same)}))


def plain_dates(texts: pl.Series, *, today: date, is_birth: bool) -> pl.Series:
    """`12.03.1965` and `1965-03-12` as ISO dates, where nothing about them can be doubtful."""
    read = [texts.str.to_date(form, strict=False) for form in ("%d.%m.%Y", "%Y-%m-%d")]
    days = read[0].zip_with(read[0].is_not_null(), read[1])
    latest = today if is_birth else today + timedelta(days=365)
    days = days.set(
        ((days < date(1902, 1, 1)) | (days > latest) | (texts.str.len_bytes() != 10)).fill_null(value=True), None
    )
    return days.dt.strftime("%Y-%m-%d")


def plain_money(texts: pl.Series) -> pl.Series:
    """`1300`, `65 207 р.` and `81300,00` with two decimals."""
    parts = texts.str.extract_groups(
        r"^(\d{1,3}(?: \d{3}){1,2}|\d{1,8})(?:[.,](\d\d))?(?: ?(?:р|руб|₽)\.?)?$"
    ).struct.unnest()
    whole, cents = parts.to_series(0).str.replace_all(" ", "", literal=True), parts.to_series(1).fill_null("00")
    return pl.select(pl.concat_str(whole, pl.lit("."), cents)).to_series()


def plain_codes(texts: pl.Series) -> pl.Series:
    """Card numbers of digits alone."""
    return texts.set(~texts.str.contains(r"^\d{1,20}$").fill_null(value=False), None)
