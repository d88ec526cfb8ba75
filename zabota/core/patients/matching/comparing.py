"""Pairs of mentions compared field by field, in levels; every distinct pair of writings is compared once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from zabota.core.patients.matching.levels import MISSING, Field, code_of
from zabota.core.patients.matching.normalising import Bag, Flags, Ints, People, Vocabulary
from zabota.lib.person_names import fold

Codes = npt.NDArray[np.uint8]

_FAR = 9  # any distance that is more than a slip
_PATRONYMIC_ENDINGS = ("ович", "евич", "овна", "евна", "ивна", "ич", "ична")


@dataclass(frozen=True)
class Comparison:
    """Levels of each pair by field, and what forbids it to be one person.

    conflict      another given name, patronymic, birth date, sex or СНИЛС: never merges by itself
    impossible    another given name or sex: not even proposed
    """

    levels: dict[Field, Codes]
    conflict: Flags
    impossible: Flags


def compare(people: People, left: Ints, right: Ints) -> Comparison:
    """The levels of the pairs (left[i], right[i]), given as row numbers."""
    levels = {
        Field.SURNAME: _surname_levels(people, left, right),
        Field.GIVEN: _given_levels(people, left, right),
        Field.PATRONYMIC: _patronymic_levels(people, left, right),
        Field.BIRTH: _birth_levels(people, left, right),
        Field.PHONE: _phone_levels(people, left, right),
        Field.EMAIL: _email_levels(people, left, right),
        Field.DOCUMENT: _document_levels(people, left, right),
        Field.CARD: _card_levels(people, left, right),
        Field.ADDRESS: _address_levels(people, left, right),
    }
    impossible = _of_two_sexes(people, left, right) | (levels[Field.GIVEN] == code_of(Field.GIVEN, "other"))
    return Comparison(levels, _conflicts(people, levels, left, right), impossible)


def conflicts_between(people: People, left: Ints, right: Ints) -> Flags:
    """The conflicts alone, for pairs that nobody proposed: cheaper than `compare`."""
    levels = {
        Field.GIVEN: _given_levels(people, left, right),
        Field.PATRONYMIC: _patronymic_levels(people, left, right),
        Field.BIRTH: _birth_levels(people, left, right),
    }
    return _conflicts(people, levels, left, right)


def _conflicts(people: People, levels: dict[Field, Codes], left: Ints, right: Ints) -> Flags:
    numbers = people.snils[left], people.snils[right]
    conflict = _of_two_sexes(people, left, right)
    conflict |= (numbers[0] != numbers[1]) & (numbers[0] >= 0) & (numbers[1] >= 0)
    for field in (Field.GIVEN, Field.PATRONYMIC, Field.BIRTH):
        conflict |= levels[field] == code_of(field, "other")
    return conflict


def _of_two_sexes(people: People, left: Ints, right: Ints) -> Flags:
    sexes = people.sex[left], people.sex[right]
    differ: Flags = (sexes[0] != sexes[1]) & (sexes[0] > 0) & (sexes[1] > 0)
    return differ


def _by_distinct_pairs(one: Ints, other: Ints, size: int, judge: Callable[[Ints, Ints], Codes]) -> Codes:
    """Levels of code pairs; `judge` sees every unordered pair of distinct known codes once."""
    result = np.zeros(len(one), dtype=np.uint8)
    asked = (one >= 0) & (other >= 0) & (one != other)
    keys = np.minimum(one[asked], other[asked]) * size + np.maximum(one[asked], other[asked])
    distinct, place = np.unique(keys, return_inverse=True)
    result[asked] = judge(distinct // size, distinct % size)[place]
    return result


def _distances(words: list[str], one: Ints, other: Ints, at_most: int = 2) -> npt.NDArray[np.int32]:
    """Edit distances with neighbouring letters swapped for 1; `_FAR` beyond `at_most`."""
    if not len(one):
        return np.empty(0, np.int32)
    table = np.array(words, dtype=object)
    distances = cpdist(table[one], table[other], scorer=OSA.distance, score_cutoff=at_most, dtype=np.int32)
    return np.where(distances > at_most, _FAR, distances)


def _lengths(words: list[str]) -> Ints:
    return np.array([len(word) for word in words], dtype=np.int64)


def _is_slip(distance: npt.NDArray[np.int32], shorter: Ints, long: int) -> Flags:
    """One slip in a word of at least three letters, or two in a long one."""
    slip: Flags = ((distance == 1) & (shorter >= 3)) | ((distance == 2) & (shorter >= long))
    return slip


def _given_levels(people: People, left: Ints, right: Ints) -> Codes:
    known = people.givens
    usual = np.bincount(people.given[people.given >= 0], minlength=len(known.words))

    def judge(one: Ints, other: Ints) -> Codes:
        rarer, commoner = np.minimum(usual[one], usual[other]), np.maximum(usual[one], usual[other])
        both_names = known.is_known[one] & known.is_known[other] | ((rarer >= 4) & (rarer * 20 > commoner))
        return _name_judgement(Field.GIVEN, known, one, other, both_names, long=6)

    def judge_with_short_forms(one: Ints, other: Ints) -> Codes:
        levels = judge(one, other)
        is_short = known.is_known & ~known.is_full
        doubtful = (levels == code_of(Field.GIVEN, "other")) & (is_short[one] != is_short[other])
        for index in np.flatnonzero(doubtful & (known.is_known[one] != known.is_known[other])):
            short, odd = (one, other) if is_short[one[index]] else (other, one)
            if _is_misspelt(known.words[odd[index]], known.meanings[short[index]]):
                levels[index] = code_of(Field.GIVEN, "typo")
        return levels

    levels = _by_distinct_pairs(people.given[left], people.given[right], len(known.words), judge_with_short_forms)
    same = (people.given[left] == people.given[right]) & (people.given[left] >= 0)
    initial = same & known.is_initial[people.given[left]] if len(known.words) else same
    levels[same] = code_of(Field.GIVEN, "same")
    levels[initial] = code_of(Field.GIVEN, "initial")
    return levels


def _is_misspelt(odd: str, meanings: frozenset[str]) -> bool:
    """Whether an unknown word is a slip of a name whose diminutive is known: Владмир beside Вова."""
    return any(OSA.distance(odd, fold(meaning[2:]), score_cutoff=1) <= 1 for meaning in meanings)


def _name_judgement(field: Field, known: Vocabulary, one: Ints, other: Ints, both_names: Flags, long: int) -> Codes:
    lengths = known.lengths
    levels = np.full(len(one), code_of(field, "other"), dtype=np.uint8)
    has_initial = known.is_initial[one] | known.is_initial[other]
    equal = _mean_the_same(known, one, other)
    near = ~has_initial & ~equal & ~both_names
    slip = np.zeros(len(one), dtype=bool)
    slip[near] = _is_slip(
        _distances(known.words, one[near], other[near]), np.minimum(lengths[one[near]], lengths[other[near]]), long
    )
    levels[slip] = code_of(field, "typo")
    levels[equal] = code_of(field, "same" if field is Field.PATRONYMIC else "short")
    if field is Field.GIVEN:
        levels[equal & known.is_full[one] & known.is_full[other]] = code_of(field, "variant")
    levels[has_initial & (known.initial[one] == known.initial[other])] = code_of(field, "initial")
    return levels


def _mean_the_same(known: Vocabulary, one: Ints, other: Ints) -> Flags:
    equal = known.is_known[one] & known.is_known[other]
    for index in np.flatnonzero(equal):
        equal[index] = not known.meanings[one[index]].isdisjoint(known.meanings[other[index]])
    return equal


def _patronymic_levels(people: People, left: Ints, right: Ints) -> Codes:
    known = people.patronymics

    def judge(one: Ints, other: Ints) -> Codes:
        levels = _name_judgement(
            Field.PATRONYMIC, known, one, other, known.is_known[one] & known.is_known[other], long=6
        )
        doubtful = (levels == code_of(Field.PATRONYMIC, "other")) & (known.is_known[one] != known.is_known[other])
        for index in np.flatnonzero(doubtful):
            stem, odd = known.words[one[index]], known.words[other[index]]
            if known.is_known[other[index]]:
                stem, odd = odd, stem
            if _is_torn_patronymic(stem, odd):
                levels[index] = code_of(Field.PATRONYMIC, "typo")
        return levels

    levels = _by_distinct_pairs(people.patronymic[left], people.patronymic[right], len(known.words), judge)
    same = (people.patronymic[left] == people.patronymic[right]) & (people.patronymic[left] >= 0)
    levels[same] = code_of(Field.PATRONYMIC, "same")
    if len(known.words):
        levels[same & known.is_initial[people.patronymic[left]]] = code_of(Field.PATRONYMIC, "initial")
    return levels


def _is_torn_patronymic(stem: str, odd: str) -> bool:
    """Whether a patronymic whose ending is misspelt is that of the stem: андре, андреевпа."""
    if odd.startswith(stem) and len(stem) >= 4 and len(odd) - len(stem) <= 5:
        return True
    return any(OSA.distance(stem + ending, odd, score_cutoff=2) <= 2 for ending in _PATRONYMIC_ENDINGS if len(odd) >= 6)


def _surname_levels(people: People, left: Ints, right: Ints) -> Codes:
    known = people.surnames
    lengths = known.lengths
    is_woman = (people.sex[left] == 2) | (people.sex[right] == 2)

    def judge(one: Ints, other: Ints) -> Codes:
        levels = np.full(len(one), code_of(Field.SURNAME, "other"), dtype=np.uint8)
        distance = _distances(known.words, one, other)
        slip = _is_slip(distance, np.minimum(lengths[one], lengths[other]), 7)
        levels[slip] = code_of(Field.SURNAME, "typo")
        for index in np.flatnonzero(~slip):
            if _share_a_part(known.words[one[index]], known.words[other[index]]):
                levels[index] = code_of(Field.SURNAME, "maiden")
        return levels

    one, other = people.surname[left], people.surname[right]
    levels = _by_distinct_pairs(one, other, len(known.words), judge)
    levels[(levels == code_of(Field.SURNAME, "other")) & is_woman] = code_of(Field.SURNAME, "woman_other")
    one_maiden, other_maiden = people.maiden[left], people.maiden[right]
    maiden = (one >= 0) & (one == other_maiden) | (other >= 0) & (other == one_maiden)
    maiden |= (one_maiden >= 0) & (one_maiden == other_maiden)
    levels[maiden] = code_of(Field.SURNAME, "maiden")
    levels[(one == other) & (one >= 0)] = code_of(Field.SURNAME, "same")
    return levels


def _share_a_part(one: str, other: str) -> bool:
    return ("-" in one or "-" in other) and not set(one.split("-")).isdisjoint(other.split("-"))


def _birth_levels(people: People, left: Ints, right: Ints) -> Codes:
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


def products(bag: Bag, left: Ints, right: Ints) -> tuple[Ints, Ints, Ints]:
    """(pair number, code on the left, code on the right) for every combination of a pair's codes."""
    first, second = bag.counts[left], bag.counts[right]
    sizes = first * second
    pair = np.repeat(np.arange(len(left)), sizes)
    step = np.arange(len(pair)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    width = second[pair]
    one = bag.codes[bag.starts[left][pair] + step // width] if len(pair) else pair
    other = bag.codes[bag.starts[right][pair] + step % width] if len(pair) else pair
    return pair, one, other


def _bag_levels(field: Field, bag: Bag, left: Ints, right: Ints, judge: Callable[[Ints, Ints], Codes]) -> Codes:
    """The best level of any combination; `judge` sees distinct pairs of different codes."""
    pair, one, other = products(bag, left, right)
    found = _by_distinct_pairs(one, other, max(len(bag.words), 1), judge)
    found[one == other] = code_of(field, "same")
    best = np.full(len(left), 255, dtype=np.uint8)
    np.minimum.at(best, pair, found)
    best[best == 255] = MISSING
    return best


def _phone_levels(people: People, left: Ints, right: Ints) -> Codes:
    words = people.phones.words
    tails = np.array([word[-10:] for word in words], dtype=object)
    is_torn = _lengths(words) < 10

    def judge(one: Ints, other: Ints) -> Codes:
        levels = np.full(len(one), code_of(Field.PHONE, "other"), dtype=np.uint8)
        levels[_distances(words, one, other, at_most=1) <= 1] = code_of(Field.PHONE, "near")
        for index in np.flatnonzero(is_torn[one] != is_torn[other]):
            torn, whole = sorted((words[one[index]], tails[other[index]]), key=len)
            if is_torn[other[index]]:
                torn, whole = words[other[index]], tails[one[index]]
            if whole.startswith(torn):
                levels[index] = code_of(Field.PHONE, "near")
        return levels

    return _bag_levels(Field.PHONE, people.phones, left, right, judge)


def _email_levels(people: People, left: Ints, right: Ints) -> Codes:
    words = people.emails.words
    locals_ = [word.partition("@")[0] for word in words]

    def judge(one: Ints, other: Ints) -> Codes:
        levels = np.full(len(one), code_of(Field.EMAIL, "other"), dtype=np.uint8)
        near = _distances(words, one, other, at_most=2) <= 2
        near |= _distances(locals_, one, other, at_most=0) == 0
        levels[near] = code_of(Field.EMAIL, "near")
        return levels

    return _bag_levels(Field.EMAIL, people.emails, left, right, judge)


def _document_levels(people: People, left: Ints, right: Ints) -> Codes:
    """Only СНИЛС tells people apart: one person may have several policies."""
    levels = _shared(Field.DOCUMENT, people.documents, left, right)
    numbers = people.snils[left], people.snils[right]
    differ = (numbers[0] != numbers[1]) & (numbers[0] >= 0) & (numbers[1] >= 0)
    levels[differ & (levels != code_of(Field.DOCUMENT, "same"))] = code_of(Field.DOCUMENT, "other")
    return levels


def _card_levels(people: People, left: Ints, right: Ints) -> Codes:
    levels = _shared(Field.CARD, people.cards, left, right)
    sources = people.card_source[left], people.card_source[right]
    same_source = (sources[0] == sources[1]) & (sources[0] >= 0)
    levels[same_source & (levels == MISSING)] = code_of(Field.CARD, "other")
    return levels


def _shared(field: Field, bag: Bag, left: Ints, right: Ints) -> Codes:
    """The level "same" where a pair has something in common, else MISSING."""
    pair, one, other = products(bag, left, right)
    levels = np.zeros(len(left), dtype=np.uint8)
    levels[pair[one == other]] = code_of(field, "same")
    return levels


def _address_levels(people: People, left: Ints, right: Ints) -> Codes:
    one, other = people.address[left], people.address[right]
    levels = np.full(len(left), code_of(Field.ADDRESS, "other"), dtype=np.uint8)
    levels[one == other] = code_of(Field.ADDRESS, "same")
    levels[(one < 0) | (other < 0)] = MISSING
    return levels
