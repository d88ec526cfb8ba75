"""Rows written by COPY are the rows that were meant: every kind of field, keys, conflicts."""

import uuid
from datetime import date

import pytest
from django.db import IntegrityError, connection

from zabota.base.events.models import Event
from zabota.base.postgres.copying import copy_objects
from zabota.core.patients.models import ContactPoint, DuplicatePair, Patient, Sex


def test_every_kind_of_value_arrives(db):
    born = date(1986, 3, 5)
    cards = copy_objects(
        [
            Patient(surname="Ёлкин\t\\N", birth_date=born, former_card_numbers=["1", 'a"b,{'], street="ул. Мира, 1\n2"),
            Patient(surname="", card_number=None),
        ]
    )
    first, second = Patient.objects.in_bulk([card.pk for card in cards]).values()
    assert (first.surname, first.birth_date, first.former_card_numbers) == ("Ёлкин\t\\N", born, ["1", 'a"b,{'])
    assert (first.street, first.public_id) == ("ул. Мира, 1\n2", cards[0].public_id)
    assert (second.surname, second.card_number, second.birth_date) == ("", None, None)


def test_values_that_have_to_be_converted_are(db):
    """A choice instead of its text sends its whole column the long way; the others go as they stand."""
    cards = copy_objects([Patient(sex=Sex.FEMALE, surname="Ёлкина"), Patient(sex="m")])
    assert [Patient.objects.get(pk=card.pk).sex for card in cards] == ["f", "m"]


def test_what_is_sealed_is_sealed_in_the_table(db):
    (card,) = copy_objects([Patient(street="Чапаевская")])
    with connection.cursor() as cursor:
        cursor.execute("SELECT street FROM patients_patient WHERE id = %s", [card.pk])
        assert "Чапаевская".encode() not in bytes(cursor.fetchone()[0])


def test_keys_are_drawn_once_and_follow_the_sequence(db):
    copied = copy_objects([Patient(), Patient()])
    assert Patient.objects.create().pk == copied[1].pk + 1 == copied[0].pk + 2


def test_columns_of_the_database_are_left_to_it_and_json_arrives(db):
    (event,) = copy_objects([Event(kind="x", actor_kind="system", data={"поле": [1, None]})])
    stored = Event.objects.get(pk=event.pk)
    assert stored.data == {"поле": [1, None]}
    assert stored.happened_at is not None
    assert stored.transaction_id > 0


def test_a_conflict_is_an_error_or_left_out_as_asked(db):
    card = Patient.objects.create()

    def contact(index):
        return ContactPoint(patient=card, kind="phone", value="+7", value_index=index)

    copy_objects([contact(b"one")])
    copy_objects([contact(b"one"), contact(b"two"), contact(b"two")], ignore_conflicts=True)
    assert card.contacts.count() == 2
    with pytest.raises(IntegrityError):
        copy_objects([contact(b"two")])


def test_a_check_of_the_table_holds_for_copied_rows(db):
    one, two = Patient.objects.create(), Patient.objects.create()
    with pytest.raises(IntegrityError, match="patients_pair_is_ordered"):
        copy_objects([DuplicatePair(patient=two, other=one, public_id=uuid.uuid4())])


def test_nothing_is_copied_from_nothing(db):
    assert copy_objects([]) == []
