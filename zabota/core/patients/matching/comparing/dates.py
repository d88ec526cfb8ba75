"""Birth dates compared: the same, a slip apart, only the year, or another."""

from __future__ import annotations

import numpy as np

from zabota.core.patients.matching.comparing.distinct import Codes
from zabota.core.patients.matching.levels import MISSING, Field, code_of
from zabota.core.patients.matching.normalising import Flags, Ints, People


def birth_levels(people: People, left: Ints, right: Ints) -> Codes:
    one, other = people.birth[left], people.birth[right]
    years = people.birth_year[left], people.birth_year[right]
    levels = np.full(len(left), code_of(Field.BIRTH, "other"), dtype=np.uint8)
    dated = (one >= 0) & (other >= 0)
    same_year = years[0] == years[1]
    vague = ~dated | (one % 10_000 == 101) | (other % 10_000 == 101)
    levels[vague & same_year] = code_of(Field.BIRTH, "year")
    levels[dated & _is_near_date(one, other)] = code_of(Field.BIRTH, "near")
    levels[dated & (one == other)] = code_of(Field.BIRTH, "same")
    levels[(years[0] < 0) | (years[1] < 0)] = MISSING
    return levels


def exclude_each_other(one: Ints, other: Ints) -> Flags:
    """Whether two birth dates, yyyymmdd, differ by more than a slip."""
    apart: Flags = (one != other) & ~_is_near_date(one, other)
    return apart


def _is_near_date(one: Ints, other: Ints) -> Flags:
    """A digit off, neighbouring digits swapped, day and month swapped, a day, a year, ten years or a century off."""
    near = np.zeros(len(one), dtype=bool)
    may_be = np.flatnonzero(_may_be_near(one, other))
    near[may_be] = _are_near(one[may_be], other[may_be])
    return near


def _may_be_near(one: Ints, other: Ints) -> Flags:
    """A sieve for `_are_near`: dates of one year, and those whose numbers differ as near ones of two years may."""
    gap = np.abs(one - other)
    places = np.searchsorted(_GAPS, gap)
    near: Flags = (one // 10_000 == other // 10_000) | (_GAPS[np.minimum(places, len(_GAPS) - 1)] == gap)
    near &= gap != 0
    return near


# What two numbers yyyymmdd may differ by: one digit, two neighbouring digits swapped, New Year's Eve.
_GAPS = np.unique(
    [digit * 10**place for digit in range(1, 10) for place in range(8)]
    + [9 * digit * 10**place for digit in range(1, 10) for place in range(7)]
    + [10_101 - 1_231]
)


def _are_near(one: Ints, other: Ints) -> Flags:
    powers = 10 ** np.arange(8)
    digits = (one[:, None] // powers) % 10, (other[:, None] // powers) % 10
    differs = digits[0] != digits[1]
    count = differs.sum(axis=1)
    swapped = np.zeros(len(one), dtype=bool)
    for place in range(7):
        crossed = (digits[0][:, place] == digits[1][:, place + 1]) & (digits[0][:, place + 1] == digits[1][:, place])
        swapped |= differs[:, place] & differs[:, place + 1] & crossed
    one_day, other_day = one % 10_000, other % 10_000
    day_and_month = (one // 10_000 == other // 10_000) & (one_day // 100 == other_day % 100)
    day_and_month &= one_day % 100 == other_day // 100
    years_off = (one_day == other_day) & np.isin(np.abs(one - other), (10_000, 100_000, 1_000_000))
    near: Flags = (count == 1) | (swapped & (count == 2)) | day_and_month | years_off | _are_neighbours(one, other)
    return near


def _are_neighbours(one: Ints, other: Ints) -> Flags:
    """Whether the dates follow each other: 31.03 and 01.04."""
    days = [_as_days(np.maximum(dates, 19_000_101)) for dates in (one, other)]
    near: Flags = np.abs(days[0] - days[1]) == 1
    return near


def _as_days(dates: Ints) -> Ints:
    months = ((dates // 10_000 - 1970) * 12 + dates // 100 % 100 - 1).astype("datetime64[M]")
    return months.astype("datetime64[D]").astype(np.int64) + dates % 100
