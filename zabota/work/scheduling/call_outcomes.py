"""A call that ends with a booking."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from zabota.lib.actors import Actor
from zabota.outreach.todos.events import CalledAlreadyBooked, CalledAndBooked
from zabota.outreach.todos.models import Call
from zabota.outreach.todos.registry import Consequence, Outcome, outcomes
from zabota.work.scheduling.commands import book_planned_visit, take_back_booking
from zabota.work.scheduling.forms import BookingForm
from zabota.work.scheduling.models import Appointment


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
