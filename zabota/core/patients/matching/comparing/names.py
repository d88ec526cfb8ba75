"""Surnames, given names and patronymics compared, with what is known of names."""

from __future__ import annotations

from functools import partial

import numpy as np
from rapidfuzz.distance import OSA

from zabota.core.patients.matching.comparing.distinct import Codes, Judge, by_distinct_pairs, distances, is_slip
from zabota.core.patients.matching.levels import Field, code_of
from zabota.core.patients.matching.normalising import Flags, Ints, People, Vocabulary
from zabota.lib.person_names import fold

_LONG_SURNAME, _LONG_NAME = 7, 6  # letters from which two slips are forgiven
_PATRONYMIC_ENDINGS = ("ович", "евич", "овна", "евна", "ивна", "ич", "ична")


def given_levels(people: People, left: Ints, right: Ints) -> Codes:
    judge = partial(_judge_givens, people.givens, people.given_bearers)
    return _name_levels(Field.GIVEN, people.givens, people.given, left, right, judge)


def patronymic_levels(people: People, left: Ints, right: Ints) -> Codes:
    judge = partial(_judge_patronymics, people.patronymics)
    return _name_levels(Field.PATRONYMIC, people.patronymics, people.patronymic, left, right, judge)


def _name_levels(field: Field, known: Vocabulary, column: Ints, left: Ints, right: Ints, judge: Judge) -> Codes:
    levels = by_distinct_pairs(column[left], column[right], len(known.words), judge)
    same = (column[left] == column[right]) & (column[left] >= 0)
    levels[same] = code_of(field, "same")
    levels[same & np.append(known.is_initial, False)[column[left]]] = code_of(field, "initial")
    return levels


def _judge_givens(known: Vocabulary, bearers: Ints, one: Ints, other: Ints) -> Codes:
    """Two words are taken for two names, not for a slip, when the table knows both or the base often writes both."""
    rarer, commoner = np.minimum(bearers[one], bearers[other]), np.maximum(bearers[one], bearers[other])
    both_names = known.is_known[one] & known.is_known[other] | ((rarer >= 4) & (rarer * 20 > commoner))
    equal = _mean_the_same(known, one, other)
    levels = _judge_names(Field.GIVEN, known, one, other, ~equal & ~both_names)
    levels[equal] = code_of(Field.GIVEN, "short")
    levels[equal & known.is_full[one] & known.is_full[other]] = code_of(Field.GIVEN, "variant")
    abbreviates = (levels == code_of(Field.GIVEN, "other")) & (known.is_initial[one] != known.is_initial[other])
    for index in np.flatnonzero(abbreviates):
        initial, word = (one[index], other[index]) if known.is_initial[one[index]] else (other[index], one[index])
        if known.words[initial] in _initials_of(known.meanings[word]):
            levels[index] = code_of(Field.GIVEN, "initial")
    is_short = known.is_known & ~known.is_full
    doubtful = (levels == code_of(Field.GIVEN, "other")) & (is_short[one] != is_short[other])
    for index in np.flatnonzero(doubtful & (known.is_known[one] != known.is_known[other])):
        short, odd = (one[index], other[index]) if is_short[one[index]] else (other[index], one[index])
        if _is_misspelt(known.words[odd], known.meanings[short]):
            levels[index] = code_of(Field.GIVEN, "typo")
    return levels


def _judge_patronymics(known: Vocabulary, one: Ints, other: Ints) -> Codes:
    equal = _mean_the_same(known, one, other)
    both_known = known.is_known[one] & known.is_known[other]
    levels = _judge_names(Field.PATRONYMIC, known, one, other, ~equal & ~both_known)
    levels[equal] = code_of(Field.PATRONYMIC, "same")
    doubtful = (levels == code_of(Field.PATRONYMIC, "other")) & (known.is_known[one] != known.is_known[other])
    for index in np.flatnonzero(doubtful):
        stem, odd = (one[index], other[index]) if known.is_known[one[index]] else (other[index], one[index])
        if _is_torn_patronymic(known.words[stem], known.words[odd]):
            levels[index] = code_of(Field.PATRONYMIC, "typo")
    return levels


def _judge_names(field: Field, known: Vocabulary, one: Ints, other: Ints, may_be_slip: Flags) -> Codes:
    """Slips and initials; all else is "other"."""
    levels = np.full(len(one), code_of(field, "other"), dtype=np.uint8)
    has_initial = known.is_initial[one] | known.is_initial[other]
    asked = np.flatnonzero(~has_initial & may_be_slip)
    shorter = np.minimum(known.lengths[one[asked]], known.lengths[other[asked]])
    slipped = is_slip(distances(known.words, one[asked], other[asked]), shorter, _LONG_NAME)
    levels[asked[slipped]] = code_of(field, "typo")
    levels[has_initial & (known.initial[one] == known.initial[other])] = code_of(field, "initial")
    return levels


def _mean_the_same(known: Vocabulary, one: Ints, other: Ints) -> Flags:
    equal = known.is_known[one] & known.is_known[other]
    for index in np.flatnonzero(equal):
        equal[index] = not known.meanings[one[index]].isdisjoint(known.meanings[other[index]])
    return equal


def _initials_of(meanings: frozenset[str]) -> set[str]:
    """Лера may sign as В. for Валерия."""
    return {fold(meaning[2:])[0] for meaning in meanings}


def _is_misspelt(odd: str, meanings: frozenset[str]) -> bool:
    """Whether an unknown word is a slip of a name whose diminutive is known: Владмир beside Вова."""
    return any(OSA.distance(odd, fold(meaning[2:]), score_cutoff=1) <= 1 for meaning in meanings)


def _is_torn_patronymic(stem: str, odd: str) -> bool:
    """Whether a patronymic whose ending is misspelt is that of the stem: андре, андреевпа."""
    if odd.startswith(stem) and len(stem) >= 4 and len(odd) - len(stem) <= 5:
        return True
    return any(OSA.distance(stem + ending, odd, score_cutoff=2) <= 2 for ending in _PATRONYMIC_ENDINGS if len(odd) >= 6)


def surname_levels(people: People, left: Ints, right: Ints) -> Codes:
    """A woman's other surname is a level of its own: she may have married."""
    one, other = people.surname[left], people.surname[right]
    levels = by_distinct_pairs(one, other, len(people.surnames.words), partial(_judge_surnames, people.surnames))
    is_woman = (people.sex[left] == 2) | (people.sex[right] == 2)
    levels[(levels == code_of(Field.SURNAME, "other")) & is_woman] = code_of(Field.SURNAME, "woman_other")
    levels[_is_maiden_name(people, left, right)] = code_of(Field.SURNAME, "maiden")
    levels[(one == other) & (one >= 0)] = code_of(Field.SURNAME, "same")
    return levels


def _judge_surnames(known: Vocabulary, one: Ints, other: Ints) -> Codes:
    levels = np.full(len(one), code_of(Field.SURNAME, "other"), dtype=np.uint8)
    shorter = np.minimum(known.lengths[one], known.lengths[other])
    slipped = is_slip(distances(known.words, one, other), shorter, _LONG_SURNAME)
    levels[slipped] = code_of(Field.SURNAME, "typo")
    for index in np.flatnonzero(~slipped & (known.is_double[one] | known.is_double[other])):
        parts = known.words[one[index]].split("-"), known.words[other[index]].split("-")
        if not set(parts[0]).isdisjoint(parts[1]):
            levels[index] = code_of(Field.SURNAME, "maiden")
    return levels


def _is_maiden_name(people: People, left: Ints, right: Ints) -> Flags:
    """Whether the maiden name of one is a surname or the maiden name of the other."""
    surnames, maidens = (people.surname[left], people.surname[right]), (people.maiden[left], people.maiden[right])
    is_maiden: Flags = (surnames[0] >= 0) & (surnames[0] == maidens[1])
    is_maiden |= (surnames[1] >= 0) & (surnames[1] == maidens[0])
    is_maiden |= (maidens[0] >= 0) & (maidens[0] == maidens[1])
    return is_maiden
