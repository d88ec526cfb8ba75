"""Move a visit to another time, or stretch it. A place that is refused leaves everything as it was."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.base.events.commands import record
from zabota.lib.actors import Actor
from zabota.work.scheduling.commands.booking import refuse_without_a_reason, wall_text
from zabota.work.scheduling.commands.life import NotNow, hours_until, places_of, wanted_by
from zabota.work.scheduling.commands.occupying import (
    Wanted,
    lock_days,
    occupy,
    refuse_the_past,
    release,
    retried,
    takings,
)
from zabota.work.scheduling.commands.requests import Request, made_before
from zabota.work.scheduling.commands.terms import refuse_a_full_day, refuse_against_terms, terms_for
from zabota.work.scheduling.events import AppointmentMoved, AppointmentResized
from zabota.work.scheduling.models import AHEAD, Appointment, Occupancy, ShelvedVisit, Status
from zabota.work.scheduling.registry import visit_followers


@retried
def move(
    *,
    appointment: Appointment,
    to: Wanted,
    over_schedule_reason: str = "",
    is_spoken_for: bool = False,
    request_key: UUID | None = None,
    by: Actor,
) -> Appointment:
    """Book another time instead. The old visit stays as moved and points at the new one, which keeps its marks. A repeated
    `request_key` answers with the visit that the first request made.

    With `is_spoken_for` the patient is told of it with another part of his visit.
    Raises TimeIsTaken, OutsideSchedule, TimeHasPassed, WrongPlace, NotPerformed, PatientIsNotAccepted, QuotaIsFull, NotNow.
    """
    request = Request.of(request_key, "move", visit=appointment, to=to, over=over_schedule_reason)
    if (known := request.answer()) is not None:
        return made_before(Appointment.objects.select_related("branch"), known)
    refuse_the_past(to.starts_at)
    if to.is_over_schedule:
        refuse_without_a_reason(over_schedule_reason)
    lock_days([to.day, *_days_of([appointment])])
    old = _ahead(appointment)
    release(old.occupancies.all())
    rows = takings(to)
    if old.doctor_id != to.doctor.pk:  # whoever is with this doctor already was accepted by him
        refuse_against_terms(terms_for(to), to, old.patient, accepted_reason=old.accepted_reason)
    _refuse_a_fuller_day(old, to)
    new = _replaced(old, to, rows, over_schedule_reason, by, is_spoken_for=is_spoken_for)
    request.keep(new.pk)
    return new


@retried
def move_back(*, appointment: Appointment, by: Actor) -> Appointment:
    """Undo a move: the visit stands again where it came from, though nobody may receive then any more; whoever waited on
    the shelf there waits on it again. Raises TimeIsTaken, TimeHasPassed, NotNow."""
    came_from = Appointment.objects.select_related("doctor", "branch", "service").filter(moved_to=appointment).first()
    if came_from is None:
        raise NotNow(_("This visit was not moved."))
    to = replace(wanted_by(came_from), near=places_of(came_from))
    refuse_the_past(to.starts_at)
    lock_days([to.day, *_days_of([appointment])])
    moved = _ahead(appointment)
    release(moved.occupancies.all())
    rows = takings(to, is_in_hours=True)
    _refuse_a_fuller_day(moved, to)
    back = _replaced(moved, to, rows, came_from.over_schedule_reason, by)
    ShelvedVisit.objects.filter(appointment=came_from).update(appointment=back)
    return back


def _replaced(
    old: Appointment,
    to: Wanted,
    rows: Sequence[Occupancy],
    over_schedule_reason: str,
    by: Actor,
    *,
    is_spoken_for: bool = False,
) -> Appointment:
    new = _moved_copy(old, to, over_schedule_reason)
    occupy(rows, appointment=new, held_until=new.held_until)
    old.status, old.status_at, old.moved_to = Status.MOVED, timezone.now(), new
    old.hours_before, old.held_until = hours_until(old.starts_at), None
    old.save(update_fields=["status", "status_at", "moved_to", "hours_before", "held_until"])
    for follow in visit_followers:
        follow(old, new)
    record(AppointmentMoved(new.patient_id, new.branch_id, new.pk, old.pk, is_spoken_for), by=by)
    return new


@retried
def resize(*, appointment: Appointment, minutes: int, by: Actor) -> Appointment:
    """Make a visit longer or shorter, in minutes; it keeps its room and device where they are free. Raises TimeIsTaken, OutsideSchedule, NotNow."""
    if not 5 <= minutes <= 720:
        raise NotNow(_("A visit lasts from 5 minutes to 12 hours."), field="minutes")
    lock_days(_days_of([appointment]))
    visit = _ahead(appointment)
    if visit.service is not None and visit.service.seats > 1:
        raise NotNow(_("A group session is as long for everybody."), field="minutes")
    near = places_of(visit)
    release(visit.occupancies.all())
    was, visit.minutes = visit.minutes, minutes
    occupy(takings(replace(wanted_by(visit), near=near)), appointment=visit, held_until=visit.held_until)
    visit.save(update_fields=["minutes"])
    record(AppointmentResized(visit.patient_id, visit.branch_id, visit.pk, minutes, was), by=by)
    return visit


def _refuse_a_fuller_day(old: Appointment, to: Wanted) -> None:
    """A visit that stays within its doctor's day is counted in it already."""
    if (old.doctor_id, old.wall_day, old.kind) != (*to.day, to.kind):
        refuse_a_full_day(terms_for(to), to)


def _days_of(visits: Iterable[Appointment]) -> list[tuple[int, date]]:
    return [(visit.doctor_id, visit.wall_day) for visit in visits if visit.doctor_id is not None]


def _ahead(appointment: Appointment) -> Appointment:
    visits = Appointment.objects.select_for_update(of=("self",)).select_related(
        "doctor", "branch", "service", "patient"
    )
    visit = visits.get(pk=appointment.pk)
    if visit.status not in AHEAD:
        raise NotNow(_("Only a visit that is still ahead can be moved."))
    return visit


#: What a moved visit keeps of the old one.
KEPT = (
    "patient_id", "service_id", "booked_by", "comment", "prepayment", "prepaid_at", "payer", "payer_name",
    "letter_number", "letter_until", "chain", "session", "sessions", "held_until", "must_enter_into_mis", "accepted_reason",
)  # fmt: skip


def _moved_copy(old: Appointment, to: Wanted, over_schedule_reason: str) -> Appointment:
    return Appointment.objects.create(
        **{name: getattr(old, name) for name in KEPT},
        branch=to.branch,
        doctor=to.doctor,
        starts_at=to.starts_at,
        wall_start=wall_text(to.wall.date(), to.wall.time()),
        minutes=to.minutes,
        kind=to.kind,
        over_schedule_reason=over_schedule_reason.strip(),
        status=Status.HELD if old.held_until else Status.PLANNED,
    )
