"""What frees a time, and what fulfils a wish, heard from the events of booking."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from zabota.core.practice.models import Branch
from zabota.core.staff.models import Doctor
from zabota.lib.actors import Actor
from zabota.work.scheduling.commands.openings import FreedTime, as_opening, open_up
from zabota.work.scheduling.commands.waitlist import end_waiting
from zabota.work.scheduling.models import (
    AHEAD,
    Appointment,
    Hold,
    HoldPurpose,
    Occupancy,
    Opening,
    OpeningCause,
    WaitingEntry,
    WaitState,
)
from zabota.work.scheduling.queries.candidates import who_waits
from zabota.work.scheduling.queries.slots import FreeSlot, free_slots
from zabota.work.scheduling.queries.waitlist import waiting_for, wish_of

#: So many of those who wait are helped by one change of a doctor's hours.
HELPED_AT_ONCE = 30


def open_released_hold(*, hold: Hold, source: str, by: Actor) -> Opening | None:
    """A time that somebody kept and did not book, where anybody waits for it. What was held for an offer goes its own way."""
    freed = FreedTime(hold.doctor, hold.branch, hold.service, hold.starts_at, hold.minutes, hold.kind)
    if hold.purpose == HoldPurpose.OFFER or not who_waits(as_opening(freed)):
        return None
    return open_up(freed=freed, cause=OpeningCause.RELEASED, source=source, by=by)


def open_new_hours(*, doctor_id: int, opened_at: datetime, source: str, by: Actor) -> int:
    """New hours of a doctor: the nearest suitable time for each who waited for him then, a time of his own for each; returns
    how many times look for a patient now."""
    doctor = Doctor.objects.get(pk=doctor_id)
    given: list[FreeSlot] = []
    opened = 0
    for entry in waiting_for(doctor_id).filter(created_at__lt=opened_at)[:HELPED_AT_ONCE]:
        found = free_slots(wish_of(entry, doctor_id=doctor_id), limit=HELPED_AT_ONCE).nearest
        slot = next((each for each in found if not _meets(each, given)), None)
        if slot is None or entry.service is None:
            continue
        given.append(slot)
        branch = Branch.objects.get(pk=slot.branch_id)
        freed = FreedTime(doctor, branch, entry.service, slot.starts_at, slot.minutes)
        made = open_up(freed=freed, cause=OpeningCause.HOURS, source=f"{source}:{entry.pk}", by=by)
        opened += made is not None
    return opened


def _meets(slot: FreeSlot, others: Iterable[FreeSlot]) -> bool:
    """Whether it overlaps one of the others, all of one doctor."""
    ends = slot.starts_at + timedelta(minutes=slot.minutes)
    return any(
        each.starts_at < ends and slot.starts_at < each.starts_at + timedelta(minutes=each.minutes) for each in others
    )


def doctor_of_block(block_id: int) -> int | None:
    """Whose time it was that was closed, if a doctor's."""
    closed = Occupancy.objects.filter(block=block_id, resource=Occupancy.Kind.DOCTOR)
    return closed.values_list("resource_id", flat=True).first()


def fulfil_wishes(*, visit: Appointment) -> int:
    """Somebody who waited was booked past the list: he waits no more for that. Returns how many wishes it was."""
    if visit.status not in AHEAD:
        return 0
    wishes = WaitingEntry.objects.filter(
        patient=visit.patient_id, service=visit.service_id, service__isnull=False, state=WaitState.WAITING,
        earlier_than=None, created_at__lt=visit.created_at,
    )  # fmt: skip
    return len([end_waiting(each, WaitState.BOOKED, visit=visit) for each in wishes])
