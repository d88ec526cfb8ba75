"""Find, hold, confirm: a slot is kept for one person until a deadline, and given back once (F3)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.base.events.commands import record
from zabota.core.patients.models import Patient
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused
from zabota.work.scheduling.commands.occupying import (
    Wanted,
    lock_days,
    occupy,
    refuse_the_past,
    release,
    retried,
    takings,
)
from zabota.work.scheduling.commands.terms import refuse_against_terms, terms_for
from zabota.work.scheduling.events import HoldReleased, SlotHeld
from zabota.work.scheduling.models import Hold, HoldState, Occupancy

#: T30: what the widget holds without a confirmed phone comes back so soon.
ONLINE_HOLD = timedelta(minutes=10)


class HoldIsOver(Refused):
    """The slot was kept until its deadline and no longer."""


@retried
def hold_slot(
    *, wanted: Wanted, purpose: str, until: datetime, patient: Patient | None = None, holder: str = "", by: Actor
) -> Hold:
    """Keep a slot until `until`. Raises TimeIsTaken, OutsideSchedule, TimeHasPassed, and what the doctor's terms refuse."""
    if wanted.service is None:
        raise Refused(_("Say for which service the time is held."), field="service")
    refuse_the_past(wanted.starts_at)
    lock_days([wanted.day])
    rows = takings(wanted)
    refuse_against_terms(terms_for(wanted), wanted, patient)
    hold = Hold.objects.create(
        purpose=purpose,
        until=until,
        doctor=wanted.doctor,
        branch=wanted.branch,
        service=wanted.service,
        patient=patient,
        starts_at=wanted.starts_at,
        wall_start=f"{wanted.wall:%Y-%m-%d %H:%M}",
        minutes=wanted.minutes,
        kind=wanted.kind,
        holder=holder,
    )
    occupy(rows, hold=hold, held_until=until)
    record(SlotHeld(wanted.branch.pk, hold.pk), by=by)
    return hold


@transaction.atomic
def take_held(*, hold: Hold) -> Hold:
    """Claim a hold for booking; of two who try, one gets it. Raises HoldIsOver."""
    claimed = Hold.objects.filter(pk=hold.pk, state=HoldState.OPEN, until__gt=timezone.now()).update(
        state=HoldState.BOOKED
    )
    if not claimed:
        raise HoldIsOver(_("The time was kept for you until the deadline and is free for others now."), field="at")
    return Hold.objects.select_related("doctor", "branch", "service", "patient").get(pk=hold.pk)


@transaction.atomic
def release_hold(*, hold: Hold, by: Actor) -> bool:
    """Give a held slot back before its deadline. False when it was booked or given back already."""
    released = Hold.objects.filter(pk=hold.pk, state=HoldState.OPEN).update(state=HoldState.RELEASED)
    if released:
        release(Occupancy.objects.filter(hold=hold))
        record(HoldReleased(hold.branch_id, hold.pk), by=by)
    return bool(released)


def release_expired_holds(*, by: Actor) -> int:
    """Give back what was held past its deadline, each once, however many workers do it; returns how many."""
    due = Hold.objects.filter(state=HoldState.OPEN, until__lte=timezone.now()).order_by("until")[:500]
    return sum(release_hold(hold=hold, by=by) for hold in due)
