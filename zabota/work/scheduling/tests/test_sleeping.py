"""Whom the call list wakes (R032, R033, R219), told from the visits' side."""

from datetime import date

import pytest

from zabota.core.patients.commands import give_consent, place_mark, record_death
from zabota.core.patients.models import ConsentPurpose, MarkKind, Patient, StatedFact, StatedFactKind
from zabota.core.patients.testing import a_patient, karina, masha
from zabota.core.practice.queries import the_practice
from zabota.core.practice.testing import samara_centre, samara_volga
from zabota.lib.actors import SYSTEM
from zabota.outreach.todos.commands.refreshing import refresh_call_list
from zabota.outreach.todos.models import Call
from zabota.work.scheduling.models import Status
from zabota.work.scheduling.testing import a_visit, an_appointment, days_ago

pytestmark = pytest.mark.django_db


def a_sleeper(surname: str, *, days: int = 120, phone: str = "", paid: int | None = 3000, **visit: object) -> Patient:
    """A patient who consents to calls and was last here so many days ago."""
    number = phone or f"+7916{abs(hash(surname)) % 10_000_000:07d}"
    patient = a_patient(surname, phone=number)
    give_consent(patient=patient, purpose=ConsentPurpose.ADVERTISING, evidence="анкета", by=SYSTEM)
    a_visit(patient=patient, days=days, paid=paid, **visit)
    return patient


def called() -> list[str]:
    """Surnames on the list, in the order of calling."""
    refresh_call_list(by=SYSTEM)
    queue = Call.objects.filter(state="open").order_by("-is_promised", "-value", "id")
    return list(queue.values_list("patient__surname", flat=True))


def test_the_window_is_three_to_six_months_unless_the_clinic_says_otherwise():
    for surname, days in (("Недавний", 60), ("Соня", 100), ("Дрёма", 170), ("Давний", 250)):
        a_sleeper(surname, days=days)

    assert sorted(called()) == ["Дрёма", "Соня"]


def test_the_last_visit_counts_and_only_a_completed_one():
    returned = a_sleeper("Вернулся", days=150)
    a_visit(patient=returned, days=10)
    cancelled = a_sleeper("Отменил", days=150)
    an_appointment(patient=cancelled, on=days_ago(10), status=Status.CANCELLED)

    assert called() == ["Отменил"]


def test_whoever_is_planned_is_not_called():
    planned = a_sleeper("Записан")
    an_appointment(patient=planned, on=days_ago(-3), status=Status.PLANNED)
    missed = a_sleeper("Пропустил")
    an_appointment(patient=missed, on=days_ago(3), status=Status.PLANNED)

    assert called() == ["Пропустил"]


def test_marked_dead_and_moved_patients_are_not_called():
    place_mark(patient=a_sleeper("Просил"), kind=MarkKind.DO_NOT_CONTACT, reason="просил", by=SYSTEM)
    place_mark(
        patient=a_sleeper("Уехал"), kind=MarkKind.CONTACT_AFTER, reason="до весны", until=days_ago(-90), by=SYSTEM
    )
    place_mark(patient=a_sleeper("Переехал"), kind=MarkKind.MOVED_AWAY, by=SYSTEM)
    record_death(patient=a_sleeper("Умер"), by=SYSTEM)
    a_sleeper("Спит")

    assert called() == ["Спит"]


def test_the_dearest_and_the_latest_come_first():
    a_sleeper("Дорогой", days=100, paid=90_000)
    a_sleeper("Дешёвый", days=100, paid=500)
    a_sleeper("Дорогой-Давний", days=175, paid=90_000)

    assert called() == ["Дорогой", "Дорогой-Давний", "Дешёвый"]


def test_what_a_file_states_counts_where_no_appointment_is_known():
    stated = a_patient("Списочный", phone="+79160001122")
    give_consent(patient=stated, purpose=ConsentPurpose.ADVERTISING, evidence="анкета", by=SYSTEM)
    StatedFact.objects.create(
        patient=stated, kind=StatedFactKind.LAST_VISIT, on=days_ago(120), source="old_list.xlsx", stated_on=days_ago(5)
    )
    came_since = a_sleeper("Приходил", days=20)
    StatedFact.objects.create(
        patient=came_since,
        kind=StatedFactKind.LAST_VISIT,
        on=days_ago(120),
        source="old_list.xlsx",
        stated_on=days_ago(5),
    )

    assert called() == ["Списочный"]


def test_without_consent_or_number_a_patient_is_held_back_and_said_why():
    a_visit(patient=a_patient("Немой", phone="+79160001122"), days=120)
    no_number = a_patient("Безномерный")
    give_consent(patient=no_number, purpose=ConsentPurpose.ADVERTISING, evidence="анкета", by=SYSTEM)
    a_visit(patient=no_number, days=120)

    assert called() == []
    held = Call.objects.filter(state="held").order_by("id").values_list("patient__surname", "held_because")
    assert list(held) == [("Немой", "no_consent"), ("Безномерный", "no_number")]


def test_the_clinics_dated_decision_lets_the_held_back_be_called():
    the_clinic_decided_to_call()
    patient = a_patient("Немой", phone="+79160001122")
    a_visit(patient=patient, days=120)

    assert called() == ["Немой"]
    assert Call.objects.get().basis == "clinic_decision"


def the_clinic_decided_to_call() -> None:
    practice = the_practice()
    practice.calls_without_consent_decided_on = date(2026, 1, 12)
    practice.calls_without_consent_decided_by = "Нина Павловна Белова"
    practice.save()


def test_a_visit_or_a_booking_settles_the_call_and_nobody_is_on_the_list_twice():
    sleeper = a_sleeper("Соня")
    assert called() == ["Соня"]
    assert called() == ["Соня"]
    assert Call.objects.count() == 1

    an_appointment(patient=sleeper, on=days_ago(-1), status=Status.PLANNED)
    assert called() == []
    assert Call.objects.get().state == "closed"


def test_a_sleeper_belongs_to_the_branch_of_his_last_visit():
    sleeper = a_sleeper("Соня", days=150, branch=samara_centre())
    a_visit(patient=sleeper, days=120, branch=samara_volga())
    called()

    assert Call.objects.get().branch == samara_volga()


def test_a_child_is_called_for_through_its_mother():
    child = masha()
    give_consent(patient=child, purpose=ConsentPurpose.ADVERTISING, evidence="анкета", by=SYSTEM)
    a_visit(patient=child, days=120)

    assert called() == ["Демидова"]
    mothers = karina().contacts.get(kind="phone")
    assert bytes(Call.objects.get().number_index) == bytes(mothers.value_index)
    assert Call.objects.get().since_on == days_ago(120)
