"""A course of sessions, or several services one after another: booked together or not at all, and cancelled from a session on."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from zabota.base.events.commands import record
from zabota.core.patients.models import Patient
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused
from zabota.work.scheduling.commands.booking import PAYS_HIMSELF, Chain, book, take_back_booking
from zabota.work.scheduling.commands.life import NotNow, cancel
from zabota.work.scheduling.commands.occupying import Wanted, lock_days, retried
from zabota.work.scheduling.commands.payers import PaidBy
from zabota.work.scheduling.commands.requests import Request, made_before
from zabota.work.scheduling.events import CourseCancelled
from zabota.work.scheduling.models import Appointment
from zabota.work.scheduling.queries.courses import rest_of_course


@dataclass(frozen=True)
class Session:
    """A session of a course by its number, at its place."""

    number: int
    wanted: Wanted


@retried
def book_course(
    *,
    patient: Patient,
    sessions: Sequence[Session],
    planned: int,
    comment: str = "",
    waived_reason: str = "",
    accepted_reason: str = "",
    paid: PaidBy = PAYS_HIMSELF,
    request_key: UUID | None = None,
    by: Actor,
) -> list[Appointment]:
    """Book these sessions of a course of `planned` ones, all or none. A repeated `request_key` answers with the first ones.

    Raises as `book`, and Refused where two sessions stand at one time.
    """
    if not sessions:
        raise Refused(_("Choose a time."))
    if len({each.wanted.starts_at for each in sessions}) < len(sessions):
        raise Refused(_("Two sessions of the course stand at the same time."))
    request = Request.of(
        request_key, "book_course", patient=patient, planned=planned, comment=comment, waived=waived_reason,
        accepted=accepted_reason, paid=paid.columns, sessions=[(each.number, each.wanted) for each in sessions],
    )  # fmt: skip
    if (known := request.answer()) is not None:
        first = made_before(Appointment.objects.all(), known)
        return list(Appointment.objects.filter(chain=first.chain).order_by("session"))
    lock_days(each.wanted.day for each in sessions)
    chain = uuid4()
    booked = [
        book(
            patient=patient, wanted=each.wanted, comment=comment, waived_reason=waived_reason,
            accepted_reason=accepted_reason, paid=paid, chain=Chain(chain, each.number, planned), by=by,
        )
        for each in sessions
    ]  # fmt: skip
    request.keep(booked[0].pk)
    return booked


@transaction.atomic
def take_back_course(*, first: Appointment, by: Actor) -> None:
    """Remove a course that was booked by mistake a moment ago. Raises Refused as `take_back_booking`."""
    for visit in list(rest_of_course(first)):
        take_back_booking(appointment=visit, by=by)


@transaction.atomic
def cancel_rest_of_course(*, first: Appointment, cancelled_by: str, reason: str, by: Actor) -> list[Appointment]:
    """Cancel a session and whatever of its course is still ahead after it. Raises NotNow."""
    rest = list(rest_of_course(first))
    if first not in rest:
        raise NotNow(_("Only a visit that is still ahead can be cancelled with the rest of its course."))
    off = [cancel(appointment=each, cancelled_by=cancelled_by, reason=reason, by=by) for each in rest]
    record(CourseCancelled(first.patient_id, first.branch_id, first.pk, len(off)), by=by)
    return off
