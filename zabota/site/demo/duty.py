"""Doctors on duty around this hour, so that the desk is alive whenever the demo is opened; and the days that were closed."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from zabota.base.accounts.models import User
from zabota.core.practice.models import Branch
from zabota.core.staff.models import Doctor
from zabota.lib.actors import SYSTEM
from zabota.work.scheduling.commands import add_shift, close_day
from zabota.work.scheduling.models import Shift

#: So many receive at any hour of the day in every branch.
ON_DUTY = 4
BEFORE, AFTER, SHORTEST = timedelta(hours=2), timedelta(hours=3), timedelta(hours=1)
LAST_MINUTE = time(23, 55)
#: The desk has closed its days for a fortnight, all but yesterday's of the second branch.
CLOSED_DAYS = 14


def put_on_duty(branches: Iterable[Branch], now: datetime) -> None:
    """Where fewer receive now than are on duty, doctors of the branch stay longer, or come earlier."""
    for branch in branches:
        shifts = Shift.objects.filter(branch=branch, is_cancelled=False)
        here = shifts.filter(during__contains=now).count()
        others = Doctor.objects.filter(branches=branch).exclude(shifts__during__contains=now).order_by("pk")
        for doctor in others[: max(0, ON_DUTY - here)]:
            _stay(doctor, branch, now.astimezone(branch.zone))


def _stay(doctor: Doctor, branch: Branch, wall: datetime) -> None:
    """Hours around now that touch no other hours of the doctor on this day."""
    midnight = wall.replace(hour=0, minute=0, second=0, microsecond=0)
    starts = max(midnight, (wall - BEFORE).replace(minute=0, second=0, microsecond=0))
    ends = min(datetime.combine(wall.date(), LAST_MINUTE, wall.tzinfo), (wall + AFTER).replace(minute=0, second=0))
    for own in Shift.objects.filter(doctor=doctor, on=wall.date(), is_cancelled=False):
        if own.during.upper <= wall:
            starts = max(starts, own.during.upper.astimezone(wall.tzinfo))
        else:
            ends = min(ends, own.during.lower.astimezone(wall.tzinfo))
    if ends - starts >= SHORTEST:
        add_shift(doctor=doctor, branch=branch, on=wall.date(), starts=starts.time(), ends=ends.time(), by=SYSTEM)


def close_past_days(branches: Iterable[Branch], today: date) -> None:
    zoya = User.objects.get(login="zoya").as_actor()
    for place, branch in enumerate(branches):
        for days in range(CLOSED_DAYS, 0, -1):
            if (place, days) != (1, 1):
                close_day(branch=branch, on=today - timedelta(days=days), by=zoya)
