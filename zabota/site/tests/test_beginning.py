"""A clinic where nothing is yet: everybody's first screen says what to do first, and who does it."""

import pytest
from django.test import Client
from django.urls import reverse

from zabota.base.accounts.testing import signed_in
from zabota.core.patients.testing import karina
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.models import Doctor
from zabota.core.staff.testing import a_doctor, an_employee, maya, nina, oleg, vera, zoya
from zabota.work.scheduling.testing import a_service, receives

pytestmark = pytest.mark.django_db


def first_screen(user) -> str:
    return signed_in(Client(), user).get("/").headers["Location"]


def start(user) -> str:
    return signed_in(Client(), user).get("/start/").text


def steps_open_to(user) -> list[str]:
    steps = (shown for way in signed_in(Client(), user).get("/start/").context["ways"] for shown in way.steps)
    return [shown.url for shown in steps if shown.url]


@pytest.mark.parametrize("person", [nina, vera, oleg, maya])
def test_the_first_screen_of_an_empty_clinic_says_where_to_begin(person):
    assert first_screen(person()) == "/start/"


def test_the_director_imports_looks_at_doubles_calls_and_sets_up_booking():
    assert steps_open_to(nina()) == [
        "/import/", "/duplicates/", "/calls/", "/setup/doctors/new/", "/setup/services/", "/setup/hours/",
    ]  # fmt: skip


def test_who_cannot_import_sees_who_can():
    told = start(oleg())
    assert "Это делает: директор, старший администратор, ответственный за базу." in told
    assert steps_open_to(oleg()) == ["/calls/"]


def test_a_patient_in_the_base_ends_the_beginning():
    karina()
    assert [first_screen(each) for each in (nina(), vera(), oleg())] == ["/calls/progress/", "/calendar/", "/calls/"]


def test_hours_of_a_doctor_end_it_too():
    receives(a_doctor("Громова"))
    assert first_screen(vera()) == "/calendar/"


def test_done_steps_are_marked_and_the_next_one_stands_out():
    a_service()
    booking = signed_in(Client(), zoya()).get("/start/").context["ways"][1]
    assert [shown.is_done for shown in booking.steps] == [False, True, False]
    assert booking.next_step.url == reverse("scheduling:new_doctor")


def test_progress_of_an_empty_clinic_is_no_row_of_zeros():
    page = signed_in(Client(), nina()).get("/calls/progress/").text
    assert "Звонить пока некому" in page
    assert 'class="stats"' not in page
    assert "<canvas" not in page


@pytest.mark.parametrize(
    ("address", "true", "untrue"),
    [
        ("/calls/", "Звонить пока некому", "Все звонки сделаны"),
        ("/calls/held/", "Звонить пока некому", "звонить можно"),
        ("/duplicates/review/", "Сравнивать пока некого", "Вернуть последнее"),
        ("/patients/", "Пациентов пока нет", "Никто не подходит"),
        ("/patients/to-check/", "Пациентов пока нет", "Проверять нечего"),
        ("/patients/completeness/", "Пациентов пока нет", "<progress"),
        ("/visits/for-mis/", "Пациентов пока нет", "Вносить нечего"),
        ("/visits/asleep/", "Пациентов пока нет", "Спящих нет"),
    ],
)
def test_nothing_is_said_to_be_finished_where_nothing_began(address, true, untrue):
    page = signed_in(Client(), nina()).get(address).text
    assert (true in page, untrue in page) == (True, False)
    assert 'href="/start/"' in page


def test_a_director_adds_the_first_doctor_with_his_account():
    branch = samara_centre()
    account = an_employee("anna", "Анна Викторовна Громова", "doctor", branch)
    director = signed_in(Client(), nina())
    typed = {"surname": "Громова", "given": "Анна", "speciality": "Ортопед", "branches": [branch.pk]}
    answer = director.post("/setup/doctors/new/", {**typed, "user": account.pk})
    doctor = Doctor.objects.get()
    assert answer.headers["Location"] == reverse("scheduling:doctor_hours", args=[doctor.public_id])
    assert (doctor.short_name, doctor.user, list(doctor.branches.all())) == ("Громова А.", account, [branch])
    assert signed_in(Client(), account).get("/calendar/").status_code == 200
    again = director.get("/setup/doctors/new/").context["form"]
    assert list(again.fields["user"].queryset) == []


def test_a_missing_page_offers_the_search_only_to_who_is_signed_in(client):
    assert "Ctrl+K" not in client.get("/nowhere/").text
    assert "Ctrl+K" in signed_in(Client(), vera()).get("/nowhere/").text
