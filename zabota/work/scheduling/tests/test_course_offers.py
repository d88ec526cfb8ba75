"""A freed time is offered to whose course is not finished: as its next session, when that is due, and by a call."""

from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from zabota.base.events.testing import run_pending
from zabota.core.patients.testing import a_patient
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import anna
from zabota.lib.actors import SYSTEM
from zabota.outreach.todos.models import Call
from zabota.work.scheduling.commands import accept_offer, book, cancel, decline_offer, take_back_answer
from zabota.work.scheduling.models import Appointment, Opening
from zabota.work.scheduling.testing import (
    a_service,
    a_visit,
    a_wish,
    let_time_pass,
    offers_at_any_hour,
    receives,
    waits,
)

pytestmark = pytest.mark.django_db
PHONES = iter(range(79160000000, 79170000000))


@pytest.fixture(autouse=True)
def course():
    """Three sessions, a week apart; Anna receives tomorrow."""
    offers_at_any_hour()
    receives(anna())
    return a_service("Массаж", sessions=3, interval_days=7)


def a_caller(surname):
    return a_patient(surname, phone=f"+{next(PHONES)}", home_branch=samara_centre())


def came(surname, *days, sessions=3, **columns):
    """A patient who came to the first sessions of the course so many days ago each."""
    patient, chain = a_caller(surname), uuid4()
    for number, ago in enumerate(days, 1):
        a_visit(
            patient=patient, days=ago, service=a_service("Массаж"), chain=chain, session=number, sessions=sessions,
            **columns,
        )  # fmt: skip
    return patient


def freed():
    visit = book(patient=a_patient("Уходящий"), wanted=a_wish(anna(), time(10), service=a_service("Массаж")), by=SYSTEM)
    cancel(appointment=visit, cancelled_by="patient", reason="", by=SYSTEM)
    run_pending()
    let_time_pass(freed_visit=visit)
    return Opening.objects.get(freed_visit=visit)


def offered(opening):
    return list(opening.offers.order_by("place").values_list("patient__surname", "state"))


def test_the_next_session_is_booked_as_one_of_the_course_and_undone(course):
    patient = came("Зимин", 14, 7)
    opening = freed()
    offer = opening.offers.get()
    assert (offer.patient, offer.call.reason, offer.points) == (patient, "course_goes_on", {"course": 40})
    visit = accept_offer(offer=offer, by=SYSTEM)
    first = Appointment.objects.filter(patient=patient).order_by("pk").first()
    visit.refresh_from_db()
    assert (visit.chain, visit.session, visit.sessions) == (first.chain, 3, 3)
    take_back_answer(offer=offer, by=SYSTEM)
    assert Call.objects.filter(state="open").get().reason == "course_goes_on"


@pytest.mark.parametrize(
    ("days", "sessions"),
    [((1,), 3), ((21, 14, 7), 3), ((200,), 3)],
    ids=["the next one is not due yet", "all have taken place", "given up long ago"],
)
def test_who_does_not_go_on_now_is_not_asked(days, sessions):
    came("Зимин", *days, sessions=sessions)
    assert offered(freed()) == []


def test_who_is_booked_for_it_already_is_not_asked():
    patient = came("Зимин", 14, 7)
    book(patient=patient, wanted=a_wish(anna(), time(15), service=a_service("Массаж")), by=SYSTEM)
    assert offered(freed()) == []


def test_who_waits_comes_before_who_goes_on_and_the_sleeping_come_last():
    came("Продолжающий", 14, 7)
    waits(a_caller("Ждущий"), service=a_service("Массаж"))
    opening = freed()
    decline_offer(offer=opening.offers.get(), state="refused", by=SYSTEM)
    let_time_pass(pk=opening.pk)
    assert offered(opening) == [("Ждущий", "refused"), ("Продолжающий", "offered")]
    assert opening.offers.last().until > timezone.now() + timedelta(minutes=10)
