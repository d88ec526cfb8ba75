"""Time that was not there before is offered to who waits: shorter visits, shifted days, doctors and places that are back."""

from datetime import datetime, time

import pytest

from zabota.base.events.models import Event
from zabota.base.events.testing import run_pending
from zabota.core.patients.testing import a_patient
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import anna
from zabota.lib.actors import SYSTEM
from zabota.work.scheduling.commands import (
    UsualHours,
    add_day_off,
    book,
    close_place,
    enter_absence,
    give_leave,
    open_time,
    remove_holiday,
    resize,
    set_week,
    shift_day,
    take_back_absence,
    take_back_leave,
)
from zabota.work.scheduling.models import Offer, Opening, ServiceNeed, WaitingEntry
from zabota.work.scheduling.testing import (
    a_place,
    a_service,
    a_wish,
    days_ago,
    let_time_pass,
    offers_at_any_hour,
    receives,
    waits,
)

pytestmark = pytest.mark.django_db
TOMORROW = days_ago(-1)
PHONES = iter(range(79160000000, 79170000000))


@pytest.fixture(autouse=True)
def _offers_by_night_too() -> None:
    offers_at_any_hour()


def a_caller(surname="Ждущий"):
    return a_patient(surname, phone=f"+{next(PHONES)}", home_branch=samara_centre())


def booked(at, surname="Занятый", minutes=30, service=None):
    wanted = a_wish(anna(), at, minutes=minutes, service=service or a_service())
    return book(patient=a_patient(surname), wanted=wanted, by=SYSTEM)


def nothing_yet() -> int:
    """Who waits began to wait long ago; the number of the last fact, before that of which the test tells."""
    WaitingEntry.objects.update(created_at=datetime(2026, 1, 1, tzinfo=samara_centre().zone))
    return Event.objects.order_by("pk").last().pk


def offered(since: int):
    """What is offered because of what happened since."""
    run_pending(after=since)
    let_time_pass()
    return [(each.opening.wall_start[11:], each.patient.surname) for each in Offer.objects.order_by("pk")]


def test_a_shorter_visit_leaves_room():
    receives(anna(), hours=(time(9), time(10)))
    visit = booked(time(9), minutes=60)
    waits(a_caller())
    so_far = nothing_yet()
    resize(appointment=visit, minutes=30, by=SYSTEM)
    assert offered(so_far) == [("09:30", "Ждущий")]


def test_a_longer_visit_leaves_none():
    receives(anna(), hours=(time(9), time(11)))
    visit = booked(time(9))
    waits(a_caller())
    so_far = nothing_yet()
    resize(appointment=visit, minutes=45, by=SYSTEM)
    assert offered(so_far) == []


def test_a_shifted_day_leaves_room_where_it_began():
    receives(anna(), hours=(time(9), time(10)))
    visit = booked(time(9))
    waits(a_caller(), hours_until=time(9, 30))
    so_far = nothing_yet()
    shift_day(first=visit, minutes=30, by=SYSTEM)
    assert offered(so_far) == [("09:00", "Ждущий")]


def test_a_place_that_is_open_again():
    room = a_place("К1", "Эндоскопия")
    service = a_service("Гастроскопия")
    ServiceNeed.objects.create(service=service, type=room.type)
    shift = receives(anna(), hours=(time(9), time(9, 30)))
    block = close_place(place=room, since=shift.during.lower, until=shift.during.upper, reason="service", by=SYSTEM)
    waits(a_caller(), service=service)
    so_far = nothing_yet()
    open_time(block=block, by=SYSTEM)
    assert offered(so_far) == [("09:00", "Ждущий")]


def test_a_doctor_who_comes_after_all():
    shift = receives(anna(), hours=(time(9), time(9, 30)))
    bounds = {"since": shift.during.lower, "until": shift.during.upper}
    absence = enter_absence(doctor=anna(), reason="illness", by=SYSTEM, **bounds)
    waits(a_caller())
    so_far = nothing_yet()
    take_back_absence(absence=absence, by=SYSTEM)
    assert offered(so_far) == [("09:00", "Ждущий")]


def a_week() -> None:
    hours = [UsualHours(samara_centre(), TOMORROW.weekday(), time(9), time(9, 30))]
    set_week(doctor=anna(), hours=hours, since=days_ago(0), by=SYSTEM)


def test_a_leave_taken_back_and_a_day_off_that_is_none_any_more():
    a_week()
    leave = give_leave(doctor=anna(), since=TOMORROW, until=TOMORROW, reason="study", by=SYSTEM)
    waits(a_caller(), latest=TOMORROW)
    so_far = nothing_yet()
    take_back_leave(leave=leave, by=SYSTEM)
    assert offered(so_far) == [("09:00", "Ждущий")]


def test_a_day_off_that_is_none_any_more():
    a_week()
    day = add_day_off(on=TOMORROW, name="Переезд", by=SYSTEM)
    waits(a_caller(), latest=TOMORROW)
    so_far = nothing_yet()
    remove_holiday(holiday=day, by=SYSTEM)
    assert offered(so_far) == [("09:00", "Ждущий")]


def test_who_waits_for_a_speciality_is_offered_what_its_doctor_is_booked_for():
    receives(anna(), on=days_ago(-2))
    book(patient=a_patient("Прежний"), wanted=a_wish(anna(), time(9), on=days_ago(-2), service=a_service()), by=SYSTEM)
    waits(a_caller(), speciality="Ортопед", latest=TOMORROW)
    waits(a_caller("Чужой"), speciality="Офтальмолог", latest=TOMORROW)
    so_far = nothing_yet()
    receives(anna(), hours=(time(9), time(10)))
    assert offered(so_far) == [("09:00", "Ждущий")]
    assert Opening.objects.get().service == a_service()


def test_who_wants_to_come_earlier_is_offered_a_time_before_his_visit_only():
    receives(anna(), hours=(time(15), time(15, 30)))
    later = book(patient=a_caller(), wanted=a_wish(anna(), time(15), service=a_service()), by=SYSTEM)
    waits(later.patient, earlier_than=later)
    so_far = nothing_yet()
    receives(anna(), hours=(time(16), time(17)))
    assert offered(so_far) == []
    receives(anna(), hours=(time(9), time(9, 30)))
    assert offered(so_far) == [("09:00", "Ждущий")]
    assert Offer.objects.get().visit == later
