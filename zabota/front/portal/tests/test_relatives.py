"""Whoever proves his phone and books a relative is linked with him (section F): mother and child, son and father."""

import pytest

from zabota.core.patients.commands import relate
from zabota.core.patients.models import Patient, Relation, RelationKind
from zabota.core.patients.testing import KARINAS_PHONE, a_patient, karina, masha
from zabota.front.portal.testing import Visitor, an_online_service
from zabota.front.portal.tests.test_codes import type_code
from zabota.lib.actors import SYSTEM
from zabota.outreach.messaging.testing import last_code_to, with_sms
from zabota.work.scheduling.models import Appointment

pytestmark = pytest.mark.django_db


@pytest.fixture
def sms(monkeypatch):
    with_sms(monkeypatch)


def books(name, *, phone=KARINAS_PHONE, **typed):
    """The visit that was booked with a right code."""
    page = Visitor().book(an_online_service(), name=name, phone=phone, **{"whose": "relative", **typed})
    type_code(page, last_code_to(phone))
    return Appointment.objects.select_related("patient").get()


def links():
    """(patient, relative, kind, answers) of every link, from both sides."""
    rows = Relation.objects.select_related("patient", "relative").order_by("pk")
    return [(each.patient.given, each.relative.given, each.kind, each.answers) for each in rows]


def test_a_mother_books_a_child_whom_the_clinic_does_not_know(sms):
    karina()
    child = books("Пётр Демидов", kinship=RelationKind.PARENT).patient
    assert links() == [("Пётр", "Карина", "parent", False), ("Карина", "Пётр", "child", False)]
    assert child.contacts.get().belongs_to == "родитель"


@pytest.mark.parametrize(
    ("typed", "kind"), [({}, "other"), ({"kinship": "spouse"}, "spouse"), ({"kinship": "child"}, "child")]
)
def test_what_one_is_to_the_patient_is_taken_as_it_was_said(sms, typed, kind):
    karina()
    books("Олег Демидов", **typed)
    assert links()[0][2] == kind


def test_a_link_that_is_there_stays_as_the_desk_wrote_it(sms):
    Relation.objects.all().delete()
    relate(patient=masha(), relative=karina(), kind=RelationKind.PARENT, answers=True, by=SYSTEM)
    before = links()
    assert books("Мария Демидова", kinship=RelationKind.OTHER).patient == masha()
    assert links() == before


def test_nobody_is_linked_where_the_phone_is_not_proved():
    karina()
    Visitor().book(an_online_service(), name="Пётр Демидов", phone=KARINAS_PHONE, whose="relative", kinship="parent")
    assert (Appointment.objects.count(), links()) == (1, [])


def test_nobody_is_linked_by_a_phone_of_two_grown_ups_or_of_nobody(sms):
    karina()
    a_patient("Демидов", "Игорь", "Олегович", phone=KARINAS_PHONE)
    books("Пётр Демидов", kinship="parent")
    assert links() == []


def test_whoever_comes_himself_is_nobody_s_relative(sms):
    a_patient("Белов", "Игорь", "Олегович", phone=KARINAS_PHONE)
    books("Пётр Сорокин", whose="self", kinship="parent")
    assert (links(), Patient.objects.count()) == ([], 2)


def test_a_kinship_that_does_not_exist_is_refused(sms):
    answer = Visitor().book(an_online_service(), whose="relative", kinship="boss")
    assert answer.status_code == 422
