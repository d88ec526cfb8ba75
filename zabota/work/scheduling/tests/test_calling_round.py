"""«Обзвон на завтра»: one call a patient who has not confirmed; what is said in it happens to the visit."""

from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from zabota.base.accounts.access import Access
from zabota.base.accounts.testing import signed_in
from zabota.core.patients.commands import place_mark
from zabota.core.patients.models import MarkKind
from zabota.core.patients.testing import a_patient as a_person
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import anna, oleg, vera
from zabota.lib.actors import SYSTEM
from zabota.lib.errors import Refused
from zabota.outreach.todos.commands.recording import record_outcome, take_back_outcome
from zabota.outreach.todos.commands.refreshing import refresh_call_list
from zabota.outreach.todos.commands.taking import take_next_call
from zabota.outreach.todos.models import Call, Todo
from zabota.outreach.todos.queries.screen import screen_of
from zabota.outreach.todos.registry import offered_outcomes
from zabota.outreach.todos.testing import everywhere
from zabota.work.scheduling.commands import book, cancel, confirm
from zabota.work.scheduling.commands.calling_round import call_about_visits
from zabota.work.scheduling.forms import MoveInCallForm
from zabota.work.scheduling.models import Appointment
from zabota.work.scheduling.testing import a_service, a_wish, days_ago, receives

pytestmark = pytest.mark.django_db
TOMORROW = days_ago(-1)


def boris():
    return a_person("Зимин", "Борис", "Петрович", phone="+79161231212", home_branch=samara_centre())


def booked(at: time = time(10), patient=None, **wish) -> Appointment:
    return book(patient=patient or boris(), wanted=a_wish(anna(), at, **wish), by=SYSTEM)


def ask():
    return call_about_visits(branch=samara_centre(), on=TOMORROW, by=vera().as_actor(samara_centre().pk))


@pytest.fixture
def visit() -> Appointment:
    receives(anna())
    return booked(service=a_service("ЭГДС", preparation="Не есть с вечера"))


@pytest.fixture
def call(visit) -> Call:
    """In Oleg's hand."""
    ask()
    return take_next_call(user=oleg(), reach=everywhere())[0]


def press(call: Call, outcome: str, submission=None, **details):
    return record_outcome(
        call=call, outcome=outcome, submission=submission or uuid4(), details=details, by=oleg().as_actor()
    )


def status_of(visit: Appointment) -> str:
    return Appointment.objects.get(pk=visit.pk).status


def test_one_call_a_patient_however_many_visits_and_however_often_one_asks(visit):
    booked(time(12), patient=visit.patient)
    unreachable = booked(time(13), patient=a_person("Котов", "Игорь"))
    left_alone = booked(time(14), patient=a_person("Лосев", "Пётр", phone="+79161231213"))
    place_mark(patient=left_alone.patient, kind=MarkKind.DO_NOT_CONTACT, reason="просил", source="call", by=SYSTEM)
    confirm(appointment=booked(time(15), patient=a_person("Орлов", "Глеб", phone="+79161231214")), by=SYSTEM)

    first, second = ask(), ask()

    assert (first.added, first.known, first.held, first.refused) == (1, 0, 1, 1)
    assert (second.added, second.known, second.held, second.refused) == (0, 2, 0, 1)
    calls = list(Call.objects.order_by("state").values_list("patient", "reason", "state", "held_because", "basis"))
    assert calls == [
        (unreachable.patient_id, "confirm_visit", "held", "no_number", "service"),
        (visit.patient_id, "confirm_visit", "open", "", "service"),
    ]


def test_the_operator_reads_out_when_where_and_how_to_prepare(call, visit):
    # R190, R191
    screen = screen_of([call], Access(oleg()))
    assert "10:00, Громова А.В., ЭГДС" in screen.explanation
    assert "Не есть с вечера" in screen.words
    assert samara_centre().name in screen.words
    assert "{" not in screen.words
    assert [each.key for each in offered_outcomes("confirm_visit")[:6]] == [
        "visit_confirmed", "call_later", "no_answer", "visit_to_move", "someone_else", "visit_cancelled",
    ]  # fmt: skip
    assert [each.key for each in offered_outcomes("sleeping")[:2]] == ["booked", "call_later"]


def test_who_will_come_is_confirmed_and_ten_seconds_take_it_back(call, visit):
    submission = uuid4()
    press(call, "visit_confirmed", submission)
    assert status_of(visit) == "confirmed"
    call.refresh_from_db()
    assert call.state == "done"
    take_back_outcome(submission=submission, by=oleg().as_actor())
    assert status_of(visit) == "planned"


def test_who_cancels_frees_the_time_and_says_why(call, visit):
    submission = uuid4()
    press(call, "visit_cancelled", submission, cancelled_by="patient", reason="заболел")
    visit.refresh_from_db()
    assert (visit.status, visit.cancelled_by, visit.cancel_reason) == ("cancelled", "patient", "заболел")
    take_back_outcome(submission=submission, by=oleg().as_actor())
    assert status_of(visit) == "planned"


def test_another_time_is_chosen_among_the_nearest_and_the_visit_moves(call, visit):
    form = MoveInCallForm({"to": f"{anna().public_id}|{TOMORROW}T10:45"}, call=call)
    assert form.is_valid(), form.errors
    submission = uuid4()
    press(call, "visit_to_move", submission, **form.cleaned_data)
    assert status_of(visit) == "moved"
    assert Appointment.objects.get(status="planned").wall_start == f"{TOMORROW} 10:45"
    take_back_outcome(submission=submission, by=oleg().as_actor())
    assert Appointment.objects.get(status="planned").wall_start == f"{TOMORROW} 10:00"

    assert not MoveInCallForm({"to": f"{anna().public_id}|{TOMORROW}T23:45"}, call=call).is_valid()


def test_where_no_time_suits_the_desk_gets_a_task(call, visit):
    submission = uuid4()
    press(call, "visit_to_move", submission, to=None)
    todo = Todo.objects.get()
    assert (todo.patient, todo.role, todo.state, status_of(visit)) == (visit.patient, "front_desk", "open", "planned")
    take_back_outcome(submission=submission, by=oleg().as_actor())
    assert Todo.objects.get().state == "dropped"


def test_no_answer_comes_back_and_the_visit_stays(call, visit):
    press(call, "no_answer")
    call.refresh_from_db()
    assert (call.state, call.unanswered, status_of(visit)) == ("open", 1, "planned")


def test_a_visit_that_is_gone_closes_its_call_and_refuses_an_outcome(call, visit):
    cancel(appointment=visit, cancelled_by="clinic", reason="", by=SYSTEM)
    with pytest.raises(Refused):
        press(call, "visit_confirmed")
    Call.objects.update(taken_by=None, taken_until=None)
    refresh_call_list(by=SYSTEM)
    call.refresh_from_db()
    assert call.state == "closed"


def test_the_list_is_refreshed_around_a_call_that_still_waits(call):
    Call.objects.update(taken_by=None, taken_until=None)
    refresh_call_list(by=SYSTEM)
    call.refresh_from_db()
    assert call.state == "open"


def test_one_press_at_the_desk(visit):
    address = f"{reverse('scheduling:calling_round')}?branch={samara_centre().public_id}"
    desk = signed_in(Client(), vera())
    assert desk.post(address, headers={"HX-Request": "true"}).status_code == 204
    assert desk.post(f"{address}&day={TOMORROW - timedelta(days=3)}", headers={"HX-Request": "true"}).status_code == 404
    assert signed_in(Client(), oleg()).post(address).status_code == 403
    assert Call.objects.get().since_on == TOMORROW
