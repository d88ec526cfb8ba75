"""One person, one card: merging and parting again (issue 2, D; peers #17 and #21)."""

import random
from datetime import date, timedelta

import pytest
from django.utils import timezone

from zabota.base.events.models import Event
from zabota.base.postgres.sealed import blind_index
from zabota.core.patients.commands import change_patient
from zabota.core.patients.commands.contacts import confirm_contact, flag_stale
from zabota.core.patients.commands.merging import (
    CannotMerge,
    PlannedMerge,
    merge_automatically,
    merge_patients,
    unmerge,
)
from zabota.core.patients.commands.pairs import keep_apart
from zabota.core.patients.models import (
    ConsentEntry,
    ContactPoint,
    ContactState,
    CustomField,
    CustomValue,
    DuplicatePair,
    IdentityDocument,
    Mark,
    MedicalNote,
    Mention,
    Merge,
    PairState,
    Patient,
    PatientState,
    Relation,
    StatedFact,
    Tag,
)
from zabota.core.patients.queries import may_contact
from zabota.core.patients.queries.arrivals import split_of
from zabota.core.patients.queries.completeness import refresh_completeness
from zabota.core.patients.queries.gate import card_ids, survivor_of
from zabota.core.patients.queries.naming import name_key_of
from zabota.core.patients.registry import patient_data
from zabota.core.patients.testing import a_patient
from zabota.core.staff.testing import rita
from zabota.lib.actors import SYSTEM

pytestmark = pytest.mark.django_db


def a_card(surname="Демидова", given="Карина", **fields) -> Patient:
    card = Patient(surname=surname, given=given, **fields)
    card.name_key = name_key_of(card)
    card.save()
    refresh_completeness([card.pk])
    return card


def a_phone(card: Patient, number: str, **fields) -> ContactPoint:
    index = blind_index(number, label="patients.contact")
    return ContactPoint.objects.create(patient=card, kind="phone", value=number, value_index=index, **fields)


def phones_of(card: Patient) -> list[str]:
    return [contact.value for contact in ContactPoint.objects.filter(patient=card)]


def the_base() -> dict[str, list[dict]]:
    """Every card and every row with a patient, sealed texts opened: two equal dumps are one base."""
    models = dict.fromkeys([Patient, *(entry.model for entry in patient_data if entry.moves)])
    return {model._meta.db_table: [_shown(row) for row in model.objects.order_by("pk")] for model in models}


def _shown(row) -> dict:
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return {name: bytes(value) if isinstance(value, memoryview) else value for name, value in values.items()}


def test_what_a_retired_card_owned_goes_to_the_survivor():
    karina, double = a_card(patronymic="О."), a_card(patronymic="Олеговна", city="Самара", card_number="117")
    a_phone(karina, "+79161230001")
    a_phone(double, "+79161230002")
    MedicalNote.objects.create(patient=double, kind="allergy", text="лидокаин")
    double.tags.add(Tag.objects.create(name="VIP"))

    merge = merge_patients(survivor=karina, retired=double, by=rita().as_actor())

    karina.refresh_from_db()
    double.refresh_from_db()
    assert (karina.patronymic, karina.city, karina.card_number) == ("Олеговна", "Самара", "117")
    assert phones_of(karina) == ["+79161230001", "+79161230002"]
    assert [note.text for note in karina.notes.all()] == ["лидокаин"]
    assert [tag.name for tag in karina.tags.all()] == ["VIP"]
    assert (double.state, double.merged_into, double.card_number) == (PatientState.MERGED, karina, None)
    assert survivor_of(double) == karina
    assert card_ids(karina) == [karina.pk, double.pk]
    assert list(Event.objects.filter(patient_id=karina.pk).values_list("kind", "data__merge_id")) == [
        ("patients.merged", merge.pk)
    ]


def test_a_merge_and_its_undoing_leave_no_trace():
    karina, double = a_card(), a_card(city="Самара", card_number="117", former_card_numbers=["9"])
    sister = a_card(given="Алина")
    same = "+79161230001"
    for card in (karina, double):
        a_phone(card, same)
        StatedFact.objects.create(patient=card, kind="visits", amount=3, source="list.xlsx", stated_on=date(2026, 1, 5))
        Relation.objects.create(patient=card, relative=sister, kind="sibling")
        Relation.objects.create(patient=sister, relative=card, kind="sibling")
        card.tags.add(Tag.objects.get_or_create(name="VIP")[0])
    Relation.objects.create(patient=double, relative=karina, kind="other")
    IdentityDocument.objects.create(patient=double, kind="snils", number="112", number_index=b"112")
    CustomValue.objects.create(patient=double, field=CustomField.objects.create(name="Хобби"), value="шахматы")
    Mark.objects.create(patient=double, kind="do_not_contact")
    Mention.objects.create(patient=double, source="list.xlsx", surname="Демидова")
    refresh_completeness([karina.pk, double.pk, sister.pk])
    before = the_base()

    merge = merge_patients(survivor=karina, retired=double, by=SYSTEM)
    assert the_base() != before
    unmerge(merge=merge, by=SYSTEM)

    assert the_base() == before


def test_what_came_after_the_merge_stays_with_the_survivor():
    karina, double = a_card(), a_card(city="Самара")
    a_phone(double, "+79161230002")
    merge = merge_patients(survivor=karina, retired=double, by=SYSTEM)
    a_phone(karina, "+79161230003")
    Patient.objects.filter(pk=karina.pk).update(city="Тольятти")

    unmerge(merge=merge, by=SYSTEM)

    karina.refresh_from_db()
    double.refresh_from_db()
    assert (karina.city, double.city) == ("Тольятти", "Самара")
    assert (phones_of(karina), phones_of(double)) == (["+79161230003"], ["+79161230002"])


def test_a_number_that_both_cards_had_keeps_what_each_knew_of_it():
    """The copy that waits with the retired card comes back as it was, checked or wrong, whatever befell the other."""
    survivor, retired = (a_patient("Сорокин", "Павел", phone="+79161230001") for _ in range(2))
    confirm_contact(contact=retired.contacts.get(), by=SYSTEM)
    merge = merge_patients(survivor=survivor, retired=retired, by=SYSTEM)
    flag_stale(contact=survivor.contacts.get(), by=SYSTEM, is_wrong=True)

    unmerge(merge=merge, by=SYSTEM)

    assert (survivor.contacts.get().state, retired.contacts.get().state) == (ContactState.WRONG, ContactState.VERIFIED)
    assert retired.contacts.get().verified_on == timezone.localdate()


def test_a_link_in_the_middle_of_a_chain_is_taken_out():
    first, second, third = a_card(), a_card(city="Самара"), a_card(occupation="учитель")
    for number, card in enumerate((first, second, third)):
        a_phone(card, f"+7916123000{number}")
    inner = merge_patients(survivor=second, retired=third, by=SYSTEM)
    merge_patients(survivor=first, retired=second, by=SYSTEM)
    first.refresh_from_db()
    assert (first.city, first.occupation) == ("Самара", "учитель")

    unmerge(merge=inner, by=SYSTEM)

    for card in (first, second, third):
        card.refresh_from_db()
    assert (first.city, first.occupation) == ("Самара", "")
    assert (second.merged_into, third.merged_into, third.occupation) == (first, None, "учитель")
    assert (phones_of(first), phones_of(third)) == (["+79161230000", "+79161230001"], ["+79161230002"])


def test_what_two_retired_cards_shared_comes_forward_when_one_leaves():
    karina, double, treble = a_card(), a_card(), a_card()
    for card in (double, treble):
        a_phone(card, "+79161230002")
    merge = merge_patients(survivor=karina, retired=double, by=SYSTEM)
    merge_patients(survivor=karina, retired=treble, by=SYSTEM)
    assert phones_of(karina) == ["+79161230002"]

    unmerge(merge=merge, by=SYSTEM)

    assert (phones_of(karina), phones_of(double), phones_of(treble)) == (["+79161230002"], ["+79161230002"], [])


def test_what_lay_below_a_chain_comes_forward_when_its_inner_link_leaves():
    top, middle, inner, other = (a_card(given=given) for given in "АБВГ")
    for card in (inner, other):
        a_phone(card, "+79161230002")
    inner_merge = merge_patients(survivor=middle, retired=inner, by=SYSTEM)
    merge_patients(survivor=top, retired=middle, by=SYSTEM)
    merge_patients(survivor=top, retired=other, by=SYSTEM)

    unmerge(merge=inner_merge, by=SYSTEM)

    assert [phones_of(card) for card in (top, middle, inner, other)] == [["+79161230002"], [], ["+79161230002"], []]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_value_that_two_merges_changed_returns_whichever_is_taken_back_first(order):
    karina, elder, younger = a_card(), a_card(city="Самара"), a_card(city="Москва")
    merges = [merge_patients(survivor=karina, retired=card, by=SYSTEM) for card in (elder, younger)]
    seen = []
    for each in order:
        unmerge(merge=merges[each], by=SYSTEM)
        karina.refresh_from_db()
        seen.append(karina.city)
    assert seen == ["Москва" if order == (0, 1) else "Самара", ""]


def test_a_value_that_a_person_typed_since_outlives_a_chain_made_again():
    top, middle, inner = a_card(), a_card(city="Самара"), a_card(occupation="учитель")
    inner_merge = merge_patients(survivor=middle, retired=inner, by=SYSTEM)
    merge_patients(survivor=top, retired=middle, by=SYSTEM)
    Patient.objects.filter(pk=top.pk).update(city="")  # a person emptied what the merge had brought

    unmerge(merge=inner_merge, by=SYSTEM)

    top.refresh_from_db()
    assert (top.city, top.occupation) == ("", "")


def test_a_person_chooses_whose_value_survives():
    karina, double = a_card(city="Самара"), a_card(surname="Кузнецова", city="Москва")

    merge_patients(survivor=karina, retired=double, by=SYSTEM, chosen={"surname": "retired", "city": "survivor"})

    karina.refresh_from_db()
    assert (karina.surname, karina.city, karina.name_key) == ("Кузнецова", "Самара", "кузнецова карина")


def test_the_strictest_consent_of_both_cards_counts():
    """Merging never widens consent (peers #21): a refusal on either card counts until the patient says otherwise after."""
    karina, double = a_card(), a_card()
    advertising = {"purpose": "marketing_general", "channel": "sms"}

    def say(card, action, minute):
        at = timezone.now() - timedelta(hours=1) + timedelta(minutes=minute)
        ConsentEntry.objects.create(patient=card, action=action, actor_kind="user", at=at, **advertising)

    say(double, "refuse", 0)
    say(karina, "grant", 1)
    assert may_contact(karina, *advertising.values()).allowed
    merge = merge_patients(survivor=karina, retired=double, by=SYSTEM)
    assert may_contact(karina, *advertising.values()).reason == "refused"

    Merge.objects.filter(pk=merge.pk).update(merged_at=timezone.now() - timedelta(minutes=30))
    say(karina, "grant", 40)
    assert may_contact(karina, *advertising.values()).allowed
    unmerge(merge=merge, by=SYSTEM)
    double.refresh_from_db()
    assert may_contact(double, *advertising.values()).reason == "refused"


def test_the_same_wish_twice_has_one_effect():
    karina, double = a_card(), a_card()
    once = merge_patients(survivor=karina, retired=double, by=SYSTEM)
    assert merge_patients(survivor=karina, retired=double, by=SYSTEM) == once
    unmerge(merge=once, by=SYSTEM)
    unmerge(merge=once, by=SYSTEM)
    assert Event.objects.filter(kind="patients.merge_undone", patient_id=karina.pk).count() == 1


def test_a_card_that_left_the_base_is_not_merged():
    karina, gone = a_card(), a_card(state=PatientState.ERASED)
    with pytest.raises(CannotMerge):
        merge_patients(survivor=karina, retired=gone, by=SYSTEM)
    with pytest.raises(CannotMerge):
        merge_patients(survivor=karina, retired=karina, by=SYSTEM)
    assert not Merge.objects.exists()


def test_different_people_stay_different_through_other_merges():
    mother, daughter, double = a_card(), a_card(given="Маша"), a_card(given="Маша")
    keep_apart(mother.pk, double.pk, by=SYSTEM)
    merge_patients(survivor=daughter, retired=double, by=SYSTEM)

    with pytest.raises(CannotMerge):
        merge_patients(survivor=mother, retired=daughter, by=SYSTEM)
    assert merge_automatically(planned=[PlannedMerge(mother.pk, daughter.pk, 12.0)], by=SYSTEM) == []


def test_parted_cards_are_not_merged_by_the_program_again():
    karina, double = a_card(), a_card()
    [merge] = merge_automatically(planned=[PlannedMerge(karina.pk, double.pk, 12.0)], by=SYSTEM)
    unmerge(merge=merge, by=SYSTEM)
    assert merge_automatically(planned=[PlannedMerge(karina.pk, double.pk, 12.0)], by=SYSTEM) == []


def test_a_batch_of_certain_merges_is_one_fact_and_a_line_for_each_card():
    cards = [a_card(given=name) for name in ("Анна", "Вера", "Зоя")]
    doubles = [a_card(given=card.given, city="Самара") for card in (*cards, cards[0])]
    planned = [PlannedMerge(card.pk, double.pk, 11.5) for card, double in zip((*cards, cards[0]), doubles, strict=True)]

    merges = merge_automatically(planned=planned, by=SYSTEM)

    assert [(each.survivor_id, each.retired_id) for each in merges] == [
        (each.survivor_id, each.retired_id) for each in planned
    ]
    assert Event.objects.get(kind="patients.deduplicated").data == {"merged": 4}
    assert list(
        Event.objects.filter(kind="patients.merged", patient_id=cards[0].pk).values_list("data__retired_id", "triggers")
    ) == [(doubles[0].pk, False), (doubles[3].pk, False)]
    assert set(Patient.objects.filter(state=PatientState.ACTIVE).values_list("city", flat=True)) == {"Самара"}


def test_a_question_about_a_retired_card_becomes_one_about_the_survivor():
    karina, double, namesake = a_card(), a_card(), a_card()
    for one, other, weight in ((karina, double, 9.0), (double, namesake, 5.0)):
        DuplicatePair.objects.create(patient=one, other=other, weight=weight)

    merge_patients(survivor=karina, retired=double, by=SYSTEM)

    assert list(DuplicatePair.objects.order_by("pk").values_list("patient", "other", "state", "weight")) == [
        (karina.pk, double.pk, PairState.MERGED, 9.0),
        (double.pk, namesake.pk, PairState.OPEN, 5.0),
        (karina.pk, namesake.pk, PairState.OPEN, 5.0),
    ]


def test_the_desk_writes_its_own_mention_and_not_a_merged_cards():
    pavel, double = a_patient("Сорокин", "Павел"), a_patient("Сорокин", "Паша")
    merge = merge_patients(survivor=pavel, retired=double, by=SYSTEM)
    change_patient(patient=pavel, city="Самара", by=SYSTEM)

    unmerge(merge=merge, by=SYSTEM)

    assert [(mention.given, mention.city) for mention in pavel.mentions.all()] == [("Павел", "Самара")]
    assert [(mention.given, mention.city) for mention in double.mentions.all()] == [("Паша", "")]


@pytest.mark.parametrize("seed", range(10))
def test_any_order_of_merges_changes_and_undoings_restores_every_card(seed):
    """Property: when all merges are taken back, every card has its own rows and values, and new ones where a person put them."""
    chance = random.Random(seed)
    numbers = [f"+7916123000{digit}" for digit in range(4)]
    cards = [
        a_card(
            given=chance.choice(["", "К.", "Карина"]),
            city=chance.choice(["", "Самара", "Москва"]),
            card_number=chance.choice([None, str(100 + place)]),
            birth_year=chance.choice([None, 1992]),
        )
        for place in range(6)
    ]
    for card in cards:
        for number in chance.sample(numbers, 2):
            a_phone(card, number, position=chance.randrange(3))
        Mark.objects.create(patient=card, kind="vip")
    refresh_completeness(card.pk for card in cards)
    before, in_force, later_notes = the_base(), [], []
    for _ in range(14):
        active = list(Patient.objects.filter(state=PatientState.ACTIVE).order_by("pk"))
        step = chance.choice(["merge", "merge", "part", "note"])
        if step == "merge" and len(active) > 1:
            one, other = chance.sample(active, 2)
            DuplicatePair.objects.all().delete()
            in_force.append(merge_patients(survivor=one, retired=other, by=SYSTEM))
        elif step == "part" and in_force:
            part_giving_some(in_force.pop(chance.randrange(len(in_force))), chance)
        elif step == "note":
            later_notes.append(MedicalNote.objects.create(patient=chance.choice(active), kind="other", text="позвонил"))
        assert_nothing_hangs_on_a_merged_card_alone()
    chance.shuffle(in_force)
    for merge in in_force:
        part_giving_some(merge, chance)

    after = the_base()
    assert [row["id"] for row in after.pop("patients_note")] == sorted(note.pk for note in later_notes)
    before.pop("patients_note")
    assert after == before


def part_giving_some(merge: Merge, chance: random.Random) -> None:
    """Of what came after the merge the retired card gets what was given to it, and nothing else."""
    offered = [arrival.name for arrival in split_of(merge).arrivals]
    given = chance.sample(offered, chance.randint(0, len(offered)))
    unmerge(merge=merge, by=SYSTEM, given=given)
    own = {f"patients.medicalnote.patient:{note.pk}" for note in MedicalNote.objects.filter(patient=merge.retired_id)}
    assert own & set(offered) == set(given)


def assert_nothing_hangs_on_a_merged_card_alone():
    """Every number of a merged card is on the card that it leads to."""
    for contact in ContactPoint.objects.select_related("patient"):
        assert contact.value in phones_of(survivor_of(contact.patient))
