"""Shift a doctor's day from a visit on: all of its visits together, or none."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from zabota.base.events.commands import record, record_many
from zabota.base.events.models import Event
from zabota.lib.actors import Actor
from zabota.work.scheduling.commands.booking import wall_text
from zabota.work.scheduling.commands.life import NotNow, wanted_by
from zabota.work.scheduling.commands.occupying import (
    Kind,
    OutsideSchedule,
    TimeIsTaken,
    lock_days,
    refuse_the_past,
    retried,
)
from zabota.work.scheduling.events import AppointmentShifted, DayShifted
from zabota.work.scheduling.models import Appointment, Resource, Shift
from zabota.work.scheduling.queries.visit import SHIFTED, visits_from

FARTHEST = 240


@retried
def shift_day(*, first: Appointment, minutes: int, by: Actor) -> Event:
    """Shift the visit and whatever follows it on its doctor's day by so many minutes, later or, below zero, earlier.

    Returns the event that `shift_back` undoes. Raises TimeIsTaken, OutsideSchedule, TimeHasPassed, NotNow.
    """
    if not minutes or abs(minutes) > FARTHEST:
        raise NotNow(_("A day is shifted by 1 to 240 minutes."), field="minutes")
    if first.doctor_id is None:
        raise NotNow(_("This booking has no doctor yet."))
    lock_days([(first.doctor_id, first.wall_day)])
    visits = _locked([each.pk for each in visits_from(first)])
    if first not in visits:
        raise NotNow(_("Only a visit that is still ahead can be moved."))
    if any(each.service is not None and each.service.seats > 1 for each in visits):
        raise NotNow(_("A group session stands in this part of the day: it is not shifted. Move the visits before it."))
    by_minutes = timedelta(minutes=minutes)
    refuse_the_past(min(each.starts_at for each in visits) + by_minutes)
    _refuse_outside_hours(visits, by_minutes)
    return _shifted(visits, minutes, by)


@retried
def shift_back(*, shifted: Event, by: Actor) -> Event:
    """Undo a shift while nobody has touched its visits. They may stand again where they stood. Raises NotNow, TimeIsTaken."""
    told = DayShifted(**shifted.data)
    lock_days((told.doctor_id, each.wall_day) for each in Appointment.objects.filter(pk__in=told.appointment_ids))
    visits = _locked(told.appointment_ids)
    if len(visits) != len(told.appointment_ids):
        raise NotNow(_("Somebody has already worked with these visits: move them one by one."))
    return _shifted(visits, -told.minutes, by)


def _locked(numbers: Sequence[int]) -> list[Appointment]:
    visits = Appointment.objects.select_for_update(of=("self",)).filter(pk__in=numbers, status__in=SHIFTED)
    return list(visits.select_related("doctor", "branch", "service").order_by("starts_at", "pk"))


def _shifted(visits: Sequence[Appointment], minutes: int, by: Actor) -> Event:
    _shift_occupancies(visits, minutes)
    for visit in visits:
        assert visit.branch is not None
        visit.starts_at += timedelta(minutes=minutes)
        wall = visit.starts_at.astimezone(visit.branch.zone)
        visit.wall_start = wall_text(wall.date(), wall.time())
    Appointment.objects.bulk_update(visits, ["starts_at", "wall_start"])
    record_many((AppointmentShifted(each.patient_id, each.branch_id, each.pk, minutes) for each in visits), by=by)
    return record(DayShifted(visits[0].doctor_id or 0, minutes, [each.pk for each in visits]), by=by)


#: Among themselves the visits may pass over each other within the statement; the constraint is asked at its end.
_SHIFT = """
    SET CONSTRAINTS scheduling_no_double_booking DEFERRED;
    UPDATE scheduling_occupancy
    SET during = tstzrange(lower(during) + make_interval(mins => %s), upper(during) + make_interval(mins => %s))
    WHERE appointment_id = ANY(%s) AND state IN ('held', 'taken')
"""
_IN_THE_WAY = """
    SELECT mine.resource, mine.resource_id, lower(other.during)
    FROM scheduling_occupancy mine JOIN scheduling_occupancy other
        ON other.resource = mine.resource AND other.resource_id = mine.resource_id AND other.lane = mine.lane
        AND other.during && mine.during AND other.state IN ('held', 'taken')
        AND (other.appointment_id IS NULL OR other.appointment_id <> ALL(%s))
    WHERE mine.appointment_id = ANY(%s) AND mine.state IN ('held', 'taken')
    ORDER BY mine.during LIMIT 1
"""


def _shift_occupancies(visits: Sequence[Appointment], minutes: int) -> None:
    numbers = [each.pk for each in visits]
    with connection.cursor() as cursor:
        cursor.execute(_SHIFT, [minutes, minutes, numbers])
        cursor.execute(_IN_THE_WAY, [numbers, numbers])
        row = cursor.fetchone()
        if row is not None:
            raise TimeIsTaken(_in_the_way_in_words(visits[0], *row), field="minutes")
        cursor.execute("SET CONSTRAINTS scheduling_no_double_booking IMMEDIATE")


def _in_the_way_in_words(visit: Appointment, kind: str, number: int, at: datetime) -> str:
    assert visit.branch is not None
    time = time_format(at.astimezone(visit.branch.zone), "H:i")
    if kind == Kind.DOCTOR:
        return _("Nothing is shifted: the doctor's time from %(time)s is taken.") % {"time": time}
    place = Resource.objects.get(pk=number)
    return _("Nothing is shifted: %(place)s is taken from %(time)s.") % {"place": place.name, "time": time}


def _refuse_outside_hours(visits: Sequence[Appointment], by_minutes: timedelta) -> None:
    hours = list(Shift.objects.filter(doctor=visits[0].doctor_id, on=visits[0].wall_day, is_cancelled=False))
    for visit in visits:
        during = wanted_by(visit).during
        after = DateTimeTZRange(during.lower + by_minutes, during.upper + by_minutes)
        if not visit.over_schedule_reason and not any(_covers(each, after, visit) for each in hours):
            raise OutsideSchedule(_outside_in_words(visit, by_minutes), field="minutes")


def _covers(shift: Shift, during: DateTimeTZRange, visit: Appointment) -> bool:
    is_inside = shift.during.lower <= during.lower and during.upper <= shift.during.upper
    return is_inside and shift.branch_id == visit.branch_id and (not shift.kinds or visit.kind in shift.kinds)


def _outside_in_words(visit: Appointment, by_minutes: timedelta) -> str:
    assert visit.branch is not None
    wall = (visit.starts_at + by_minutes).astimezone(visit.branch.zone)
    return _("Nothing is shifted: the visit of %(was)s would be at %(time)s, when the doctor does not receive.") % {
        "was": f"{visit.wall_time:%H:%M}" if visit.wall_time else "",
        "time": time_format(wall, "H:i"),
    }
