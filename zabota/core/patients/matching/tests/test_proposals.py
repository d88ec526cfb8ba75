"""What is left for a person to decide, and how far the chance that is shown can be trusted (R007)."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

import pytest

from zabota.core.patients.matching import Mentions, match
from zabota.core.patients.matching.dirty_base import clusters_of, dirty_base
from zabota.core.patients.matching.dirty_base.people import surnames

ASHOT = {"surname": "Гисин", "given": "Ашот", "patronymic": "Аристархович", "phones": ["+79170305858"]}
FATHER = ASHOT | {"birth_date": date(1969, 6, 13)}
SON = ASHOT | {"birth_date": date(1996, 9, 2)}
OTHERS = [{"surname": surname, "given": "Иван"} for surname in surnames()[:2400:20]]


def proposed(*rows):
    """Chance by pair of rows, in a base large enough to have a queue."""
    mentions = Mentions.from_rows(
        {"mention": number, "patient": number, **row} for number, row in enumerate([*rows, *OTHERS])
    )
    pairs = match(mentions).proposals
    return {(pair.patient, pair.other): pair.probability for pair in pairs if pair.other < len(rows)}


def test_a_father_and_a_son_of_one_name_and_phone_are_hardly_one_person():
    assert proposed(FATHER, SON).get((0, 1), 0.0) < 0.2


def test_who_may_be_either_of_two_namesakes_is_either_with_half_the_chance():
    chances = proposed(FATHER, SON, ASHOT)
    assert (chances[0, 2], chances[1, 2]) == (pytest.approx(0.5, abs=0.01), pytest.approx(0.5, abs=0.01))


def test_two_mentions_of_either_namesake_may_be_of_one_or_of_both():
    """Nobody knows which of the two comes oftener: two visits are of one man with a chance of two thirds."""
    chances = proposed(FATHER, SON, ASHOT, ASHOT)
    assert chances[2, 3] == pytest.approx(2 / 3, abs=0.04)


def test_chances_shown_are_true():
    """Of pairs shown as almost certain almost all are right, of those shown as even about half."""
    shown = Counter()
    right = Counter()
    for seed in (21, 22, 23):
        base = dirty_base(4_000, seed=seed)
        matching = match(base.mentions)
        person = _person_of(base, matching)
        for pair in matching.proposals:
            group = "sure" if pair.probability >= 0.97 else "even" if 0.45 <= pair.probability < 0.7 else "else"
            shown[group] += 1
            right[group] += person[pair.patient] == person[pair.other]
    assert shown["sure"] >= 15
    assert right["sure"] >= 0.95 * shown["sure"]
    assert 0.4 * shown["even"] <= right["even"] <= 0.75 * shown["even"]


def _person_of(base, matching):
    """By mention, who most mentions of its cluster are."""
    clusters = clusters_of(len(base.mentions), matching.merges.patients())
    people = defaultdict(Counter)
    for cluster, person in zip(clusters.tolist(), base.truth.tolist(), strict=True):
        people[cluster][person] += 1
    return [people[cluster].most_common(1)[0][0] for cluster in clusters.tolist()]
