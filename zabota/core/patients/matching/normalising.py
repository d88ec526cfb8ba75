"""Mentions turned into numbers: every distinct writing is looked at once, rows keep only codes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

from zabota.core.patients.matching.mentions import Mentions
from zabota.core.patients.matching.threads import side_by_side
from zabota.lib.emails import likely_address
from zabota.lib.person_names import Sex, detect_sex, fold, is_full_form, is_known_given, meanings_of
from zabota.lib.person_names.patronymics import fathers_of, patronymic_key

Ints: TypeAlias = npt.NDArray[np.int64]
Flags: TypeAlias = npt.NDArray[np.bool_]

UNKNOWN = -1
_FEWEST_DIGITS = 6  # of a document
_SHORTEST_PHONE = 7
_SEX_CODE = {None: 0, Sex.MALE: 1, Sex.FEMALE: 2}
_FEMALE_ENDINGS = (
    ("ова", "ов"),
    ("ева", "ев"),
    ("ина", "ин"),
    ("ская", "ски"),
    ("ска", "ски"),
    ("цкая", "цки"),
    ("цка", "цки"),
    ("ая", "и"),
)


@dataclass(frozen=True)
class Vocabulary:
    """The distinct folded writings of a name part. `meanings` are the known names a writing may stand for."""

    words: list[str]
    meanings: list[frozenset[str]]

    @cached_property
    def lengths(self) -> Ints:
        return np.array([len(word) for word in self.words], dtype=np.int64)

    @cached_property
    def is_double(self) -> Flags:
        return np.array(["-" in word for word in self.words], dtype=bool)

    @cached_property
    def is_full(self) -> Flags:
        """Known names in full, not diminutives."""
        return np.array([is_full_form(word) for word in self.words], dtype=bool)

    @cached_property
    def is_initial(self) -> Flags:
        return np.array([len(word) == 1 for word in self.words], dtype=bool)

    @cached_property
    def is_known(self) -> Flags:
        return np.array([bool(names) for names in self.meanings], dtype=bool)

    @cached_property
    def initial(self) -> Ints:
        return np.array([ord(word[0]) for word in self.words], dtype=np.int64)


@dataclass(frozen=True)
class Bag:
    """Several codes a row: row i has codes[starts[i]:starts[i + 1]]."""

    starts: Ints
    codes: Ints
    words: list[str]

    @cached_property
    def counts(self) -> Ints:
        return np.diff(self.starts)

    @cached_property
    def rows(self) -> Ints:
        return np.repeat(np.arange(len(self.starts) - 1), self.counts)


@dataclass(frozen=True)
class People:
    """Normalised mentions. Codes point into the vocabularies; UNKNOWN where nothing is known.

    birth is yyyymmdd, birth_year the year alone (known too where the date is); sex 1 male, 2 female, 0 unknown.
    """

    patient: Ints
    surname: Ints
    maiden: Ints
    given: Ints
    patronymic: Ints
    birth: Ints
    birth_year: Ints
    sex: Ints
    address: Ints
    snils: Ints
    phones: Bag
    emails: Bag
    documents: Bag
    cards: Bag
    card_source: Ints
    surnames: Vocabulary
    givens: Vocabulary
    patronymics: Vocabulary

    def __len__(self) -> int:
        return len(self.surname)

    @cached_property
    def given_name(self) -> Ints:
        """One number for all writings of a known given name, one for each other word; UNKNOWN for initials."""
        return np.append(_one_number_a_name(self.givens), UNKNOWN)[self.given]

    @cached_property
    def father_name(self) -> Ints:
        """The same of patronymics."""
        return np.append(_one_number_a_name(self.patronymics), UNKNOWN)[self.patronymic]

    @cached_property
    def given_bearers(self) -> Ints:
        """How many mentions write each given name so, by code."""
        return np.bincount(self.given[self.given >= 0], minlength=len(self.givens.words))

    @cached_property
    def given_initial(self) -> Ints:
        """The first letter's number, of initials and of names in full; UNKNOWN for diminutives, whose letter differs."""
        known = self.givens
        is_short = known.is_known & ~known.is_full
        return np.append(np.where(is_short, UNKNOWN, known.initial), UNKNOWN)[self.given]

    @cached_property
    def father_initial(self) -> Ints:
        return np.append(self.patronymics.initial, UNKNOWN)[self.patronymic]

    @cached_property
    def distinct_names(self) -> Ints:
        """The different (surname, given, patronymic) of which at least two parts are known, one a row."""
        width, height = len(self.patronymics.words) + 1, len(self.givens.words) + 1
        keys = ((self.surname + 1) * height + self.given + 1) * width + self.patronymic + 1
        distinct = pl.Series(keys).unique().sort().to_numpy()
        names = np.stack([distinct // width // height, distinct // width % height, distinct % width], axis=1) - 1
        whole: Ints = names[(names >= 0).sum(axis=1) >= 2]
        return whole


def _one_number_a_name(known: Vocabulary) -> Ints:
    """By word: all writings of one known name share a number; a word that may be several names has its own."""
    names = [min(names) if len(names) == 1 else word for word, names in zip(known.words, known.meanings, strict=True)]
    numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
    return np.where(known.is_initial, UNKNOWN, np.array([numbers[name] for name in names], dtype=np.int64))


def normalise(mentions: Mentions, order: Ints | None = None) -> People:
    """The numbers that blocking and comparing work on, in the order of the mentions or in the `order` given.

    Lists are numbered where they stand and only their numbers are put in order: to copy a million lists takes longer.
    """
    order = np.arange(len(mentions)) if order is None else order
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    told = mentions.frame
    frame = _names_put_right(told.drop("phones", "emails", "cards")[order])
    steps: list[Callable[[], Any]] = [
        partial(_words, frame, ["surname", "maiden"], surname_key, lambda word: frozenset()),
        partial(_words, frame, ["given"], _given_key, _given_meanings),
        partial(_words, frame, ["patronymic"], _patronymic_word, _patronymic_meanings),
        partial(_words, frame, ["address"], _address_key, lambda word: frozenset()),
        partial(_words, frame, ["snils"], _digits_key, lambda word: frozenset()),
        partial(_bag, told, "phones", _PHONE, place),
        partial(_bag, told, "emails", _EMAIL, place),
        partial(_bag, told, "cards", _CARD, place),
        partial(_sexes, frame),
    ]
    surnames, givens, patronymics, addresses, insured, phones, emails, cards, sex = side_by_side(steps)
    return People(
        patient=_codes(frame["patient"])[0],
        surname=surnames[1][0],
        maiden=surnames[1][1],
        given=givens[1][0],
        patronymic=patronymics[1][0],
        birth=_births(frame),
        birth_year=_birth_years(frame),
        sex=sex,
        address=addresses[1][0],
        snils=insured[1][0],
        phones=phones,
        emails=emails,
        documents=_documents(frame),
        cards=cards,
        card_source=_card_sources(told)[order],
        surnames=surnames[0],
        givens=givens[0],
        patronymics=patronymics[0],
    )


def _names_put_right(frame: pl.DataFrame) -> pl.DataFrame:
    """Surname and given name changed over where the one is known as a given name and the other is not."""
    could_be_given = [word for word in frame["surname"].drop_nulls().unique().to_list() if is_full_form(word)]
    doubtful = np.flatnonzero(frame["surname"].is_in(could_be_given).fill_null(False).to_numpy())
    givens = frame["given"][doubtful].fill_null("")
    are_given = [word for word in givens.unique().to_list() if len(word.strip(" .")) < 2 or is_known_given(word)]
    swapped = np.zeros(frame.height, dtype=bool)
    swapped[doubtful] = ~givens.is_in(are_given).to_numpy()
    if not swapped.any():
        return frame
    surname, given = (pl.col(name) for name in ("surname", "given"))
    is_swapped = pl.lit(pl.Series(swapped))
    return frame.with_columns(
        surname=pl.when(is_swapped).then(given).otherwise(surname),
        given=pl.when(is_swapped).then(surname).otherwise(given),
    )


def surname_key(surname: str) -> str:
    """A surname folded and without its sex: Иванова, ІВАНОВ -> иванов; a double one with one hyphen."""
    parts = [_without_sex(part) for part in re.split(r"[\s\-]+", fold(surname)) if part]
    return "-".join(parts)


def _without_sex(part: str) -> str:
    for female, male in _FEMALE_ENDINGS:
        if part.endswith(female) and len(part) > len(female) + 1:
            return part[: -len(female)] + male
    return part


def _given_key(given: str) -> str:
    return fold(given).strip(" .")


def _given_meanings(word: str) -> frozenset[str]:
    return frozenset(f"{name.sex}:{name.name}" for name in meanings_of(word)) if len(word) > 1 else frozenset()


def _patronymic_word(patronymic: str) -> str:
    return patronymic_key(patronymic)


def _patronymic_meanings(word: str) -> frozenset[str]:
    return fathers_of(word) if len(word) > 1 else frozenset()


def _address_key(address: str) -> str:
    return " ".join(sorted(re.findall(r"[^\W_]{2,}|\d+", fold(address))))


def _digits_key(text: str) -> str:
    digits = re.sub(r"\D", "", text)
    return digits if len(digits) >= _FEWEST_DIGITS else ""


def _likely_addresses(emails: pl.Series) -> pl.Series:
    distinct = emails.unique()
    return emails.replace_strict(distinct, [likely_address(each) for each in distinct.to_list()])


_NUMBER = pl.col("value").str.extract(r"([^:]*)$").str.strip_chars().str.to_lowercase()
_CARD = (
    pl.when(_NUMBER.str.strip_chars(" 0-") == "")
    .then(pl.lit(""))
    .otherwise(pl.col("value").str.extract(r"^(.*):").fill_null("") + ":" + _NUMBER)
)
_PHONE = (
    pl.when(pl.col("value").str.len_chars() < _SHORTEST_PHONE)
    .then(pl.lit(""))
    .otherwise(pl.col("value").str.strip_chars_start("+"))
)
_EMAIL = pl.col("value").map_batches(_likely_addresses, return_dtype=pl.String)


def _codes(series: pl.Series) -> tuple[Ints, pl.Series]:
    """(code of each row, distinct values); UNKNOWN for null and ""."""
    if series.dtype != pl.String:
        return _codes_of_ids(series)
    known = series.replace("", None).cast(pl.Categorical(pl.Categories.random()))
    distinct = known.drop_nulls().unique(maintain_order=True)
    words = distinct.gather(distinct.to_physical().arg_sort()).cast(pl.String)
    return known.to_physical().cast(pl.Int64).fill_null(UNKNOWN).to_numpy().copy(), words


def _codes_of_ids(ids: pl.Series) -> tuple[Ints, pl.Series]:
    distinct = ids.drop_nulls().unique(maintain_order=True)
    if len(distinct) == len(ids):
        return np.arange(len(ids)), distinct
    table = pl.DataFrame({"value": distinct, "code": np.arange(len(distinct))})
    joined = pl.DataFrame({"value": ids}).join(table, on="value", how="left", maintain_order="left")
    return joined["code"].fill_null(UNKNOWN).cast(pl.Int64).to_numpy().copy(), distinct


def distinct_of(numbers: Ints) -> Ints:
    """Each number once, in their order: sorting a million takes a third of what `np.unique` takes to hash them."""
    ordered = np.sort(numbers)
    return ordered[np.append(True, ordered[1:] != ordered[:-1])] if len(ordered) else ordered


def _words(frame: pl.DataFrame, columns: list[str], key, meanings) -> tuple[Vocabulary, list[Ints]]:  # type: ignore[no-untyped-def]
    stacked = pl.concat([frame[column].alias("value") for column in columns])
    raw, distinct = _codes(stacked)
    keys = pl.Series([key(value) for value in distinct.to_list()], dtype=pl.String)
    folded, words = _codes(keys)
    codes = np.append(folded, UNKNOWN)[raw]
    vocabulary = Vocabulary(words.to_list(), [meanings(word) for word in words.to_list()])
    height = frame.height
    return vocabulary, [codes[index * height : (index + 1) * height] for index in range(len(columns))]


def _births(frame: pl.DataFrame) -> Ints:
    date = pl.col("birth_date")
    number = (
        date.dt.year().cast(pl.Int64) * 10_000 + date.dt.month().cast(pl.Int64) * 100 + date.dt.day().cast(pl.Int64)
    )
    return frame.select(number.fill_null(UNKNOWN)).to_series().to_numpy().copy()


def _birth_years(frame: pl.DataFrame) -> Ints:
    year = pl.coalesce(pl.col("birth_date").dt.year(), pl.col("birth_year")).cast(pl.Int64)
    return frame.select(year.fill_null(UNKNOWN)).to_series().to_numpy().copy()


def _sexes(frame: pl.DataFrame) -> Ints:
    """Sex by the name, which is written with more care than the column; the column where the name does not tell."""
    told = np.zeros(frame.height, dtype=np.int64)
    for part in ("patronymic", "given", "surname"):
        untold = np.flatnonzero(told == 0)
        raw, distinct = _codes(frame[part][untold])
        by_part = np.array([_SEX_CODE[detect_sex(**{part: word})] for word in distinct.to_list()] + [0])
        told[untold] = by_part[raw]
    column = frame["sex"].replace_strict({"m": 1, "f": 2}, default=0, return_dtype=pl.Int64).to_numpy()
    return np.where(told > 0, told, column)


def _bag(frame: pl.DataFrame, column: str, key: pl.Expr, place: Ints) -> Bag:
    """A bag of a column of lists, each row at its `place`; `key` turns "value" into what is compared, "" where it says
    nothing."""
    rows = frame.select(pl.col(column).alias("value")).with_row_index("row").explode("value").drop_nulls()
    return _bag_of(frame.height, place[rows["row"].to_numpy()], rows.select(key).to_series())


def _bag_of(height: int, rows: Ints, values: pl.Series) -> Bag:
    codes, words = _codes(values)
    known = codes >= 0
    width = len(words) + 1
    pairs = distinct_of(rows[known] * width + codes[known])
    starts = np.searchsorted(pairs, np.arange(height + 1) * width)
    return Bag(starts, pairs % width, words.to_list())


def _documents(frame: pl.DataFrame) -> Bag:
    """СНИЛС and policy numbers as one bag, each marked with what it is."""
    numbered = frame.select("snils", "policy").with_row_index("row")
    marked = [
        numbered.select("row", value=pl.lit(column + ":") + pl.col(column).str.replace_all(r"\W", ""))
        .drop_nulls()
        .filter(pl.col("value").str.count_matches(r"\d") >= _FEWEST_DIGITS)
        for column in ("snils", "policy")
    ]
    rows = pl.concat(marked)
    return _bag_of(frame.height, rows["row"].to_numpy().astype(np.int64), rows["value"])


def _card_sources(frame: pl.DataFrame) -> Ints:
    """The source whose card the mention names; UNKNOWN where it names none or several."""
    named = frame["cards"].list.eval(pl.element().str.extract(r"^(.*):")).list.unique()
    return _codes(
        pl.DataFrame({"named": named}).select(
            pl.when(pl.col("named").list.len() == 1).then(pl.col("named").list.first())
        )["named"]
    )[0]
