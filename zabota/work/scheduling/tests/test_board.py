"""«Кто в клинике»: where each visit stands, whose doctor is late, who comes without a booking."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from zabota.base.accounts.testing import signed_in
from zabota.core.patients.testing import a_patient as a_person
from zabota.core.practice.testing import samara_centre, samara_volga
from zabota.core.staff.models import Doctor
from zabota.core.staff.testing import anna, lev, oleg, vera
from zabota.lib.errors import Refused
from zabota.outreach.todos.models import Call
from zabota.work.scheduling.commands import (
    TimeIsTaken,
    book,
    call_away,
    mark_arrived,
    open_time,
    receive_walk_in,
    take_back_booking,
)
from zabota.work.scheduling.models import Appointment, Occupancy, Status
from zabota.work.scheduling.queries.board import away_now, board_of, doctor_now
from zabota.work.scheduling.testing import a_patient, a_service, a_wish, an_appointment, days_ago, receives

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "drawer"}
MOMENT = timedelta(minutes=1)


def noon() -> datetime:
    return datetime.combine(timezone.localdate(), time(12), samara_centre().zone)


def at(minutes: int, status: str = Status.CONFIRMED, doctor: Doctor | None = None, **columns) -> Appointment:
    """A visit of half an hour that begins so many minutes after noon."""
    visit = an_appointment(
        patient=a_patient(f"Пациент{minutes}"),
        on=timezone.localdate(),
        status=status,
        doctor=doctor or anna(),
        **columns,
    )
    visit.starts_at += minutes * MOMENT
    visit.wall_start = f"{visit.starts_at.astimezone(samara_centre().zone):%Y-%m-%d %H:%M}"
    visit.save()
    return visit


def lines(rows) -> list[tuple[str, int, bool]]:
    return [(row.visit.patient.surname, row.minutes, row.is_long) for row in rows]


def open_all_day(doctor: Doctor) -> None:
    """Somebody receives at whatever hour these tests run."""
    for day in (-1, 0):
        receives(doctor, on=days_ago(day), hours=(time(0), time(23, 55)))


def by_vera():
    return vera().as_actor(samara_centre().pk)


def send(name: str, *arguments: object, user=None, **form: object):
    address = reverse(f"scheduling:{name}", args=arguments)
    return signed_in(Client(), user or vera()).post(address, form, headers=HTMX)


def test_each_visit_stands_where_something_is_to_be_done_with_it():
    at(-10)
    at(20)
    at(300)
    at(-5, Status.ARRIVED, arrived_at=noon() - 20 * MOMENT)
    at(-6, Status.ARRIVED, arrived_at=noon() - 19 * MOMENT)
    at(-45, Status.IN_ROOM, began_at=noon() - 31 * MOMENT)
    at(-90, Status.COMPLETED, ended_at=noon() - 50 * MOMENT)
    at(-80, Status.CANCELLED)
    an_appointment(patient=a_patient(), on=timezone.localdate(), status=Status.PLANNED, branch=samara_volga())

    board = board_of(samara_centre(), noon())

    assert lines(board.late) == [("Пациент-10", 10, True)]
    assert lines(board.soon) == [("Пациент20", 20, False)]
    assert (board.later, board.expected) == (1, 3)
    assert lines(board.waiting) == [("Пациент-6", 19, False), ("Пациент-5", 20, True)]
    assert lines(board.inside) == [("Пациент-45", 31, True)]
    assert (lines(board.done), board.received) == ([("Пациент-90", 50, False)], 1)


def test_a_doctor_is_as_late_as_whoever_waits_longest_for_him():
    """One in the room until 12:20, one waiting since before his 12:00, one told to come at 12:30; Lev is on time."""
    at(-10, Status.IN_ROOM, began_at=noon() - 10 * MOMENT)
    at(0, Status.ARRIVED, arrived_at=noon() - 10 * MOMENT)
    coming = at(30)
    at(240)
    at(-60)  # late himself: not waited for
    at(10, doctor=lev())
    receives(anna(), on=timezone.localdate())
    receives(lev(), on=timezone.localdate())

    board = board_of(samara_centre(), noon())

    assert [(each.doctor, each.behind, each.waiting) for each in board.doctors] == [(anna(), 20, 1), (lev(), 0, 0)]
    assert [(each.visit, each.minutes) for each in board.doctors[0].concerned] == [(coming, 20)]
    assert board.doctors[0].concerned[0].begins_at == noon() + 50 * MOMENT


def test_who_came_late_himself_does_not_make_the_doctor_late():
    at(-40, Status.ARRIVED, arrived_at=noon() - 2 * MOMENT)
    assert doctor_now(samara_centre(), anna(), noon()).behind == 2


def test_a_doctor_called_away_is_not_booked_and_his_visits_stay():
    open_all_day(anna())
    now = timezone.now()
    soon = now + timedelta(minutes=20)
    visit = book(patient=a_patient(), wanted=_at(soon), by=by_vera())
    block = call_away(doctor=anna(), branch=samara_centre(), minutes=60, reason="operation", by=by_vera())

    with pytest.raises(TimeIsTaken):
        book(patient=a_patient("Котов"), wanted=_at(now + timedelta(minutes=55)), by=by_vera())
    visit.refresh_from_db()
    assert visit.status == "planned"
    state = doctor_now(samara_centre(), anna())
    assert state.away is not None
    assert (state.away.block, [each.visit for each in state.concerned]) == (block, [visit])

    assert open_time(block=block, by=by_vera())
    assert away_now(samara_centre(), timezone.now()) == {}
    book(patient=a_patient("Котов"), wanted=_at(now + timedelta(minutes=55)), by=by_vera())


def _at(moment: datetime):
    return replace(a_wish(anna(), time(10)), starts_at=moment)


def test_called_away_again_he_is_away_for_the_new_time():
    first = call_away(doctor=anna(), branch=samara_centre(), minutes=30, reason="operation", by=by_vera())
    second = call_away(doctor=anna(), branch=samara_centre(), minutes=90, reason="meeting", by=by_vera())
    assert away_now(samara_centre(), timezone.now() + timedelta(minutes=60))[anna().pk].block == second
    assert Occupancy.objects.get(block=first).state == "released"
    with pytest.raises(Refused):
        call_away(doctor=anna(), branch=samara_centre(), minutes=4, reason="operation", by=by_vera())


def test_without_a_booking_one_gets_the_free_time_or_the_live_queue():
    open_all_day(anna())
    asked = {"doctor": anna(), "branch": samara_centre(), "service": a_service(), "by": by_vera()}
    free = receive_walk_in(patient=a_patient("Первый"), reason="", **asked)
    take_all_of_the_next_hour()
    with pytest.raises(Refused) as refused:  # nobody said why he goes over the schedule
        receive_walk_in(patient=a_patient("Второй"), reason=" ", **asked)
    queued = receive_walk_in(patient=a_patient("Второй"), reason="острая боль", **asked)

    assert refused.value.field == "over_schedule_reason"
    assert [(each.status, each.booked_by, each.over_schedule_reason) for each in (free, queued)] == [
        ("arrived", "walk_in", ""),
        ("arrived", "walk_in", "острая боль"),
    ]
    assert (free.late_minutes, queued.late_minutes) == (0, 0)
    assert queued.starts_at - timezone.now() <= 5 * MOMENT


def take_all_of_the_next_hour() -> None:
    """Anna is called away: nothing of hers is free."""
    call_away(doctor=anna(), branch=samara_centre(), minutes=60, reason="operation", by=by_vera())


def test_a_walk_in_entered_by_mistake_is_taken_back_with_his_coming():
    open_all_day(anna())
    visit = receive_walk_in(
        patient=a_patient(), doctor=anna(), branch=samara_centre(), service=a_service(), reason="", by=by_vera()
    )
    take_back_booking(appointment=visit, by=by_vera())
    assert not Appointment.objects.exists()

    booked = book(patient=a_patient(), wanted=a_wish(anna(), time(23)), by=by_vera())
    with pytest.raises(Refused):
        take_back_booking(appointment=mark_arrived(appointment=booked, by=by_vera()), by=by_vera())


def test_the_panel_sends_a_walk_in_to_the_doctor_once():
    open_all_day(anna())
    form = {
        "request_key": "5f7f6a3e-6d0e-4a8e-9d53-0d6f3a1c2b4d", "walk_in": "yes", "patient": a_patient().public_id,
        "service": a_service().public_id, "branch": samara_centre().public_id, "slot": anna().public_id, "reason": "сам",
    }  # fmt: skip
    assert [each.doctor for each in send("draft", **form).context["queues"]] == [anna()]
    assert send("book_visit", **form).status_code == 200
    assert send("book_visit", **form).status_code == 200
    assert Appointment.objects.get().status == "arrived"
    assert send("book_visit", user=oleg(), **form).status_code == 404  # an operator does not keep the desk


def test_the_board_answers_only_when_something_has_changed():
    visit = at(-10)
    desk = signed_in(Client(), vera())
    page = desk.get(reverse("scheduling:board"))
    seen = {"branch": samara_centre().public_id, "since": page.context["change"], "minute": page.context["minute"]}
    if timezone.now().second < 58:
        assert desk.get(reverse("scheduling:board_now"), seen).status_code == 204
    mark_arrived(appointment=visit, by=by_vera())
    drawn = desk.get(reverse("scheduling:board_now"), seen)
    assert [row.visit for row in drawn.context["board"].waiting] == [visit]


def test_whom_a_delay_concerns_goes_on_the_call_list_once():
    open_all_day(anna())
    patient = a_person("Зимин", "Борис", "Петрович", phone="+79161231212")
    book(patient=patient, wanted=_at(timezone.now() + timedelta(minutes=20)), by=by_vera())
    answer = send("away", anna().public_id, minutes=60, reason="operation", note="")
    assert [each.visit.patient for each in answer.context["state"].concerned] == [patient]
    for _press in range(2):
        assert send("running_late", anna().public_id).status_code == 200
    call = Call.objects.get()
    assert (call.reason, call.basis, call.state) == ("doctor_late", "service", "open")
    assert "40" in call.note or "39" in call.note


@pytest.mark.parametrize("name", ["away", "running_late"])
def test_only_a_doctor_of_the_branch_is_called_away_there(name):
    """Vera keeps the desk of the centre; Lev receives at the Volga only."""
    receives(lev(), on=timezone.localdate(), branch=samara_volga())
    receives(anna(), on=timezone.localdate())
    form = {"minutes": 30, "reason": "operation"}
    assert [send(name, doctor.public_id, **form).status_code for doctor in (lev(), anna())] == [404, 200]
