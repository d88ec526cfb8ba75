"""Doctors' leave, and days on which nobody receives."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.base.events.commands import record
from zabota.core.practice.models import Branch
from zabota.core.practice.queries import the_practice
from zabota.core.staff.models import Doctor
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused
from zabota.work.scheduling.commands.absences import shelve_leave, take_back_absence
from zabota.work.scheduling.commands.occupying import lock_days
from zabota.work.scheduling.commands.schedules import days_between, lay_out
from zabota.work.scheduling.commands.shelving import shelving
from zabota.work.scheduling.events import HolidaysChanged, LeaveGiven, LeaveTakenBack
from zabota.work.scheduling.models import Absence, AbsenceCause, Holiday, Leave, Shift
from zabota.work.scheduling.public_holidays import public_holidays


@transaction.atomic
def give_leave(*, doctor: Doctor, since: date, until: date, reason: str, by: Actor) -> Leave:
    """The doctor does not receive from the first day to the last. Visits in them go to the shelf, each to be offered
    another time."""
    if until < since:
        raise Refused(_("The leave ends before it begins."), field="until")
    lock_days((doctor.pk, day) for day in days_between(since, until))
    leave = Leave.objects.create(doctor=doctor, since=since, until=until, reason=reason)
    usual = Shift.objects.filter(doctor=doctor, on__range=(since, until), is_changed=False)
    usual.filter(on__gte=timezone.localdate()).delete()
    Shift.objects.filter(doctor=doctor, on__range=(since, until), is_cancelled=False).update(
        is_cancelled=True, is_changed=True
    )
    record(LeaveGiven(doctor.pk, leave.pk), by=by)
    shelve_leave(leave=leave, since=_midnight(since), until=_midnight(until + timedelta(days=1)), by=by)
    return leave


@transaction.atomic
def take_back_leave(*, leave: Leave, by: Actor) -> None:
    """The doctor receives as usual in these days; whoever still waits on the shelf keeps his time."""
    record(LeaveTakenBack(leave.doctor_id, leave.pk), by=by)
    for absence in Absence.objects.filter(leave=leave):
        take_back_absence(absence=absence, by=by)
    doctor = leave.doctor
    leave.delete()
    lay_out(doctors=[doctor], by=by)


@transaction.atomic
def add_public_holidays(*, country: str, years: Iterable[int], by: Actor) -> int:
    """The country's public holidays as days without shifts; returns how many were new. Safe to repeat."""
    days = [
        Holiday(on=day, name=name, country=country) for year in years for day, name in public_holidays(country, year)
    ]
    known = set(Holiday.objects.filter(country=country, branch=None).values_list("on", flat=True))
    new = Holiday.objects.bulk_create(day for day in days if day.on not in known)
    if country == the_practice().country:
        for day in new:
            _take_away_shifts(day, by)
    if new:
        record(HolidaysChanged(None, country, len(new)), by=by)
    return len(new)


@transaction.atomic
def add_day_off(*, on: date, name: str, branch: Branch | None = None, by: Actor) -> Holiday:
    """The clinic's own day off, everywhere or in one branch."""
    if not name.strip():
        raise Refused(_("Name the day off."), field="name")
    day, is_new = Holiday.objects.get_or_create(on=on, country="", branch=branch, defaults={"name": name.strip()})
    if not is_new:
        raise Refused(_("This day is a day off already."), field="on")
    _take_away_shifts(day, by)
    record(HolidaysChanged(branch.pk if branch else None, "", 1), by=by)
    return day


@transaction.atomic
def remove_holiday(*, holiday: Holiday, by: Actor) -> None:
    """The clinic receives on this day; the doctors' usual hours are laid out again, and who still waits keeps his time."""
    record(HolidaysChanged(holiday.branch_id, holiday.country, -1, f"{holiday.on}"), by=by)
    Absence.objects.filter(holiday=holiday, taken_back_at=None).update(taken_back_at=timezone.now())
    holiday.delete()
    lay_out(by=by)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _take_away_shifts(day: Holiday, by: Actor) -> None:
    """Usual hours that nobody changed by hand go away; visits in them go to the shelf."""
    usual = Shift.objects.filter(on=day.on, is_changed=False, on__gte=timezone.localdate())
    if day.branch_id is not None:
        usual = usual.filter(branch=day.branch_id)
    doctors = list(Doctor.objects.filter(pk__in=usual.values("doctor")))
    with shelving(doctors=doctors, cause=AbsenceCause.DAY_OFF, days=[day.on], holiday=day, by=by):
        usual.delete()
