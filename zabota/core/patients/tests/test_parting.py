"""What came after a merge, when its cards part again: a person says whose it is (issue 2, D)."""

import pytest
from django.test import Client

from zabota.base.audit.models import AuditEntry
from zabota.base.events.models import Event
from zabota.core.patients.commands import (
    ImportedContact,
    ImportedMark,
    ImportedPerson,
    add_contact,
    add_tag,
    change_patient,
    give_consent,
    import_mentions,
    note,
    open_lead,
    place_mark,
    record_refusal,
    turn_lead_into_patient,
)
from zabota.core.patients.commands.contacts import remove_contact
from zabota.core.patients.commands.merging import CardsChanged, merge_patients, unmerge
from zabota.core.patients.models import ContactKind, ContactPoint, Mark, Mention, Merge, PatientState
from zabota.core.patients.queries import may_contact
from zabota.core.patients.queries.arrivals import SAME_FILE, SAME_PERSON, split_of
from zabota.core.patients.queries.contacts import value_index
from zabota.core.patients.testing import a_patient
from zabota.core.staff.testing import rita, vera
from zabota.lib.actors import SYSTEM

pytestmark = pytest.mark.django_db
ADVERTISING = {"purpose": "marketing_general", "channel": "sms"}


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def two_cards():
    karina = a_patient("Демидова", "Карина", phone="+79161230001", card_number="101")
    return karina, a_patient("Демидова", "К.", phone="+79161230002", card_number="202")


def merged():
    karina, double = two_cards()
    return karina, double, merge_patients(survivor=karina, retired=double, by=SYSTEM)


def came(merge):
    return [(each.entry.key, each.goes) for each in split_of(merge).arrivals]


def names(merge, *keys):
    return [each.name for each in split_of(merge).arrivals if each.entry.key in keys]


def phones_of(card):
    return sorted(contact.value for contact in ContactPoint.objects.filter(patient=card))


def test_only_what_came_after_the_merge_is_asked_about():
    karina, _double, merge = merged()
    assert came(merge) == []
    add_contact(patient=karina, kind=ContactKind.PHONE, value="+79161230003", by=vera().as_actor())
    note(patient=karina, kind="allergy", text="лидокаин", by=vera().as_actor())
    place_mark(patient=karina, kind="vip", by=vera().as_actor())
    add_tag(patient=karina, name="волонтёр", by=vera().as_actor())
    change_patient(patient=karina, city="Самара", by=vera().as_actor())

    assert came(merge) == [
        ("patients.contactpoint.patient", False),
        ("patients.medicalnote.patient", False),
        ("patients.mark.patient", False),
        ("patients.patienttag.patient", False),
    ]


def test_what_a_person_gives_goes_and_the_rest_stays():
    karina, double, merge = merged()
    add_contact(patient=karina, kind=ContactKind.PHONE, value="+79161230003", by=vera().as_actor())
    place_mark(patient=karina, kind="vip", by=vera().as_actor())
    add_tag(patient=karina, name="волонтёр", by=vera().as_actor())
    given = names(merge, "patients.contactpoint.patient", "patients.patienttag.patient")

    unmerge(merge=merge, by=rita().as_actor(), given=given)

    assert phones_of(karina) == ["+79161230001"]
    assert phones_of(double) == ["+79161230002", "+79161230003"]
    assert [mark.patient_id for mark in Mark.objects.all()] == [karina.pk]
    assert ([tag.name for tag in double.tags.all()], list(karina.tags.all())) == (["волонтёр"], [])
    facts = Event.objects.filter(kind="patients.merge_undone").order_by("pk")
    assert [(fact.patient_id, fact.triggers, fact.data["given"]) for fact in facts] == [
        (karina.pk, True, sorted(given)),
        (double.pk, False, sorted(given)),
    ]


def test_a_number_of_the_retired_card_typed_anew_is_proposed_to_it():
    karina, double, merge = merged()
    remove_contact(contact=karina.contacts.get(value_index=value_index("+79161230002")), by=SYSTEM)
    add_contact(patient=karina, kind=ContactKind.PHONE, value="+79161230002", by=vera().as_actor())
    lead = open_lead(name="Карина", phone="+79161230002", by=SYSTEM)
    turn_lead_into_patient(lead=lead, by=SYSTEM, patient=karina)

    assert [(each.entry.key, each.goes, each.why) for each in split_of(merge).arrivals] == [
        ("patients.contactpoint.patient", True, SAME_PERSON),
        ("patients.lead.patient", True, SAME_PERSON),
    ]
    unmerge(merge=merge, by=rita().as_actor())
    assert (phones_of(karina), phones_of(double)) == (["+79161230001"], ["+79161230002"])


def test_a_number_that_both_had_is_proposed_to_neither():
    karina, double = two_cards()
    add_contact(patient=double, kind=ContactKind.PHONE, value="+79161230001", by=SYSTEM)
    merge = merge_patients(survivor=karina, retired=double, by=SYSTEM)
    person = ImportedPerson(patient_id=karina.pk, contacts=(ImportedContact("phone", "+79161230001"),))
    import_mentions(people=[person], source="import:7", by=SYSTEM)
    assert came(merge) == [("patients.mention.patient", False)]


def test_rows_of_a_file_that_spoke_of_the_retired_card_are_proposed_to_it():
    karina, double, merge = merged()
    people = [
        ImportedPerson(
            patient_id=karina.pk,
            card_number="202",
            contacts=(ImportedContact("phone", "+79161230003"),),
            marks=(ImportedMark("vip", "в файле"),),
        )
    ]
    import_mentions(people=people, source="import:7", by=SYSTEM)

    assert {(each.entry.key, each.why) for each in split_of(merge).arrivals if each.goes} == {
        ("patients.mention.patient", SAME_PERSON),
        ("patients.contactpoint.patient", SAME_PERSON),
        ("patients.mark.patient", SAME_FILE),
    }
    unmerge(merge=merge, by=rita().as_actor())
    assert phones_of(double) == ["+79161230002", "+79161230003"]
    assert [mention.patient_id for mention in Mention.objects.filter(source="import:7")] == [double.pk]
    assert [mark.patient_id for mark in Mark.objects.all()] == [double.pk]


def test_a_consent_given_after_the_merge_is_of_one_card_and_a_refusal_of_both():
    karina, double, merge = merged()
    give_consent(patient=karina, **ADVERTISING, evidence="анкета 12", by=vera().as_actor())
    record_refusal(patient=karina, purpose="reviews", by=vera().as_actor())
    assert may_contact(karina, **ADVERTISING).allowed

    unmerge(merge=merge, by=rita().as_actor(), given=[])

    double.refresh_from_db()
    assert may_contact(karina, **ADVERTISING).allowed
    assert may_contact(double, **ADVERTISING).reason == "no_consent"
    assert [may_contact(card, "reviews", "sms").reason for card in (karina, double)] == ["refused", "refused"]


@pytest.mark.parametrize(("had_refused", "left_with"), [(False, "no_consent"), (True, "refused")])
def test_a_consent_that_is_given_to_the_other_card_ends_here(had_refused, left_with):
    """A refusal that it had taken back holds again: it was another person who said yes."""
    karina, double = two_cards()
    if had_refused:
        record_refusal(patient=karina, **ADVERTISING, by=SYSTEM)
    merge = merge_patients(survivor=karina, retired=double, by=SYSTEM)
    give_consent(patient=karina, **ADVERTISING, evidence="анкета 12", by=vera().as_actor())

    unmerge(merge=merge, by=rita().as_actor(), given=names(merge, "patients.consententry.patient"))

    double.refresh_from_db()
    assert may_contact(karina, **ADVERTISING).reason == left_with
    assert may_contact(double, **ADVERTISING).allowed
    assert double.consents.get().proof.text == "анкета 12"


def test_whoever_changed_the_cards_meanwhile_is_not_overruled():
    karina, double, merge = merged()
    seal = split_of(merge).seal
    add_tag(patient=karina, name="волонтёр", by=vera().as_actor())

    with pytest.raises(CardsChanged):
        unmerge(merge=merge, by=rita().as_actor(), given=[], seal=seal)

    double.refresh_from_db()
    assert (double.state, Merge.objects.get().undone_at) == (PatientState.MERGED, None)
    seal = split_of(merge).seal
    unmerge(merge=merge, by=rita().as_actor(), given=[], seal=seal)
    with pytest.raises(CardsChanged):
        unmerge(merge=merge, by=rita().as_actor(), given=[], seal=seal)


def test_what_came_to_each_card_of_a_chain_is_told_apart():
    """What came to the upper card before the middle one joined it is nobody else's."""
    middle, inner, merge = merged()
    top = a_patient("Демидова", "Карина", "Олеговна", phone="+79161230009")
    place_mark(patient=middle, kind="vip", by=SYSTEM)
    place_mark(patient=top, kind="debt", reason="акт", by=SYSTEM)
    merge_patients(survivor=top, retired=middle, by=SYSTEM)
    place_mark(patient=top, kind="conflict", reason="спор о счёте", by=SYSTEM)
    assert [each.row.kind for each in split_of(merge).arrivals] == ["vip", "conflict"]

    unmerge(merge=merge, by=SYSTEM, given=names(merge, "patients.mark.patient"))

    assert sorted(Mark.objects.filter(patient=inner).values_list("kind", flat=True)) == ["conflict", "vip"]
    assert list(Mark.objects.filter(patient=top).values_list("kind", flat=True)) == ["debt"]


def test_the_screen_tells_what_came_and_who_entered_it():
    karina, _double, merge = merged()
    add_contact(patient=karina, kind=ContactKind.PHONE, value="+79161230003", by=vera().as_actor())
    note(patient=karina, kind="allergy", text="лидокаин", by=vera().as_actor())

    page = signed_in(rita()).get(f"/duplicates/merges/{merge.public_id}/part/")

    text = page.content.decode()
    assert vera().full_name in text
    assert "••" in text
    assert "79161230003" not in text
    assert "лидокаин" not in text  # a data steward sees nothing of health
    assert AuditEntry.objects.filter(patient_id=karina.pk, actor_id=rita().pk, fields=["duplicates"]).exists()


def test_the_desk_may_not_part_cards():
    _karina, _double, merge = merged()
    assert signed_in(vera()).get(f"/duplicates/merges/{merge.public_id}/part/").status_code == 403
