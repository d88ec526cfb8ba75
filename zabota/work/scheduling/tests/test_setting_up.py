"""What the clinic sets up before it books: rooms and devices, usual weeks, leave, holidays, closed time (R249, R250, R274)."""

from datetime import date, datetime, time, timedelta

import pytest

from zabota.core.practice.models import Branch
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import a_doctor
from zabota.lib.actors import SYSTEM
from zabota.lib.errors import Refused
from zabota.work.scheduling.commands import (
    ComingVisit,
    PlaceNameIsTaken,
    ShiftsOverlap,
    TimeIsTaken,
    UsualHours,
    Wanted,
    add_day_off,
    add_place,
    add_public_holidays,
    book,
    book_many,
    close_place,
    give_leave,
    open_time,
    resource_type,
    set_needs,
    set_performers,
    set_week,
    set_weeks,
    take_back_leave,
)
from zabota.work.scheduling.models import Appointment, Holiday, Occupancy, Performer, Shift, WorkPattern
from zabota.work.scheduling.public_holidays import orthodox_easter, public_holidays
from zabota.work.scheduling.testing import a_patient, a_place, a_service, a_wish, days_ago, receives

TOMORROW = -1


def a_week(doctor, *, starts=time(9), ends=time(15), since=None):
    hours = [UsualHours(samara_centre(), weekday, starts, ends) for weekday in range(7)]
    return set_week(doctor=doctor, hours=hours, since=since or days_ago(0), by=SYSTEM).shifts


def days_of(doctor, since, until):
    return list(Shift.objects.filter(doctor=doctor, on__range=(since, until)).values_list("on", "starts"))


def test_a_new_week_takes_the_place_of_the_old_one_from_its_day_on(db):
    anna = a_doctor("Громова")
    assert a_week(anna) == 184
    a_week(anna, starts=time(12), ends=time(18), since=days_ago(-3))
    assert days_of(anna, days_ago(-2), days_ago(-3)) == [(days_ago(-2), time(9)), (days_ago(-3), time(12))]
    assert Shift.objects.filter(doctor=anna).count() == 184
    assert set(WorkPattern.objects.filter(starts=time(9)).values_list("valid_until", flat=True)) == {days_ago(-2)}


def test_the_weeks_of_many_doctors_are_laid_out_at_once_each_with_its_own_hours(db):
    anna, lev = a_doctor("Громова"), a_doctor("Абрамян")
    a_week(lev)
    morning, evening = (
        UsualHours(samara_centre(), days_ago(-3).weekday(), *hours)
        for hours in ((time(9), time(13)), (time(14), time(20)))
    )
    assert set_weeks(hours={anna: [morning], lev: [evening]}, since=days_ago(0), by=SYSTEM).shifts == 2 * 26
    assert [days_of(each, days_ago(-3), days_ago(-3)) for each in (anna, lev)] == [
        [(days_ago(-3), time(9))],
        [(days_ago(-3), time(14))],
    ]
    assert Shift.objects.filter(doctor=lev).count() == 26


def test_a_day_changed_by_hand_outlives_a_new_week(db):
    anna = a_doctor("Громова")
    receives(anna, on=days_ago(-3), hours=(time(19), time(20)))
    a_week(anna)
    a_week(anna, starts=time(12), ends=time(18))
    assert [starts for _day, starts in days_of(anna, days_ago(-3), days_ago(-3))] == [time(12), time(19)]


def test_usual_hours_are_not_laid_over_hours_that_a_hand_entered(db):
    anna = a_doctor("Громова")
    receives(anna, on=days_ago(-3), hours=(time(14), time(20)))
    assert a_week(anna) == 183
    assert [starts for _day, starts in days_of(anna, days_ago(-3), days_ago(-3))] == [time(14)]


def test_a_doctor_is_in_one_place_at_a_time(db):
    anna = a_doctor("Громова")
    a_week(anna)
    with pytest.raises(ShiftsOverlap):
        receives(anna, on=days_ago(-3), hours=(time(14), time(20)))
    with pytest.raises(ShiftsOverlap):
        set_week(doctor=anna, hours=two_at_once(), since=days_ago(0), by=SYSTEM)
    assert len(days_of(anna, days_ago(-1), days_ago(-7))) == 7


def two_at_once():
    return [UsualHours(samara_centre(), 0, time(9), time(15)), UsualHours(samara_centre(), 0, time(14), time(18))]


def test_in_leave_no_hours_are_laid_out_and_they_return_when_it_is_taken_back(db):
    anna = a_doctor("Громова")
    a_week(anna)
    leave = give_leave(doctor=anna, since=days_ago(-2), until=days_ago(-4), reason="vacation", by=SYSTEM)
    assert [day for day, _starts in days_of(anna, days_ago(-1), days_ago(-5))] == [days_ago(-1), days_ago(-5)]
    a_week(anna, starts=time(10))
    assert days_of(anna, days_ago(-2), days_ago(-4)) == []
    take_back_leave(leave=leave, by=SYSTEM)
    assert len(days_of(anna, days_ago(-2), days_ago(-4))) == 3


def test_an_own_day_off_of_a_branch_leaves_the_other_branches_working(db):
    anna, lev = a_doctor("Громова"), a_doctor("Абрамян")
    volga = Branch.objects.create(name="Самара-Волга")
    a_week(anna)
    set_week(
        doctor=lev,
        hours=[UsualHours(volga, weekday, time(9), time(12)) for weekday in range(7)],
        since=days_ago(0),
        by=SYSTEM,
    )
    add_day_off(on=days_ago(-2), name="Переезд", branch=samara_centre(), by=SYSTEM)
    assert days_of(anna, days_ago(-2), days_ago(-2)) == []
    assert len(days_of(lev, days_ago(-2), days_ago(-2))) == 1
    with pytest.raises(Refused):
        add_day_off(on=days_ago(-2), name="Ещё раз", branch=samara_centre(), by=SYSTEM)


@pytest.mark.parametrize(
    ("country", "count", "day"),
    [("RU", 14, date(2027, 6, 12)), ("UA", 11, date(2027, 6, 20)), ("KZ", 14, date(2027, 12, 16))],
)
def test_public_holidays_of_a_country_are_added_once(db, country, count, day):
    assert add_public_holidays(country=country, years=[2027], by=SYSTEM) == count
    assert Holiday.objects.filter(country=country, on=day).exists()
    assert add_public_holidays(country=country, years=[2027], by=SYSTEM) == 0


def test_orthodox_easter_moves():
    # https://www.assa.org.au/edm: 12 April 2026, 2 May 2027, 16 April 2028.
    assert [orthodox_easter(year) for year in (2026, 2027, 2028)] == [
        date(2026, 4, 12), date(2027, 5, 2), date(2028, 4, 16)
    ]  # fmt: skip
    assert (date(2027, 5, 2), "Великдень") in public_holidays("UA", 2027)


def test_a_branch_has_a_room_of_a_name_once(db):
    of_type = resource_type(name="Кабинет", kind="room")
    add_place(branch=samara_centre(), of_type=of_type, name="К1", by=SYSTEM)
    with pytest.raises(PlaceNameIsTaken):
        add_place(branch=samara_centre(), of_type=of_type, name="К1", by=SYSTEM)


def test_a_device_on_maintenance_is_not_booked_and_opens_again(db):
    anna, karina = a_doctor("Громова"), a_patient()
    receives(anna)
    xray = a_place("Рентген", "рентген-аппарат", "device")
    picture = a_service("Снимок")
    set_needs(service=picture, types=[xray.type], by=SYSTEM)
    starts = datetime.combine(days_ago(TOMORROW), time(9), samara_centre().zone)
    closed = close_place(place=xray, since=starts, until=starts + timedelta(hours=3), reason="service", by=SYSTEM)
    wish = a_wish(anna, time(10), service=picture)
    with pytest.raises(TimeIsTaken):
        book(patient=karina, wanted=wish, by=SYSTEM)
    assert open_time(block=closed, by=SYSTEM)
    assert book(patient=karina, wanted=wish, by=SYSTEM).status == "planned"


def test_time_with_visits_is_not_closed(db):
    anna, room = a_doctor("Громова"), a_place("К1", "кабинет")
    receives(anna, room=room)
    book(patient=a_patient(), wanted=a_wish(anna, time(10)), by=SYSTEM)
    starts = datetime.combine(days_ago(TOMORROW), time(9), samara_centre().zone)
    with pytest.raises(TimeIsTaken):
        close_place(place=room, since=starts, until=starts + timedelta(hours=3), reason="broken", by=SYSTEM)


def test_performers_are_set_as_a_whole(db):
    anna, lev, service = a_doctor("Громова"), a_doctor("Абрамян"), a_service()
    assert set_performers(service=service, minutes={anna.pk: 40, lev.pk: None}, by=SYSTEM)
    assert not set_performers(service=service, minutes={anna.pk: 40, lev.pk: None}, by=SYSTEM)
    set_performers(service=service, minutes={anna.pk: 20}, by=SYSTEM)
    assert list(Performer.objects.values_list("doctor", "minutes")) == [(anna.pk, 20)]


def wish_of(doctor, hour, **rest):
    branch = samara_centre()
    return Wanted(doctor, branch, datetime.combine(days_ago(TOMORROW), time(hour), branch.zone), 60, **rest)


def test_a_journal_is_booked_at_once_and_what_does_not_fit_is_told(db):
    anna, lev, karina = a_doctor("Громова"), a_doctor("Абрамян"), a_patient()
    for doctor in (anna, lev):
        receives(doctor)
    device = a_place("УЗИ", "узи-аппарат", "device")
    scan = a_service("УЗИ", minutes=60)
    set_needs(service=scan, types=[device.type], by=SYSTEM)
    wishes = [
        wish_of(anna, 10, service=scan),
        wish_of(lev, 10, service=scan),  # the only device is taken
        wish_of(lev, 11, service=scan),
        wish_of(lev, 11),  # he has somebody
        wish_of(lev, 20),  # he has gone home
    ]
    done = book_many(visits=[ComingVisit(karina.pk, each) for each in wishes], by=SYSTEM)
    assert [each.wanted for each in done.refused] == [wishes[1], wishes[3], wishes[4]]
    assert list(Appointment.objects.order_by("pk").values_list("doctor", "service", "status")) == [
        (anna.pk, scan.pk, "planned"),
        (lev.pk, scan.pk, "planned"),
    ]
    taken = Occupancy.objects.filter(resource="device", resource_id=device.pk)
    assert sorted(row.during.lower for row in taken) == [wishes[0].starts_at, wishes[2].starts_at]
    with pytest.raises(TimeIsTaken):
        book(patient=karina, wanted=wish_of(anna, 10), by=SYSTEM)


def test_a_journal_meets_the_visits_that_stand_already(db):
    anna, karina = a_doctor("Громова"), a_patient()
    receives(anna)
    book(patient=karina, wanted=wish_of(anna, 10), by=SYSTEM)
    done = book_many(visits=[ComingVisit(karina.pk, wish_of(anna, hour)) for hour in (9, 10)], by=SYSTEM)
    assert [each.wanted.wall.hour for each in done.refused] == [10]
    assert len(done.booked) == 1
