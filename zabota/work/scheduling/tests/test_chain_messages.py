"""A visit of several services is one visit to the patient: one confirmation, one reminder, one word of a change."""

from datetime import time

import pytest
from django.utils import timezone

from zabota.base.events.testing import run_pending
from zabota.core.patients.testing import karina
from zabota.core.staff.testing import anna, lev
from zabota.lib.actors import SYSTEM
from zabota.outreach.messaging.models import Message
from zabota.outreach.messaging.testing import with_sms
from zabota.work.scheduling.commands import (
    PlacedPart,
    book_chain,
    cancel,
    cancel_chain,
    move,
    move_chain_by,
    take_back_step,
)
from zabota.work.scheduling.queries.messages import words_of
from zabota.work.scheduling.testing import a_service, a_wish, days_ago, receives

pytestmark = pytest.mark.django_db
SOON = days_ago(-5)


@pytest.fixture
def booked(monkeypatch):
    with_sms(monkeypatch)
    receives(anna(), on=SOON)
    receives(lev(), on=SOON)
    wanted = [
        a_wish(anna(), time(10), on=SOON, service=a_service("Гастроскопия", preparation="Не есть шесть часов.")),
        a_wish(lev(), time(10, 30), on=SOON, service=a_service("УЗИ", preparation="Взять полотенце.")),
        a_wish(anna(), time(11), on=SOON, service=a_service("Приём")),
    ]
    parts = book_chain(patient=karina(), parts=[PlacedPart(each) for each in wanted], by=SYSTEM)
    run_pending()
    return parts


def waiting() -> list[tuple[str, str]]:
    """What waits to be sent: (what, the hour that it names)."""
    sources = Message.objects.filter(state="queued").values_list("source", flat=True)
    return sorted((each.split(":")[2], each.split(":")[3][11:16]) for each in sources)


def left() -> None:
    """These messages have been sent."""
    waiting_ones = Message.objects.filter(state="queued").exclude(purpose="reminder")
    waiting_ones.update(state="sent", attempts=1, sent_at=timezone.now())


def test_the_whole_visit_is_confirmed_prepared_for_and_reminded_of_once(booked):
    assert waiting() == [("confirmation", "10.00"), ("preparation", "10.00"), ("reminder", "10.00")]
    words = words_of(booked[0])
    assert words["service"] == "Гастроскопия, УЗИ, Приём"
    assert words["preparation"] == "Гастроскопия\nНе есть шесть часов.\n\nУЗИ\nВзять полотенце."


def test_a_visit_whose_first_service_is_off_at_once_is_confirmed_by_the_next(booked):
    cancel(appointment=booked[0], cancelled_by="patient", reason="", by=SYSTEM)
    run_pending()
    assert waiting() == [("confirmation", "10.30"), ("preparation", "10.30"), ("reminder", "10.30")]


def test_without_its_first_service_the_visit_is_reminded_of_by_the_next(booked):
    left()
    cancel(appointment=booked[0], cancelled_by="patient", reason="", by=SYSTEM)
    run_pending()
    assert waiting() == [("cancelled", "10.00"), ("reminder", "10.30")]
    take_back_step(appointment=booked[0], by=SYSTEM)
    run_pending()
    assert ("reminder", "10.30") not in waiting()
    assert [what for what, _hour in waiting()].count("reminder") == 1


def test_a_visit_moved_whole_is_told_of_once(booked):
    left()
    move_chain_by(visit=booked[0], by_minutes=60, by=SYSTEM)
    run_pending()
    assert waiting() == [("moved", "11.00"), ("reminder", "11.00")]


def test_a_service_moved_by_itself_is_told_of(booked):
    left()
    move(appointment=booked[1], to=a_wish(lev(), time(12), on=SOON, service=booked[1].service), by=SYSTEM)
    run_pending()
    assert waiting() == [("moved", "12.00"), ("reminder", "10.00")]


def test_a_visit_cancelled_whole_is_told_of_once(booked):
    left()
    cancel_chain(visit=booked[2], cancelled_by="clinic", reason="врач заболел", by=SYSTEM)
    run_pending()
    assert waiting() == [("cancelled", "10.00")]
