"""Book a visit, and take the booking back while nobody has relied on it."""

from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.base.events.commands import event_of, record
from zabota.base.events.models import Event
from zabota.base.postgres.inserting import insert_together
from zabota.core.catalog.models import Service
from zabota.core.patients.models import Patient, PatientState
from zabota.core.practice.models import Branch
from zabota.core.staff.models import Doctor
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused
from zabota.work.scheduling.commands.holding import take_held
from zabota.work.scheduling.commands.occupying import (
    TimeHasPassed,
    Wanted,
    doctors_time,
    lock_and_look,
    lock_days,
    occupied,
    occupy,
    refuse_the_past,
    retried,
)
from zabota.work.scheduling.commands.payers import PaidBy
from zabota.work.scheduling.commands.requests import Request, made_before
from zabota.work.scheduling.commands.terms import needed_reason, refuse_against_terms, refuse_unaccepted, terms_for
from zabota.work.scheduling.events import AppointmentBooked, BookingTakenBack, PatientAccepted, PrepaymentWaived
from zabota.work.scheduling.models import Appointment, Hold, Occupancy, Status
from zabota.work.scheduling.models.appointments import WALK_IN
from zabota.work.scheduling.queries.acceptance import limits_of
from zabota.work.scheduling.queries.prepayment import asked_prepayment

#: A day without a time stands at noon, so that no zone moves it to another day.
NOON = time(12)
PAYS_HIMSELF = PaidBy()
#: Until then at the latest comes who is expected on a day.
END_OF_DAY = time(23, 59)


class NoSuchTime(Refused):
    """The clock jumps over this hour on that day."""


class PatientCannotBeBooked(Refused):
    pass


@dataclass(frozen=True)
class Chain:
    """Visits booked together share `chain`; a course counts its sessions (R180)."""

    chain: UUID
    session: int | None = None
    sessions: int | None = None

    @property
    def columns(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Terms:
    """On what terms a visit is booked: held until a deadline for a prepayment, or let off from it and why."""

    held_until: datetime | None = None
    prepayment: Decimal | None = None
    waived_reason: str = ""


def wall_instant(on: date, at: time, branch: Branch) -> datetime:
    """The instant of a wall time in the branch. Of an hour that comes twice the first is meant. Raises NoSuchTime."""
    instant = datetime.combine(on, at, branch.zone)
    if instant.astimezone(UTC).astimezone(branch.zone).time() != at:
        raise NoSuchTime(_("The clock is put forward over this hour on that day. Choose another time."), field="at")
    return instant


@retried
def book(
    *,
    patient: Patient,
    wanted: Wanted,
    over_schedule_reason: str = "",
    booked_by: str = "desk",
    comment: str = "",
    held_until: datetime | None = None,
    prepayment: Decimal | None = None,
    waived_reason: str = "",
    accepted_reason: str = "",
    paid: PaidBy = PAYS_HIMSELF,
    chain: Chain | None = None,
    request_key: UUID | None = None,
    agreed_at: datetime | None = None,
    by: Actor,
) -> Appointment:
    """Book a visit: the doctor, and a room and a device that the service needs, all or none (F1, F2).

    A repeated `request_key` answers with the visit that the first request made. With `held_until` the visit is held for
    a prepayment; so it is where the clinic's rules ask this patient for one, unless somebody writes why not. Somebody may
    also write why the doctor receives a patient of an age or sex that he does not accept. A visit that was agreed upon
    while the server was away (`agreed_at`) may have passed since.
    Raises TimeIsTaken, OutsideSchedule, TimeHasPassed, PatientCannotBeBooked, AnotherRequest, NotPerformed,
    PatientIsNotAccepted, QuotaIsFull, PayerIsUnclear.
    """
    request = Request.of(
        request_key, "book", patient=patient, wanted=wanted, over=over_schedule_reason, comment=comment,
        waived=waived_reason, accepted=accepted_reason, paid=paid.columns,
    )  # fmt: skip
    if (known := request.answer()) is not None:
        return made_before(Appointment.objects.all(), known)
    _refuse_a_closed_card(patient)
    refuse_the_past(wanted.starts_at, agreed_at)
    if wanted.is_over_schedule:
        refuse_without_a_reason(over_schedule_reason)
    number, rows, ruled, may_have_missed = lock_and_look(wanted, patient)
    refuse_against_terms(ruled, wanted, patient, accepted_reason=accepted_reason.strip())
    asked = Terms(held_until, prepayment, waived_reason.strip())
    terms = _terms(patient, wanted, asked) if may_have_missed else replace(asked, waived_reason="")
    visit = _visit(
        patient, wanted, terms, pk=number, over_schedule_reason=over_schedule_reason.strip(), booked_by=booked_by,
        comment=comment, accepted_reason=needed_reason(accepted_reason, ruled, patient),
        **paid.columns, **(chain.columns if chain else {}),
    )  # fmt: skip
    insert_together([
        visit, *occupied(rows, appointment=visit, held_until=visit.held_until), *_events(visit, by),
        *request.answered(number),
    ])  # fmt: skip
    return visit


@transaction.atomic
def book_held(
    *,
    hold: Hold,
    patient: Patient,
    booked_by: str,
    comment: str = "",
    held_until: datetime | None = None,
    prepayment: Decimal | None = None,
    waived_reason: str = "",
    accepted_reason: str = "",
    by: Actor,
) -> Appointment:
    """Turn a hold into a booking of exactly its time. Raises HoldIsOver, PatientCannotBeBooked, PatientIsNotAccepted."""
    _refuse_a_closed_card(patient)
    kept = take_held(hold=hold)
    limits = limits_of(kept.doctor)
    if not accepted_reason.strip():
        refuse_unaccepted(limits, kept.doctor, patient)
    wanted = Wanted(kept.doctor, kept.branch, kept.starts_at, kept.minutes, kept.service, kept.kind)
    terms = _terms(patient, wanted, Terms(held_until, prepayment, waived_reason.strip()))
    reason = needed_reason(accepted_reason, limits, patient)
    visit = _visit(patient, wanted, terms, booked_by=booked_by, comment=comment, accepted_reason=reason)
    visit.save(force_insert=True)
    Hold.objects.filter(pk=kept.pk).update(appointment=visit, patient=patient)
    state = Occupancy.State.HELD if terms.held_until else Occupancy.State.TAKEN
    Occupancy.objects.filter(hold=kept).update(appointment=visit, state=state, held_until=terms.held_until)
    insert_together(_events(visit, by))
    return visit


@transaction.atomic
def book_planned_visit(
    *,
    patient: Patient,
    branch: Branch,
    on: date,
    at: time | None = None,
    doctor: Doctor | None = None,
    service: Service | None = None,
    minutes: int | None = None,
    booked_by: str = "",
    must_enter_into_mis: bool = True,
    by: Actor,
) -> Appointment:
    """Plan a visit on a day of the branch. The doctor's time is taken only where doctor and exact time are known. Where
    the clinic's rules ask this patient for a prepayment, the visit is held until it comes.

    `booked_by` is the way of booking (a code of R199: "call", "desk"). Raises TimeIsTaken, TimeHasPassed,
    PatientCannotBeBooked, NotPerformed, PatientIsNotAccepted.
    """
    _refuse_a_closed_card(patient)
    starts_at = wall_instant(on, at or NOON, branch)
    _refuse_a_passed_day(on, branch) if at is None else refuse_the_past(starts_at)
    expected_at = wall_instant(on, at or END_OF_DAY, branch)
    if doctor is not None:
        named = Wanted(doctor, branch, starts_at, minutes or 0, service)
        refuse_against_terms(terms_for(named), named, patient)
    due = asked_prepayment(patient.pk, service=service, doctor=doctor, branch=branch, starts_at=expected_at)
    appointment = Appointment.objects.create(
        patient=patient,
        branch=branch,
        doctor=doctor,
        service=service,
        status=Status.HELD if due else Status.PLANNED,
        held_until=due.until if due else None,
        prepayment=due.amount if due else None,
        starts_at=starts_at,
        wall_start=wall_text(on, at),
        has_time=at is not None,
        minutes=minutes or (service.minutes if service else 30),
        booked_by=booked_by,
        must_enter_into_mis=must_enter_into_mis,
    )
    if doctor is not None and at is not None:
        wanted = Wanted(doctor, branch, starts_at, appointment.minutes, service)
        lock_days([wanted.day])
        occupy([doctors_time(wanted)], appointment=appointment, held_until=appointment.held_until)
    record(AppointmentBooked(patient.pk, branch.pk, appointment.pk), by=by)
    return appointment


@transaction.atomic
def take_back_booking(*, appointment: Appointment, by: Actor) -> None:
    """Remove a booking that was entered by mistake a moment ago: it was never true, so it leaves no cancellation.

    A walk-in is here from the first moment, so his coming goes with the booking.
    """
    untouched = Q(status__in=[Status.HELD, Status.PLANNED]) | Q(status=Status.ARRIVED, booked_by=WALK_IN)
    locked = Appointment.objects.filter(untouched, pk=appointment.pk).select_for_update().first()
    if locked is None or locked.entered_into_mis_at is not None:
        raise Refused(_("Somebody has already worked with this booking: cancel it instead."))
    record(BookingTakenBack(locked.patient_id, locked.branch_id, locked.pk), by=by)
    locked.delete()


def wall_text(on: date, at: time | None) -> str:
    return f"{on.isoformat()} {at:%H:%M}" if at else on.isoformat()


def refuse_without_a_reason(over_schedule_reason: str) -> None:
    if not over_schedule_reason.strip():
        raise Refused(_("Say why this visit goes over the schedule."), field="over_schedule_reason")


def _refuse_a_closed_card(patient: Patient) -> None:
    if patient.state != PatientState.ACTIVE or patient.is_deceased:
        raise PatientCannotBeBooked(_("This card is closed: nobody can be booked on it."))


def _refuse_a_passed_day(on: date, branch: Branch) -> None:
    if on < timezone.now().astimezone(branch.zone).date():
        raise TimeHasPassed(_("This day has already passed."), field="on")


def _terms(patient: Patient, wanted: Wanted, asked: Terms) -> Terms:
    """What the caller asks for, or what the clinic's rules ask of this patient. Nothing is waived that nobody asks for."""
    if asked.held_until is not None:
        return asked
    due = asked_prepayment(
        patient.pk, service=wanted.service, doctor=wanted.doctor, branch=wanted.branch, starts_at=wanted.starts_at
    )
    if due is None:
        return Terms(None, asked.prepayment)
    return asked if asked.waived_reason else Terms(due.until, due.amount)


def _events(visit: Appointment, by: Actor) -> list[Event]:
    told = (visit.patient_id, visit.branch_id, visit.pk)
    said = {PrepaymentWaived: visit.waived_reason, PatientAccepted: visit.accepted_reason}
    facts = [AppointmentBooked(*told), *(fact(*told) for fact, reason in said.items() if reason)]
    return [event_of(fact, by=by) for fact in facts]


def _visit(patient: Patient, wanted: Wanted, terms: Terms, **columns: Any) -> Appointment:
    now = timezone.now()
    return Appointment(
        patient=patient,
        branch=wanted.branch,
        doctor=wanted.doctor,
        service=wanted.service,
        starts_at=wanted.starts_at,
        wall_start=wall_text(wanted.wall.date(), wanted.wall.time()),
        minutes=wanted.minutes,
        kind=wanted.kind,
        status=Status.HELD if terms.held_until else Status.PLANNED,
        status_at=now,
        created_at=now,
        held_until=terms.held_until,
        prepayment=terms.prepayment,
        waived_reason=terms.waived_reason,
        **columns,
    )
