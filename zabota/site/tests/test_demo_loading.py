"""F of the issue: the demo clinic loads into an empty installation, and into no other."""

from datetime import UTC, date, datetime, time, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from zabota.base.accounts.models import User
from zabota.core.patients.models import DuplicatePair, Merge, Patient, PatientState, Relation
from zabota.core.patients.testing import a_patient
from zabota.core.practice.models import Branch
from zabota.core.staff.models import Doctor, Employment
from zabota.front.portal.models import FunnelStep, OnlineBooking
from zabota.lib.errors import Refused
from zabota.outreach.todos.models import CallAttempt, Todo
from zabota.site.demo.loading import load_demo
from zabota.work.scheduling.models import Appointment, Leave, Occupancy, Opening, Shift, WaitingEntry
from zabota.work.scheduling.queries.sessions import participants, sessions

#: The coming Monday, nine in the morning in Samara.
NOW = datetime.combine(date.today() + timedelta(days=7 - date.today().weekday()), time(5), UTC)
TODAY = NOW.date()


def load(patients=400):
    done = []
    with time_machine.travel(NOW):
        load_demo(patients=patients, report=lambda count, total: done.append((count, total)), now=NOW)
    return done


def it_brings_the_network_its_staff_and_its_patients():
    assert list(Branch.objects.values_list("name", flat=True)) == ["Самара-Волга", "Самара-Центр", "Тольятти"]
    assert Doctor.objects.count() == 40
    assert Patient.objects.filter(mentions__source="demo").distinct().count() == 405
    assert Employment.objects.filter(user__login="oleg", role="operator", branch__name="Самара-Центр").exists()
    assert all(User.objects.values_list("is_demo", flat=True))


def visits_have_doctors_of_their_direction_and_sums():
    visits = Appointment.objects.filter(doctor__speciality="Кардиолог", status="completed")
    assert visits.count() > 50
    assert {visit.service.category.name for visit in visits.select_related("service__category")} == {"Кардиология"}
    assert not visits.filter(amount=None).exists()


def karina_answers_for_her_three_children_by_one_phone():
    karina = Patient.objects.get(surname="Демидова", given="Карина", patronymic="Олеговна")
    links = Relation.objects.filter(relative=karina, answers=True, kind="parent")
    assert {link.patient.given for link in links} == {"Мария", "Павел", "Александр"}
    phones = {bytes(link.patient.contacts.get().value_index) for link in links}
    assert phones == {bytes(karina.contacts.get().value_index)}


def the_old_journal_leaves_merged_cards_and_pairs_to_decide():
    assert Merge.objects.filter(is_automatic=True).count() >= 1
    retired = Patient.objects.filter(state=PatientState.MERGED)
    assert retired.count() == Merge.objects.count()
    assert DuplicatePair.objects.filter(state="open").count() + Merge.objects.count() >= 3


def operators_have_called_and_the_director_has_complaints():
    # With 400 people there are few sleepers to call; each was called once, before today, by an operator of the branch.
    attempts = CallAttempt.objects.all()
    assert attempts.count() > 5
    assert all(timezone.localdate(attempt.at) < TODAY for attempt in attempts)
    assert set(attempts.values_list("operator__login", flat=True)) <= {"oleg", "alina", "denis"}
    assert Todo.objects.filter(kind="complaint").count() == attempts.filter(outcome="complaint").count()


def todays_visits_stand_where_this_hour_finds_them():
    today = Appointment.objects.filter(wall_start__startswith=str(TODAY), doctor__isnull=False)
    assert set(today.values_list("status", flat=True)) >= {
        "planned", "confirmed", "arrived", "in_room", "completed", "no_show"
    }  # fmt: skip
    assert not today.filter(status="completed", ended_at__gt=NOW).exists()
    assert not today.filter(status__in=["planned", "held"], starts_at__lte=NOW).exists()
    assert today.filter(status="no_show").count() == 1


def coming_visits_lie_in_shifts_and_occupy_the_doctor_and_what_the_service_needs():
    coming = Appointment.objects.filter(starts_at__gte=NOW, doctor__isnull=False).exclude(status="no_show")
    coming = coming.exclude(service__seats__gt=1)
    assert coming.count() > 60
    for visit in coming.prefetch_related("occupancies", "service__needs__type"):
        taken = {row.resource: row.during for row in visit.occupancies.all()}
        needed = {"doctor"} | {need.type.kind for need in visit.service.needs.all()}
        assert needed <= set(taken)
        assert Shift.objects.filter(
            doctor=visit.doctor_id, branch=visit.branch_id, is_cancelled=False, during__contains=taken["doctor"]
        ).exists()


def some_come_together_some_wait_and_some_ask_from_the_site():
    assert [len(participants(each)) for each in sessions().order_by("starts_at")] == [6, 2]
    assert WaitingEntry.objects.count() > 20
    assert Opening.objects.filter(state="open").count() > 3
    assert FunnelStep.objects.filter(step="booked").count() == OnlineBooking.objects.count() > 0


def history_occupies_nothing():
    assert not Occupancy.objects.filter(appointment__wall_start__lt=str(TODAY)).exists()


def two_doctors_are_on_leave_and_nobody_is_booked_with_them_then():
    assert Leave.objects.count() == 2
    for leave in Leave.objects.all():
        assert not Shift.objects.filter(doctor=leave.doctor, on__range=(leave.since, leave.until)).exists()


def the_doctor_of_the_cast_signs_in_as_a_doctor():
    assert Doctor.objects.get(surname="Громова", given="Анна").user.login == "anna"


def test_the_demo_clinic(db, subtests):
    assert load() == [(400, 400)]
    for check in (
        it_brings_the_network_its_staff_and_its_patients,
        visits_have_doctors_of_their_direction_and_sums,
        karina_answers_for_her_three_children_by_one_phone,
        the_old_journal_leaves_merged_cards_and_pairs_to_decide,
        operators_have_called_and_the_director_has_complaints,
        todays_visits_stand_where_this_hour_finds_them,
        coming_visits_lie_in_shifts_and_occupy_the_doctor_and_what_the_service_needs,
        history_occupies_nothing,
        two_doctors_are_on_leave_and_nobody_is_booked_with_them_then,
        the_doctor_of_the_cast_signs_in_as_a_doctor,
    ):
        with subtests.test(check.__name__):
            check()


def test_a_clinic_with_people_of_its_own_is_left_alone(db):
    a_patient()
    with pytest.raises(Refused, match="уже работают"):
        load()
    assert Patient.objects.count() == 1


def test_the_command_tells_whom_to_sign_in_as_and_loads_once(db):
    out = StringIO()
    call_command("demo", patients=20, if_empty=True, stdout=out)
    call_command("demo", patients=20, if_empty=True, stdout=out)
    assert out.getvalue().count("vera") == 2
    assert Patient.objects.filter(mentions__source="demo").distinct().count() == 25
    with pytest.raises(CommandError):
        call_command("demo", patients=20, stdout=out)


def test_a_clinic_of_its_own_is_told_no_demo_logins(db):
    a_patient()
    out = StringIO()
    call_command("demo", if_empty=True, stdout=out)
    assert out.getvalue() == ""
