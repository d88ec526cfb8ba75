"""Time closed at the desk: lunch, a meeting, a breakdown; told in the calendar, opened again, kept by the clock."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from zabota.base.accounts.testing import signed_in
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import anna, maya, nina, vera
from zabota.lib.actors import SYSTEM
from zabota.work.scheduling.commands import (
    TimeIsTaken,
    book,
    close_again,
    close_doctor,
    follow_zone_rules,
    open_time,
)
from zabota.work.scheduling.models import Block, Occupancy, Shift
from zabota.work.scheduling.testing import a_patient, a_place, a_wish, days_ago, receives

pytestmark = pytest.mark.django_db
TOMORROW = days_ago(-1)
LUNCH = {"on": f"{TOMORROW:%d.%m.%Y}", "starts": "13", "ends": "1330", "reason": "lunch", "note": "столовая"}


def at(hour: int, minute: int = 0) -> datetime:
    return datetime.combine(TOMORROW, time(hour, minute), samara_centre().zone)


def desk() -> Client:
    return signed_in(Client(), vera())


def form_of(**whose) -> str:
    asked = {"branch": samara_centre().public_id, "at": f"{TOMORROW}T13:00", **whose}
    return reverse("scheduling:close_time", query=asked)


def lunch_of_anna() -> Block:
    return close_doctor(
        doctor=anna(), branch=samara_centre(), since=at(13), until=at(13, 30), reason="lunch", by=SYSTEM
    )  # fmt: skip


def test_the_desk_closes_a_doctors_time_and_the_calendar_tells_why():
    receives(anna())
    address = form_of(doctor=anna().public_id)
    page = desk().get(address).content.decode()
    assert 'value="13:00"' in page
    assert 'value="14:00"' in page
    assert desk().post(address, LUNCH).status_code == 200
    day = {"branch": samara_centre().public_id, "day": TOMORROW}
    (closed,) = desk().get(reverse("scheduling:feed"), day).json()["closed"]
    assert (closed["word"], closed["note"], closed["start"][11:], closed["end"][11:]) == (
        "обед", "столовая", "13:00", "13:30",
    )  # fmt: skip
    with pytest.raises(TimeIsTaken):
        book(patient=a_patient(), wanted=a_wish(anna(), time(13)), by=SYSTEM)


def test_closed_time_opens_and_closes_again():
    receives(anna())
    block = lunch_of_anna()
    drawer = desk().get(reverse("scheduling:closed_time", args=[block.public_id])).content.decode()
    assert "Обед" in drawer
    assert "13:00" in drawer
    desk().post(reverse("scheduling:open_closed", args=[block.public_id]))
    assert not Occupancy.objects.filter(state="taken").exists()
    desk().post(reverse("scheduling:close_again", args=[block.public_id]))
    assert Occupancy.objects.get().state == "taken"


def test_time_that_was_booked_meanwhile_does_not_close_again():
    receives(anna())
    block = lunch_of_anna()
    open_time(block=block, by=SYSTEM)
    book(patient=a_patient(), wanted=a_wish(anna(), time(13)), by=SYSTEM)
    with pytest.raises(TimeIsTaken):
        close_again(block=block, by=SYSTEM)


def test_who_stands_in_the_way_is_named():
    receives(anna())
    book(patient=a_patient("Котов"), wanted=a_wish(anna(), time(13)), by=SYSTEM)
    answer = desk().post(form_of(doctor=anna().public_id), LUNCH)
    assert answer.status_code == 422
    assert "Котов" in answer.content.decode()
    assert not Block.objects.exists()


def test_a_room_is_closed_the_same_way_over_several_days():
    room = a_place("Каб. 2", "кабинет", capacity=2)
    until = f"{days_ago(-3):%d.%m.%Y}"
    desk().post(form_of(place=room.public_id), {**LUNCH, "until_on": until, "reason": "broken"})
    rows = Occupancy.objects.filter(resource="room", resource_id=room.pk).order_by("lane")
    assert [each.lane for each in rows] == [0, 1]
    assert rows[0].during.upper - rows[0].during.lower == timedelta(days=2, minutes=30)


def test_a_stranger_to_the_desk_closes_nothing():
    receives(anna())
    client = signed_in(Client(), maya())
    assert client.post(form_of(doctor=anna().public_id), LUNCH).status_code == 403
    assert desk().get(form_of()).status_code == 404
    assert desk().get(form_of(doctor="врач")).status_code == 404


def test_lunch_stays_at_its_hour_when_the_zone_gets_new_rules():
    """F12: as visits do."""
    receives(anna())
    lunch_of_anna()
    for row in Occupancy.objects.all():
        shift = timedelta(hours=1)
        Occupancy.objects.filter(pk=row.pk).update(during=(row.during.lower + shift, row.during.upper + shift))
    Block.objects.update(starts_at=at(14))
    follow_zone_rules(by=SYSTEM)
    assert Block.objects.get().starts_at == at(13)
    assert Occupancy.objects.get().during.lower.astimezone(UTC) == at(13).astimezone(UTC)


def test_hours_of_one_day_have_a_room_and_kinds_of_visit_and_are_changed():
    room = a_place("Каб. 2", "кабинет")
    client, doctor = signed_in(Client(), nina()), anna()
    hours = {
        "on": f"{TOMORROW:%d.%m.%Y}", "starts": "9", "ends": "12", "branch": samara_centre().pk, "room": room.pk,
        "kinds": ["first"],
    }  # fmt: skip
    client.post(reverse("scheduling:day", args=[doctor.public_id]), hours)
    shift = Shift.objects.get()
    assert (shift.room, shift.kinds, shift.starts) == (room, ["first"], time(9))

    change = reverse("scheduling:change_day", args=[doctor.public_id, shift.public_id])
    assert 'value="09:00"' in client.get(change).content.decode()
    client.post(change, {"starts": "10", "ends": "13", "kinds": []})
    shift.refresh_from_db()
    assert (shift.room, shift.kinds, shift.starts, shift.ends) == (None, [], time(10), time(13))
