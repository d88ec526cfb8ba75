"""What the desk must see on a booking: the question that a steward left for the visit (R007)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from zabota.core.patients.models import DuplicatePair, PairState
from zabota.core.patients.testing import a_patient
from zabota.core.staff.testing import vera
from zabota.work.scheduling.models import Status
from zabota.work.scheduling.queries import appointments_of
from zabota.work.scheduling.queries.notes import notes_of, pin_notes
from zabota.work.scheduling.testing import an_appointment, days_ago

pytestmark = pytest.mark.django_db


def two_cards_to_ask_about():
    pavel, double = a_patient("Сорокин", "Павел"), a_patient("Сорокин", "Паша", birth_date=days_ago(12_000))
    DuplicatePair.objects.create(patient=pavel, other=double, weight=3.0, evidence=[], state=PairState.AT_VISIT)
    return pavel, double


def booked_in(days, patient):
    return an_appointment(patient=patient, on=timezone.localdate() + timedelta(days=days), status=Status.PLANNED)


def test_the_question_stands_on_the_next_booking_of_either_card_and_on_no_other():
    pavel, double = two_cards_to_ask_about()
    an_appointment(patient=pavel, on=days_ago(30))
    later, next_one, of_double = booked_in(9, pavel), booked_in(2, pavel), booked_in(5, double)

    bookings = list(appointments_of([pavel.pk, double.pk]))
    pin_notes(bookings)

    noted = {each.pk: len(getattr(each, "notes", [])) for each in bookings}
    assert (noted[next_one.pk], noted[later.pk], noted[of_double.pk]) == (1, 0, 1)
    assert sum(noted.values()) == 2


def test_one_query_finds_the_notes_of_all(django_assert_num_queries):
    pavel, double = two_cards_to_ask_about()
    other = a_patient("Громов", "Лев")
    with django_assert_num_queries(1):
        found = notes_of({pavel.pk, double.pk, other.pk})
    assert {patient_id: len(notes) for patient_id, notes in found.items()} == {pavel.pk: 1, double.pk: 1}
    assert "Сорокин Паша" in found[pavel.pk][0]


def test_the_desk_reads_it_on_the_card_and_in_the_list_for_the_mis(client):
    pavel, _double = two_cards_to_ask_about()
    visit = booked_in(1, pavel)
    type(visit).objects.filter(pk=visit.pk).update(must_enter_into_mis=True)
    client.force_login(vera())
    on_card = client.get(f"/visits/of/{pavel.public_id}/").content.decode()
    for page in (on_card, client.get("/visits/for-mis/").content.decode()):
        assert page.count("Сорокин Паша") == 1
