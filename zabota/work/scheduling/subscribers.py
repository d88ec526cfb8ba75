"""What the events of booking set going: patients are written about their visits, and freed times look for a patient.

Each is safe to repeat: an opening knows the event that it came from, and a wish of the waiting list ends once.
"""

from datetime import date
from typing import Any

from zabota.base.events.registry import on
from zabota.lib.actors import SYSTEM
from zabota.outreach.messaging.events import MessageDoubtful, MessageFailed
from zabota.work.scheduling.commands import call_about_offer, open_freed_visit
from zabota.work.scheduling.commands.messages import (
    call_instead,
    remind_of_rest,
    take_back_messages,
    write_about_visit,
)
from zabota.work.scheduling.commands.refilling import (
    doctor_of_block,
    fulfil_wishes,
    open_hours_of_day,
    open_hours_of_place,
    open_new_hours,
    open_released_hold,
)
from zabota.work.scheduling.commands.telling import tell_of_cancelling, tell_of_new_time
from zabota.work.scheduling.events import (
    AbsenceTakenBack,
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentMoved,
    AppointmentResized,
    AppointmentShifted,
    BookingTakenBack,
    DayShifted,
    HeldVisitAccepted,
    HoldReleased,
    HolidaysChanged,
    LeaveTakenBack,
    PrepaymentReceived,
    ScheduleChanged,
    StepTakenBack,
    TimeOpened,
)
from zabota.work.scheduling.models import Appointment, Hold, OpeningCause
from zabota.work.scheduling.queries.messages import visit_of
from zabota.work.scheduling.queries.offers import offer_of
from zabota.work.scheduling.queries.shelf import is_shelved


@on(AppointmentBooked)
def write_of_booking(fact: AppointmentBooked, *, event: Any) -> None:
    write_about_visit(visit_id=fact.appointment_id, by=SYSTEM)


@on(PrepaymentReceived)
def write_of_paid_booking(fact: PrepaymentReceived, *, event: Any) -> None:
    """A visit that waited for its prepayment is booked only now."""
    write_about_visit(visit_id=fact.appointment_id, is_paid=True, by=SYSTEM)


@on(HeldVisitAccepted)
def write_of_accepted_booking(fact: HeldVisitAccepted, *, event: Any) -> None:
    """A visit from the site that waited for a call is booked only now."""
    write_about_visit(visit_id=fact.appointment_id, by=SYSTEM)


@on(AppointmentMoved)
def write_of_new_time(fact: AppointmentMoved, *, event: Any) -> None:
    """Away from a doctor who does not come the clinic moves; any other time is found together with the patient."""
    is_agreed = not is_shelved(fact.was_id)
    tell_of_new_time(
        visit_id=fact.appointment_id, change=event.pk, is_agreed=is_agreed, is_spoken_for=fact.is_spoken_for, by=SYSTEM
    )
    remind_of_rest(visit_id=fact.appointment_id, by=SYSTEM)


@on(AppointmentShifted)
def write_of_shifted_day(fact: AppointmentShifted, *, event: Any) -> None:
    """F12: no reminder names the old hour."""
    tell_of_new_time(visit_id=fact.appointment_id, change=event.pk, by=SYSTEM)


@on(StepTakenBack)
def write_of_visit_again(fact: StepTakenBack, *, event: Any) -> None:
    """A cancelling made by mistake took the messages back: they wait again, and who was told of it learns the truth."""
    tell_of_new_time(visit_id=fact.appointment_id, change=event.pk, by=SYSTEM)


@on(AppointmentCancelled)
def write_of_cancelled(fact: AppointmentCancelled, *, event: Any) -> None:
    take_back_messages(visit_id=fact.appointment_id, by=SYSTEM)
    if not fact.is_spoken_for:
        tell_of_cancelling(visit_id=fact.appointment_id, by=SYSTEM)
    remind_of_rest(visit_id=fact.appointment_id, by=SYSTEM)


@on(BookingTakenBack)
def write_nothing_of_taken_back(fact: BookingTakenBack, *, event: Any) -> None:
    take_back_messages(visit_id=fact.appointment_id, by=SYSTEM)


@on(MessageFailed)
def call_where_a_message_failed(fact: MessageFailed, *, event: Any) -> None:
    _call(fact.source, fact.message_id)


@on(MessageDoubtful)
def call_where_nobody_knows(fact: MessageDoubtful, *, event: Any) -> None:
    _call(fact.source, fact.message_id)


def _call(source: str, message_id: int) -> None:
    visit_id, offer_id = visit_of(source), offer_of(source)
    if offer_id is not None:
        call_about_offer(number=offer_id, by=SYSTEM)
    if visit_id is not None:
        call_instead(visit_id=visit_id, message_id=message_id, source=source, by=SYSTEM)


@on(AppointmentCancelled)
def a_cancelled_visit_frees_its_time(fact: AppointmentCancelled, *, event: Any) -> None:
    _freed(fact.appointment_id, OpeningCause.CANCELLED, event)


@on(AppointmentMoved)
def a_moved_visit_frees_its_old_time(fact: AppointmentMoved, *, event: Any) -> None:
    _freed(fact.was_id, OpeningCause.MOVED, event)


@on(HoldReleased)
def a_released_hold_frees_its_time(fact: HoldReleased, *, event: Any) -> None:
    hold = Hold.objects.select_related("doctor", "branch", "service").filter(pk=fact.hold_id).first()
    if hold is not None:
        open_released_hold(hold=hold, source=f"event:{event.pk}", by=SYSTEM)


@on(ScheduleChanged)
def new_hours_help_who_waits(fact: ScheduleChanged, *, event: Any) -> None:
    open_new_hours(doctor_id=fact.doctor_id, **_told(event))


@on(TimeOpened)
def opened_time_helps_who_waits(fact: TimeOpened, *, event: Any) -> None:
    doctor_id = doctor_of_block(fact.block_id)
    told = _told(event)
    if doctor_id is not None:
        open_new_hours(doctor_id=doctor_id, **told)
    else:
        open_hours_of_place(block_id=fact.block_id, **told)


@on(AppointmentResized)
def a_shorter_visit_helps_who_waits(fact: AppointmentResized, *, event: Any) -> None:
    visit = Appointment.objects.filter(pk=fact.appointment_id, doctor__isnull=False).first()
    if visit is not None and fact.minutes < fact.was:
        open_new_hours(doctor_id=visit.doctor_id or 0, **_told(event))


@on(DayShifted)
def a_shifted_day_helps_who_waits(fact: DayShifted, *, event: Any) -> None:
    """Where the first visit stood, or behind the last one, there is time now."""
    if fact.doctor_id:
        open_new_hours(doctor_id=fact.doctor_id, **_told(event))


@on(AbsenceTakenBack)
def a_doctor_who_comes_after_all_helps_who_waits(fact: AbsenceTakenBack, *, event: Any) -> None:
    open_new_hours(doctor_id=fact.doctor_id, **_told(event))


@on(LeaveTakenBack)
def a_leave_taken_back_helps_who_waits(fact: LeaveTakenBack, *, event: Any) -> None:
    open_new_hours(doctor_id=fact.doctor_id, **_told(event))


@on(HolidaysChanged)
def a_working_day_helps_who_waits(fact: HolidaysChanged, *, event: Any) -> None:
    if fact.on:
        open_hours_of_day(on=date.fromisoformat(fact.on), branch_id=fact.branch_id, **_told(event))


def _told(event: Any) -> dict[str, Any]:
    return {"opened_at": event.happened_at, "source": f"event:{event.pk}", "by": SYSTEM}


@on(AppointmentBooked)
def who_is_booked_waits_no_more(fact: AppointmentBooked, *, event: Any) -> None:
    visit = Appointment.objects.filter(pk=fact.appointment_id).first()
    if visit is not None:
        fulfil_wishes(visit=visit)


def _freed(appointment_id: int, cause: OpeningCause, event: Any) -> None:
    visits = Appointment.objects.select_related("doctor", "branch", "service")
    visit = visits.filter(pk=appointment_id).first()
    if visit is not None:
        open_freed_visit(visit=visit, cause=cause, source=f"event:{event.pk}", by=SYSTEM)
