"""What the clock does about booking: deadlines, hours of the months ahead, zones, the log of changes."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from zabota.base.jobs.commands import RunningJob
from zabota.base.jobs.registry import job
from zabota.core.staff.models import Doctor
from zabota.work.scheduling.commands import (
    ShiftsOverlap,
    advance_openings,
    cancel_unpaid_visits,
    expire_waiting,
    follow_zone_rules,
    forget_old_changes,
    forget_old_requests,
    lay_out,
    release_expired_holds,
)
from zabota.work.scheduling.models import WorkPattern


@job("scheduling.deadlines", _("Giving back time whose deadline has passed"), every=timedelta(seconds=20))
def keep_deadlines(running: RunningJob) -> dict[str, int]:
    """Each hold and each visit is a transaction of its own, claimed by its row: two workers never do one twice (F3)."""
    return {
        "holds": release_expired_holds(by=running.actor),
        "visits": cancel_unpaid_visits(by=running.actor),
    }


@job("scheduling.lay_out", _("Laying out doctors' hours"), every=timedelta(days=1))
def lay_out_hours(running: RunningJob) -> dict[str, int]:
    """Doctor by doctor: one whose patterns contradict each other waits for a hand, the others get their hours."""
    shifts, contradicting = 0, 0
    for doctor in Doctor.objects.filter(pk__in=WorkPattern.objects.values("doctor")):
        with running.transaction():
            try:
                shifts += lay_out(doctors=[doctor], by=running.actor)
            except ShiftsOverlap:
                contradicting += 1
    return {"shifts": shifts, "contradicting": contradicting}


@job("scheduling.follow_zones", _("Keeping told hours when a zone's rules change"), every=timedelta(hours=1))
def follow_zones(running: RunningJob) -> dict[str, int]:
    """New rules come with an update of the system, at any hour (F12)."""
    with running.transaction():
        return {"moved": follow_zone_rules(by=running.actor)}


@job("scheduling.forget_changes", _("Clearing the log of changed times"), every=timedelta(hours=1))
def forget_changes(running: RunningJob) -> dict[str, int]:
    return {"forgotten": forget_old_changes()}


@job("scheduling.forget_requests", _("Clearing the keys of answered requests"), every=timedelta(days=1))
def forget_requests(running: RunningJob) -> dict[str, int]:
    """F20: a key is known for thirty days."""
    return {"forgotten": forget_old_requests()}


@job("scheduling.offers", _("Offering freed times"), every=timedelta(seconds=20))
def offer_freed_times(running: RunningJob) -> dict[str, int]:
    """Each freed time is a transaction of its own, claimed by its row, as with deadlines (F3)."""
    return {"advanced": advance_openings(by=running.actor)}


@job("scheduling.expire_waiting", _("Clearing the waiting list"), every=timedelta(hours=1))
def clear_waiting_list(running: RunningJob) -> dict[str, int]:
    with running.transaction():
        return {"expired": expire_waiting(by=running.actor)}
