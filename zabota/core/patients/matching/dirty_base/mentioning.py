"""What four kinds of sources write of people, with their mistakes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl

from zabota.core.patients.matching.dirty_base.mistakes import (
    Flags,
    Mistakes,
    Words,
    another_date,
    change,
    happens,
    in_look_alikes,
    slip,
    slipped_date,
    swapped_day_and_month,
    without_yo,
)
from zabota.core.patients.matching.dirty_base.people import (
    HOUSES,
    STREETS,
    TOWNS,
    Ints,
    People,
    in_feminine,
    names_of,
    surnames,
)
from zabota.lib.person_names import Sex, Table, known_given_names, patronymics_of, to_latin

_EXPORT, _JOURNAL, _QUESTIONNAIRE, _OLD_LIST = range(4)
_DOMAINS = ("mail.ru", "yandex.ru", "gmail.com", "bk.ru")


@dataclass(frozen=True)
class Sources:
    """How often one person is mentioned: share with a card in the export, with a second card, and means of the others."""

    export: float = 0.96
    export_copies: float = 0.07
    journal: float = 2.2
    questionnaire: float = 0.35
    old_list: float = 0.30

    @property
    def mentions_of_one(self) -> float:
        return self.export + self.export_copies + self.journal + self.questionnaire + self.old_list


def mentioned(random: np.random.Generator, people: int, sources: Sources) -> tuple[Ints, Ints]:
    """(person, source) of each mention."""
    counts = (
        happens(random, people, sources.export).astype(int) + happens(random, people, sources.export_copies),
        random.poisson(sources.journal, people),
        happens(random, people, sources.questionnaire).astype(int),
        happens(random, people, sources.old_list).astype(int),
    )
    person = np.concatenate([np.repeat(np.arange(people), count) for count in counts])
    source = np.concatenate([np.full(int(np.sum(count)), number) for number, count in enumerate(counts)])
    return person, source


def written(
    random: np.random.Generator, people: People, person: Ints, source: Ints, mistakes: Mistakes
) -> dict[str, pl.Series]:
    """The columns of `Mentions` but the ids."""
    surname, given, patronymic = _names(random, people, person, mistakes)
    birth, year = _births(random, people, person, source, mistakes)
    is_export = source == _EXPORT
    sex = np.where(is_export, np.where(people.is_woman[person], "f", "m"), "")
    card = [f"export:{100_000 + number}" if carded else None for number, carded in enumerate(is_export.tolist())]
    told = np.isin(source, (_EXPORT, _QUESTIONNAIRE))
    return {
        "surname": pl.Series(surname, dtype=pl.String),
        "given": pl.Series(given, dtype=pl.String),
        "patronymic": pl.Series(patronymic, dtype=pl.String),
        "birth_date": birth,
        "birth_year": year,
        "sex": pl.Series(sex),
        "phones": _phones(random, people, person, mistakes),
        "emails": _emails(random, people, person, told, mistakes),
        "cards": _lists(pl.Series(card, dtype=pl.String)),
        "address": _addresses(random, people, person, is_export),
    }


def _lists(*columns: pl.Series) -> pl.Series:
    """One column of lists, without what is null."""
    named = [column.alias(str(number)) for number, column in enumerate(columns)]
    return pl.DataFrame(named).select(pl.concat_list(pl.all()).list.drop_nulls()).to_series()


def _names(random: np.random.Generator, people: People, person: Ints, mistakes: Mistakes) -> tuple[Words, Words, Words]:
    size = len(person)
    surname, given, patronymic = _true_names(random, people, person)
    change(given, happens(random, size, mistakes.diminutive), lambda name: _diminutives().get(name, name))
    slips = (mistakes.surname_slip, mistakes.given_slip, mistakes.patronymic_slip)
    for words, share in zip((surname, given, patronymic), slips, strict=True):
        change(words, happens(random, size, share), lambda word: slip(random, word))
        change(words, happens(random, size, mistakes.yo), without_yo)
        change(words, happens(random, size, mistakes.look_alike), in_look_alikes)
    patronymic[happens(random, size, mistakes.no_patronymic)] = ""
    shortened = happens(random, size, mistakes.initials)
    change(given, shortened, lambda name: name[:1] + ".")
    change(patronymic, shortened, lambda name: name[:1] + "." if name else "")
    in_latin = happens(random, size, mistakes.latin) & ~shortened
    for words in (surname, given, patronymic):
        change(words, in_latin, lambda word: to_latin(word, Table.PASSPORT_1997))
    swapped = happens(random, size, mistakes.swapped) & ~shortened
    surname[swapped], given[swapped] = given[swapped], surname[swapped]
    return surname, given, patronymic


def _true_names(random: np.random.Generator, people: People, person: Ints) -> tuple[Words, Words, Words]:
    is_woman = people.is_woman[person]
    former = people.former_surname[person]
    is_former = (former >= 0) & happens(random, len(person), 0.35)
    surname = np.where(is_former, former, people.surname[person])
    masculine, feminine = (
        np.array(words, dtype=object) for words in (surnames(), [in_feminine(word) for word in surnames()])
    )
    men, women = (np.array(names_of(sex), dtype=object) for sex in (Sex.MALE, Sex.FEMALE))
    sons, daughters = (np.array([patronymics_of(name)[side] for name in men], dtype=object) for side in (0, 1))
    given, father = people.given[person], people.father[person]
    return (
        np.where(is_woman, feminine[surname], masculine[surname]),
        np.where(is_woman, women[given % len(women)], men[given % len(men)]),
        np.where(is_woman, daughters[father], sons[father]),
    )


@cache
def _diminutives() -> dict[str, str]:
    known = (given for given in known_given_names() if given.diminutives)
    return {given.name.capitalize(): given.diminutives[0].capitalize() for given in known}


def _births(
    random: np.random.Generator, people: People, person: Ints, source: Ints, mistakes: Mistakes
) -> tuple[pl.Series, pl.Series]:
    size = len(person)
    dates: Words = people.birth[person].astype(object)
    change(dates, happens(random, size, mistakes.day_and_month), swapped_day_and_month)
    change(dates, happens(random, size, mistakes.birth_slip), lambda day: slipped_date(random, day))
    change(dates, happens(random, size, mistakes.other_birth), another_date)
    is_old_list = source == _OLD_LIST
    unknown = (source == _JOURNAL) | happens(random, size, mistakes.no_birth) | is_old_list & happens(random, size, 0.4)
    year_only = is_old_list & ~unknown & happens(random, size, 0.4)
    years = [day.year if alone else None for day, alone in zip(dates, year_only, strict=True)]
    dates[unknown | year_only] = None
    return pl.Series(dates.tolist(), dtype=pl.Date), pl.Series(years, dtype=pl.Int32)


def _phones(random: np.random.Generator, people: People, person: Ints, mistakes: Mistakes) -> pl.Series:
    size = len(person)
    own, second, mothers = people.phone[person], people.second_phone[person], people.mothers_phone[person]
    number = np.where((mothers >= 0) & happens(random, size, 0.6), mothers, own)
    number = np.where((second >= 0) & happens(random, size, 0.35), second, number)
    strange = 79_000_000_000 + random.integers(0, 999_999_999, size)
    number = np.where(happens(random, size, mistakes.strange_phone), strange, number)
    place = 10 ** random.integers(0, 8, size)
    slipped = number - number // place % 10 * place + random.integers(0, 10, size) * place
    number = np.where(happens(random, size, mistakes.phone_slip), slipped, number)
    first = _as_e164(number)
    change(first, happens(random, size, mistakes.torn_phone), lambda e164: e164[2:-2])
    beside = _as_e164(own)
    beside[~((second >= 0) & happens(random, size, mistakes.both_phones))] = None
    without = happens(random, size, mistakes.no_phone)
    first[without] = beside[without] = None
    return _lists(pl.Series(first.tolist(), dtype=pl.String), pl.Series(beside.tolist(), dtype=pl.String))


def _as_e164(numbers: Ints) -> Words:
    return np.array([f"+{number}" for number in numbers.tolist()], dtype=object)


def _emails(random: np.random.Generator, people: People, person: Ints, told: Flags, mistakes: Mistakes) -> pl.Series:
    """Addresses of grown people, made of the surname and a number."""
    latin = [to_latin(surname).lower() for surname in surnames()]
    addresses = np.array(
        [
            f"{latin[surname]}{place % 89}.{place}@{_DOMAINS[place % 4]}"
            for place, surname in enumerate(people.surname.tolist())
        ],
        dtype=object,
    )
    written = addresses[person]
    change(written, told & happens(random, len(person), mistakes.email_slip), lambda address: slip(random, address))
    written[~told | ~(people.has_email & (people.mothers_phone < 0))[person]] = None
    return _lists(pl.Series(written.tolist(), dtype=pl.String))


def _addresses(random: np.random.Generator, people: People, person: Ints, told: Flags) -> pl.Series:
    address = people.address[person]
    told = told & happens(random, len(person), 0.7)
    houses, streets = address // (len(TOWNS) * len(STREETS)) % HOUSES, address // len(TOWNS) % len(STREETS)
    places = zip((address % len(TOWNS)).tolist(), streets.tolist(), houses.tolist(), told.tolist(), strict=True)
    lines = [
        f"{TOWNS[town]}, {STREETS[street]}, {house + 1}" if known else None for town, street, house, known in places
    ]
    return pl.Series(lines, dtype=pl.String)
