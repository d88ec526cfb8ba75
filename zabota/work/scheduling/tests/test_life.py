"""From booked to done, moved, cancelled and taken back: every step keeps the time of people and things right."""

from datetime import time, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from zabota.base.events.models import Event
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import anna, lev, vera
from zabota.lib.errors import Refused
from zabota.work.scheduling.commands import (
    AnotherRequest,
    HoldIsOver,
    NoSuchTime,
    NotNow,
    OutsideSchedule,
    TimeIsTaken,
    book,
    book_held,
    call_in,
    cancel,
    complete,
    confirm,
    hold_slot,
    mark_arrived,
    mark_no_show,
    move,
    release_expired_holds,
    release_hold,
    resize,
    take_back_step,
    wall_instant,
)
from zabota.work.scheduling.models import Appointment, Hold, Occupancy
from zabota.work.scheduling.testing import a_patient, a_service, a_wish, days_ago, receives

pytestmark = pytest.mark.django_db


def by_vera():
    return vera().as_actor(samara_centre().pk)


def a_booked_visit(at: time = time(10), **columns) -> Appointment:
    receives(anna())
    return book(patient=a_patient(), wanted=a_wish(anna(), at), by=by_vera(), **columns)


def taken() -> list[tuple[str, str]]:
    zone = samara_centre().zone
    rows = Occupancy.objects.exclude(state="released").order_by("during")
    return [
        (f"{row.during.lower.astimezone(zone):%H:%M}", f"{row.during.upper.astimezone(zone):%H:%M}") for row in rows
    ]


def begin_now(visit: Appointment) -> None:
    Appointment.objects.filter(pk=visit.pk).update(starts_at=timezone.now() - timedelta(minutes=7))
    visit.refresh_from_db()


def kinds() -> list[str]:
    return list(Event.objects.filter(patient_id__isnull=False).order_by("id").values_list("kind", flat=True))


def test_a_visit_goes_from_booked_to_done():
    visit = a_booked_visit()
    confirm(appointment=visit, by=by_vera())
    begin_now(visit)
    mark_arrived(appointment=visit, by=by_vera())
    call_in(appointment=visit, by=by_vera())
    done = complete(appointment=visit, amount=Decimal(2400), by=by_vera())

    assert (done.status, done.late_minutes, done.amount) == ("completed", 7, Decimal(2400))
    assert [kind.partition(".")[2] for kind in kinds()] == [
        "appointment_booked", "appointment_confirmed", "patient_arrived", "patient_called_in", "appointment_completed",
    ]  # fmt: skip
    assert taken() == [("10:00", "10:30")]


def test_a_no_show_is_a_persons_word_and_not_before_the_time():
    visit = a_booked_visit()
    with pytest.raises(NotNow):
        mark_no_show(appointment=visit, by=by_vera())
    begin_now(visit)

    missed = mark_no_show(appointment=visit, by=by_vera())

    assert (missed.status, taken()) == ("no_show", [])


def test_a_cancellation_says_who_why_and_how_long_before():
    """R013, R207, R208."""
    visit = a_booked_visit()
    Appointment.objects.filter(pk=visit.pk).update(starts_at=timezone.now() + timedelta(hours=30))

    cancelled = cancel(appointment=visit, cancelled_by="patient", reason="заболел", by=by_vera())

    assert (cancelled.status, cancelled.cancelled_by, cancelled.cancel_reason) == ("cancelled", "patient", "заболел")
    assert cancelled.hours_before == Decimal("30.0")
    assert taken() == []
    with pytest.raises(NotNow):
        confirm(appointment=visit, by=by_vera())


def test_a_cancellation_taken_back_stands_again_unless_the_time_is_gone():
    visit = a_booked_visit()
    cancel(appointment=visit, cancelled_by="patient", reason="", by=by_vera())
    assert take_back_step(appointment=visit, to="planned", by=by_vera()).status == "planned"
    assert taken() == [("10:00", "10:30")]

    cancel(appointment=visit, cancelled_by="patient", reason="", by=by_vera())
    book(patient=a_patient("Демидова", "Карина"), wanted=a_wish(anna(), time(10, 15)), by=by_vera())
    with pytest.raises(TimeIsTaken):
        take_back_step(appointment=visit, to="planned", by=by_vera())
    visit.refresh_from_db()
    assert visit.status == "cancelled"


def test_a_moved_visit_keeps_the_chain_and_may_overlap_its_own_old_time():
    visit = a_booked_visit()
    moved = move(appointment=visit, to=a_wish(anna(), time(10, 15)), by=by_vera())

    visit.refresh_from_db()
    assert (visit.status, visit.moved_to, moved.status, moved.moved_from) == ("moved", moved, "planned", visit)
    assert taken() == [("10:15", "10:45")]


def test_a_move_into_a_conflict_changes_nothing():
    visit = a_booked_visit()
    book(patient=a_patient("Демидова", "Карина"), wanted=a_wish(anna(), time(12)), by=by_vera())
    for refused, at in ((TimeIsTaken, time(12, 15)), (OutsideSchedule, time(20))):
        with pytest.raises(refused):
            move(appointment=visit, to=a_wish(anna(), at), by=by_vera())

    visit.refresh_from_db()
    assert visit.status == "planned"
    assert taken() == [("10:00", "10:30"), ("12:00", "12:30")]


def test_a_visit_is_stretched_as_far_as_the_next_one():
    visit = a_booked_visit()
    book(patient=a_patient("Демидова", "Карина"), wanted=a_wish(anna(), time(11)), by=by_vera())

    assert resize(appointment=visit, minutes=60, by=by_vera()).minutes == 60
    with pytest.raises(TimeIsTaken):
        resize(appointment=visit, minutes=75, by=by_vera())
    assert taken() == [("10:00", "11:00"), ("11:00", "11:30")]


def test_over_the_schedule_needs_a_reason_and_then_lies_beside_the_others():
    a_booked_visit()
    urgent = a_wish(anna(), time(10), is_over_schedule=True)
    with pytest.raises(Refused):
        book(patient=a_patient(), wanted=urgent, by=by_vera())

    book(patient=a_patient(), wanted=urgent, over_schedule_reason="острая боль", by=by_vera())
    book(patient=a_patient(), wanted=urgent, over_schedule_reason="острая боль", by=by_vera())

    assert sorted(Occupancy.objects.values_list("lane", flat=True)) == [0, 100, 101]


def test_a_repeated_request_books_once_and_another_wish_under_its_key_is_refused():
    """F20."""
    receives(anna())
    patient, key = a_patient(), uuid4()
    first = book(patient=patient, wanted=a_wish(anna(), time(10)), request_key=key, by=by_vera())
    again = book(patient=patient, wanted=a_wish(anna(), time(10)), request_key=key, by=by_vera())

    assert first == again
    with pytest.raises(AnotherRequest):
        book(patient=patient, wanted=a_wish(anna(), time(11)), request_key=key, by=by_vera())
    assert Appointment.objects.count() == 1


def a_hold(minutes: int = 10) -> Hold:
    receives(anna())
    wanted = a_wish(anna(), time(10), service=a_service())
    return hold_slot(wanted=wanted, purpose="online", until=timezone.now() + timedelta(minutes=minutes), by=by_vera())


def test_a_held_time_is_nobody_elses_and_becomes_the_booking_once():
    hold = a_hold()
    with pytest.raises(TimeIsTaken):
        book(patient=a_patient(), wanted=a_wish(anna(), time(10)), by=by_vera())

    visit = book_held(hold=hold, patient=a_patient(), booked_by="online", by=by_vera())

    assert (visit.wall_start[-5:], visit.service.name) == ("10:00", "Приём ортопеда")
    assert Occupancy.objects.get().state == "taken"
    with pytest.raises(HoldIsOver):
        book_held(hold=hold, patient=a_patient(), booked_by="online", by=by_vera())
    assert release_hold(hold=hold, by=by_vera()) is False


def test_a_hold_past_its_deadline_is_given_back_once():
    """F3 in small."""
    hold = a_hold()
    Hold.objects.update(until=timezone.now() - timedelta(seconds=1))
    with pytest.raises(HoldIsOver):
        book_held(hold=hold, patient=a_patient(), booked_by="online", by=by_vera())

    assert (release_expired_holds(by=by_vera()), release_expired_holds(by=by_vera())) == (1, 0)
    assert taken() == []


def test_an_hour_that_the_clock_jumps_over_is_refused():
    """F12: Kyiv, 29 March 2026, 03:30 does not exist."""
    branch = samara_centre()
    branch.time_zone = "Europe/Kyiv"
    day = timezone.datetime(2026, 3, 29).date()
    with pytest.raises(NoSuchTime):
        wall_instant(day, time(3, 30), branch)
    assert f"{wall_instant(day, time(4, 30), branch):%H:%M%z}" == "04:30+0300"


def test_a_doctor_who_does_not_receive_is_not_booked():
    receives(lev(), on=days_ago(-2))
    with pytest.raises(OutsideSchedule) as refusal:
        book(patient=a_patient(), wanted=a_wish(lev(), time(10)), by=by_vera())
    assert "Абрамян Л.Г." in str(refusal.value)
    assert Appointment.objects.count() == 0
