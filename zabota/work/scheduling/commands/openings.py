"""A freed time looks for a patient: it is held and offered to one after another, each step once however many workers do
it (F3), until somebody takes it or it is too late."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from zabota.base.events.commands import record
from zabota.core.catalog.models import Service
from zabota.core.catalog.queries import price_of
from zabota.core.practice.models import Branch
from zabota.core.staff.models import Doctor
from zabota.lib.actors import Actor
from zabota.outreach.todos.commands.adding import CannotBeCalled, call_about, withdraw_call
from zabota.work.scheduling.commands.holding import hold_slot, release_hold
from zabota.work.scheduling.commands.occupying import OutsideSchedule, TimeIsTaken, Wanted, retried
from zabota.work.scheduling.commands.offering import take_back_offer, write_offer, write_that_it_is_gone
from zabota.work.scheduling.commands.terms import NotPerformed
from zabota.work.scheduling.events import OfferEnded, OpeningClosed, TimeFreed, TimeOffered
from zabota.work.scheduling.models import (
    AHEAD,
    Appointment,
    BookingRules,
    Hold,
    HoldPurpose,
    Offer,
    OfferState,
    Opening,
    OpeningCause,
    OpeningState,
    WaitingEntry,
    WaitState,
)
from zabota.work.scheduling.queries.candidates import ASKED_FOR_IT, Ranked, candidates_for
from zabota.work.scheduling.queries.prepayment import booking_rules
from zabota.work.scheduling.queries.sessions import free_seat
from zabota.work.scheduling.registry import Candidate

#: What is undone within ten seconds, a cancellation or an answer, has no consequences before.
SETTLED_AFTER = timedelta(seconds=15)
#: Nothing is offered so shortly before its start.
SOONEST = timedelta(minutes=30)
#: The time stays held until the clock has found the next patient.
HELD_LONGER = timedelta(minutes=1)
FEW = 200
#: Why a time cannot be kept for an offer any more.
NOT_FREE = (TimeIsTaken, OutsideSchedule, NotPerformed)
#: Another worker has just offered this patient another time.
OFFERED_ELSEWHERE = ("scheduling_one_offer_at_a_time", "todos_call_is_open_once")


@retried
def call_about_offer(*, number: int, by: Actor) -> bool:
    """The message with an offer did not leave, or nobody knows: a call tells it; whom nobody can call is passed over."""
    found = Offer.objects.select_related("opening").filter(pk=number).first()
    if found is None:
        return False
    opening = locked_opening(found.opening)
    offer = Offer.objects.select_related("patient", "opening", "message").get(pk=number)
    if offer.state != OfferState.OFFERED or offer.call_id is not None:
        return False
    try:
        offer.call = call_about(
            patient=offer.patient, reason=ASKED_FOR_IT, branch=opening.branch, value=opening.price, by=by
        )
    except CannotBeCalled:
        end_offer(offer, OfferState.UNREACHABLE, by=by)
        Opening.objects.filter(pk=opening.pk).update(next_at=timezone.now())
        return False
    offer.save(update_fields=["call"])
    return True


@dataclass(frozen=True)
class FreedTime:
    """A time that became free: `minutes` is the visit itself, without the service's buffers."""

    doctor: Doctor
    branch: Branch
    service: Service
    starts_at: datetime
    minutes: int
    kind: str = ""
    freed_visit: Appointment | None = None


@transaction.atomic
def open_up(*, freed: FreedTime, cause: str, source: str, by: Actor) -> Opening | None:
    """Let a freed time look for a patient; what is freed too late is only written down. None where this `source`, or this
    time, is known already."""
    now = timezone.now()
    if freed.starts_at <= now:
        return None
    opening = as_opening(freed)
    opening.source, opening.cause = source, cause
    opening.freed_at, opening.next_at = now, now + SETTLED_AFTER
    if freed.starts_at - now < SOONEST:
        opening.state, opening.closed_at = OpeningState.PASSED, now
    Opening.objects.bulk_create([opening], ignore_conflicts=True)
    made = Opening.objects.filter(public_id=opening.public_id).first()
    if made is not None:
        record(TimeFreed(made.branch_id, made.pk), by=by)
    return made


def as_opening(freed: FreedTime) -> Opening:
    """The time as an opening that is not written down yet."""
    wall = freed.starts_at.astimezone(freed.branch.zone)
    price = price_of(freed.service, on=wall.date(), branch=freed.branch, grade=freed.doctor.grade)
    return Opening(**vars(freed), wall_start=f"{wall:%Y-%m-%d %H:%M}", price=price)


def open_freed_visit(*, visit: Appointment, cause: OpeningCause, source: str, by: Actor) -> Opening | None:
    """The time of a visit that was cancelled or moved. None where it takes no time of the schedule that could be given on."""
    if not (visit.doctor and visit.branch and visit.service and visit.has_time) or visit.over_schedule_reason:
        return None
    if visit.service.seats > 1 and free_seat(visit.service, visit.doctor.pk, visit.branch.pk, visit.starts_at) is None:
        return None
    freed = FreedTime(
        visit.doctor, visit.branch, visit.service, visit.starts_at, visit.minutes, visit.kind, freed_visit=visit
    )
    return open_up(freed=freed, cause=cause, source=source, by=by)


def advance_openings(*, by: Actor) -> int:
    """Do what is due with every freed time: end offers without an answer, offer it on, let go of what is too late. Each
    in a transaction of its own, claimed by its row; returns how many."""
    due = Opening.objects.filter(state=OpeningState.OPEN, next_at__lte=timezone.now()).order_by("next_at", "pk")
    return sum(_advance(number=number, by=by) for number in list(due.values_list("pk", flat=True)[:FEW]))


@retried
def _advance(*, number: int, by: Actor) -> bool:
    due = Opening.objects.filter(pk=number, state=OpeningState.OPEN, next_at__lte=timezone.now())
    opening = _with_its_parts(due.select_for_update(of=("self",), skip_locked=True)).first()
    if opening is None:
        return False
    for offer in opening.offers.filter(state=OfferState.OFFERED).select_related("call"):
        end_offer(offer, OfferState.EXPIRED, by=by)
    _offer_on(opening, booking_rules(), by)
    return True


@transaction.atomic
def close_opening(*, opening: Opening, state: str = OpeningState.CLOSED, by: Actor) -> bool:
    """The time stops looking for a patient and is free for everybody. False when it had stopped already."""
    current = locked_opening(opening)
    if current.state != OpeningState.OPEN:
        return False
    _close(current, state, by)
    return True


def locked_opening(opening: Opening) -> Opening:
    return _with_its_parts(Opening.objects.select_for_update(of=("self",))).get(pk=opening.pk)


def _with_its_parts(openings: QuerySet[Opening]) -> QuerySet[Opening]:
    return openings.select_related("doctor", "branch", "service", "freed_visit", "hold__service")


def end_offer(offer: Offer, state: str, *, by: Actor, is_called: bool = False) -> None:
    """The offer ends as `state`. Its call is taken off the list, unless the call itself brought the answer; to whom it was
    written is told that it is gone; who waits goes on waiting."""
    offer.state, offer.ended_at = state, timezone.now()
    offer.save(update_fields=["state", "ended_at"])
    take_back_offer(offer=offer, by=by)
    if state == OfferState.GONE:
        write_that_it_is_gone(offer=offer, by=by)
    if offer.entry_id is not None:
        WaitingEntry.objects.filter(pk=offer.entry_id, state=WaitState.OFFERED).update(state=WaitState.WAITING)
    if offer.call is not None and not is_called:
        withdraw_call(call=offer.call)
    record(OfferEnded(offer.patient_id, offer.opening.branch_id, offer.pk, state), by=by)


def wanted_for(opening: Opening, service: Service, minutes: int) -> Wanted:
    """The place in time that the opening gives to whoever comes for a service."""
    return Wanted(opening.doctor, opening.branch, opening.starts_at, minutes, service, opening.kind)


def keep_for(opening: Opening, wanted: Wanted, until: datetime, by: Actor) -> Hold:
    """Hold the time for an offer that ends at `until`. Raises one of NOT_FREE."""
    return hold_slot(wanted=wanted, purpose=HoldPurpose.OFFER, until=until + HELD_LONGER, by=by)


def _offer_on(opening: Opening, rules: BookingRules, by: Actor) -> None:
    latest = opening.starts_at - SOONEST
    if timezone.now() >= latest:
        return _close(opening, OpeningState.PASSED, by)
    if opening.freed_visit is not None and opening.freed_visit.status in AHEAD:
        return _close(opening, OpeningState.TAKEN_BACK, by)
    if morning := _not_before(opening.branch, rules):
        return _come_again(opening, min(morning, latest))
    _let_go(opening, by)
    until = min(timezone.now() + timedelta(minutes=rules.offer_minutes), latest)
    try:
        made = _offer_to_the_next(opening, rules.offers_at_once, until, by)
    except NOT_FREE:
        return _close(opening, OpeningState.TAKEN, by)
    return _come_again(opening, until) if made else _close(opening, OpeningState.NOBODY, by)


def _not_before(branch: Branch, rules: BookingRules) -> datetime | None:
    """When patients may be disturbed again by the branch's clock; None where they may now."""
    now = timezone.now().astimezone(branch.zone)
    if rules.offers_from <= now.time() <= rules.offers_until:
        return None
    day = now.date() if now.time() < rules.offers_from else now.date() + timedelta(days=1)
    return datetime.combine(day, rules.offers_from, branch.zone)


def _offer_to_the_next(opening: Opening, count: int, until: datetime, by: Actor) -> int:
    """Offer the time to the best so many; returns to how many. Several at once get exactly the service that was freed,
    for they share one hold. Raises one of NOT_FREE where the time itself is not free any more."""
    made, place = 0, opening.offers.count()
    for ranked in candidates_for(opening):
        is_own = ranked.candidate.service.pk == opening.service_id
        if made == count:
            break
        if count > 1 and not is_own:
            continue
        place += 1
        try:
            with transaction.atomic():
                _offer(opening, ranked, place, until, by)
            made += 1
        except CannotBeCalled:
            _pass_unreachable(opening, ranked, place)
        except NOT_FREE:
            if is_own:
                raise
        except IntegrityError as error:
            if not any(name in str(error) for name in OFFERED_ELSEWHERE):
                raise
    return made


def _offer(opening: Opening, ranked: Ranked, place: int, until: datetime, by: Actor) -> None:
    candidate = ranked.candidate
    hold = opening.hold or keep_for(opening, wanted_for(opening, candidate.service, candidate.minutes), until, by)
    offer = _row(opening, ranked, place, state=OfferState.OFFERED, until=until)
    offer.save(force_insert=True)
    offer.message = write_offer(offer=offer, by=by)
    if offer.message is None:
        offer.call = call_about(
            patient=candidate.patient, reason=candidate.call_reason, branch=opening.branch, value=opening.price, by=by
        )
    offer.save(update_fields=["message", "call"])
    Opening.objects.filter(pk=opening.pk).update(hold=hold)
    if candidate.entry is not None:
        WaitingEntry.objects.filter(pk=candidate.entry.pk).update(state=WaitState.OFFERED)
    record(TimeOffered(offer.patient_id, opening.branch_id, offer.pk), by=by)
    opening.hold = hold


def _pass_unreachable(opening: Opening, ranked: Ranked, place: int) -> None:
    """Nobody asks for him again here, and the desk sees why he got nothing."""
    now = timezone.now()
    _row(opening, ranked, place, state=OfferState.UNREACHABLE, until=now, ended_at=now).save(force_insert=True)


def _row(opening: Opening, ranked: Ranked, place: int, **columns: object) -> Offer:
    candidate: Candidate = ranked.candidate
    return Offer(
        opening=opening, patient=candidate.patient, entry=candidate.entry, visit=candidate.visit, place=place,
        points=ranked.points, made_at=timezone.now(), **columns,
    )  # fmt: skip


def _let_go(opening: Opening, by: Actor) -> None:
    """Give the held time back; in the same transaction it is held for the next one, so that nobody slips in between."""
    if opening.hold is not None:
        release_hold(hold=opening.hold, by=by)
        opening.hold = None


def _come_again(opening: Opening, at: datetime) -> None:
    opening.next_at = at
    opening.save(update_fields=["next_at", "hold"])


def _close(opening: Opening, state: str, by: Actor) -> None:
    for offer in opening.offers.filter(state=OfferState.OFFERED).select_related("call"):
        end_offer(offer, OfferState.GONE, by=by)
    _let_go(opening, by)
    opening.state, opening.closed_at = state, timezone.now()
    opening.save(update_fields=["state", "closed_at", "hold"])
    record(OpeningClosed(opening.branch_id, opening.pk, state), by=by)
