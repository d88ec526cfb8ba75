"""The common writings of each kind of value, a whole column at a time; null where only `cells` can read them."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache

import polars as pl

from zabota.core.intake.cleaning.packing import BETWEEN_PARTS
from zabota.lib.person_names import known_given_names

FIRST_DAY = date(1902, 1, 1)
_PLACEHOLDER = r"9(?:0{9}|1{9}|2{9}|3{9}|4{9}|5{9}|6{9}|7{9}|8{9}|9{9}|876543210)$"
_ISO_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_MOBILE = r"^(?:\+?7|8)?9[0-9]{9}$"
_SUM = r"^(?:[0-9]{1,3}(?: [0-9]{3}){1,2}|[0-9]{1,8})(?:[.,][0-9]{2})?(?: ?(?:р|руб|₽)\.?)?$"
_CYRILLIC_SURNAME = r"^[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?$"
_CYRILLIC_PATRONYMIC = r"^[А-ЯЁ][а-яё]+(?:вич|вна|ична|ьич|мич|кич)$"
_SIMPLE_EMAIL = r"^[a-z0-9][a-z0-9_%+-]*(?:\.[a-z0-9_%+-]+)*@(?:mail\.ru|yandex\.ru|ya\.ru|gmail\.com|bk\.ru|list\.ru|inbox\.ru|rambler\.ru|ukr\.net|i\.ua|icloud\.com)$"


def plain_phones(texts: pl.Expr) -> pl.Expr:
    """Packed Russian mobile numbers where the cell holds just one, however spaced; null elsewhere."""
    digits, p = texts, BETWEEN_PARTS
    for mark in " ()-":
        digits = digits.str.replace_all(mark, "", literal=True)
    return pl.when(digits.str.contains(_MOBILE) & ~digits.str.contains(_PLACEHOLDER)).then(
        pl.concat_str(pl.lit("+7"), digits.str.tail(10), pl.lit(f"{p}{p}mobile{p}"))
    )


def plain_emails(texts: pl.Expr) -> pl.Expr:
    """Packed addresses at well-known hosts; null elsewhere."""
    lower, p = texts.str.to_lowercase(), BETWEEN_PARTS
    return pl.when(lower.str.contains(_SIMPLE_EMAIL)).then(pl.concat_str(lower, pl.lit(p), lower, pl.lit(f"{p}valid")))


def plain_dates(texts: pl.Expr, *, today: date, is_birth: bool) -> pl.Expr:
    """`12.03.1965` and `1965-03-12` as ISO dates, where nothing about them can be doubtful."""
    turned = pl.concat_str(
        texts.str.slice(6, 4), pl.lit("-"), texts.str.slice(3, 2), pl.lit("-"), texts.str.slice(0, 2)
    )
    is_dotted = (texts.str.slice(2, 1) == ".") & (texts.str.slice(5, 1) == ".")
    iso = pl.when(is_dotted).then(turned).otherwise(texts)
    latest = today if is_birth else today + timedelta(days=365)
    is_sure = iso.str.to_date("%Y-%m-%d", strict=False).is_between(FIRST_DAY, latest)
    return pl.when(iso.str.contains(_ISO_DAY) & is_sure).then(iso)


def plain_money(texts: pl.Expr) -> pl.Expr:
    """`1300`, `65 207 р.` and `81300,00` with two decimals."""
    bare = texts.str.strip_chars_end(" руб₽.").str.replace_all(" ", "", literal=True)
    amount = bare.str.replace(",", ".", literal=True)
    cents = pl.when(amount.str.contains(".", literal=True)).then(pl.lit("")).otherwise(pl.lit(".00"))
    return pl.when(texts.str.contains(_SUM)).then(pl.concat_str(amount, cents))


def plain_codes(texts: pl.Expr) -> pl.Expr:
    """Card numbers of digits alone."""
    return pl.when(texts.str.contains(r"^\d{1,20}$")).then(texts)


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
