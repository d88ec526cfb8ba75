"""Offers under many hands at once (F3): one of two who agree books, and no deadline is kept twice or forgotten."""

from collections.abc import Callable
from datetime import time
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from zabota.base.events.models import Event
from zabota.core.patients.testing import a_patient
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import anna
from zabota.lib.actors import SYSTEM
from zabota.lib.errors import Refused
from zabota.work.scheduling.commands import (
    accept_offer,
    advance_openings,
    book,
    cancel,
    decline_offer,
    open_freed_visit,
)
from zabota.work.scheduling.models import Appointment, Hold, Occupancy, Offer, Opening
from zabota.work.scheduling.testing import a_service, a_wish, let_time_pass, offers_at_any_hour, receives, waits

HANDS = 6


@pytest.fixture
def waiting(committed_db) -> None:
    """Six wait, and Anna receives tomorrow."""
    receives(anna())
    offers_at_any_hour(offers_at_once=2)
    for number in range(6):
        waits(a_patient(f"Ждущий-{number}", phone=f"+7916000000{number}", home_branch=samara_centre()))


def freed(at: time) -> Opening:
    visit = book(patient=a_patient("Уходящий"), wanted=a_wish(anna(), at, service=a_service()), by=SYSTEM)
    cancel(appointment=visit, cancelled_by="patient", reason="", by=SYSTEM)
    visit.refresh_from_db()
    opening = open_freed_visit(visit=visit, cause="cancelled", source=f"test:{visit.pk}", by=SYSTEM)
    assert opening is not None
    return opening


def at_once(*works: Callable[[], object]) -> list[object]:
    """What each said, refusals as their words; all begin together."""
    barrier, answers = Barrier(len(works)), []

    def run(work: Callable[[], object]) -> None:
        barrier.wait()
        try:
            answers.append(work())
        except Refused as refusal:
            answers.append(str(refusal))
        finally:
            connection.close()

    hands = [Thread(target=run, args=(work,)) for work in works]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    return answers


def test_of_two_who_agree_at_once_one_books(waiting):
    opening = freed(time(10))
    let_time_pass()
    first, second = opening.offers.all()
    answers = at_once(lambda: accept_offer(offer=first, by=SYSTEM), lambda: accept_offer(offer=second, by=SYSTEM))

    assert [isinstance(each, Appointment) for each in sorted(answers, key=str)].count(True) == 1
    assert sorted(each.state for each in opening.offers.all()) == ["accepted", "gone"]
    assert Appointment.objects.filter(status="planned").count() == 1
    assert Occupancy.objects.filter(state__in=["held", "taken"]).count() == 1


def test_an_acceptance_and_a_deadline_do_not_both_win(waiting):
    opening = freed(time(10))
    let_time_pass()
    offer = opening.offers.first()
    Opening.objects.update(next_at=timezone.now())
    at_once(lambda: accept_offer(offer=offer, by=SYSTEM), lambda: advance_openings(by=SYSTEM))

    offer.refresh_from_db()
    planned = Appointment.objects.filter(status="planned").count()
    assert (offer.state, planned) in {("accepted", 1), ("expired", 0)}
    assert Occupancy.objects.filter(state__in=["held", "taken"]).count() == 1


def test_many_workers_advance_each_opening_once(waiting):
    for hour in range(9, 15):
        freed(time(hour))
    Opening.objects.update(next_at=timezone.now())
    advanced = at_once(*[lambda: advance_openings(by=SYSTEM)] * HANDS)

    assert sum(advanced) == Opening.objects.count() == 6
    offered = list(Offer.objects.filter(state="offered").values_list("patient_id", flat=True))
    assert len(offered) == len(set(offered)) == 6  # each patient one offer, each who waits got one
    held = Opening.objects.filter(state="open", hold__state="open").count()
    assert Hold.objects.filter(state="open").count() == held
    assert Event.objects.filter(kind="scheduling.time_offered").count() == 6


def test_two_who_decline_at_once_let_one_next_in(waiting):
    opening = freed(time(10))
    let_time_pass()
    first, second = opening.offers.all()
    at_once(
        lambda: decline_offer(offer=first, state="refused", by=SYSTEM),
        lambda: decline_offer(offer=second, state="no_answer", by=SYSTEM),
    )
    opening.refresh_from_db()
    assert (opening.state, sorted(each.state for each in opening.offers.all())) == ("open", ["no_answer", "refused"])
    let_time_pass()
    assert opening.offers.filter(state="offered").count() == 2
