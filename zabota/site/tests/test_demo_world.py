"""The demo clinic is invented the same way each time and looks like a clinic."""

from collections import Counter
from datetime import date

import pytest

from zabota.site.demo.clinic import doctors
from zabota.site.demo.names import patronymic_of, surname_of
from zabota.site.demo.people import people
from zabota.site.demo.visits import visits_of

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def base():
    return [person for household in people(3000, TODAY) for person in household]


@pytest.fixture(scope="module")
def visits(base):
    return [visit for person in base for visit in visits_of(person, TODAY)]


def test_the_same_people_are_invented_whatever_the_size(base):
    smaller = [person for household in people(500, TODAY) for person in household]
    assert smaller == base[:500]


def test_numbers_are_the_places_in_the_base(base):
    assert [person.number for person in base] == list(range(3000))


def test_a_child_answers_by_its_parents_phone(base):
    children = [person for person in base if person.guardian is not None]
    assert len(children) > 200
    for child in children:
        guardian = base[child.guardian]
        assert (child.phone, child.home) == (guardian.phone, guardian.home)
        assert child.birth_date > guardian.birth_date


def test_there_are_twins(base):
    births = Counter((person.home, person.birth_date) for person in base)
    assert max(births.values()) == 2


def test_nobody_visits_before_birth_or_on_sunday(base, visits):
    assert all(visit.starts_at.date() > base[visit.person].birth_date for visit in visits)
    assert {visit.starts_at.weekday() for visit in visits} == set(range(6))


def test_history_ends_yesterday_and_has_outcomes(visits):
    assert max(visit.starts_at.date() for visit in visits) < TODAY
    assert {visit.status for visit in visits} == {"completed", "no_show", "cancelled", "moved"}


def test_only_completed_visits_are_paid(visits):
    assert all((visit.amount is not None) == (visit.status == "completed") for visit in visits)


def test_summer_is_quiet(visits):
    by_month = Counter(visit.starts_at.month for visit in visits if 2022 <= visit.starts_at.year <= 2025)
    assert by_month[6] + by_month[7] < 0.8 * (by_month[9] + by_month[10])


def test_many_came_once_and_few_come_often(visits):
    visits_each = Counter(visit.person for visit in visits if visit.status == "completed")
    often = sum(count for count in visits_each.values() if count > 8)
    assert 0.25 < often / sum(visits_each.values()) < 0.6
    assert max(visits_each.values()) > 20


def test_hundreds_in_thousands_are_asleep(visits):
    last = {}
    for visit in visits:
        if visit.status == "completed":
            last[visit.person] = max(visit.starts_at.date(), last.get(visit.person, date.min))
    asleep = [day for day in last.values() if 91 <= (TODAY - day).days <= 182]
    assert 200 < len(asleep) < 800


def test_forty_doctors_with_the_two_of_the_cast(visits):
    staff = doctors()
    assert len(staff) == 40
    assert [(doctor.surname, doctor.direction.speciality) for doctor in staff[:2]] == [
        ("Громова", "Ортопед"), ("Абрамян", "Офтальмолог")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("father", "sex", "patronymic"),
    [
        ("Илья", "m", "Ильич"), ("Никита", "f", "Никитична"), ("Лев", "f", "Львовна"), ("Павел", "m", "Павлович"),
        ("Дмитрий", "m", "Дмитриевич"), ("Юрий", "f", "Юрьевна"), ("Андрей", "m", "Андреевич"), ("Игорь", "f", "Игоревна"),
        ("Михаил", "m", "Михайлович"), ("Анатолий", "f", "Анатольевна"), ("Пётр", "m", "Петрович"),
    ],
)  # fmt: skip
def test_patronymics(father, sex, patronymic):
    assert patronymic_of(father, sex) == patronymic


@pytest.mark.parametrize(
    ("surname", "feminine"),
    [("Киселёв", "Киселёва"), ("Никольский", "Никольская"), ("Ким", "Ким"), ("Шевченко", "Шевченко")],
)
def test_feminine_surnames(surname, feminine):
    assert surname_of(surname, "f") == feminine
