"""Every command: what it does, what it refuses, and that a refusal changes nothing."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from zabota.base.accounts.access import Access
from zabota.base.events.models import Event
from zabota.base.events.testing import run_pending
from zabota.core.patients.commands import (
    CannotBeRelated,
    CardIsClosed,
    CardNumberIsTaken,
    EnquiryIsClosed,
    MarkIsUnclear,
    NobodyIsNamed,
    NotAContact,
    NotADocumentNumber,
    ProofIsMissing,
    add_contact,
    add_document,
    change_contact,
    change_patient,
    close_lead,
    confirm_contact,
    flag_stale,
    give_consent,
    lift_mark,
    note,
    open_lead,
    place_mark,
    register_patient,
    relate,
    remove_contact,
    turn_lead_into_patient,
    unrelate,
)
from zabota.core.patients.commands.fields import (
    NotAField,
    add_custom_field,
    add_tag,
    set_custom_values,
    set_required_fields,
)
from zabota.core.patients.models import ContactState, Mention, Patient, PatientState, Relation
from zabota.core.patients.queries.timeline import timeline_of
from zabota.core.patients.testing import BORISS_PHONE, a_patient, boris, karina, masha
from zabota.core.staff.testing import nina, vera
from zabota.lib.actors import SYSTEM

pytestmark = pytest.mark.django_db


def facts_of(patient: Patient) -> list[str]:
    return list(Event.objects.filter(patient_id=patient.pk).order_by("id").values_list("kind", flat=True))


def test_a_card_is_opened_with_as_little_as_a_first_name():
    """R001: from the first contact onward a person is in the base."""
    patient = register_patient(given="Ольга", by=vera().as_actor())
    assert facts_of(patient) == ["patients.registered"]
    with pytest.raises(NobodyIsNamed) as refusal:
        register_patient(city="Самара", by=SYSTEM)
    assert refusal.value.field == "surname"
    assert Patient.objects.count() == 1


def test_two_cards_never_carry_one_number():
    boris()
    with pytest.raises(CardNumberIsTaken):
        a_patient(card_number="311")
    assert Patient.objects.count() == 1


def test_a_change_tells_only_the_names_of_the_fields_that_changed():
    patient = boris()
    told = facts_of(patient)
    assert change_patient(patient=patient, city="Тольятти", source="сайт", by=SYSTEM) == ["city", "source"]
    assert change_patient(patient=patient, city="Тольятти", by=SYSTEM) == []
    assert facts_of(patient) == [*told, "patients.changed"]
    assert Event.objects.latest("id").data == {"fields": ["city", "source"]}


def test_a_married_surname_is_found_at_once_and_the_former_one_stays_findable():
    patient = karina()
    change_patient(patient=patient, surname="Ёлкина", maiden_surname="Демидова", by=SYSTEM)
    patient.refresh_from_db()
    assert patient.name_key == "елкина карина олеговна демидова"


def test_a_merged_card_takes_no_changes():
    patient, other = boris(), karina()
    Patient.objects.filter(pk=patient.pk).update(state=PatientState.MERGED, merged_into=other)
    with pytest.raises(CardIsClosed):
        change_patient(patient=patient, city="Москва", by=SYSTEM)


def test_a_phone_in_any_writing_is_one_contact():
    patient = boris()
    again = add_contact(patient=patient, kind="phone", value="8 (927) 222-33-44", by=SYSTEM)
    assert patient.contacts.get() == again
    with pytest.raises(NotAContact):
        add_contact(patient=patient, kind="phone", value="12-34", by=SYSTEM)
    with pytest.raises(NotAContact):
        add_contact(patient=patient, kind="email", value="boris@", by=SYSTEM)
    assert patient.contacts.count() == 1


def test_a_contact_is_confirmed_flagged_preferred_and_removed():
    patient = karina()
    phone, mail = patient.contacts.get(kind="phone"), patient.contacts.get(kind="email")
    confirm_contact(contact=phone, by=SYSTEM)
    flag_stale(contact=mail, is_wrong=True, by=SYSTEM)
    change_contact(contact=phone, is_preferred=True, by=SYSTEM)
    change_contact(contact=mail, is_preferred=True, by=SYSTEM)
    states = {each.kind: (each.state, each.is_preferred) for each in patient.contacts.all()}
    assert states == {"phone": (ContactState.VERIFIED, False), "email": (ContactState.WRONG, True)}
    assert Patient.objects.get(pk=patient.pk).checked_on == timezone.localdate()
    remove_contact(contact=mail, by=SYSTEM)
    assert patient.contacts.get() == phone


def test_a_new_number_of_a_contact_is_not_yet_checked_and_never_doubles_another():
    patient = boris()
    phone = patient.contacts.get()
    confirm_contact(contact=phone, by=SYSTEM)
    change_contact(contact=phone, value="+7 927 555 44 33", by=SYSTEM)
    phone.refresh_from_db()
    assert (str(phone.value), phone.state, phone.verified_on) == ("+79275554433", ContactState.UNCHECKED, None)
    add_contact(patient=patient, kind="phone", value=BORISS_PHONE, by=SYSTEM)
    with pytest.raises(NotAContact):
        change_contact(contact=phone, value=BORISS_PHONE, by=SYSTEM)


def test_what_the_desk_says_is_one_mention_that_follows_the_card():
    patient = boris()
    change_patient(patient=patient, surname="Зимин-Волжский", by=SYSTEM)
    own = Mention.objects.get(patient=patient)
    assert (own.source, own.surname, own.card_numbers) == ("desk", "Зимин-Волжский", ["311"])
    assert BORISS_PHONE in str(own.contacts)


def test_a_mark_needs_its_reason_and_contact_after_its_day():
    patient = boris()
    with pytest.raises(MarkIsUnclear):
        place_mark(patient=patient, kind="do_not_contact", by=SYSTEM)
    with pytest.raises(MarkIsUnclear):
        place_mark(patient=patient, kind="contact_after", reason="командировка", by=SYSTEM)
    yesterday = timezone.localdate() - timedelta(days=1)
    with pytest.raises(MarkIsUnclear):
        place_mark(patient=patient, kind="contact_after", reason="командировка", until=yesterday, by=SYSTEM)
    assert not patient.marks.exists()


def test_a_mark_of_the_same_kind_replaces_the_one_in_force_and_both_stay():
    patient = boris()
    first = place_mark(patient=patient, kind="conflict", reason="очередь", by=SYSTEM)
    second = place_mark(patient=patient, kind="conflict", reason="счёт", by=SYSTEM)
    first.refresh_from_db()
    assert first.lifted_at is not None
    lift_mark(mark=second, by=SYSTEM)
    lift_mark(mark=second, by=SYSTEM)
    assert facts_of(patient)[-4:] == [
        "patients.mark_placed", "patients.mark_lifted", "patients.mark_placed", "patients.mark_lifted",
    ]  # fmt: skip


def test_family_is_kept_from_both_sides_and_a_child_answers_for_nobody():
    child, mother = masha(), karina()
    relate(patient=child, relative=boris(), kind="grandparent", by=SYSTEM)
    assert Relation.objects.get(patient=boris(), relative=child).kind == "grandchild"
    with pytest.raises(CannotBeRelated):
        relate(patient=mother, relative=child, kind="child", answers=True, by=SYSTEM)
    with pytest.raises(CannotBeRelated):
        relate(patient=mother, relative=mother, kind="spouse", by=SYSTEM)
    unrelate(patient=boris(), relative=child, by=SYSTEM)
    assert list(Relation.objects.filter(patient=boris())) == []


def test_a_consent_without_proof_is_refused():
    patient = boris()
    with pytest.raises(ProofIsMissing):
        give_consent(patient=patient, purpose="marketing_general", evidence=" ", by=SYSTEM)
    assert not patient.consents.exists()


def test_a_mistyped_snils_is_noticed():
    patient = boris()
    with pytest.raises(NotADocumentNumber):
        add_document(patient=patient, kind="snils", number="112-233-445 96", by=SYSTEM)
    first = add_document(patient=patient, kind="snils", number="112-233-445 95", by=SYSTEM)
    assert add_document(patient=patient, kind="snils", number="11223344595", by=SYSTEM) == first


def test_an_enquiry_becomes_a_card_with_all_it_knew():
    """R062: two bases at once, and nothing lost between them."""
    lead = open_lead(
        name="Петрова Ольга Игоревна", phone="8 927 111 22 33", reason="болит колено", source="ВК", by=SYSTEM
    )
    assert not Patient.objects.exists()
    patient = turn_lead_into_patient(lead=lead, by=vera().as_actor())
    assert (patient.full_name, patient.source, str(patient.reason_for_contact)) == (
        "Петрова Ольга Игоревна", "ВК", "болит колено",
    )  # fmt: skip
    assert str(patient.contacts.get().value) == "+79271112233"
    titles = [line.kind for line in timeline_of(patient, Access(nina()))]
    assert {"patients.lead_opened", "patients.lead_became_patient"} <= set(titles)
    with pytest.raises(EnquiryIsClosed):
        close_lead(lead=lead, by=SYSTEM)


def test_the_clinics_own_fields_and_tags():
    patient = boris()
    sport = add_custom_field(name="Спорт", kind="choice", choices=["бег", "плавание"], by=SYSTEM)
    with pytest.raises(NotAField):
        add_custom_field(name="спорт", kind="text", by=SYSTEM)
    assert set_custom_values(patient=patient, values={sport.pk: "бег"}, by=SYSTEM)
    assert not set_custom_values(patient=patient, values={sport.pk: "бег"}, by=SYSTEM)
    assert str(patient.custom_values.get().value) == "бег"
    add_tag(patient=patient, name="ДМС", by=SYSTEM)
    assert add_tag(patient=patient, name="дмс", by=SYSTEM).name == "ДМС"
    assert patient.tags.count() == 1


def test_completeness_is_counted_by_the_fields_the_clinic_requires():
    """R004, R065: full name, birth date, card number, contacts, last visit at first; the clinic chooses others."""
    patient = boris()
    patient.refresh_from_db()
    assert patient.completeness == 80
    set_required_fields(keys=["city", "source"], by=SYSTEM)
    run_pending()
    patient.refresh_from_db()
    assert patient.completeness == 50
    change_patient(patient=patient, source="сайт", by=SYSTEM)
    patient.refresh_from_db()
    assert patient.completeness == 100


def test_a_note_keeps_its_code_in_the_event_but_never_its_words():
    patient = boris()
    note(patient=patient, kind="diagnosis", text="гонартроз", code="m17.1", noted_on=date(2026, 3, 1), by=SYSTEM)
    data = Event.objects.get(kind="patients.noted").data
    assert (data["note_kind"], data["code"]) == ("diagnosis", "M17.1")
    assert "гонартроз" not in str(data)
