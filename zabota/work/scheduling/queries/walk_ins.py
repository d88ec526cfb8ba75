"""To whom a person without a booking can go now: doctors who receive, their free time of the next half hour, their queues."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from zabota.core.catalog.models import Service
from zabota.core.patients.models import Patient
from zabota.core.practice.models import Branch
from zabota.core.staff.models import Doctor
from zabota.work.scheduling.models import Appointment, DoctorRules, Shift, Status
from zabota.work.scheduling.queries.acceptance import accepts_patient, doctors_performing
from zabota.work.scheduling.queries.board import away_now, day_edges
from zabota.work.scheduling.queries.slots import FreeSlot, Wish, free_slots

#: A free time so near is his; a later one would be a booking.
WITHIN = timedelta(minutes=30)


@dataclass(frozen=True)
class LiveQueue:
    """A doctor to whom a walk-in can go. `free_at` and `away_until` are by the clock of the branch, "11:20"; "" where only
    the queue is left, or where he is here."""

    doctor: Doctor
    waiting: int
    free_at: str
    away_until: str


def live_queues(service: Service, branch: Branch, patient: Patient) -> list[LiveQueue]:
    """Doctors who receive in the branch now, perform the service and accept the patient; whoever is free first, then the
    shortest queue."""
    now = timezone.now()
    on_shift = Shift.objects.filter(branch=branch, is_cancelled=False, during__overlap=(now, now + WITHIN))
    doctors = doctors_performing(service).filter(pk__in=on_shift.values("doctor")).select_related("rules")
    here = [each for each in doctors if accepts_patient(getattr(each, "rules", DoctorRules()), patient)]
    free, away, waiting = (
        free_soon(service, branch, [each.pk for each in here]),
        away_now(branch, now),
        _waiting(branch, now),
    )
    queues = [
        LiveQueue(
            doctor=each,
            waiting=waiting.get(each.pk, 0),
            free_at=f"{free[each.pk].starts_at.astimezone(branch.zone):%H:%M}" if each.pk in free else "",
            away_until=away[each.pk].clock if each.pk in away else "",
        )
        for each in here
    ]
    return sorted(queues, key=lambda each: (not each.free_at, each.free_at, each.waiting, each.doctor.surname))


def free_soon(service: Service, branch: Branch, doctor_ids: Collection[int]) -> dict[int, FreeSlot]:
    """The first free time of each doctor within the half hour, where there is one."""
    if not doctor_ids:
        return {}
    now = timezone.now()
    today = now.astimezone(branch.zone).date()
    wish = Wish(service, doctor_ids=doctor_ids, branch_ids=(branch.pk,), since=today, until=today)
    found: dict[int, FreeSlot] = {}
    for slot in free_slots(wish, limit=200, now=now).nearest:
        if slot.starts_at <= now + WITHIN:
            found.setdefault(slot.doctor_id, slot)
    return found


def _waiting(branch: Branch, now: datetime) -> dict[int, int]:
    since, until = day_edges(branch, now)
    here = Appointment.objects.filter(branch=branch, starts_at__gte=since, starts_at__lt=until)
    counts = here.values("doctor_id").annotate(count=Count("pk", filter=Q(status=Status.ARRIVED)))
    return {each["doctor_id"]: each["count"] for each in counts}
