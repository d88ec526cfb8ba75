"""What frees a time, and what fulfils a wish, heard from the events of booking."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

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
    Resource,
    Shift,
    WaitingEntry,
    WaitState,
)
from zabota.work.scheduling.queries.candidates import who_waits
from zabota.work.scheduling.queries.slots import FreeSlot, Wish, free_slots
from zabota.work.scheduling.queries.waitlist import waiting_for, wish_of

#: So many of those who wait are helped by one change of a doctor's hours.
HELPED_AT_ONCE = 30
PLACES = (Occupancy.Kind.ROOM, Occupancy.Kind.DEVICE)


def open_released_hold(*, hold: Hold, source: str, by: Actor) -> Opening | None:
    """A time that somebody kept and did not book, where anybody waits for it. What was held for an offer goes its own way."""
    freed = FreedTime(hold.doctor, hold.branch, hold.service, hold.starts_at, hold.minutes, hold.kind)
    if hold.purpose == HoldPurpose.OFFER or not who_waits(as_opening(freed)):
        return None
    return open_up(freed=freed, cause=OpeningCause.RELEASED, source=source, by=by)


def open_new_hours(*, doctor_id: int, opened_at: datetime, source: str, by: Actor) -> int:
    """Time of a doctor that was not there before: the nearest suitable one for each who waited for him then, a time of his
    own for each; returns how many times look for a patient now."""
    doctor = Doctor.objects.get(pk=doctor_id)
    given: list[FreeSlot] = []
    opened = 0
    for entry in waiting_for(doctor).filter(created_at__lt=opened_at)[:HELPED_AT_ONCE]:
        wish = wish_of(entry, doctor=doctor)
        slot = _time_for(entry, wish, given) if wish else None
        if wish is None or slot is None:
            continue
        given.append(slot)
        branch = Branch.objects.get(pk=slot.branch_id)
        freed = FreedTime(doctor, branch, wish.service, slot.starts_at, slot.minutes)
        made = open_up(freed=freed, cause=OpeningCause.HOURS, source=f"{source}:{entry.pk}", by=by)
        opened += made is not None
    return opened


def open_hours_of_place(*, block_id: int, opened_at: datetime, source: str, by: Actor) -> int:
    """A room or a device is open again: the same for each doctor who receives in its branch meanwhile."""
    closed = Occupancy.objects.filter(block=block_id, resource__in=PLACES).first()
    place = Resource.objects.filter(pk=closed.resource_id).first() if closed else None
    if closed is None or place is None:
        return 0
    receives = Shift.objects.filter(branch=place.branch_id, during__overlap=closed.during, is_cancelled=False)
    return _open_for(receives, opened_at, source, by)


def open_hours_of_day(*, on: date, branch_id: int | None, opened_at: datetime, source: str, by: Actor) -> int:
    """A day off is none any more: the same for each doctor who receives on it."""
    receives = Shift.objects.filter(on=on, is_cancelled=False)
    return _open_for(receives if branch_id is None else receives.filter(branch=branch_id), opened_at, source, by)


def _open_for(receives: QuerySet[Shift], opened_at: datetime, source: str, by: Actor) -> int:
    doctors = receives.filter(during__endswith__gt=timezone.now()).values_list("doctor", flat=True).distinct()
    return sum(
        open_new_hours(doctor_id=number, opened_at=opened_at, source=f"{source}:{number}", by=by)
        for number in doctors.order_by("doctor")
    )


def _time_for(entry: WaitingEntry, wish: Wish, given: Iterable[FreeSlot]) -> FreeSlot | None:
    """The nearest that nobody was given yet and, where he is booked, begins before his visit."""
    found = free_slots(wish, limit=HELPED_AT_ONCE).nearest
    booked_at = entry.earlier_than.starts_at if entry.earlier_than else None
    suits = (each for each in found if booked_at is None or each.starts_at < booked_at)
    return next((each for each in suits if not _meets(each, given)), None)


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
