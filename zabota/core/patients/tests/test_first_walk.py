import pytest
from django.http import Http404
from django.utils import timezone

from zabota.base.accounts.access import Access
from zabota.base.audit.models import Action, AuditEntry, AuditWords
from zabota.base.events.queries import events_of
from zabota.core.patients.commands import (
    ImportedContact,
    ImportedFact,
    ImportedPerson,
    give_consent,
    import_mentions,
    place_mark,
    record_claim,
    reveal_contact,
)
from zabota.core.patients.commands.contacts import NoRightToContact
from zabota.core.patients.models import ConsentPurpose, Mention, NameWord, Patient, Relation
from zabota.core.patients.queries import address_form, age_of, may_contact, patient_for, patients_visible_to
from zabota.core.patients.testing import KARINAS_PHONE, a_patient, boris, karina, masha, sasha
from zabota.core.staff.testing import igor, maya, oleg, vera
from zabota.lib.actors import SYSTEM

pytestmark = pytest.mark.django_db


def test_karina_and_her_children_are_four_cards_with_one_phone():
    mother, child = karina(), masha()
    assert (mother.full_name, age_of(mother), address_form(mother)) == (
        "Демидова Карина Олеговна",
        34,
        "Карина Олеговна",
    )
    assert [age_of(each) for each in (child, sasha())] == [7, 3]
    assert bytes(mother.contacts.get(kind="phone").value_index) == bytes(child.contacts.get().value_index)
    link = Relation.objects.get(patient=child)
    assert (link.relative_id, link.kind, link.answers) == (mother.pk, "parent", True)
    assert Relation.objects.get(patient=mother, relative=child).kind == "child"
    assert NameWord.objects.filter(word__startswith="демид").count() == 2


def test_a_card_is_read_through_the_gate_and_leaves_a_row():
    patient, desk = boris(), Access(vera())
    assert patient_for(desk, patient.public_id, "summary") == patient
    entry = AuditEntry.objects.get(action=Action.READ)
    assert (entry.patient_id, entry.actor_id, entry.fields) == (patient.pk, desk.user.pk, ["summary"])


@pytest.mark.parametrize("nobody", [maya, igor])
def test_marketer_and_system_administrator_find_no_card(nobody):
    patient, access = boris(), Access(nobody())
    assert list(patients_visible_to(access)) == []
    with pytest.raises(Http404):
        patient_for(access, patient.public_id, "summary")
    assert not AuditEntry.objects.exists()


def test_a_number_is_shown_once_against_a_reason_and_never_to_an_operator():
    contact = karina().contacts.get(kind="phone")
    assert reveal_contact(contact=contact, access=Access(vera()), reason="просит перезвонить") == KARINAS_PHONE
    assert AuditWords.objects.get(entry__action=Action.REVEAL).text == "просит перезвонить"
    with pytest.raises(NoRightToContact):
        reveal_contact(contact=contact, access=Access(oleg()), reason="надо")


def test_a_claim_of_a_file_is_no_consent_to_advertising():
    patient = karina()
    record_claim(patient=patient, purpose=ConsentPurpose.ADVERTISING, evidence="old_list.xlsx, row 4", by=SYSTEM)
    assert may_contact(patient, "marketing_general", "sms").reason == "only_claimed"
    give_consent(patient=patient, purpose=ConsentPurpose.ADVERTISING, evidence="paper of 3 March", by=vera().as_actor())
    assert may_contact(patient, "marketing_general", "sms").basis == "consent"
    place_mark(patient=patient, kind="do_not_contact", reason="asked", by=SYSTEM)
    assert may_contact(patient, "marketing_general", "sms").reason == "do_not_contact"


def test_a_chunk_of_people_becomes_cards_with_mentions_and_triggers_nothing():
    a_patient(card_number="77")
    people = [
        ImportedPerson(
            surname="Орлова", given="Инна", card_number="77", contacts=(ImportedContact("phone", "+79270000001"),)
        ),
        ImportedPerson(
            surname="Орлов",
            given="Иван",
            facts=(ImportedFact("last_visit", stated_on=timezone.localdate()),),
            tags=("VIP",),
        ),
    ]
    cards = import_mentions(people=people, source="import:1", by=SYSTEM)
    first, second = (Patient.objects.get(pk=card.patient_id) for card in cards)
    assert (first.card_number, first.former_card_numbers) == (None, ["77"])
    assert [each.name for each in second.tags.all()] == ["VIP"]
    assert list(Mention.objects.filter(source="import:1").order_by("id").values_list("patient_id", flat=True)) == [
        first.pk,
        second.pk,
    ]
    assert list(events_of([first.pk])) == []
