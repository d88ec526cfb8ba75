"""A school for patients: one time of a doctor and a room, a seat for each patient, and never one seat too many."""

from datetime import time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from zabota.base.events.testing import run_pending
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import anna, lev
from zabota.lib.actors import SYSTEM
from zabota.lib.errors import Refused
from zabota.outreach.todos.models import Todo
from zabota.work.scheduling.commands import (
    NoGroupService,
    NotNow,
    OutsideSchedule,
    PlacedPart,
    TimeIsTaken,
    book,
    book_chain,
    book_held,
    cancel,
    cancel_session,
    enter_absence,
    hold_slot,
    move,
    open_session,
    open_sessions,
    receive_walk_in,
    release_hold,
    resize,
    shift_day,
    take_back_step,
)
from zabota.work.scheduling.models import Appointment, Occupancy, Opening, ServiceNeed
from zabota.work.scheduling.queries.chains import ChainWish, Part, free_chains
from zabota.work.scheduling.queries.sessions import participants, sessions
from zabota.work.scheduling.queries.slots import Wish, free_slots
from zabota.work.scheduling.testing import a_patient, a_place, a_service, a_wish, days_ago, receives

pytestmark = pytest.mark.django_db
TOMORROW = days_ago(-1)
FIVE = time(17)


def school(seats: int = 3, **columns):
    return a_service("Школа диабета", 60, seats=seats, **columns)


def opened(seats: int = 3, at: time = FIVE, **how):
    if not anna().shifts.exists():
        receives(anna())
    return open_session(
        service=school(seats), doctor=anna(), branch=samara_centre(), on=TOMORROW, at=at, by=SYSTEM, **how
    )


def joins(surname: str = "Зимин", at: time = FIVE):
    return book(patient=a_patient(surname), wanted=a_wish(anna(), at, minutes=60, service=school()), by=SYSTEM)


def taken(session) -> int:
    return sessions().get(pk=session.pk).taken


def test_patients_join_until_the_session_is_full():
    session = opened(seats=3)
    visits = [joins(surname) for surname in ("Белов", "Зимин", "Котов")]
    assert [each.patient.surname for each in participants(session)] == ["Белов", "Зимин", "Котов"]
    with pytest.raises(TimeIsTaken):
        joins("Лишний")
    assert {each.starts_at for each in visits} == {session.starts_at}
    assert free_slots(Wish(school())).count == 0


def test_the_doctor_and_the_whole_room_belong_to_the_session():
    hall = a_place("Зал", "зал", capacity=4)
    ServiceNeed.objects.create(service=school(), type=hall.type)
    receives(anna())
    receives(lev())
    opened()
    with pytest.raises(TimeIsTaken):
        book(patient=a_patient(), wanted=a_wish(anna(), FIVE, service=a_service()), by=SYSTEM)
    couch = a_service("Капельница")
    ServiceNeed.objects.create(service=couch, type=hall.type)
    with pytest.raises(TimeIsTaken):
        book(patient=a_patient(), wanted=a_wish(lev(), FIVE, service=couch), by=SYSTEM)
    assert Occupancy.objects.filter(resource="room", group__isnull=False).count() == 4


def test_the_search_offers_sessions_with_seats_left_and_nothing_else():
    receives(anna())
    assert free_slots(Wish(school())).count == 0  # nobody has opened one
    opened(seats=2)
    [slot] = free_slots(Wish(school())).nearest
    assert (slot.doctor_id, slot.minutes) == (anna().pk, 60)
    assert free_slots(Wish(school(), hours=(time(9), time(12)))).count == 0
    assert free_slots(Wish(school(), doctor_ids=[lev().pk])).count == 0


def test_a_cancelled_participant_frees_his_seat_and_may_take_it_back():
    session = opened(seats=2)
    first, _second = joins("Белов"), joins("Котов")
    cancel(appointment=first, cancelled_by="patient", reason="", by=SYSTEM)
    assert taken(session) == 1
    take_back_step(appointment=first, by=SYSTEM)
    assert taken(session) == 2

    cancel(appointment=first, cancelled_by="patient", reason="", by=SYSTEM)
    joins("Новый")
    with pytest.raises(TimeIsTaken):
        take_back_step(appointment=first, by=SYSTEM)


def test_a_session_cancelled_tells_everybody_and_gives_the_time_back():
    session = opened()
    joins("Белов")
    joins("Котов")
    assert cancel_session(session=session, reason="врач заболел", by=SYSTEM) == 2
    assert set(Appointment.objects.values_list("status", "cancelled_by", "cancel_reason")) == {
        ("cancelled", "clinic", "врач заболел")
    }
    assert not Occupancy.objects.exclude(state="released").exists()
    run_pending()
    assert Todo.objects.filter(title__contains="клиника отменила").count() == 2
    assert not Opening.objects.exists()  # seats of what does not take place are offered to nobody
    book(patient=a_patient(), wanted=a_wish(anna(), FIVE, service=a_service()), by=SYSTEM)
    with pytest.raises(NotNow):
        cancel_session(session=session, reason="ещё раз", by=SYSTEM)
    with pytest.raises(TimeIsTaken):
        joins("Поздний")


def test_a_session_takes_free_time_within_hours_of_a_group_service():
    receives(anna())
    with pytest.raises(NoGroupService):
        open_session(
            service=a_service(), doctor=anna(), branch=samara_centre(), on=TOMORROW, at=time(10), by=SYSTEM
        )  # fmt: skip
    book(patient=a_patient(), wanted=a_wish(anna(), time(10)), by=SYSTEM)
    with pytest.raises(TimeIsTaken):
        opened(at=time(10))
    with pytest.raises(OutsideSchedule):
        opened(at=time(19))
    with pytest.raises(Refused):
        opened(at=time(12, 3))
    assert opened(at=time(11)).seats == 3
    assert opened(at=time(13), seats=3).minutes == 60


def test_a_weekly_school_is_opened_where_the_doctor_is_free():
    for number in (0, 1, 3):
        receives(anna(), on=TOMORROW + timedelta(weeks=number))
    made = open_sessions(
        service=school(), doctor=anna(), branch=samara_centre(), on=TOMORROW, at=FIVE, weeks=4, by=SYSTEM
    )
    assert [each.wall_day for each in made.opened] == [TOMORROW + timedelta(weeks=number) for number in (0, 1, 3)]
    assert made.refused == [TOMORROW + timedelta(weeks=2)]


def test_a_seat_is_held_and_booked_like_any_time():
    """Online booking: find, hold, confirm."""
    session = opened(seats=2)
    wanted = a_wish(anna(), FIVE, minutes=60, service=school())
    until = timezone.now() + timedelta(minutes=10)
    held = hold_slot(wanted=wanted, purpose="online", until=until, by=SYSTEM)
    joins("Котов")
    with pytest.raises(TimeIsTaken):
        joins("Лишний")
    visit = book_held(hold=held, patient=a_patient(), booked_by="online", by=SYSTEM)
    assert visit in participants(session)
    cancel(appointment=visit, cancelled_by="patient", reason="", by=SYSTEM)
    kept = hold_slot(wanted=wanted, purpose="online", until=until, by=SYSTEM)
    assert taken(session) == 2
    release_hold(hold=kept, by=SYSTEM)
    assert taken(session) == 1


def test_a_participant_moves_to_another_session_alone():
    first, second = opened(at=time(10)), opened(at=FIVE)
    visit = joins("Белов", at=time(10))
    move(appointment=visit, to=a_wish(anna(), FIVE, minutes=60, service=school()), by=SYSTEM)
    assert (taken(first), taken(second)) == (0, 1)
    with pytest.raises(TimeIsTaken):
        move(
            appointment=Appointment.objects.get(status="planned"),
            to=a_wish(anna(), time(14), minutes=60, service=school()), by=SYSTEM,
        )  # fmt: skip


def test_one_participant_does_not_stretch_or_shift_the_session():
    opened()
    visit = joins()
    with pytest.raises(NotNow):
        resize(appointment=visit, minutes=90, by=SYSTEM)
    with pytest.raises(NotNow):
        shift_day(first=visit, minutes=20, by=SYSTEM)


def test_an_absent_doctor_holds_no_session():
    opened(seats=3)
    joins()
    zone = samara_centre().zone
    since = a_wish(anna(), time(8)).starts_at.astimezone(zone)
    absence = enter_absence(doctor=anna(), since=since, until=since + timedelta(hours=12), reason="illness", by=SYSTEM)
    assert absence.shelved.count() == 1
    assert free_slots(Wish(school())).count == 0


def test_somebody_without_a_booking_takes_a_seat_of_a_session_that_begins_soon():
    soon = timezone.now().astimezone(samara_centre().zone) + timedelta(minutes=25)
    soon -= timedelta(minutes=soon.minute % 5)
    receives(anna(), on=soon.date(), hours=(time(0), time(23, 59)))
    session = open_session(
        service=a_service("Школа", 5, seats=2), doctor=anna(), branch=samara_centre(), on=soon.date(),
        at=soon.time().replace(second=0, microsecond=0), by=SYSTEM,
    )  # fmt: skip
    visit = receive_walk_in(
        patient=a_patient(), doctor=anna(), branch=samara_centre(), service=session.service, reason="", by=SYSTEM
    )
    assert (visit.status, visit.starts_at) == ("arrived", session.starts_at)
    assert taken(session) == 1


def test_a_seat_may_be_a_part_of_a_visit_of_several_services():
    opened(seats=2)
    parts = [Part(a_service("Приём")), Part(school())]
    [found, *_more] = free_chains(ChainWish(parts))
    assert found[1].starts_at == a_wish(anna(), FIVE).starts_at
    wanted = [
        a_wish(anna(), time(16, 30), service=parts[0].service),
        a_wish(anna(), FIVE, minutes=60, service=school()),
    ]
    booked = book_chain(patient=a_patient(), parts=[PlacedPart(each) for each in wanted], by=SYSTEM)
    assert len(booked) == 2


def test_the_database_itself_knows_no_seat_beyond_the_last():
    session = opened(seats=3)
    visit = joins()
    row = visit.occupancies.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Occupancy.objects.create(appointment=visit, resource="seat", resource_id=session.pk, lane=3, during=row.during)
    with pytest.raises(IntegrityError), transaction.atomic():
        Occupancy.objects.create(appointment=visit, resource="seat", resource_id=session.pk, lane=0, during=row.during)
