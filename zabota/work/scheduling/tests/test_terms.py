"""A doctor's own terms hold in the search and in whatever books: performers, ages and sex, quotas by kind of visit."""

from datetime import date, time, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from zabota.base.events.models import Event
from zabota.core.patients.models import Patient
from zabota.core.staff.models import Doctor
from zabota.core.staff.testing import anna, lev
from zabota.lib.actors import SYSTEM
from zabota.lib.errors import Refused
from zabota.work.scheduling import commands
from zabota.work.scheduling.commands import (
    ComingVisit,
    NotPerformed,
    PatientIsNotAccepted,
    QuotaIsFull,
    Session,
    TimeIsTaken,
    Wanted,
)
from zabota.work.scheduling.models import Appointment, Performer
from zabota.work.scheduling.queries.slots import Wish, free_slots
from zabota.work.scheduling.queries.visit import near_times
from zabota.work.scheduling.testing import a_patient, a_place, a_service, a_wish, days_ago, receives

TOMORROW, AFTER = days_ago(-1), days_ago(-2)


def has_quota(doctor: Doctor, **quotas: int) -> None:
    commands.set_doctor_rules(doctor=doctor, quotas=quotas, by=SYSTEM)


def a_child() -> Patient:
    return a_patient("Зимина", "Лиза", sex="f", birth_date=timezone.localdate() - timedelta(days=9 * 366))


def first_visit(at: time, *, on: date | None = None, doctor: Doctor | None = None, kind: str = "first") -> Wanted:
    return a_wish(doctor or anna(), at, on=on, service=a_service(), kind=kind)


def booked(wanted: Wanted, patient: Patient | None = None, **more: object) -> Appointment:
    return commands.book(patient=patient or a_patient(), wanted=wanted, by=SYSTEM, **more)  # type: ignore[arg-type]


def free_days(kind: str) -> set[date]:
    found = free_slots(Wish(a_service(), kind=kind, until=AFTER), limit=500).nearest
    return {slot.starts_at.date() for slot in found}


@pytest.fixture
def two_mornings(db):
    receives(anna(), on=TOMORROW, hours=(time(9), time(12)))
    receives(anna(), on=AFTER, hours=(time(9), time(12)))


def test_a_full_quota_closes_the_day_for_its_kind_alone(two_mornings):
    has_quota(anna(), first=2, urgent=0)
    assert free_days("first") == {TOMORROW, AFTER}

    visit = booked(first_visit(time(9)))
    commands.hold_slot(
        wanted=first_visit(time(10)), purpose="desk", until=timezone.now() + timedelta(hours=1), by=SYSTEM
    )

    assert (free_days("first"), free_days("repeat"), free_days("urgent")) == ({AFTER}, {TOMORROW, AFTER}, set())
    with pytest.raises(QuotaIsFull, match="первичный приём") as refusal:
        booked(first_visit(time(11)))
    assert {slot.starts_at.date() for slot in refusal.value.nearest_free()} == {AFTER}
    booked(first_visit(time(11), kind="repeat"))

    commands.cancel(appointment=visit, cancelled_by="patient", reason="заболел", by=SYSTEM)
    assert free_days("first") == {TOMORROW, AFTER}
    booked(first_visit(time(11, 30)))
    with pytest.raises(QuotaIsFull):
        commands.take_back_step(appointment=visit, by=SYSTEM)


def test_a_hold_and_a_move_ask_for_the_quota_and_a_move_within_the_day_does_not(two_mornings):
    has_quota(anna(), first=1)
    visit, other = booked(first_visit(time(9))), booked(first_visit(time(9), on=AFTER))

    with pytest.raises(QuotaIsFull):
        commands.hold_slot(wanted=first_visit(time(10)), purpose="desk", until=timezone.now(), by=SYSTEM)
    with pytest.raises(QuotaIsFull):
        commands.move(appointment=other, to=first_visit(time(10)), by=SYSTEM)

    visit = commands.move(appointment=visit, to=first_visit(time(11)), by=SYSTEM)
    commands.resize(appointment=visit, minutes=60, by=SYSTEM)
    assert Appointment.objects.filter(status="planned").count() == 2


def test_over_the_schedule_a_quota_is_exceeded_with_a_reason(two_mornings):
    has_quota(anna(), first=1)
    booked(first_visit(time(9)))
    over = Wanted(**{**vars(first_visit(time(9))), "is_over_schedule": True})

    extra = booked(over, over_schedule_reason="острая боль")

    assert extra.over_schedule_reason == "острая боль"
    assert free_days("first") == {AFTER}


def test_a_seat_in_a_group_session_is_no_visit_of_a_quota(two_mornings):
    has_quota(anna(), first=1)
    school = a_service("Школа диабета", seats=5)
    wanted = a_wish(anna(), time(11), service=school, kind="first")
    commands.open_session(
        service=school, doctor=anna(), branch=wanted.branch, on=TOMORROW, at=time(11), by=SYSTEM
    )  # fmt: skip
    booked(first_visit(time(9)))

    seats = [booked(wanted, a_patient(f"Слушатель{number}")) for number in range(2)]

    assert len({seat.pk for seat in seats}) == 2
    assert free_days("first") == {AFTER}


@pytest.mark.parametrize("door", ["book", "over", "hold", "move", "course", "walk_in", "plan"])
def test_only_who_performs_a_service_is_booked_for_it(two_mornings, door):
    service = a_service()
    Performer.objects.create(doctor=lev(), service=service)
    receives(lev(), on=TOMORROW, hours=(time(9), time(12)))
    moved = booked(first_visit(time(9), doctor=lev()))
    wanted = first_visit(time(10))

    with pytest.raises(NotPerformed, match=r"Громова А\.В\. не оказывает услугу"):
        through(door, wanted, a_patient(), moved)
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize("door", ["book", "over", "hold", "book_held", "move", "course", "walk_in", "plan"])
def test_the_doctors_ages_and_sex_hold_at_every_door(two_mornings, door):
    commands.set_doctor_rules(doctor=anna(), youngest=18, by=SYSTEM)
    receives(lev(), on=TOMORROW, hours=(time(9), time(12)))
    child = a_child()
    moved = booked(first_visit(time(9), doctor=lev()), child)

    with pytest.raises(PatientIsNotAccepted, match="принимает только пациентов с 18 лет"):
        through(door, first_visit(time(10)), child, moved)
    assert Appointment.objects.count() == 1


def through(door: str, wanted: Wanted, patient: Patient, moved: Appointment) -> None:
    until = timezone.now() + timedelta(hours=1)
    over = Wanted(**{**vars(wanted), "is_over_schedule": True})
    if door == "book":
        booked(wanted, patient)
    elif door == "over":
        booked(over, patient, over_schedule_reason="боль")
    elif door == "hold":
        commands.hold_slot(wanted=wanted, purpose="desk", until=until, patient=patient, by=SYSTEM)
    elif door == "book_held":
        hold = commands.hold_slot(wanted=wanted, purpose="online", until=until, by=SYSTEM)
        commands.book_held(hold=hold, patient=patient, booked_by="online", by=SYSTEM)
    elif door == "move":
        commands.move(appointment=moved, to=wanted, by=SYSTEM)
    elif door == "course":
        commands.book_course(patient=patient, sessions=[Session(1, wanted)], planned=1, by=SYSTEM)
    elif door == "walk_in":
        commands.receive_walk_in(
            patient=patient, doctor=wanted.doctor, branch=wanted.branch, service=wanted.service, reason="боль",
            by=SYSTEM,
        )  # fmt: skip
    else:
        commands.book_planned_visit(
            patient=patient, branch=wanted.branch, on=TOMORROW, at=time(10), doctor=wanted.doctor,
            service=wanted.service, by=SYSTEM,
        )  # fmt: skip


def test_a_reason_lets_an_unaccepted_patient_in_and_stays_with_the_visit(two_mornings):
    commands.set_doctor_rules(doctor=anna(), sex="m", oldest=80, by=SYSTEM)
    child = a_child()

    visit = booked(first_visit(time(9)), child, accepted_reason=" договорились с врачом ")
    assert visit.accepted_reason == "договорились с врачом"
    told = Event.objects.get(kind="scheduling.patient_accepted")
    assert (told.patient_id, told.data["appointment_id"]) == (child.pk, visit.pk)

    moved = commands.move(appointment=visit, to=first_visit(time(10)), by=SYSTEM)
    assert moved.accepted_reason == "договорились с врачом"
    assert booked(first_visit(time(11)), accepted_reason="на всякий случай").accepted_reason == ""


def test_who_is_with_a_doctor_already_is_moved_within_his_day_whatever_the_rules_are_now(two_mornings):
    visit = booked(first_visit(time(9)), a_child())
    commands.set_doctor_rules(doctor=anna(), youngest=18, by=SYSTEM)

    assert near_times(visit, around=visit.starts_at, doctor=None)
    assert commands.move(appointment=visit, to=first_visit(time(10)), by=SYSTEM).accepted_reason == ""


def test_near_times_of_another_doctor_are_only_those_that_he_gives_this_patient(two_mornings):
    receives(lev(), on=TOMORROW, hours=(time(9), time(12)))
    visit = booked(first_visit(time(9)), a_child())
    assert near_times(visit, around=visit.starts_at, doctor=lev())

    commands.set_doctor_rules(doctor=lev(), youngest=18, by=SYSTEM)
    assert near_times(visit, around=visit.starts_at, doctor=lev()) == []


def test_a_whole_journal_keeps_the_terms_too(two_mornings):
    Performer.objects.create(doctor=lev(), service=a_service("Массаж"))
    commands.set_doctor_rules(doctor=anna(), youngest=18, quotas={"first": 2}, by=SYSTEM)
    booked(first_visit(time(9)))
    grown, child = a_patient(), a_child()
    journal = [
        ComingVisit(grown.pk, first_visit(time(9, 30)), status="cancelled"),
        ComingVisit(grown.pk, first_visit(time(10))),
        ComingVisit(grown.pk, first_visit(time(10, 30))),
        ComingVisit(grown.pk, first_visit(time(10, 30), on=AFTER)),
        ComingVisit(child.pk, first_visit(time(11), kind="repeat")),
        ComingVisit(grown.pk, a_wish(anna(), time(11, 30), service=a_service("Массаж"))),
    ]

    result = commands.book_many(visits=journal, by=SYSTEM)

    assert result.refused == [journal[2], journal[4], journal[5]]


def test_of_eight_who_want_the_last_place_of_a_quota_one_gets_it(committed_db):
    """F1 for quotas: eight different hours of one day, one place left."""
    receives(anna(), hours=(time(9), time(18)))
    has_quota(anna(), first=2)
    booked(first_visit(time(9)))
    patient, wishes = a_patient(), [first_visit(time(hour)) for hour in range(10, 18)]
    together, got, refused = Barrier(len(wishes)), [], []

    def press(wanted: Wanted) -> None:
        together.wait()
        try:
            got.append(booked(wanted, patient))
        except Refused as refusal:
            refused.append(type(refusal))
        finally:
            connection.close()

    desks = [Thread(target=press, args=(each,)) for each in wishes]
    for desk in desks:
        desk.start()
    for desk in desks:
        desk.join()

    assert (len(got), refused) == (1, [QuotaIsFull] * 7)
    assert Appointment.objects.filter(kind="first").count() == 2


def test_a_room_that_is_taken_is_told_as_such_and_not_as_a_quota(two_mornings):
    room = a_place("К1", "кабинет")
    receives(lev(), on=TOMORROW, hours=(time(9), time(12)), room=room)
    booked(first_visit(time(9), doctor=lev()))

    with pytest.raises(TimeIsTaken) as refusal:
        booked(first_visit(time(9), doctor=lev()))
    assert type(refusal.value) is TimeIsTaken
