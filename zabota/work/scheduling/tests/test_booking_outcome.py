"""A call that ends with a booking: the visit, the line for the MIS, and ten seconds to take it back."""

from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from zabota.base.events.queries import events_of
from zabota.core.patients.commands import give_consent, place_mark
from zabota.core.patients.models import ConsentPurpose, Mark, MarkKind
from zabota.core.patients.testing import boris
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import anna, oleg
from zabota.lib.actors import SYSTEM
from zabota.outreach.todos.commands.recording import record_outcome, take_back_outcome
from zabota.outreach.todos.commands.refreshing import refresh_call_list
from zabota.outreach.todos.commands.taking import take_next_call
from zabota.outreach.todos.models import Call, CallAttempt
from zabota.outreach.todos.testing import a_call, everywhere
from zabota.work.scheduling.models import Appointment, Occupancy
from zabota.work.scheduling.testing import a_visit, days_ago

pytestmark = pytest.mark.django_db

TOMORROW = timezone.localdate() + timedelta(days=1)


@pytest.fixture
def call():
    """Boris is asleep, and Oleg has the call in hand; another reason waits behind it."""
    give_consent(patient=boris(), purpose=ConsentPurpose.ADVERTISING, evidence="анкета", by=SYSTEM)
    a_visit(patient=boris(), days=120)
    refresh_call_list(by=SYSTEM)
    a_call(patient=boris(), reason="task", value=0)
    return take_next_call(user=oleg(), reach=everywhere())[0]


def book(call, submission):
    details = {"branch": samara_centre(), "on": TOMORROW, "at": time(9, 30), "doctor": anna()}
    return record_outcome(call=call, outcome="booked", submission=submission, details=details, by=oleg().as_actor())


def test_a_booking_is_a_planned_visit_a_line_for_the_mis_and_the_end_of_every_call(call):
    book(call, uuid4())

    visit = Appointment.objects.get(status="planned")
    assert (visit.patient, visit.wall_start, visit.doctor, visit.booked_by) == (
        boris(),
        f"{TOMORROW} 09:30",
        anna(),
        "call",
    )
    assert (visit.must_enter_into_mis, Occupancy.objects.count()) == (True, 1)
    assert list(Call.objects.order_by("id").values_list("state", flat=True)) == ["done", "closed"]
    timeline = [event.kind for event in events_of([boris().pk])[:2]]
    assert timeline == ["todos.call_booked", "scheduling.appointment_booked"]
    refresh_call_list(by=SYSTEM)
    assert Call.objects.filter(state="open").count() == 0


def test_a_booking_by_mistake_leaves_nothing(call):
    submission = uuid4()
    book(call, submission)

    take_back_outcome(submission=submission, by=oleg().as_actor())

    assert Appointment.objects.filter(status="planned").count() == 0
    assert Occupancy.objects.count() == 0
    assert list(Call.objects.order_by("id").values_list("state", flat=True)) == ["open", "open"]
    assert CallAttempt.objects.get().undone_at is not None


def test_whoever_is_booked_already_is_left_alone_for_the_clinics_interval(call):
    record_outcome(call=call, outcome="already_booked", submission=uuid4(), by=oleg().as_actor())
    refresh_call_list(by=SYSTEM)
    assert Call.objects.filter(state="open").count() == 0

    CallAttempt.objects.update(at=timezone.now() - timedelta(days=31))
    refresh_call_list(by=SYSTEM)
    assert Call.objects.get(state="open").patient == boris()


def test_after_the_limit_of_attempts_nobody_insists_until_the_next_visit(call):
    # Open Dental's rule: fewer attempts than the limit since the last visit.
    record_outcome(call=call, outcome="already_booked", submission=uuid4(), by=oleg().as_actor())
    CallAttempt.objects.update(at=timezone.now() - timedelta(days=31))
    for _again in range(2):
        attempt = CallAttempt.objects.first()
        attempt.pk, attempt.public_id, attempt.submission = None, uuid4(), uuid4()
        attempt.save(force_insert=True)

    refresh_call_list(by=SYSTEM)

    assert Call.objects.filter(state="open").count() == 0


def test_whose_wait_is_over_comes_back_by_himself():
    # R037: «связаться после».
    give_consent(patient=boris(), purpose=ConsentPurpose.ADVERTISING, evidence="анкета", by=SYSTEM)
    place_mark(
        patient=boris(), kind=MarkKind.CONTACT_AFTER, reason="командировка", until=timezone.localdate(), by=SYSTEM
    )
    refresh_call_list(by=SYSTEM)
    assert Call.objects.count() == 0

    Mark.objects.update(until=days_ago(1))
    a_visit(patient=boris(), days=120)
    refresh_call_list(by=SYSTEM)

    assert list(Call.objects.values_list("reason", "state")) == [("wait_is_over", "open")]
