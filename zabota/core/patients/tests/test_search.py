"""Find a patient by whatever one remembers (A.5): slips, layouts, letters of two alphabets, tails, numbers."""

from datetime import date

import pytest
from django.test import Client

from zabota.base.accounts.access import Access
from zabota.base.accounts.testing import signed_in
from zabota.core.patients.commands import change_patient
from zabota.core.patients.models import NameWord, Patient
from zabota.core.patients.queries import patients_visible_to
from zabota.core.patients.queries.search import found_patients
from zabota.core.patients.queries.similar import similar_patients
from zabota.core.patients.testing import KARINAS_PHONE, a_patient, boris, karina, masha, pasha, sasha
from zabota.core.patients.upkeep import recount_name_words
from zabota.core.staff.testing import maya, oleg, vera
from zabota.lib.actors import SYSTEM

pytestmark = pytest.mark.django_db


def names(text: str) -> list[str]:
    return [patient.full_name for patient in found_patients(patients_visible_to(Access(vera())), text)]


@pytest.fixture
def base() -> None:
    karina(), boris()
    a_patient("Ёлкина", "Алёна", "Семёновна")
    a_patient("Гриценко", "Сергій", "Олексійович")
    a_patient("Ґалаґан", "Євгенія", "")
    a_patient("Мамин-Сибиряк", "Дмитрий", "Наркисович", birth_date=date(1952, 11, 6), card_number="A-77")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Демидова Карина", "Демидова Карина Олеговна"),
        ("карина демидова", "Демидова Карина Олеговна"),
        ("дем кар", "Демидова Карина Олеговна"),
        ("Димидова", "Демидова Карина Олеговна"),
        ("Демдова Карна", "Демидова Карина Олеговна"),
        ("Демидвао", "Демидова Карина Олеговна"),
        ("rfhbyf", "Демидова Карина Олеговна"),
        ("Ltvbljdf", "Демидова Карина Олеговна"),
        ("Demidova Karina", "Демидова Карина Олеговна"),
        ("елкина алена", "Ёлкина Алёна Семёновна"),
        ("Ёлкина", "Ёлкина Алёна Семёновна"),
        ("сергий гриценко", "Гриценко Сергій Олексійович"),
        ("галаган евгения", "Ґалаґан Євгенія"),
        ("сибиряк", "Мамин-Сибиряк Дмитрий Наркисович"),
        ("1024", "Демидова Карина Олеговна"),
        ("№ 1024", "Демидова Карина Олеговна"),
        ("8 (927) 222-33-44", "Зимин Борис Петрович"),
        ("3344", "Зимин Борис Петрович"),
        ("зимин 3344", "Зимин Борис Петрович"),
        ("мамин 1952", "Мамин-Сибиряк Дмитрий Наркисович"),
        ("06.11.1952", "Мамин-Сибиряк Дмитрий Наркисович"),
        ("A-77", "Мамин-Сибиряк Дмитрий Наркисович"),
    ],
)
def test_a_patient_is_found(base, typed, meant):
    assert names(typed)[:1] == [meant]


@pytest.mark.parametrize("typed", ["", "я", "  ", "???", "%_'\"\\", "0000", "Совершенноникто", "\u200b\u200b"])
def test_nobody_is_found_for_nothing(base, typed):
    assert names(typed) == []


def test_the_tail_of_a_shared_phone_finds_the_whole_family():
    masha(), pasha(), sasha(), boris()
    assert names("1234") == [
        "Демидов Александр Андреевич", "Демидов Павел Андреевич", "Демидова Карина Олеговна", "Демидова Мария Андреевна",
    ]  # fmt: skip


def test_an_exact_name_comes_before_its_likenesses():
    a_patient("Иванова", "Ива"), a_patient("Иванов", "Олег"), a_patient("Ивановский", "Юрий")
    assert names("иванов")[0] == "Иванов Олег Ильич"
    assert len(names("иванов")) == 3


def test_a_former_surname_and_a_former_card_still_find_the_card():
    patient = karina()
    change_patient(
        patient=patient, surname="Орлова", maiden_surname="Демидова", former_card_numbers=["55-А"], by=SYSTEM
    )
    assert names("демидова карина") == names("55-А") == ["Орлова Карина Олеговна"]


def test_merged_cards_and_foreign_eyes_find_nothing():
    patient = karina()
    assert list(found_patients(patients_visible_to(Access(maya())), "Демидова")) == []
    Patient.objects.filter(pk=patient.pk).update(state="merged", merged_into=boris())
    assert names("Демидова") == []


def test_words_that_nobody_bears_any_more_are_forgotten_by_night():
    patient = karina()
    change_patient(patient=patient, surname="Орлова", by=SYSTEM)
    recount_name_words()
    assert sorted(NameWord.objects.values_list("word", "patients")) == [("карина", 1), ("олеговна", 1), ("орлова", 1)]


def test_the_search_box_shows_masked_numbers_only():
    """T10: an operator finds by the phone that he hears and never reads one."""
    masha()
    answer = signed_in(Client(), oleg()).post("/search/", {"text": KARINAS_PHONE}).content.decode()
    assert answer.count("+7 ••• •••-12-34") == 2
    assert "9161231234" not in answer


def test_the_same_person_typed_again_is_noticed_and_her_child_on_the_phone_is_not():
    """R200: before a second card is opened, not after."""
    masha()
    visible = patients_visible_to(Access(vera()))
    typed = {"surname": "Димидова", "given": "Карина", "patronymic": "Олеговна", "phone": "8 916 123 12 34"}
    assert [(each.patient.given, each.shares_phone) for each in similar_patients(visible, typed)] == [("Карина", True)]
    assert similar_patients(visible, {"surname": "Соколов", "given": "Пётр"}) == []
