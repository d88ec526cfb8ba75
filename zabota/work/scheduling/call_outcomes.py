"""A call that ends with a booking, with what becomes of a booked visit, or with the answer to an offered time."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zabota.base.accounts.roles import Role
from zabota.core.staff.models import Doctor
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused
from zabota.outreach.todos.commands.todos import add_todo, close_todo
from zabota.outreach.todos.events import (
    CalledAlreadyBooked,
    CalledAndBooked,
    CalledAndRefused,
    CalledAskedToMove,
    CalledCancelled,
    CalledNoAnswer,
    CalledWillCome,
)
from zabota.outreach.todos.models import Call, Todo, TodoState
from zabota.outreach.todos.registry import Consequence, Outcome, outcomes
from zabota.work.scheduling.commands import (
    OfferIsOver,
    accept_offer,
    book_planned_visit,
    cancel,
    confirm,
    decline_offer,
    move,
    take_back_answer,
    take_back_booking,
    take_back_step,
    wall_instant,
)
from zabota.work.scheduling.commands.life import wanted_by
from zabota.work.scheduling.forms import BookingForm, CancelInCallForm, MoveInCallForm
from zabota.work.scheduling.models import Appointment, Offer, OfferState, Status
from zabota.work.scheduling.queries.calling_round import CONFIRM, DELAY, visits_of_call
from zabota.work.scheduling.queries.candidates import ASKED_FOR_IT, COURSE_GOES_ON, OFFERED_TO_ASLEEP
from zabota.work.scheduling.queries.wording import wall_in_words

#: The desk finds the time that nobody could name in the call.
FOUND_WITHIN = timedelta(hours=2)


def book(call: Call, details: Mapping[str, Any], by: Actor) -> Consequence:
    """A planned visit, and a line in the list for the MIS."""
    appointment = book_planned_visit(
        patient=call.patient,
        branch=details["branch"],
        on=details["on"],
        at=details.get("at"),
        doctor=details.get("doctor"),
        service=details.get("service"),
        booked_by="call",
        by=by,
    )
    return Consequence(undo={"appointment": appointment.pk})


def unbook(call: Call, undo: Mapping[str, Any], by: Actor) -> None:
    take_back_booking(appointment=Appointment.objects.get(pk=undo["appointment"]), by=by)


def is_booked_already(call: Call, details: Mapping[str, Any], by: Actor) -> Consequence:
    """The MIS knows of the booking; the next import brings it."""
    return Consequence()


def nothing_to_undo(call: Call, undo: Mapping[str, Any], by: Actor) -> None:
    """The call's own columns come back by themselves."""


def will_come(call: Call, details: Mapping[str, Any], by: Actor) -> Consequence:
    """Everything that the patient has on that day is confirmed."""
    planned = [each for each in _visits(call) if each.status == Status.PLANNED]
    return Consequence(undo={"visits": [confirm(appointment=each, by=by).pk for each in planned]})


def will_not_come(call: Call, details: Mapping[str, Any], by: Actor) -> Consequence:
    """The visits of that day are cancelled, by whom and why as he said."""
    said = {"cancelled_by": details["cancelled_by"], "reason": details["reason"]}
    return Consequence(undo={"visits": [cancel(appointment=each, **said, by=by).pk for each in _visits(call)]})


def take_back_steps(call: Call, undo: Mapping[str, Any], by: Actor) -> None:
    for each in Appointment.objects.filter(pk__in=undo["visits"]).select_related("doctor").order_by("pk"):
        take_back_step(appointment=each, by=by)


def change_time(call: Call, details: Mapping[str, Any], by: Actor) -> Consequence:
    """Moved to the time agreed on; where none was, the desk gets a task to find one."""
    visit = _visits(call)[0]
    if not details["to"]:
        return Consequence(undo={"todo": _find_time(call, visit, by).pk})
    if visit.branch is None:
        raise Refused(gettext("This booking has no branch yet."), field="to")
    doctor_id, wall = details["to"]
    doctor = Doctor.objects.get(public_id=doctor_id)
    to = replace(wanted_by(visit), doctor=doctor, starts_at=wall_instant(wall.date(), wall.time(), visit.branch))
    moved = move(appointment=visit, to=to, over_schedule_reason=visit.over_schedule_reason, by=by)
    return Consequence(undo={"moved": moved.pk})


def leave_time(call: Call, undo: Mapping[str, Any], by: Actor) -> None:
    """The visit goes back to where it was, or nobody has to look for a time."""
    if "todo" in undo:
        found = gettext("Taken back by the operator.")
        return close_todo(todo=Todo.objects.get(pk=undo["todo"]), state=TodoState.DROPPED, outcome=found, by=by)
    moved = Appointment.objects.get(pk=undo["moved"])
    old = Appointment.objects.select_related("doctor", "branch", "service").get(moved_to=moved)
    move(appointment=moved, to=wanted_by(old), over_schedule_reason=old.over_schedule_reason, by=by)
    return None


def _visits(call: Call) -> list[Appointment]:
    visits = visits_of_call(call)
    if not visits:
        raise Refused(gettext("This visit is no longer ahead: somebody has changed it meanwhile."))
    return visits


def _find_time(call: Call, visit: Appointment, by: Actor) -> Todo:
    return add_todo(
        title=gettext("Find another time: visit of %(wall)s") % {"wall": wall_in_words(visit)},
        patient=call.patient,
        branch=visit.branch,
        role=Role.FRONT_DESK,
        due_at=timezone.now() + FOUND_WITHIN,
        by=by,
    )


def _offer_of(call: Call) -> Offer:
    offer = Offer.objects.filter(call=call).select_related("opening").first()
    if offer is None:
        raise OfferIsOver(gettext("This offer has ended already."))
    return offer


def agree(call: Call, details: Mapping[str, Any], by: Actor) -> Consequence:
    """Exactly the offered time is booked."""
    offer = _offer_of(call)
    accept_offer(offer=offer, by=by, is_called=True)
    return Consequence(undo={"offer": offer.pk})


def decline(call: Call, details: Mapping[str, Any], by: Actor) -> Consequence:
    return _declined(call, OfferState.REFUSED, by)


def was_not_reached(call: Call, details: Mapping[str, Any], by: Actor) -> Consequence:
    """There is no time to call again: the next one gets the offer."""
    return _declined(call, OfferState.NO_ANSWER, by)


def _declined(call: Call, state: str, by: Actor) -> Consequence:
    offer = decline_offer(offer=_offer_of(call), state=state, by=by, is_called=True)
    return Consequence(undo={"offer": offer.pk})


def ask_again(call: Call, undo: Mapping[str, Any], by: Actor) -> None:
    take_back_answer(offer=Offer.objects.select_related("opening").get(pk=undo["offer"]), by=by, is_called=True)


OFFERED = (ASKED_FOR_IT, COURSE_GOES_ON, OFFERED_TO_ASLEEP)

for each in (
    Outcome(
        "visit_confirmed", _("Will come"), "Digit1", 1, CalledWillCome, will_come, take_back_steps,
        icon="calendar-check", tone="teal", reasons=(CONFIRM, DELAY),
    ),
    Outcome(
        "visit_to_move", _("Another time"), "Digit4", 4, CalledAskedToMove, change_time, leave_time,
        form=MoveInCallForm, icon="calendar-share", tone="azure", reasons=(CONFIRM, DELAY),
    ),
    Outcome(
        "visit_cancelled", _("Cancels the visit"), "Digit6", 6, CalledCancelled, will_not_come, take_back_steps,
        form=CancelInCallForm, icon="calendar-x", tone="orange", reasons=(CONFIRM, DELAY),
    ),
):  # fmt: skip
    outcomes.register(each.key, each)
outcomes.register(
    "booked",
    Outcome(
        "booked", _("Booked"), "Digit1", 1, CalledAndBooked, book, unbook,
        form=BookingForm, has_agreed=True, settles_patient=True, icon="calendar-check", tone="teal",
    ),
)  # fmt: skip
outcomes.register(
    "already_booked",
    Outcome(
        "already_booked", _("Already booked"), "Digit4", 4, CalledAlreadyBooked, is_booked_already, nothing_to_undo,
        settles_patient=True, icon="calendar", tone="teal",
    ),
)  # fmt: skip
for each in (
    Outcome(
        "offer_accepted", _("Agreed: book it"), "Digit1", 1, CalledAndBooked, agree, ask_again,
        has_agreed=True, reasons=OFFERED, icon="calendar-check", tone="teal",
    ),
    Outcome(
        "offer_no_answer", _("No answer: to the next one"), "Digit3", 3, CalledNoAnswer, was_not_reached,
        ask_again, was_reached=False, reasons=OFFERED, icon="phone-off",
    ),
    Outcome(
        "offer_refused", _("The time does not suit"), "Digit6", 6, CalledAndRefused, decline, ask_again,
        reasons=OFFERED, icon="hand-stop", tone="orange",
    ),
):  # fmt: skip
    outcomes.register(each.key, each)
