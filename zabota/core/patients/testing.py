"""The cast's patients: Karina with her children on one phone, Boris who only calls, and whoever a test needs."""

from datetime import date
from typing import Any

from django.utils import timezone

from zabota.core.patients.commands import add_contact, register_patient, relate
from zabota.core.patients.models import ContactKind, Patient, RelationKind
from zabota.core.practice.testing import samara_centre
from zabota.lib.actors import SYSTEM

KARINAS_PHONE = "+79161231234"
BORISS_PHONE = "+79272223344"


def a_patient(
    surname: str = "Сорокин",
    given: str = "Павел",
    patronymic: str = "Ильич",
    *,
    phone: str = "",
    email: str = "",
    whose: str = "",
    **fields: Any,
) -> Patient:
    """A new card with whatever the test says of it; `whose` tells that the phone is another's."""
    patient = register_patient(surname=surname, given=given, patronymic=patronymic, by=SYSTEM, **fields)
    if phone:
        add_contact(patient=patient, kind=ContactKind.PHONE, value=phone, belongs_to=whose, by=SYSTEM)
    if email:
        add_contact(patient=patient, kind=ContactKind.EMAIL, value=email, by=SYSTEM)
    return patient


def karina() -> Patient:
    """Карина Олеговна Демидова, 34, mother of Маша, Паша and Саша."""
    return _known("Демидова", "Карина", "Олеговна") or a_patient(
        "Демидова",
        "Карина",
        "Олеговна",
        phone=KARINAS_PHONE,
        email="karina.demidova@mail.ru",
        sex="f",
        birth_date=_years_ago(34),
        card_number="1024",
        city="Самара",
        home_branch=samara_centre(),
    )


def masha() -> Patient:
    return _karinas_child("Мария", 7, "f")


def pasha() -> Patient:
    return _karinas_child("Павел", 3, "m")


def sasha() -> Patient:
    return _karinas_child("Александр", 3, "m")


def boris() -> Patient:
    """Борис Петрович Зимин, 71, no smartphone."""
    return _known("Зимин", "Борис", "Петрович") or a_patient(
        "Зимин",
        "Борис",
        "Петрович",
        phone=BORISS_PHONE,
        sex="m",
        birth_date=_years_ago(71),
        card_number="311",
        city="Самара",
        home_branch=samara_centre(),
        preferred_channel="call",
    )


def _karinas_child(given: str, age: int, sex: str) -> Patient:
    patronymic = "Андреевна" if sex == "f" else "Андреевич"
    surname = "Демидова" if sex == "f" else "Демидов"
    known = _known(surname, given, patronymic)
    if known:
        return known
    child = a_patient(
        surname,
        given,
        patronymic,
        phone=KARINAS_PHONE,
        whose="мама",
        sex=sex,
        birth_date=_years_ago(age),
        city="Самара",
        home_branch=samara_centre(),
    )
    relate(patient=child, relative=karina(), kind=RelationKind.PARENT, answers=True, by=SYSTEM)
    return child


def _known(surname: str, given: str, patronymic: str) -> Patient | None:
    return Patient.objects.filter(surname=surname, given=given, patronymic=patronymic).first()


def _years_ago(years: int) -> date:
    """A birthday on 14 March that gives this age today."""
    today = timezone.localdate()
    is_ahead = (today.month, today.day) < (3, 14)
    return date(today.year - years - is_ahead, 3, 14)
