"""A doctor's day shifted from a visit on: all of it or nothing, explained, and undone by one press."""

from datetime import time, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from zabota.base.accounts.testing import signed_in
from zabota.base.events.models import Event
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import anna, lev, vera
from zabota.work.scheduling.commands import (
    NotNow,
    OutsideSchedule,
    TimeHasPassed,
    TimeIsTaken,
    book,
    cancel,
    close_doctor,
    shift_back,
    shift_day,
)
from zabota.work.scheduling.models import Appointment, Occupancy
from zabota.work.scheduling.testing import a_patient, a_place, a_wish, days_ago, receives

pytestmark = pytest.mark.django_db
TOMORROW = days_ago(-1)


def by_vera():
    return vera().as_actor(samara_centre().pk)


def booked(at: time, doctor=None, **wish) -> Appointment:
    return book(patient=a_patient(), wanted=a_wish(doctor or anna(), at, **wish), by=by_vera())


def walls() -> list[str]:
    return [wall[11:] for wall in Appointment.objects.order_by("pk").values_list("wall_start", flat=True)]


def taken() -> list[str]:
    """When the time that is taken begins, by visit, as wall time."""
    rows = Occupancy.objects.filter(resource="doctor", state="taken").order_by("appointment_id")
    return [f"{row.during.lower.astimezone(samara_centre().zone):%H:%M}" for row in rows]


def test_visits_side_by_side_are_shifted_together():
    # Each stands where the next one stood: only a deferred constraint lets them pass.
    receives(anna())
    visits = [booked(time(9)), booked(time(10)), booked(time(10, 30)), booked(time(11))]
    shift_day(first=visits[1], minutes=20, by=by_vera())

    assert walls() == taken() == ["09:00", "10:20", "10:50", "11:20"]
    assert Appointment.objects.get(pk=visits[1].pk).starts_at == visits[1].starts_at + timedelta(minutes=20)
    assert Event.objects.filter(kind="scheduling.appointment_shifted").count() == 3
    with pytest.raises(TimeIsTaken):
        booked(time(11, 30))


def test_a_shift_is_taken_back_while_nobody_has_touched_its_visits():
    receives(anna())
    first, second = booked(time(10)), booked(time(10, 30))
    shifted = shift_day(first=first, minutes=20, by=by_vera())
    shift_back(shifted=shifted, by=by_vera())
    assert walls() == taken() == ["10:00", "10:30"]

    again = shift_day(first=first, minutes=20, by=by_vera())
    cancel(appointment=second, cancelled_by="patient", reason="", by=by_vera())
    with pytest.raises(NotNow):
        shift_back(shifted=again, by=by_vera())
    assert walls() == ["10:20", "10:50"]


def test_a_day_is_shifted_earlier_up_to_the_visit_before_it():
    receives(anna())
    booked(time(9))
    later = booked(time(10))
    shift_day(first=later, minutes=-30, by=by_vera())
    assert walls() == ["09:00", "09:30"]
    later.refresh_from_db()
    with pytest.raises(TimeIsTaken, match="09:00"):
        shift_day(first=later, minutes=-15, by=by_vera())
    assert walls() == taken() == ["09:00", "09:30"]


def test_beyond_the_doctors_hours_nothing_is_shifted():
    receives(anna())
    first = booked(time(10))
    booked(time(17, 30))
    with pytest.raises(OutsideSchedule, match="17:30"):
        shift_day(first=first, minutes=20, by=by_vera())
    assert walls() == taken() == ["10:00", "17:30"]


def test_a_room_or_a_closed_hour_in_the_way_stops_all_and_is_named():
    room = a_place("Кабинет 3", "Кабинет")
    receives(anna(), room=room, hours=(time(9), time(13)))
    receives(lev(), room=room, hours=(time(9), time(18)))
    first = booked(time(10))
    booked(time(11), doctor=lev())
    with pytest.raises(TimeIsTaken, match="Кабинет 3"):
        shift_day(first=first, minutes=45, by=by_vera())
    close_doctor(
        doctor=anna(),
        branch=first.branch,
        since=first.ends_at,
        until=first.ends_at + timedelta(minutes=15),
        reason="lunch",
        by=by_vera(),
    )
    with pytest.raises(TimeIsTaken):
        shift_day(first=first, minutes=10, by=by_vera())
    assert walls() == ["10:00", "11:00"]


def test_nobody_is_shifted_into_the_past_or_after_he_was_cancelled():
    receives(anna(), on=days_ago(0), hours=(time(0, 5), time(23, 55)))
    receives(anna())
    visit = booked(time(10))
    with pytest.raises(NotNow):
        shift_day(first=visit, minutes=0, by=by_vera())
    Appointment.objects.filter(pk=visit.pk).update(starts_at=visit.starts_at - timedelta(days=2))
    visit.refresh_from_db()
    with pytest.raises(TimeHasPassed):
        shift_day(first=visit, minutes=10, by=by_vera())
    cancel(appointment=visit, cancelled_by="patient", reason="", by=by_vera())
    with pytest.raises(NotNow):
        shift_day(first=visit, minutes=10, by=by_vera())


def test_the_desk_shifts_and_undoes_in_the_drawer():
    receives(anna())
    first, _second = booked(time(10)), booked(time(10, 30))
    address = reverse("scheduling:shift", args=[first.public_id])
    client, headers = signed_in(Client(), vera()), {"HX-Request": "true", "HX-Target": "drawer"}
    assert [each.wall_time for each in client.get(address).context["visits"]] == [time(10), time(10, 30)]
    refused = client.post(address, {"minutes": 900}, headers=headers)
    assert refused.status_code == 422

    answer = client.post(address, {"minutes": 20}, headers=headers)
    assert (answer.status_code, walls()) == (200, ["10:20", "10:50"])
    shifted = Event.objects.get(kind="scheduling.day_shifted")
    undo = reverse("scheduling:shift_back", args=[shifted.pk])
    assert undo in answer.headers["HX-Trigger"]
    assert client.post(undo, headers=headers).status_code == 204
    assert walls() == ["10:00", "10:30"]
