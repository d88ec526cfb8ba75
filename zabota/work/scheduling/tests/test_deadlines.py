"""What the clock does about booking: deadlines, months ahead, the log of changes, and zones whose rules change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils import timezone

from zabota.base.events.models import Event
from zabota.base.jobs.commands import enqueue
from zabota.base.jobs.testing import run_now
from zabota.core.practice.models import Branch
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import anna, lev
from zabota.lib.actors import SYSTEM
from zabota.outreach.todos.models import Todo
from zabota.work.scheduling.commands import (
    NoSuchTime,
    NotNow,
    Wanted,
    add_pattern,
    book,
    cancel_unpaid_visits,
    follow_zone_rules,
    hold_slot,
    receive_prepayment,
    wall_instant,
)
from zabota.work.scheduling.commands.zones import told_instant
from zabota.work.scheduling.models import Appointment, Hold, Occupancy, Shift, WorkPattern
from zabota.work.scheduling.testing import a_patient, a_service, a_wish, days_ago, receives

pytestmark = pytest.mark.django_db

#: F12: the eleven zones of Russia, and ours beyond it.
ZONES = (
    "Europe/Kaliningrad", "Europe/Moscow", "Europe/Samara", "Asia/Yekaterinburg", "Asia/Omsk", "Asia/Krasnoyarsk",
    "Asia/Irkutsk", "Asia/Yakutsk", "Asia/Vladivostok", "Asia/Magadan", "Asia/Kamchatka", "Asia/Almaty", "Europe/Kyiv",
    "UTC",
)  # fmt: skip


def a_held_visit(minutes: int = 30) -> Appointment:
    receives(anna())
    until = timezone.now() + timedelta(minutes=minutes)
    return book(patient=a_patient(), wanted=a_wish(anna(), time(10)), held_until=until, by=SYSTEM)


def run(name: str) -> dict:
    return run_now(enqueue(name, by=SYSTEM)).result


def taken() -> int:
    return Occupancy.objects.exclude(state="released").count()


def test_what_was_not_paid_in_time_is_given_back_once_and_the_desk_is_told():
    """F3."""
    visit = a_held_visit()
    wanted = a_wish(anna(), time(11), service=a_service())
    hold_slot(wanted=wanted, purpose="online", until=timezone.now() + timedelta(minutes=5), by=SYSTEM)
    assert run("scheduling.deadlines") == {"holds": 0, "visits": 0}
    Appointment.objects.update(held_until=timezone.now())
    Hold.objects.update(until=timezone.now())

    assert run("scheduling.deadlines") == {"holds": 1, "visits": 1}
    assert run("scheduling.deadlines") == {"holds": 0, "visits": 0}

    visit.refresh_from_db()
    assert (visit.status, visit.cancelled_by, taken()) == ("cancelled", "clinic", 0)
    todo = Todo.objects.get()
    assert (todo.role, todo.patient, todo.branch) == ("front_desk", visit.patient, samara_centre())
    assert Event.objects.filter(kind="scheduling.appointment_cancelled").count() == 1


def test_a_prepayment_makes_a_held_visit_a_booking():
    visit = a_held_visit()
    receive_prepayment(appointment=visit, by=SYSTEM)

    visit.refresh_from_db()
    assert (visit.status, visit.held_until, Occupancy.objects.get().state) == ("planned", None, "taken")
    with pytest.raises(NotNow):
        receive_prepayment(appointment=visit, by=SYSTEM)
    assert cancel_unpaid_visits(by=SYSTEM) == 0


def test_every_night_the_months_ahead_are_laid_out():
    doctor = anna()
    add_pattern(
        doctor=doctor,
        branch=samara_centre(),
        weekday=0,
        starts=time(9),
        ends=time(15),
        valid_from=days_ago(0),
        by=SYSTEM,
    )
    laid = Shift.objects.count()
    Shift.objects.order_by("-on").first().delete()

    assert run("scheduling.lay_out") == {"shifts": 1, "contradicting": 0}
    assert Shift.objects.count() == laid


def test_one_doctor_whose_hours_contradict_each_other_keeps_nobody_else_from_theirs():
    usual = {"branch": samara_centre(), "weekday": 0, "starts": time(9), "ends": time(15), "valid_from": days_ago(0)}
    WorkPattern.objects.bulk_create(WorkPattern(doctor=doctor, **usual) for doctor in (anna(), anna(), lev()))

    ran = run("scheduling.lay_out")

    assert ran["contradicting"] == 1
    assert ran["shifts"] == Shift.objects.filter(doctor=lev()).count() == Shift.objects.count() > 20


def test_the_log_of_changes_is_cleared_after_an_hour():
    receives(anna())
    with connection.cursor() as cursor:
        cursor.execute("UPDATE scheduling_touched SET at = now() - interval '61 minutes'")
        old = cursor.rowcount
    receives(lev())

    assert run("scheduling.forget_changes") == {"forgotten": old}
    assert run("scheduling.forget_changes") == {"forgotten": 0}


def put_off_by(hours: int) -> None:
    """As if everything had been written under rules that were `hours` off."""
    off = timedelta(hours=hours)
    for visit in Appointment.objects.all():
        Appointment.objects.filter(pk=visit.pk).update(starts_at=visit.starts_at + off)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table in ("scheduling_occupancy", "scheduling_shift"):
            cursor.execute(f"UPDATE {table} SET during = tstzrange(lower(during) + %s, upper(during) + %s)", [off, off])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def picture() -> list:
    return [
        list(Appointment.objects.order_by("pk").values_list("starts_at", "wall_start")),
        list(Occupancy.objects.order_by("pk").values_list("during", flat=True)),
        list(Shift.objects.order_by("pk").values_list("during", flat=True)),
    ]


@pytest.mark.parametrize("zone", ZONES)
def test_new_rules_of_a_zone_leave_patients_their_hour(zone):
    """F12. Visits stand back to back, so all must move at once."""
    Branch.objects.filter(pk=samara_centre().pk).update(time_zone=zone)
    branch = Branch.objects.get(pk=samara_centre().pk)
    receives(anna(), branch=branch)
    for at in (time(10), time(10, 30), time(11)):
        starts_at = datetime.combine(days_ago(-1), at, branch.zone)
        book(patient=a_patient(), wanted=Wanted(anna(), branch, starts_at, 30), by=SYSTEM)
    told = picture()
    assert [wall[-5:] for _starts, wall in told[0]] == ["10:00", "10:30", "11:00"]

    put_off_by(1)
    assert picture() != told
    assert run("scheduling.follow_zones") == {"moved": 4}
    assert picture() == told
    assert follow_zone_rules(by=SYSTEM) == 0


def test_an_hour_that_comes_twice_stays_the_one_that_was_meant():
    """F12: Kyiv, 25 October 2026, 03:30 comes in summer time and again in winter time."""
    zone = ZoneInfo("Europe/Kyiv")
    first, second = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert [told_instant("2026-10-25 03:30", each, zone) for each in (first, second)] == [first, second]
    assert told_instant("2026-10-25", first, zone) == datetime(2026, 10, 25, 10, tzinfo=UTC)


@pytest.mark.parametrize("zone", ZONES)
def test_only_an_hour_that_exists_is_told(zone):
    """F12: of these zones only Kyiv's clock jumps in 2026, on 29 March over 03:30."""
    branch = Branch(time_zone=zone)
    if zone == "Europe/Kyiv":
        with pytest.raises(NoSuchTime):
            wall_instant(date(2026, 3, 29), time(3, 30), branch)
    else:
        instant = wall_instant(date(2026, 3, 29), time(3, 30), branch)
        assert f"{instant.astimezone(branch.zone):%H:%M}" == "03:30"


def test_the_repeated_hour_takes_two_different_times():
    """F12: no double booking at the hour that comes twice: summer's and winter's 03:30 are an hour apart."""
    Branch.objects.filter(pk=samara_centre().pk).update(time_zone="Europe/Kyiv")
    branch = Branch.objects.get(pk=samara_centre().pk)
    year = next(year for year in range(timezone.now().year + 1, 2100) if _repeats(year, branch.zone))
    on = _last_sunday_of_october(year)
    receives(anna(), on=on, hours=(time(1), time(6)), branch=branch)
    for fold in (0, 1):
        starts_at = datetime.combine(on, time(3, 30), branch.zone).replace(fold=fold).astimezone(UTC)
        book(patient=a_patient(), wanted=Wanted(anna(), branch, starts_at, 60), by=SYSTEM)

    walls, starts = zip(*Appointment.objects.order_by("pk").values_list("wall_start", "starts_at"), strict=True)
    assert set(walls) == {f"{on} 03:30"}
    assert starts[1] - starts[0] == timedelta(hours=1)
    assert follow_zone_rules(by=SYSTEM) == 0


def _last_sunday_of_october(year: int) -> date:
    last = date(year, 10, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)


def _repeats(year: int, zone: ZoneInfo) -> bool:
    at = datetime.combine(_last_sunday_of_october(year), time(3, 30), zone)
    return at.utcoffset() != at.replace(fold=1).utcoffset()
