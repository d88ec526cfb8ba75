"""Answers to offered times: the first who agrees gets exactly that time, whoever refuses lets the next one in."""

from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.base.events.commands import record
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused
from zabota.outreach.todos.commands.adding import call_about
from zabota.work.scheduling.commands.booking import book_held, take_back_booking
from zabota.work.scheduling.commands.holding import release_hold
from zabota.work.scheduling.commands.life import wanted_by
from zabota.work.scheduling.commands.moving import move
from zabota.work.scheduling.commands.occupying import lock_days, retried
from zabota.work.scheduling.commands.offering import has_left
from zabota.work.scheduling.commands.openings import SETTLED_AFTER, end_offer, keep_for, locked_opening, wanted_for
from zabota.work.scheduling.commands.waitlist import end_waiting
from zabota.work.scheduling.events import OpeningClosed, TimeOffered
from zabota.work.scheduling.models import (
    Appointment,
    Offer,
    OfferState,
    Opening,
    OpeningState,
    WaitingEntry,
    WaitState,
)
from zabota.work.scheduling.queries.candidates import (
    ASKED_FOR_IT,
    COURSE_GOES_ON,
    OFFERED_TO_ASLEEP,
    goes_on_with_course,
    who_waits,
)
from zabota.work.scheduling.queries.courses import unfinished_courses

#: The way of booking of R199 for a visit that came from the waiting list.
BOOKED_BY = "waiting"
#: An answer taken back gives the patient at least so long for another one.
ANEW = timedelta(minutes=2)
NO = (OfferState.REFUSED, OfferState.NO_ANSWER)


class OfferIsOver(Refused):
    """Somebody else has the time, or the deadline of the offer has passed."""


@retried
def accept_offer(*, offer: Offer, by: Actor, is_called: bool = False) -> Appointment:
    """The patient takes the time: exactly it is booked, or his visit is moved there; of two who agree, one gets it, and
    the others are told that it is gone. `is_called`: the answer came by the offer's own call. Raises OfferIsOver."""
    current = _running(offer)
    opening = current.opening
    visit = _booked(current, by)
    end_offer(current, OfferState.ACCEPTED, by=by, is_called=is_called)
    for other in opening.offers.filter(state=OfferState.OFFERED).select_related("call", "message", "patient"):
        end_offer(other, OfferState.GONE, by=by)
    if current.entry is not None and current.entry.is_on_the_list:
        end_waiting(current.entry, WaitState.BOOKED, visit=visit)
    _count_passed_over(opening, 1)
    opening.state, opening.closed_at, opening.refilled_by = OpeningState.REFILLED, timezone.now(), visit
    opening.save(update_fields=["state", "closed_at", "refilled_by"])
    record(OpeningClosed(opening.branch_id, opening.pk, opening.state), by=by)
    return visit


@retried
def decline_offer(*, offer: Offer, state: str, by: Actor, is_called: bool = False, is_final: bool = False) -> Offer:
    """The patient does not want the time, or was not reached: the next one gets it as soon as this cannot be undone any
    more, at once where it is final. `state` is REFUSED or NO_ANSWER. Raises OfferIsOver."""
    if state not in NO:
        raise ValueError(f"{state} is no refusal")
    current = _running(offer)
    opening = current.opening
    end_offer(current, state, by=by, is_called=is_called)
    if not opening.offers.filter(state=OfferState.OFFERED).exists():
        opening.next_at = timezone.now() + (timedelta() if is_final else SETTLED_AFTER)
        opening.save(update_fields=["next_at"])
    return current


@retried
def take_back_answer(*, offer: Offer, by: Actor, is_called: bool = False) -> Offer:
    """Undo an answer of a moment ago: what it booked is taken back, and the time is held for this patient again.

    With `is_called` the call returns to the operator by itself. Raises OfferIsOver, TimeIsTaken.
    """
    current = _locked(offer)
    opening = current.opening
    if not _may_be_taken_back(current):
        raise OfferIsOver(_("Too late to take this answer back."))
    if current.state == OfferState.ACCEPTED:
        _unbook(current, by)
    until = max(current.until, timezone.now() + ANEW)
    _keep_again(opening, until, by)
    current.state, current.ended_at, current.until = OfferState.OFFERED, None, until
    if not is_called and not has_left(current):
        current.call = call_about(
            patient=current.patient, reason=_reason_to_call(current), branch=opening.branch, value=opening.price, by=by
        )  # fmt: skip
    current.save(update_fields=["state", "ended_at", "until", "call", "visit"])
    if current.entry_id is not None:
        ended = WaitingEntry.objects.filter(pk=current.entry_id, state__in=[WaitState.WAITING, WaitState.BOOKED])
        ended.update(state=WaitState.OFFERED, ended_at=None, visit=None, earlier_than=current.visit)
    record(TimeOffered(current.patient_id, opening.branch_id, current.pk), by=by)
    return current


def _running(offer: Offer) -> Offer:
    """The offer under the lock of its opening, while it waits for an answer."""
    current = _locked(offer)
    if current.opening.state == OpeningState.REFILLED and current.state != OfferState.ACCEPTED:
        raise OfferIsOver(_("Somebody else has taken this time already."))
    if current.state != OfferState.OFFERED or current.opening.state != OpeningState.OPEN:
        raise OfferIsOver(_("This offer has ended already: %(how)s.") % {"how": current.get_state_display()})
    return current


def _locked(offer: Offer) -> Offer:
    opening = locked_opening(offer.opening)
    current = Offer.objects.select_related("patient", "entry", "visit", "call", "message").get(pk=offer.pk)
    current.opening = opening
    return current


def _booked(offer: Offer, by: Actor) -> Appointment:
    hold = offer.opening.hold
    if hold is None:
        raise OfferIsOver(_("This time is not kept any more."))
    if offer.visit is None:
        visit = book_held(hold=hold, patient=offer.patient, booked_by=BOOKED_BY, by=by)
        return _next_of_course(visit) if goes_on_with_course(offer) else visit
    to = wanted_for(offer.opening, hold.service, hold.minutes)
    lock_days([to.day])
    if not release_hold(hold=hold, by=by):
        raise OfferIsOver(_("This time is not kept any more."))
    return move(appointment=offer.visit, to=to, by=by)


def _reason_to_call(offer: Offer) -> str:
    if offer.entry_id is not None:
        return ASKED_FOR_IT
    return COURSE_GOES_ON if goes_on_with_course(offer) else OFFERED_TO_ASLEEP


def _next_of_course(visit: Appointment) -> Appointment:
    """The visit is the next session of the patient's unfinished course, where there still is one."""
    assert visit.service is not None
    last_ones = unfinished_courses(visit.service, by=visit.wall_day, patient=visit.patient, booked_as=visit)
    if last_ones:
        last = last_ones[0]
        visit.chain, visit.session, visit.sessions = last.chain, (last.session or 0) + 1, last.sessions
        Appointment.objects.filter(pk=visit.pk).update(
            chain=visit.chain, session=visit.session, sessions=visit.sessions
        )
    return visit


def _count_passed_over(opening: Opening, by: int) -> None:
    """Whom the time would have suited too, and who was not offered it."""
    offered = set(opening.offers.values_list("entry_id", flat=True))
    others = [each.entry.pk for each in who_waits(opening) if each.entry.pk not in offered]
    WaitingEntry.objects.filter(pk__in=others).update(passed_over=F("passed_over") + by)


def _may_be_taken_back(offer: Offer) -> bool:
    if offer.state not in (OfferState.ACCEPTED, *NO) or offer.ended_at is None:
        return False
    is_fresh = timezone.now() - offer.ended_at <= SETTLED_AFTER
    return is_fresh and not offer.opening.offers.filter(state=OfferState.OFFERED).exists()


def _unbook(offer: Offer, by: Actor) -> None:
    opening = offer.opening
    visit = opening.refilled_by
    if visit is None:
        raise OfferIsOver(_("Somebody has already worked with this booking: cancel it instead."))
    if offer.visit is not None:
        offer.visit = move(appointment=visit, to=wanted_by(offer.visit), by=by)
    else:
        take_back_booking(appointment=visit, by=by)
    _count_passed_over(opening, -1)


def _keep_again(opening: Opening, until: datetime, by: Actor) -> None:
    hold = opening.hold
    assert hold is not None
    release_hold(hold=hold, by=by)
    opening.hold = keep_for(opening, wanted_for(opening, hold.service, hold.minutes), until, by)
    opening.state, opening.closed_at, opening.refilled_by, opening.next_at = OpeningState.OPEN, None, None, until
    opening.save(update_fields=["state", "closed_at", "refilled_by", "next_at", "hold"])
