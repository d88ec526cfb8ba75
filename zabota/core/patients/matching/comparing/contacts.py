"""Phones, addresses and numbers compared: a pair agrees as well as the best of its combinations."""

from __future__ import annotations

from functools import partial

import numpy as np

from zabota.core.patients.matching.comparing.distinct import Codes, Judge, by_distinct_pairs, distances
from zabota.core.patients.matching.levels import MISSING, Field, code_of
from zabota.core.patients.matching.normalising import Bag, Ints, People

_WHOLE_NUMBER = 10  # digits; a phone with fewer is torn
_NONE = 255


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


def _bag_levels(field: Field, bag: Bag, left: Ints, right: Ints, judge: Judge) -> Codes:
    """The best level of any combination; `judge` sees distinct pairs of different codes."""
    pair, one, other = products(bag, left, right)
    found = by_distinct_pairs(one, other, max(len(bag.words), 1), judge)
    found[one == other] = code_of(field, "same")
    best = np.full(len(left), _NONE, dtype=np.uint8)
    np.minimum.at(best, pair, found)
    best[best == _NONE] = MISSING
    return best


def phone_levels(people: People, left: Ints, right: Ints) -> Codes:
    return _bag_levels(Field.PHONE, people.phones, left, right, partial(_judge_phones, people.phones.words))


def _judge_phones(words: list[str], one: Ints, other: Ints) -> Codes:
    levels = np.full(len(one), code_of(Field.PHONE, "other"), dtype=np.uint8)
    levels[distances(words, one, other, at_most=1) <= 1] = code_of(Field.PHONE, "near")
    is_torn = np.array([len(word) < _WHOLE_NUMBER for word in words], dtype=bool)
    for index in np.flatnonzero(is_torn[one] != is_torn[other]):
        torn, whole = sorted((words[one[index]], words[other[index]]), key=len)
        if whole[-_WHOLE_NUMBER:].startswith(torn):
            levels[index] = code_of(Field.PHONE, "near")
    return levels


def email_levels(people: People, left: Ints, right: Ints) -> Codes:
    return _bag_levels(Field.EMAIL, people.emails, left, right, partial(_judge_emails, people.emails.words))


def _judge_emails(words: list[str], one: Ints, other: Ints) -> Codes:
    before_at = [word.partition("@")[0] for word in words]
    levels = np.full(len(one), code_of(Field.EMAIL, "other"), dtype=np.uint8)
    near = (distances(words, one, other) <= 2) | (distances(before_at, one, other, at_most=0) == 0)
    levels[near] = code_of(Field.EMAIL, "near")
    return levels


def document_levels(people: People, left: Ints, right: Ints) -> Codes:
    """Only СНИЛС tells people apart: one person may have several policies."""
    levels = _shared(Field.DOCUMENT, people.documents, left, right)
    numbers = people.snils[left], people.snils[right]
    differ = (numbers[0] != numbers[1]) & (numbers[0] >= 0) & (numbers[1] >= 0)
    levels[differ & (levels != code_of(Field.DOCUMENT, "same"))] = code_of(Field.DOCUMENT, "other")
    return levels


def card_levels(people: People, left: Ints, right: Ints) -> Codes:
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


def address_levels(people: People, left: Ints, right: Ints) -> Codes:
    one, other = people.address[left], people.address[right]
    levels = np.full(len(left), code_of(Field.ADDRESS, "other"), dtype=np.uint8)
    levels[one == other] = code_of(Field.ADDRESS, "same")
    levels[(one < 0) | (other < 0)] = MISSING
    return levels
