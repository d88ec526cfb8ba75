"""What patients are written when their visits change."""

from typing import Any

from zabota.base.events.registry import on
from zabota.lib.actors import SYSTEM
from zabota.outreach.messaging.events import MessageDoubtful, MessageFailed
from zabota.work.scheduling.commands.messages import call_instead, take_back_messages, write_about_visit
from zabota.work.scheduling.events import (
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentMoved,
    BookingTakenBack,
    PrepaymentReceived,
    StepTakenBack,
)
from zabota.work.scheduling.queries.messages import visit_of


@on(AppointmentBooked)
def write_of_booking(fact: AppointmentBooked, *, event: Any) -> None:
    write_about_visit(visit_id=fact.appointment_id, by=SYSTEM)


@on(PrepaymentReceived)
def write_of_paid_booking(fact: PrepaymentReceived, *, event: Any) -> None:
    """A visit that waited for its prepayment is booked only now."""
    write_about_visit(visit_id=fact.appointment_id, by=SYSTEM)


@on(AppointmentMoved)
def write_of_new_time(fact: AppointmentMoved, *, event: Any) -> None:
    take_back_messages(visit_id=fact.was_id, by=SYSTEM)
    write_about_visit(visit_id=fact.appointment_id, by=SYSTEM)


@on(StepTakenBack)
def write_of_visit_again(fact: StepTakenBack, *, event: Any) -> None:
    """A cancelling made by mistake took the messages back: they wait again."""
    write_about_visit(visit_id=fact.appointment_id, by=SYSTEM)


@on(AppointmentCancelled)
def write_nothing_of_cancelled(fact: AppointmentCancelled, *, event: Any) -> None:
    take_back_messages(visit_id=fact.appointment_id, by=SYSTEM)


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
    visit_id = visit_of(source)
    if visit_id is not None:
        call_instead(visit_id=visit_id, message_id=message_id, by=SYSTEM)
