"""From booked to done: who came, who was called in, who did not come, and every step taken back when it was a mistake.

Nothing here happens by date alone: a no-show is a person's word (R013, R208).
"""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.base.events.commands import record
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused
from zabota.work.scheduling.commands.occupying import Wanted, lock_days, occupy, release, retried, takings
from zabota.work.scheduling.commands.terms import refuse_a_full_day, terms_for
from zabota.work.scheduling.events import (
    AppointmentCancelled,
    AppointmentCompleted,
    AppointmentConfirmed,
    PatientArrived,
    PatientCalledIn,
    PatientDidNotCome,
    StepTakenBack,
)
from zabota.work.scheduling.models import FOLLOWS, Appointment, CancelledBy, Occupancy, Status

#: What a step writes beside the status, emptied when it is taken back.
LEFT_BY: dict[str, dict[str, object]] = {
    Status.CONFIRMED: {"confirmed_at": None},
    Status.ARRIVED: {"arrived_at": None, "late_minutes": None},
    Status.IN_ROOM: {"began_at": None},
    Status.COMPLETED: {"ended_at": None},
    Status.NO_SHOW: {},
    Status.CANCELLED: {"cancelled_by": "", "cancel_reason": "", "hours_before": None},
}
#: After these the time belongs to nobody.
GIVES_TIME_BACK = (Status.CANCELLED, Status.NO_SHOW, Status.MOVED)


class NotNow(Refused):
    """The visit is not at the point from which this step is taken."""


@transaction.atomic
def confirm(*, appointment: Appointment, by: Actor) -> Appointment:
    """The patient said that he comes."""
    visit = _step(_locked(appointment), Status.CONFIRMED, confirmed_at=timezone.now())
    record(AppointmentConfirmed(visit.patient_id, visit.branch_id, visit.pk), by=by)
    return visit


@transaction.atomic
def mark_arrived(*, appointment: Appointment, at: datetime | None = None, by: Actor) -> Appointment:
    """The patient is at the desk, now unless `at` says when. How late he is, is kept (R200)."""
    visit, now = _locked(appointment), at or timezone.now()
    late = max(0, int((now - visit.starts_at) / timedelta(minutes=1)))
    _step(visit, Status.ARRIVED, arrived_at=now, late_minutes=min(late, 32767))
    record(PatientArrived(visit.patient_id, visit.branch_id, visit.pk), by=by)
    return visit


@transaction.atomic
def call_in(*, appointment: Appointment, by: Actor) -> Appointment:
    """The doctor receives him."""
    visit = _step(_locked(appointment), Status.IN_ROOM, began_at=timezone.now())
    record(PatientCalledIn(visit.patient_id, visit.branch_id, visit.pk), by=by)
    return visit


@transaction.atomic
def complete(
    *, appointment: Appointment, amount: Decimal | None = None, at: datetime | None = None, by: Actor
) -> Appointment:
    """The visit took place, and ended now unless `at` says when; `amount` in the clinic's currency where it is known. Not
    before its day."""
    visit = _locked(appointment)
    if visit.starts_at - timedelta(hours=12) > timezone.now():
        raise NotNow(_("This visit has not come yet."))
    sums = {} if amount is None else {"amount": amount}
    _step(visit, Status.COMPLETED, ended_at=at or timezone.now(), **sums)
    record(AppointmentCompleted(visit.patient_id, visit.branch_id, visit.pk), by=by)
    return visit


@transaction.atomic
def mark_no_show(*, appointment: Appointment, by: Actor) -> Appointment:
    """A person confirms that the patient did not come; never before the visit's time."""
    visit = _locked(appointment)
    if visit.starts_at > timezone.now():
        raise NotNow(_("The time of this visit has not come yet."))
    _step(visit, Status.NO_SHOW)
    record(PatientDidNotCome(visit.patient_id, visit.branch_id, visit.pk), by=by)
    return visit


@transaction.atomic
def cancel(
    *,
    appointment: Appointment,
    cancelled_by: str,
    reason: str,
    at: datetime | None = None,
    is_spoken_for: bool = False,
    by: Actor,
) -> Appointment:
    """Cancelled by whom, why and how many hours before (R013, R207, R208); now unless `at` says when.

    With `is_spoken_for` the patient is told of it with another part of his visit.
    """
    if cancelled_by not in CancelledBy.values:
        raise Refused(_("Say who cancels: the patient or the clinic."), field="cancelled_by")
    visit = _locked(appointment)
    _step(
        visit,
        Status.CANCELLED,
        cancelled_by=cancelled_by,
        cancel_reason=reason.strip()[:80],
        hours_before=hours_until(visit.starts_at, at),
    )
    record(AppointmentCancelled(visit.patient_id, visit.branch_id, visit.pk, is_spoken_for), by=by)
    return visit


@retried
def take_back_step(*, appointment: Appointment, to: str | None = None, by: Actor) -> Appointment:
    """Undo a step made by mistake: the visit returns to where it was before, into its old time if that is still free.

    `to` is where the caller believes that to be; another place refuses. Raises NotNow, TimeIsTaken.
    """
    if appointment.doctor_id is not None:
        lock_days([(appointment.doctor_id, appointment.wall_day)])
    visit = _locked(appointment)
    before = status_before(visit)
    if before is None or to not in (None, before):
        raise NotNow(_("This step cannot be taken back."))
    if before == Status.HELD and (visit.held_until is None or visit.held_until <= timezone.now()):
        raise NotNow(_("The deadline of its prepayment has passed: book it anew."))
    if visit.status in GIVES_TIME_BACK and visit.occupancies.exists():
        _take_again(visit)
    came = visit.status
    for name, value in {**LEFT_BY[came], "status": before, "status_at": timezone.now()}.items():
        setattr(visit, name, value)
    visit.save(update_fields=["status", "status_at", *LEFT_BY[came]])
    record(StepTakenBack(visit.patient_id, visit.branch_id, visit.pk, came, before), by=by)
    return visit


def status_before(visit: Appointment) -> str | None:
    """From where the visit came to its status, or None where no step leads back."""
    ahead = Status.HELD if visit.held_until else Status.CONFIRMED if visit.confirmed_at else Status.PLANNED
    came = Status.ARRIVED if visit.arrived_at else ahead
    before: dict[str, str] = {
        Status.CONFIRMED: Status.PLANNED,
        Status.ARRIVED: ahead,
        Status.IN_ROOM: came,
        Status.COMPLETED: Status.IN_ROOM if visit.began_at else came,
        Status.NO_SHOW: ahead,
        Status.CANCELLED: came,
    }
    return before.get(visit.status)


def hours_until(instant: datetime, since: datetime | None = None) -> Decimal:
    hours = (instant - (since or timezone.now())) / timedelta(hours=1)
    return Decimal(max(-99999.0, min(99999.0, hours))).quantize(Decimal("0.1"))


def wanted_by(visit: Appointment) -> Wanted:
    """The place in time of a visit that has a doctor."""
    if visit.doctor is None or visit.branch is None:
        raise NotNow(_("This booking has no doctor yet."))
    return Wanted(
        visit.doctor,
        visit.branch,
        visit.starts_at,
        visit.minutes,
        visit.service,
        visit.kind,
        bool(visit.over_schedule_reason),
    )


def places_of(visit: Appointment) -> list[int]:
    """Ids of the rooms and devices that a visit takes, or took last."""
    rows = visit.occupancies.exclude(resource=Occupancy.Kind.DOCTOR).order_by("-pk")
    return list(dict.fromkeys(rows.values_list("resource_id", flat=True)))


def _step(visit: Appointment, to: str, **changes: object) -> Appointment:
    if visit.status not in FOLLOWS[to]:
        raise NotNow(
            _("This visit is “%(status)s” already: that step is not taken from here.")
            % {"status": visit.get_status_display()}
        )
    for name, value in changes.items():
        setattr(visit, name, value)
    visit.status, visit.status_at = to, timezone.now()
    visit.save(update_fields=["status", "status_at", *changes])
    if to in GIVES_TIME_BACK:
        release(visit.occupancies.all())
    return visit


def _locked(appointment: Appointment) -> Appointment:
    return (
        Appointment.objects.select_for_update(of=("self",))
        .select_related("doctor", "branch", "service")
        .get(pk=appointment.pk)
    )


def _take_again(visit: Appointment) -> None:
    held_until = visit.held_until if status_before(visit) == Status.HELD else None
    wanted = replace(wanted_by(visit), near=places_of(visit))
    rows = takings(wanted, is_in_hours=True)
    refuse_a_full_day(terms_for(wanted), wanted)
    occupy(rows, appointment=visit, held_until=held_until)
