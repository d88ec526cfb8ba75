from datetime import datetime, time, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from zabota.base.events.models import Event
from zabota.core.patients.models import Patient
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import anna, vera
from zabota.lib.errors import Refused
from zabota.work.scheduling.commands import (
    PatientCannotBeBooked,
    TimeHasPassed,
    TimeIsTaken,
    book_planned_visit,
    enter_into_mis,
    put_back_for_mis,
    take_back_booking,
)
from zabota.work.scheduling.models import Appointment, Occupancy

TOMORROW = timezone.localdate() + timedelta(days=1)


def boris() -> Patient:
    return Patient.objects.create(surname="Зимин", given="Борис", patronymic="Петрович")


def by_vera():
    return vera().as_actor(samara_centre().pk)


@pytest.mark.django_db
def test_a_booking_with_doctor_and_time_takes_the_doctors_time():
    appointment = book_planned_visit(
        patient=boris(), branch=samara_centre(), on=TOMORROW, at=time(10), doctor=anna(), booked_by="call", by=by_vera()
    )

    taken = Occupancy.objects.get()
    start = datetime.combine(TOMORROW, time(10), samara_centre().zone)
    assert (taken.appointment, taken.resource, taken.resource_id) == (appointment, "doctor", anna().pk)
    assert (taken.during.lower, taken.during.upper) == (start, start + timedelta(minutes=30))
    assert (appointment.status, appointment.must_enter_into_mis) == ("planned", True)
    assert Event.objects.get().kind == "scheduling.appointment_booked"


@pytest.mark.django_db
@pytest.mark.parametrize("known", [{"at": time(10)}, {"doctor": True}])
def test_without_a_doctor_or_a_time_nobodys_time_is_taken(known):
    doctor = anna() if "doctor" in known else None
    book_planned_visit(
        patient=boris(), branch=samara_centre(), on=TOMORROW, at=known.get("at"), doctor=doctor, by=by_vera()
    )

    assert (Appointment.objects.count(), Occupancy.objects.count()) == (1, 0)


@pytest.mark.django_db
def test_a_taken_time_is_refused_in_words_and_nothing_is_booked():
    patient, doctor, actor = boris(), anna(), by_vera()
    book_planned_visit(patient=patient, branch=samara_centre(), on=TOMORROW, at=time(10), doctor=doctor, by=actor)

    with pytest.raises(TimeIsTaken) as refusal:
        book_planned_visit(
            patient=patient, branch=samara_centre(), on=TOMORROW, at=time(10, 15), doctor=doctor, by=actor
        )

    assert refusal.value.field == "at"
    assert "Громова А.В." in str(refusal.value)
    assert "10:15" in str(refusal.value)
    assert (Appointment.objects.count(), Event.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_the_past_and_a_closed_card_are_refused():
    patient, actor = boris(), by_vera()
    yesterday = TOMORROW - timedelta(days=2)
    with pytest.raises(TimeHasPassed):
        book_planned_visit(patient=patient, branch=samara_centre(), on=yesterday, by=actor)
    patient.is_deceased = True
    with pytest.raises(PatientCannotBeBooked):
        book_planned_visit(patient=patient, branch=samara_centre(), on=TOMORROW, by=actor)
    assert Appointment.objects.count() == 0


@pytest.mark.django_db
def test_a_booking_taken_back_frees_the_time_and_leaves_no_cancellation():
    patient, doctor, actor = boris(), anna(), by_vera()
    booked = book_planned_visit(
        patient=patient, branch=samara_centre(), on=TOMORROW, at=time(10), doctor=doctor, by=actor
    )

    take_back_booking(appointment=booked, by=actor)

    assert (Appointment.objects.count(), Occupancy.objects.count()) == (0, 0)
    book_planned_visit(patient=patient, branch=samara_centre(), on=TOMORROW, at=time(10), doctor=doctor, by=actor)


@pytest.mark.django_db
def test_a_booking_waits_for_the_mis_until_it_is_ticked_off():
    actor = by_vera()
    booked = book_planned_visit(patient=boris(), branch=samara_centre(), on=TOMORROW, by=actor)

    enter_into_mis(appointment=booked, by=actor)
    enter_into_mis(appointment=booked, by=actor)

    booked.refresh_from_db()
    assert (booked.must_enter_into_mis, booked.entered_by) == (False, vera())
    assert Event.objects.filter(kind="scheduling.entered_into_mis").count() == 1
    with pytest.raises(Refused):
        take_back_booking(appointment=booked, by=actor)

    put_back_for_mis(appointment=booked, by=actor)
    booked.refresh_from_db()
    assert (booked.must_enter_into_mis, booked.entered_into_mis_at, booked.entered_by) == (True, None, None)


def test_of_ten_who_want_one_time_one_gets_it(committed_db):
    """F1 in small: ten administrators press at once."""
    patient, doctor, branch, actor = boris(), anna(), samara_centre(), by_vera()
    together, booked, refused = Barrier(10), [], []

    def press() -> None:
        together.wait()
        try:
            booked.append(
                book_planned_visit(patient=patient, branch=branch, on=TOMORROW, at=time(10), doctor=doctor, by=actor)
            )
        except TimeIsTaken as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    desks = [Thread(target=press) for _ in range(10)]
    for desk in desks:
        desk.start()
    for desk in desks:
        desk.join()

    assert (len(booked), len(refused)) == (1, 9)
    assert (Appointment.objects.count(), Occupancy.objects.count()) == (1, 1)
