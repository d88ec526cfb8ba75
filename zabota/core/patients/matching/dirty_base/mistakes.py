"""The mistakes of hands: how often each is made, and how it looks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.object_]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Mistakes:
    """Shares of mentions, or of people where it says so."""

    surname_slip: float = 0.04
    given_slip: float = 0.025
    patronymic_slip: float = 0.02
    look_alike: float = 0.02
    yo: float = 0.5  # of the names with ё
    diminutive: float = 0.02
    initials: float = 0.02
    no_patronymic: float = 0.04
    latin: float = 0.01
    swapped: float = 0.005
    married: float = 0.06  # of grown women: part of their mentions bear the former surname
    no_phone: float = 0.07
    second_phone: float = 0.12  # of people
    both_phones: float = 0.05
    strange_phone: float = 0.02
    torn_phone: float = 0.01
    phone_slip: float = 0.01
    no_birth: float = 0.05
    day_and_month: float = 0.01
    birth_slip: float = 0.015
    other_birth: float = 0.003
    no_email: float = 0.5  # of people
    email_slip: float = 0.02


_KEYS = "йцукенгшщзхъфывапролджэячсмитьбю"
_LOOK_ALIKES = str.maketrans("аеосрхАЕОСРХКМТВН", "aeocpxAEOCPXKMTBH")


def happens(random: np.random.Generator, size: int, share: float) -> Flags:
    chosen: Flags = random.random(size) < share
    return chosen


def change(cells: Words, where: Flags, made: Callable[[Any], Any]) -> None:
    """Change the chosen cells in place."""
    for index in np.flatnonzero(where):
        cells[index] = made(cells[index])


def slip(random: np.random.Generator, word: str) -> str:
    """One slip of the hand: two letters swapped, one lost, one doubled, or the neighbouring key."""
    if len(word) < 4:
        return word
    place = int(random.integers(1, len(word) - 1))
    before, letter, after = word[:place], word[place], word[place + 1 :]
    beside = _KEYS[(_KEYS.find(letter) + 1) % len(_KEYS)]
    ways = (
        before + after[0] + letter + after[1:],
        before + after,
        before + letter + letter + after,
        before + beside + after,
    )
    return ways[int(random.integers(0, 4))]


def in_look_alikes(word: str) -> str:
    """With Latin letters where they are drawn alike."""
    return word.translate(_LOOK_ALIKES)


def without_yo(word: str) -> str:
    return word.replace("ё", "е").replace("Ё", "Е")


def swapped_day_and_month(day: date) -> date:
    return day.replace(day=day.month, month=day.day) if day.day <= 12 else day


def slipped_date(random: np.random.Generator, day: date) -> date:
    """A day, a year or ten years off."""
    if random.random() < 0.4:
        return day + timedelta(days=1)
    return day.replace(day=min(day.day, 28), year=day.year - (1 if random.random() < 0.5 else 10))


def another_date(day: date) -> date:
    return day.replace(year=day.year - 7, month=13 - day.month, day=15)
