"""Which pairs are worth a comparison: mentions that share one of several keys."""

from __future__ import annotations

from functools import partial

import numpy as np
import numpy.typing as npt
import polars as pl

from zabota.core.patients.matching.normalising import UNKNOWN, Bag, Ints, People
from zabota.core.patients.matching.threads import side_by_side

_LARGEST_BLOCK = 60
_SEED = 1969  # any number: a piece only has to have the same one each time


def candidate_pairs(people: People) -> tuple[Ints, Ints, int]:
    """(left, right) row numbers with left < right, each pair once, and how many different rows they were sought among.

    A key shared by more than `_LARGEST_BLOCK` rows says little and is left to the finer keys.
    """
    size = len(people)
    first = _first_alike(people)
    is_first = first == np.arange(size)
    blocks = [(rows[is_first[rows]], keys[is_first[rows]]) for rows, keys in _keys(people)]
    found = side_by_side([partial(_pairs_within, rows, keys, size) for rows, keys in blocks])
    found.append(first[~is_first] * size + np.flatnonzero(~is_first))
    pairs = pl.Series(np.concatenate(found)).unique().sort().to_numpy()
    return pairs // size, pairs % size, int(is_first.sum())


def _first_alike(people: People) -> Ints:
    """For each row the first row that says exactly the same, where that is enough to know a person by.

    Twenty visits of one patient in a journal are one row to the keys, and are tied to it by one pair each.
    """
    told = [people.surname, people.given, people.patronymic, people.maiden, people.birth, people.birth_year]
    told += [people.address, people.snils, *(_fingerprint(bag) for bag in (people.phones, people.emails, people.cards))]
    telling = (people.given >= 0) & (people.surname >= 0) & ((people.phones.counts > 0) | (people.birth >= 0))
    telling &= ~np.append(people.givens.is_initial, False)[people.given]
    key = np.zeros(len(people), dtype=np.uint64)
    for column in told:
        key = _mixed(key, column)
    first = np.arange(len(people))
    _, place, number = np.unique(key[telling], return_index=True, return_inverse=True)
    first[telling] = np.flatnonzero(telling)[place][number]
    return first


def _fingerprint(bag: Bag) -> Ints:
    """One number for all codes of a row."""
    spread = _mixed(np.zeros(len(bag.codes), dtype=np.uint64), bag.codes)
    sums = np.append(np.uint64(0), np.cumsum(spread, dtype=np.uint64))
    return (sums[bag.starts[1:]] - sums[bag.starts[:-1]]).view(np.int64)


def _mixed(key: npt.NDArray[np.uint64], column: Ints) -> npt.NDArray[np.uint64]:
    key = (key ^ column.astype(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
    return key ^ (key >> np.uint64(29))


def _keys(people: People) -> list[tuple[Ints, Ints]]:
    """(rows, key of each row) for every way of blocking."""
    rows = np.arange(len(people))
    surname, given, patronymic = people.surname, people.given, people.patronymic
    surname_head = _heads(people.surnames.words, 3)[surname]
    given_head = _heads(people.givens.words, 1)[given]
    blocks = [
        (people.phones.rows, people.phones.codes),
        (people.emails.rows, people.emails.codes),
        (people.documents.rows, people.documents.codes),
        (people.cards.rows, people.cards.codes),
        _combined(rows, surname, given, patronymic),
        _combined(rows, surname, given),
        _combined(rows, surname, people.birth),
        _combined(rows, given, people.birth),
        _combined(rows, given, patronymic, people.birth_year),
        _combined(rows, given, patronymic, surname_head),
        _combined(rows, surname, patronymic, given_head),
        _combined(rows, people.maiden, given),
    ]
    phones = pl.Series(people.phones.words, dtype=pl.String)
    for pieces in (phones.str.head(8), phones.str.tail(6)):
        piece = _numbered(pieces)[people.phones.codes]
        blocks.append(_combined(people.phones.rows, piece, given[people.phones.rows]))
    return blocks


def _numbered(pieces: pl.Series) -> Ints:
    """A number for each piece of a word, UNKNOWN for null; the last place answers for UNKNOWN."""
    numbers = (pieces.hash(seed=_SEED).to_numpy() >> np.uint64(1)).astype(np.int64)
    numbers[pieces.is_null().to_numpy()] = UNKNOWN
    return np.append(numbers, UNKNOWN)


def _heads(words: list[str], length: int) -> Ints:
    """A number for the first letters of each word that has so many."""
    series = pl.Series(words, dtype=pl.String)
    return _numbered(series.str.head(length).set(series.str.len_chars() < length, None))


def _combined(rows: Ints, *columns: Ints) -> tuple[Ints, Ints]:
    """Rows that know all columns, with one hash of their values."""
    known = np.logical_and.reduce([column >= 0 for column in columns])
    key = np.zeros(int(known.sum()), dtype=np.uint64)
    for column in columns:
        key = _mixed(key, column[known])
    return rows[known], key.astype(np.int64)


def _pairs_within(rows: Ints, keys: Ints, size: int) -> Ints:
    """All pairs of rows sharing a key, coded as left * size + right."""
    order = np.argsort(keys, kind="stable")
    rows, keys = rows[order], keys[order]
    rows, keys = _small_blocks(rows, keys)
    found = []
    for distance in range(1, _LARGEST_BLOCK):
        together = keys[distance:] == keys[:-distance]
        if not together.any():
            break
        one, other = rows[:-distance][together], rows[distance:][together]
        found.append(np.minimum(one, other) * size + np.maximum(one, other))
    pairs = np.concatenate(found) if found else np.empty(0, np.int64)
    apart: Ints = pairs[pairs // size != pairs % size]
    return apart


def _small_blocks(rows: Ints, keys: Ints) -> tuple[Ints, Ints]:
    starts = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])) if len(keys) else np.empty(0, np.int64)
    sizes = np.diff(np.append(starts, len(keys)))
    kept = np.repeat((sizes > 1) & (sizes <= _LARGEST_BLOCK), sizes)
    return rows[kept], keys[kept]
