"""What is shown by killing: a freed time is offered to one who waits at a time, and none is forgotten (F3)."""

import random
import time
from datetime import timedelta
from itertools import pairwise, zip_longest

from django.db import connection
from django.utils import timezone

from zabota.base.events.commands import deliver_events
from zabota.core.patients.testing import a_patient
from zabota.lib.actors import SYSTEM
from zabota.lib.errors import Refused
from zabota.lib.proving import proof
from zabota.outreach.todos.models import Call, CallState
from zabota.work.scheduling import commands
from zabota.work.scheduling.benches.booking import OVERLAPS
from zabota.work.scheduling.benches.grid import Grid
from zabota.work.scheduling.models import (
    Appointment,
    Hold,
    HoldState,
    Offer,
    OfferState,
    Opening,
    OpeningState,
    Status,
    WaitingEntry,
    WaitState,
)
from zabota.work.scheduling.proofs.killed import grid_for, kill_by_turns, wishes
from zabota.work.scheduling.testing import offers_at_any_hour, waits

WORKERS = 8
#: The share of those who get an offer and agree, who refuse, and who do not answer.
ANSWERS = {"agree": 3, "refuse": 3, "silence": 2}
#: How long an offer waits for its answer at most, by the clock that is pushed on.
LIFE = timedelta(seconds=2)
#: For each freed time so many wait for its doctor: some times end with nobody left to offer them to.
WAITING_FOR_EACH = 2
HAND = """
import sys
import django
django.setup()
from zabota.work.scheduling.proofs.refilling import live
live(int(sys.argv[1]))
"""


@proof("refill-killed", full=5_000, smoke=12)
def a_freed_time_is_offered_to_one_at_a_time_and_none_is_forgotten(size: int) -> str:
    """So many visits are cancelled. Eight workers cancel, hand events on, keep deadlines and answer offers while they are
    killed by force, one after another; the clock of the offers is pushed on."""
    kills = max(2, size // 100)
    _let_be_cancelled(size)
    kill_by_turns(HAND, workers=min(WORKERS, size // 4), kills=kills, size=size, done=_pushed_on)
    _assert_offered_to_one_at_a_time()
    refilled = _assert_none_is_forgotten(size)
    offers = Offer.objects.count()
    return (
        f"{size} cancelled visits, {offers} offers, {kills} kills: {refilled} refilled, 0 offered to two, 0 forgotten"
    )


def live(seed: int) -> None:
    """What a worker does until it is killed: everything that the desk, its patients and the clock do with freed times."""
    chance = random.Random(seed)
    while True:
        for act in (_cancel_one, deliver_events, _keep_deadlines, _answer_one):
            try:
                act()
            except Refused:  # another was quicker
                continue
        time.sleep(chance.random() / 100)


def _keep_deadlines() -> None:
    commands.advance_openings(by=SYSTEM)


def _cancel_one() -> None:
    visit = Appointment.objects.filter(status=Status.PLANNED, booked_by="desk").order_by("?").first()
    if visit is not None:
        commands.cancel(appointment=visit, cancelled_by="patient", reason="", by=SYSTEM)


def _answer_one() -> None:
    offer = Offer.objects.select_related("opening").filter(state=OfferState.OFFERED).order_by("?").first()
    if offer is None:
        return
    answer = random.choices(list(ANSWERS), list(ANSWERS.values()))[0]
    if answer == "agree":
        commands.accept_offer(offer=offer, by=SYSTEM)
    elif answer == "refuse":
        commands.decline_offer(offer=offer, state=OfferState.REFUSED, by=SYSTEM)


def _let_be_cancelled(size: int) -> None:
    grid = grid_for(size)
    offers_at_any_hour(offers_at_once=1)
    deliver_events()  # a subscriber hears from its first turn on
    for number, wanted in enumerate(wishes(grid, size)):
        commands.book(patient=grid.patient, wanted=wanted, by=SYSTEM)
        _let_wait(grid, number)


def _let_wait(grid: Grid, number: int) -> None:
    doctor = grid.doctors[number % len(grid.doctors)]
    for each in range(WAITING_FOR_EACH):
        phone = f"+7916{number * WAITING_FOR_EACH + each:07}"
        waits(a_patient(f"Ждущий-{number}", phone=phone, home_branch=grid.branch), service=grid.service, doctor=doctor)


def _pushed_on() -> int:
    """Push the clock of the offers on, each of them by so much that it lives a second or two; how many freed times have
    come to their end."""
    looking = Opening.objects.filter(state=OpeningState.OPEN)
    looking.filter(next_at__gt=timezone.now() + LIFE).update(next_at=timezone.now() + LIFE)
    return Opening.objects.exclude(state=OpeningState.OPEN).count()


def _assert_offered_to_one_at_a_time() -> None:
    """Offers of one time follow each other. That a patient has one offer at a time is forbidden otherwise by an index."""
    offers = Offer.objects.order_by("opening", "made_at", "pk").values_list("opening", "made_at", "ended_at")
    for (one, _made, ended), (other, made, _ended) in pairwise(offers):
        assert one != other or (ended and ended <= made), f"opening {one} was offered to two at once"
    assert not Offer.objects.filter(state=OfferState.OFFERED).exists(), "an offer was forgotten"


def _assert_none_is_forgotten(size: int) -> int:
    """Every cancelled visit gave one freed time, which came to its end; returns how many of them were refilled."""
    freed = set(Opening.objects.values_list("freed_visit_id", flat=True))
    assert len(freed) == Opening.objects.count() == size, f"{len(freed)} visits opened {Opening.objects.count()} times"
    refilled = Opening.objects.filter(state=OpeningState.REFILLED)
    booked = Appointment.objects.filter(status=Status.PLANNED)
    pairs = zip_longest(
        refilled.order_by("refilled_by").values_list("refilled_by", "starts_at", "doctor"),
        booked.order_by("pk").values_list("pk", "starts_at", "doctor"),
    )
    assert all(one == other for one, other in pairs), "an agreed time and a booked visit differ"
    assert Offer.objects.filter(state=OfferState.ACCEPTED).count() == refilled.count(), "agreed and not booked"
    ended = WaitingEntry.objects.filter(state=WaitState.BOOKED, visit__in=booked).count()
    assert ended == refilled.count(), f"{ended} wishes fulfilled by {refilled.count()} times"
    assert not WaitingEntry.objects.filter(state=WaitState.OFFERED).exists(), "somebody waits for an offer that is over"
    assert not Hold.objects.filter(state=HoldState.OPEN).exists(), "a time stayed held"
    assert not Call.objects.filter(state__in=[CallState.OPEN, CallState.HELD]).exists(), (
        "a call asks about an offer that is over"
    )
    with connection.cursor() as cursor:
        cursor.execute(OVERLAPS.format(table="scheduling_occupancy"))
        assert cursor.fetchone() == (0,), "double bookings"
    return refilled.count()
