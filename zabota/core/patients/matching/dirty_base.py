"""An invented base as dirty as a clinic's, with the truth beside it: for tests and for the bench.

People live in families: twins, mothers and children on one phone, fathers and sons of one name, namesakes. Each is
mentioned by four kinds of sources, with the mistakes that hands make. Everything follows from the seed; no name,
number or address belongs to anybody.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from zabota.core.patients.matching.mentions import Mentions
from zabota.lib.person_names import Sex, Table, known_given_names, to_latin
from zabota.lib.person_names.patronymics import patronymics_of

Words = npt.NDArray[np.object_]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Mistakes:
    """How often things go wrong, as shares of mentions (or of people, where it says so)."""

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
    birth_slip: float = 0.01
    other_birth: float = 0.003
    no_email: float = 0.5  # of people
    email_slip: float = 0.02


@dataclass(frozen=True)
class Sources:
    """Mentions by kind for one person: certain copies of the main export, and means of the others."""

    export_copies: float = 0.07
    journal: float = 2.2
    questionnaire: float = 0.35
    old_list: float = 0.30


@dataclass(frozen=True)
class DirtyBase:
    """`mentions` (every mention its own patient), `truth`: the person of each, `hard_pairs`: (kind, person, other)."""

    mentions: Mentions
    truth: Ints
    hard_pairs: list[tuple[str, int, int]]


_KINDS = ("twins", "mother and child", "father and son", "namesakes")
_FAMILY_SHARE = {"twins": 0.035, "mother and child": 0.07, "father and son": 0.02, "namesakes": 0.022}
_CONSONANTS = (
    "б",
    "в",
    "г",
    "д",
    "ж",
    "з",
    "к",
    "л",
    "м",
    "н",
    "п",
    "р",
    "с",
    "т",
    "х",
    "ч",
    "ш",
    "ст",
    "тр",
    "кр",
    "бр",
)
_VOWELS = ("а", "о", "у", "е", "и")
_ENDINGS = ("ов", "ов", "ов", "ин", "ин", "ский", "енко", "ук")
_STREETS = ("Садовая", "Полевая", "Лесная", "Речная", "Ленинская", "Гагарина", "Победы", "Заводская", "Мира", "Новая")
_TOWNS = ("Самара", "Тольятти", "Сызрань", "Кинель", "Жигулёвск", "Чапаевск")
_DOMAINS = ("mail.ru", "yandex.ru", "gmail.com", "bk.ru")
_KEYS = "йцукенгшщзхъфывапролджэячсмитьбю"
_LOOK_ALIKES = str.maketrans("аеосрхАЕОСРХКМТВН", "aeocpxAEOCPXKMTBH")


def dirty_base(
    rows: int, *, seed: int = 1, mistakes: Mistakes | None = None, sources: Sources | None = None
) -> DirtyBase:
    """A base of about `rows` mentions. The same arguments give the same base."""
    random = np.random.default_rng(seed)
    mistakes, sources = mistakes or Mistakes(), sources or Sources()
    each = 1 + sources.export_copies + sources.journal + sources.questionnaire + sources.old_list
    people = _people(random, max(int(rows / each), 8), mistakes)
    person, source = _mentioned(random, len(people["surname"]), sources)
    columns = _written(random, people, person, source, mistakes)
    order = random.permutation(len(person))
    ids = np.arange(len(person))
    shuffled = {name: values.gather(order) for name, values in columns.items()}
    frame = pl.DataFrame({"mention": ids, "patient": ids, **shuffled})
    return DirtyBase(Mentions(frame), person[order], people["hard_pairs"])


# --- people


def _people(random: np.random.Generator, size: int, mistakes: Mistakes) -> dict[str, Any]:
    is_woman = random.random(size) < 0.56
    surname = _zipf(random, len(_surnames()), size, 0.75)
    fathers = _zipf(random, len(_names_of(Sex.MALE)), size, 0.9)
    given = np.where(
        is_woman,
        _zipf(random, len(_names_of(Sex.FEMALE)), size, 0.9),
        _zipf(random, len(_names_of(Sex.MALE)), size, 0.9),
    )
    birth = np.datetime64("1938-01-01") + random.integers(0, 32_000, size).astype("timedelta64[D]")
    phone = 79_000_000_000 + random.choice(999_999_999, size, replace=False)
    people = {
        "is_woman": is_woman,
        "surname": surname,
        "father": fathers,
        "given": given,
        "birth": birth,
        "phone": phone,
        "mothers_phone": np.full(size, -1),
        "address": random.integers(0, 40 * len(_STREETS) * len(_TOWNS), size),
    }
    people["hard_pairs"] = _families(random, people)
    has_second = random.random(size) < mistakes.second_phone
    people["second_phone"] = np.where(has_second, 79_000_000_000 + random.integers(0, 999_999_999, size), -1)
    people["has_email"] = random.random(size) >= mistakes.no_email
    people["email_number"] = random.integers(1, 99, size)
    is_grown = people["birth"] < np.datetime64("2004-01-01")
    changed = people["is_woman"] & is_grown & (random.random(size) < mistakes.married)
    people["former_surname"] = np.where(changed, _zipf(random, len(_surnames()), size, 0.75), -1)
    return people


def _families(random: np.random.Generator, people: dict[str, Any]) -> list[tuple[str, int, int]]:
    """Neighbouring people made into families, in place."""
    size = len(people["surname"])
    kind = random.choice(5, size // 2, p=[*_FAMILY_SHARE.values(), 1 - sum(_FAMILY_SHARE.values())])
    first = np.arange(size // 2) * 2
    second = first + 1
    hard: list[tuple[str, int, int]] = []
    for number, name in enumerate(_KINDS):
        one, other = first[kind == number], second[kind == number]
        _relate(random, people, name, one, other)
        hard += [(name, int(a), int(b)) for a, b in zip(one, other, strict=True)]
    return hard


def _relate(random: np.random.Generator, people: dict[str, Any], kind: str, one: Ints, other: Ints) -> None:
    people["surname"][other] = people["surname"][one]
    if kind == "twins":
        for column in ("father", "birth", "phone", "address"):
            people[column][other] = people[column][one]
        alike = people["is_woman"][one] == people["is_woman"][other]
        stock = np.where(people["is_woman"][one], len(_names_of(Sex.FEMALE)), len(_names_of(Sex.MALE)))
        same = alike & (people["given"][one] == people["given"][other])
        people["given"][other] = np.where(same, (people["given"][one] + 1) % stock, people["given"][other])
    elif kind == "mother and child":
        people["is_woman"][one] = True
        people["given"][one] %= len(_names_of(Sex.FEMALE))
        people["birth"][one] = np.datetime64("1980-01-01") + random.integers(0, 6000, len(one)).astype("timedelta64[D]")
        people["birth"][other] = np.datetime64("2008-01-01") + random.integers(0, 6000, len(one)).astype(
            "timedelta64[D]"
        )
        people["mothers_phone"][other] = people["phone"][one]
        clash = people["is_woman"][other] & (people["given"][one] == people["given"][other])
        people["given"][other] = np.where(
            clash, (people["given"][one] + 1) % len(_names_of(Sex.FEMALE)), people["given"][other]
        )
    else:
        for column in ("is_woman", "given", "father"):
            people[column][other] = people[column][one]
        apart = random.integers(3000, 14_000, len(one)).astype("timedelta64[D]")
        people["birth"][other] = people["birth"][one] - apart
    if kind == "father and son":
        for person in (one, other):
            people["is_woman"][person] = False
            people["given"][person] = people["given"][one] % len(_names_of(Sex.MALE))


def _zipf(random: np.random.Generator, stock: int, size: int, steepness: float) -> Ints:
    weights = 1.0 / np.arange(1, stock + 1) ** steepness
    return random.choice(stock, size, p=weights / weights.sum())


@cache
def _surnames() -> list[str]:
    """Twelve thousand surnames in the masculine, none of them from a real list, the same in every base."""
    random = np.random.default_rng(7)
    made: dict[str, None] = {}
    while len(made) < 12_000:
        syllables = int(random.integers(1, 4))
        parts = [_one_of(random, _CONSONANTS) + _one_of(random, _VOWELS) for _ in range(syllables)]
        made["".join(parts) + _one_of(random, _CONSONANTS[:17]) + _one_of(random, _ENDINGS)] = None
    return [surname.capitalize() for surname in made]


def _one_of(random: np.random.Generator, stock: tuple[str, ...]) -> str:
    return stock[int(random.integers(0, len(stock)))]


def _feminine(surname: str) -> str:
    if surname.endswith("ский"):
        return surname[:-2] + "ая"
    return surname + "а" if surname.endswith(("ов", "ин")) else surname


@cache
def _names_of(sex: Sex) -> list[str]:
    """Names in full, shuffled so that the frequent ones are not those that come first in the alphabet."""
    names = [given.name.capitalize() for given in known_given_names() if given.sex is sex]
    return [names[place] for place in np.random.default_rng(11).permutation(len(names))]


@cache
def _diminutives() -> dict[str, str]:
    return {
        given.name.capitalize(): given.diminutives[0].capitalize() for given in known_given_names() if given.diminutives
    }


# --- mentions

_EXPORT, _JOURNAL, _QUESTIONNAIRE, _OLD_LIST = range(4)


def _mentioned(random: np.random.Generator, people: int, sources: Sources) -> tuple[Ints, Ints]:
    """(person, source) of each mention."""
    counts = (
        1 + (random.random(people) < sources.export_copies),
        random.poisson(sources.journal, people),
        (random.random(people) < sources.questionnaire).astype(int),
        (random.random(people) < sources.old_list).astype(int),
    )
    person = np.concatenate([np.repeat(np.arange(people), count) for count in counts])
    source = np.concatenate([np.full(int(np.sum(count)), number) for number, count in enumerate(counts)])
    return person, source


def _written(
    random: np.random.Generator, people: dict[str, Any], person: Ints, source: Ints, mistakes: Mistakes
) -> dict[str, pl.Series]:
    surname, given, patronymic = _names_as_written(random, people, person, mistakes)
    birth, year = _births_as_written(random, people, person, source, mistakes)
    is_export = source == _EXPORT
    cards = np.where(is_export, np.arange(100_000, 100_000 + len(person)), -1)
    return {
        "surname": pl.Series(surname, dtype=pl.String),
        "given": pl.Series(given, dtype=pl.String),
        "patronymic": pl.Series(patronymic, dtype=pl.String),
        "birth_date": birth,
        "birth_year": year,
        "sex": pl.Series(np.where(is_export, np.where(people["is_woman"][person], "f", "m"), "")),
        "phones": _phones_as_written(random, people, person, mistakes),
        "emails": _emails_as_written(random, people, person, source, mistakes),
        "cards": pl.Series("cards", cards)
        .replace(-1, None)
        .cast(pl.String)
        .reshape((-1, 1))
        .cast(pl.List(pl.String))
        .list.drop_nulls()
        .list.eval("export:" + pl.element()),
        "address": _addresses_as_written(random, people, person, is_export),
    }


def _changed(words: Words, where: Flags, change: Callable[[str], str]) -> None:
    for index in np.flatnonzero(where):
        words[index] = change(words[index])


def _chance(random: np.random.Generator, size: int, share: float) -> Flags:
    chosen: Flags = random.random(size) < share
    return chosen


def _names_as_written(
    random: np.random.Generator, people: dict[str, Any], person: Ints, mistakes: Mistakes
) -> tuple[Words, Words, Words]:
    size = len(person)
    surname, given, patronymic = _true_names(random, people, person)
    slip = lambda word: _slip(random, word)  # noqa: E731
    _changed(given, _chance(random, size, mistakes.diminutive), lambda name: _diminutives().get(name, name))
    for words, share in (
        (surname, mistakes.surname_slip),
        (given, mistakes.given_slip),
        (patronymic, mistakes.patronymic_slip),
    ):
        _changed(words, _chance(random, size, share), slip)
        _changed(words, _chance(random, size, mistakes.yo), lambda word: word.replace("ё", "е").replace("Ё", "Е"))
        _changed(words, _chance(random, size, mistakes.look_alike), lambda word: word.translate(_LOOK_ALIKES))
    patronymic[_chance(random, size, mistakes.no_patronymic)] = ""
    shortened = _chance(random, size, mistakes.initials)
    _changed(given, shortened, lambda name: name[:1] + ".")
    _changed(patronymic, shortened, lambda name: name[:1] + "." if name else "")
    latin = _chance(random, size, mistakes.latin) & ~shortened
    for words in (surname, given, patronymic):
        _changed(words, latin, lambda word: to_latin(word, Table.PASSPORT_1997))
    swapped = _chance(random, size, mistakes.swapped) & ~shortened
    surname[swapped], given[swapped] = given[swapped], surname[swapped]
    return surname, given, patronymic


def _true_names(random: np.random.Generator, people: dict[str, Any], person: Ints) -> tuple[Words, Words, Words]:
    is_woman = people["is_woman"][person]
    number = people["surname"][person].copy()
    former = people["former_surname"][person]
    is_former = (former >= 0) & _chance(random, len(person), 0.35)
    number[is_former] = former[is_former]
    masculine = np.array(_surnames(), dtype=object)
    feminine = np.array([_feminine(surname) for surname in _surnames()], dtype=object)
    given = people["given"][person]
    men, women = (np.array(_names_of(sex), dtype=object) for sex in (Sex.MALE, Sex.FEMALE))
    sons, daughters = (np.array([patronymics_of(name)[side] for name in men], dtype=object) for side in (0, 1))
    father = people["father"][person]
    return (
        np.where(is_woman, feminine[number], masculine[number]),
        np.where(is_woman, women[given % len(women)], men[given % len(men)]),
        np.where(is_woman, daughters[father], sons[father]),
    )


def _slip(random: np.random.Generator, word: str) -> str:
    """One slip of the hand: two letters swapped, one lost, doubled, or the neighbouring key."""
    if len(word) < 4:
        return word
    place = int(random.integers(1, len(word) - 1))
    letter = word[place]
    kind = int(random.integers(0, 4))
    if kind == 0:
        return word[:place] + word[place + 1] + letter + word[place + 2 :]
    if kind == 1:
        return word[:place] + word[place + 1 :]
    if kind == 2:
        return word[:place] + letter + word[place:]
    beside = _KEYS[(_KEYS.find(letter) + 1) % len(_KEYS)]
    return word[:place] + beside + word[place + 1 :]


def _births_as_written(
    random: np.random.Generator, people: dict[str, Any], person: Ints, source: Ints, mistakes: Mistakes
) -> tuple[pl.Series, pl.Series]:
    size = len(person)
    dates: Words = people["birth"][person].astype(object)
    _changed(
        dates,
        _chance(random, size, mistakes.day_and_month),
        lambda day: day.replace(day=day.month, month=day.day) if day.day <= 12 else day,
    )
    _changed(
        dates,
        _chance(random, size, mistakes.birth_slip),
        lambda day: day.replace(year=day.year - 10 * (day.year > 1950)) if day.day < 29 else day,
    )
    _changed(
        dates,
        _chance(random, size, mistakes.other_birth),
        lambda day: day.replace(year=day.year - 7, month=13 - day.month, day=15),
    )
    unknown = (source == _JOURNAL) | _chance(random, size, mistakes.no_birth)
    unknown |= (source == _OLD_LIST) & _chance(random, size, 0.4)
    year_only = (source == _OLD_LIST) & ~unknown & _chance(random, size, 0.4)
    years = [day.year if only else None for day, only in zip(dates, year_only, strict=True)]
    dates[unknown | year_only] = None
    return pl.Series(dates.tolist(), dtype=pl.Date), pl.Series(years, dtype=pl.Int32)


def _phones_as_written(
    random: np.random.Generator, people: dict[str, Any], person: Ints, mistakes: Mistakes
) -> pl.Series:
    size = len(person)
    own, second, mothers = (people[column][person] for column in ("phone", "second_phone", "mothers_phone"))
    first = np.where((mothers >= 0) & _chance(random, size, 0.6), mothers, own)
    first = np.where((second >= 0) & _chance(random, size, 0.35), second, first)
    strange = 79_000_000_000 + random.integers(0, 999_999_999, size)
    first = np.where(_chance(random, size, mistakes.strange_phone), strange, first)
    digit = 10 ** random.integers(0, 8, size)
    first = np.where(
        _chance(random, size, mistakes.phone_slip),
        first - first // digit % 10 * digit + random.integers(0, 10, size) * digit,
        first,
    )
    other = np.where((second >= 0) & (_chance(random, size, mistakes.both_phones)), own, -1)
    written: Words = ("+" + first.astype(str).astype(object)).astype(object)
    _changed(written, _chance(random, size, mistakes.torn_phone), lambda number: number[2:-2])
    beside = np.where(other >= 0, "+" + other.astype(str).astype(object), None)
    without = _chance(random, size, mistakes.no_phone)
    written[without] = None
    beside[without] = None
    return pl.DataFrame(
        {"one": pl.Series(written.tolist(), dtype=pl.String), "other": pl.Series(beside.tolist(), dtype=pl.String)}
    ).select(pl.concat_list("one", "other").list.drop_nulls().alias("phones"))["phones"]


def _emails_as_written(
    random: np.random.Generator, people: dict[str, Any], person: Ints, source: Ints, mistakes: Mistakes
) -> pl.Series:
    surnames = [to_latin(surname).lower() for surname in _surnames()]
    has = people["has_email"] & ~(people["mothers_phone"] >= 0)
    addresses = np.array(
        [
            f"{surnames[surname]}{number}.{place}@{_DOMAINS[number % len(_DOMAINS)]}" if known else None
            for place, (surname, number, known) in enumerate(
                zip(people["surname"].tolist(), people["email_number"].tolist(), has.tolist(), strict=True)
            )
        ],
        dtype=object,
    )
    written = addresses[person]
    told = np.isin(source, (_EXPORT, _QUESTIONNAIRE)) & np.array(
        [address is not None for address in written], dtype=bool
    )
    _changed(written, told & _chance(random, len(person), mistakes.email_slip), lambda address: _slip(random, address))
    written[~told] = None
    return (
        pl.Series(written.tolist(), dtype=pl.String)
        .to_frame("one")
        .select(pl.concat_list("one").list.drop_nulls())["one"]
    )


def _addresses_as_written(random: np.random.Generator, people: dict[str, Any], person: Ints, told: Flags) -> pl.Series:
    address = people["address"][person]
    town, rest = address % len(_TOWNS), address // len(_TOWNS)
    street, house = rest % len(_STREETS), rest // len(_STREETS)
    lines = [
        f"{_TOWNS[a]}, {_STREETS[b]}, {c + 1}" if known else None
        for a, b, c, known in zip(
            town.tolist(),
            street.tolist(),
            house.tolist(),
            (told & _chance(random, len(person), 0.7)).tolist(),
            strict=True,
        )
    ]
    return pl.Series(lines, dtype=pl.String)


# --- scoring


@dataclass(frozen=True)
class Score:
    """Pairwise figures of a result against the truth; `mixed` counts clusters that hold two people of a hard pair."""

    precision: float
    recall: float
    f1: float
    mixed: dict[str, int]


def score(base: DirtyBase, clusters: Ints) -> Score:
    """How well `clusters`, one number a mention, tell people apart."""
    table = pl.DataFrame({"truth": base.truth, "cluster": clusters})
    both = _pairs_in(table.group_by("truth", "cluster").len())
    precision = both / max(_pairs_in(table.group_by("cluster").len()), 1)
    recall = both / max(_pairs_in(table.group_by("truth").len()), 1)
    return Score(precision, recall, 2 * precision * recall / max(precision + recall, 1e-9), _mixed(base, table))


def _pairs_in(groups: pl.DataFrame) -> int:
    return int(groups.select((pl.col("len").cast(pl.Int64) * (pl.col("len") - 1) // 2).sum()).item())


def _mixed(base: DirtyBase, table: pl.DataFrame) -> dict[str, int]:
    people = table.group_by("cluster").agg(pl.col("truth").unique()).filter(pl.col("truth").list.len() > 1)
    together = [set(truth) for truth in people["truth"].to_list()]
    counts: dict[str, int] = {}
    pairs = {frozenset((one, other)): kind for kind, one, other in base.hard_pairs}
    for members in together:
        for pair, kind in pairs.items() if len(together) < 2000 else ():
            if pair <= members:
                counts[kind] = counts.get(kind, 0) + 1
    return counts


def clusters_of(mentions: int, pairs: tuple[list[Any], list[Any]]) -> Ints:
    """The cluster of each mention after the pairs of patients are joined, for bases whose patients are 0, 1, 2..."""
    parent = list(range(mentions))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for one, other in zip(*pairs, strict=True):
        parent[root(one)] = root(other)
    return np.array([root(node) for node in range(mentions)], dtype=np.int64)
