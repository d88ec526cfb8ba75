"""Who is one person, and who must stay apart (R007, R028)."""

from __future__ import annotations

from datetime import date

from zabota.core.patients.matching import Field, Mentions, Weights, find_similar, match
from zabota.core.patients.matching.dirty_base import dirty_base

KARINA = {
    "surname": "Демидова",
    "given": "Карина",
    "patronymic": "Олеговна",
    "birth_date": date(1992, 3, 5),
    "phones": ["+79171234567"],
}


def mentions(*rows):
    return Mentions.from_rows({"mention": number, "patient": number, **row} for number, row in enumerate(rows))


def merged(*rows, **options):
    return [(pair.patient, pair.other) for pair in match(mentions(*rows), **options).merges]


def test_the_same_person_from_two_files_becomes_one():
    matching = match(mentions(KARINA, KARINA | {"surname": "ДЕМИДОВА", "given": "Каринa"}))
    (pair,) = matching.merges
    assert (pair.patient, pair.other) == (0, 1)
    assert pair.probability > 0.999
    assert {evidence.field: evidence.level.name for evidence in pair.evidence} == {
        Field.SURNAME: "same",
        Field.GIVEN: "same",
        Field.PATRONYMIC: "same",
        Field.BIRTH: "same",
        Field.PHONE: "same",
    }
    assert len(matching.proposals) == 0


def test_a_slip_a_diminutive_and_a_married_name_do_not_part_her():
    assert merged(KARINA, KARINA | {"surname": "Демдова"}) == [(0, 1)]
    assert merged(KARINA, KARINA | {"surname": "Зимина"}) == [(0, 1)]
    assert merged(KARINA, KARINA | {"surname": "Зимина", "maiden": "Демидова", "phones": []}) == [(0, 1)]
    assert merged(KARINA | {"given": "Наталья"}, KARINA | {"given": "Наташа"}) == [(0, 1)]
    assert merged(KARINA, KARINA | {"given": "К.", "patronymic": "О."}) == [(0, 1)]
    assert merged(KARINA, KARINA | {"birth_date": date(1992, 5, 3)}) == [(0, 1)]


def test_columns_that_changed_places_and_initials_of_a_short_name_are_understood():
    assert merged(KARINA, KARINA | {"surname": "Карина", "given": "Демидова"}) == [(0, 1)]
    valeria = KARINA | {"given": "Лера"}
    assert merged(valeria, KARINA | {"given": "В.", "patronymic": "О."}) == [(0, 1)]


def test_twins_on_one_phone_stay_two():
    twin = KARINA | {"surname": "Демидов", "patronymic": "Ильич", "birth_date": date(2023, 1, 9)}
    matching = match(mentions(twin | {"given": "Павел"}, twin | {"given": "Александр"}))
    assert (len(matching.merges), len(matching.proposals)) == (0, 0)


def test_mother_and_child_on_one_phone_stay_two():
    child = KARINA | {"given": "Мария", "patronymic": "Ильинична", "birth_date": date(2019, 2, 1)}
    assert merged(KARINA, child) == []


def test_father_and_son_of_one_name_stay_two():
    father = KARINA | {"surname": "Зимин", "given": "Борис", "patronymic": "Борисович", "birth_date": date(1955, 1, 2)}
    assert merged(father, father | {"birth_date": date(1983, 7, 30)}) == []


def test_pairs_a_person_told_apart_are_never_joined_again_not_even_through_a_third():
    rows = (KARINA, KARINA, KARINA)
    assert len(merged(*rows)) == 2
    joined = merged(*rows, known_different=[(0, 1)])
    assert (0, 1) not in joined
    assert len(joined) <= 1


def test_duplicates_are_caught_while_typing():
    base = mentions(KARINA, KARINA | {"given": "Мария", "birth_date": date(2019, 2, 1)})
    (similar,) = find_similar({"surname": "Демидова", "given": "Карина", "phones": ["+79171234567"]}, base)
    assert (similar.patient, similar.other) == (None, 0)
    assert find_similar({"surname": "Юрьева", "given": "Зоя"}, base) == []


def test_typing_is_judged_by_what_the_base_taught():
    base = dirty_base(1_500, seed=8)
    weights = match(base.mentions).weights
    known = base.mentions.frame.filter(base.mentions.frame["birth_date"].is_not_null()).head(200)
    typed = {name: known[name][0] for name in ("surname", "given", "patronymic", "birth_date")}
    best = find_similar(typed, Mentions(known), weights=Weights.from_json(weights.to_json()))[0]
    assert best.other == known["patient"][0]
    assert best.probability > 0.99


def test_weights_survive_being_written_down():
    weights = Weights()
    assert Weights.from_json(weights.to_json()) == weights


def test_nobody_and_one_alone_need_no_matching():
    assert merged() == []
    assert merged(KARINA) == []
    assert find_similar(KARINA, mentions()) == []
