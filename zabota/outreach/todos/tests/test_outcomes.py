"""One story an outcome: what a press of a key changes, and that ten seconds undo it."""

from datetime import datetime, time, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from zabota.base.events.models import Event
from zabota.base.events.testing import run_pending
from zabota.core.patients.commands import give_consent
from zabota.core.patients.models import ConsentPurpose, Mark, MarkKind, MedicalNote, Patient
from zabota.core.patients.testing import a_patient
from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import oleg, vera
from zabota.lib.actors import SYSTEM
from zabota.outreach.todos.commands.recording import OutcomeStands, record_outcome, take_back_outcome
from zabota.outreach.todos.commands.taking import CallIsInOtherHands, take_next_call
from zabota.outreach.todos.models import Call, CallAttempt, Todo
from zabota.outreach.todos.testing import a_call, everywhere

pytestmark = pytest.mark.django_db

PHONE, OTHER_PHONE = "+79161231234", "+79167654321"


@pytest.fixture
def sleeper() -> Patient:
    patient = a_patient("Зимин", "Борис", "Петрович", phone=PHONE, home_branch=samara_centre())
    give_consent(patient=patient, purpose=ConsentPurpose.ADVERTISING, evidence="анкета", by=SYSTEM)
    return patient


@pytest.fixture
def call(sleeper) -> Call:
    """In Oleg's hand."""
    a_call(patient=sleeper)
    return take_next_call(user=oleg(), reach=everywhere())[0]


def press(call: Call, outcome: str, submission=None, note="", **details):
    return record_outcome(
        call=call, outcome=outcome, submission=submission or uuid4(), details=details, note=note, by=oleg().as_actor()
    )


def state_of(call: Call):
    call.refresh_from_db()
    return call.state, call.taken_by_id, call.unanswered


def test_no_answer_comes_back_later_and_later_and_then_goes_to_the_data_steward(call):
    # R221, and the clinic's limit of three attempts.
    pauses = []
    for _attempt in range(2):
        before = timezone.now()
        press(call, "no_answer")
        call.refresh_from_db()
        pauses.append(round((call.due_at - before) / timedelta(hours=1)))
        Call.objects.update(taken_by=oleg(), taken_until=timezone.now() + timedelta(minutes=1))
        call.refresh_from_db()
    assert pauses == [4, 24]

    press(call, "no_answer")

    assert state_of(call) == ("given_up", None, 3)
    assert call.patient.contacts.get().state == "stale"


def test_call_later_comes_back_at_the_promised_hour_before_all_others(call):
    due_at = datetime.combine(timezone.localdate() + timedelta(days=1), time(10), samara_centre().zone)

    press(call, "call_later", due_at=due_at, why="")

    assert state_of(call) == ("open", None, 0)
    assert (call.due_at, call.is_promised) == (due_at, True)
    assert take_next_call(user=vera(), reach=everywhere()) == []
    assert Mark.objects.count() == 0


def test_a_long_absence_is_a_mark_with_its_end_and_reason(call):
    # R036, R037: «в командировке до весны».
    due_at = timezone.now() + timedelta(days=100)
    press(call, "call_later", due_at=due_at, why="командировка")

    mark = Mark.objects.get()
    assert (mark.kind, mark.reason) == (MarkKind.CONTACT_AFTER, "командировка")
    assert mark.until == timezone.localdate(due_at) - timedelta(days=1)


def test_a_fear_is_kept_on_the_card_so_that_everybody_speaks_gently(call):
    # R061
    press(call, "refused", refusal="fear_childhood", note="боится бормашины")

    assert state_of(call) == ("done", None, 0)
    kept = MedicalNote.objects.get()
    assert (kept.kind, "боится бормашины" in kept.text) == ("fear", True)
    attempt = CallAttempt.objects.get()
    assert (attempt.refusal, attempt.note, attempt.operator) == ("fear_childhood", "боится бормашины", oleg())


def test_another_refusal_leaves_no_note_on_the_card(call):
    press(call, "refused", refusal="no_time")

    assert (state_of(call)[0], MedicalNote.objects.count()) == ("done", 0)


def test_a_complaint_is_the_directors_at_once_within_an_hour(call):
    # R254
    press(call, "complaint", text="Ждал сорок минут, никто не извинился")

    todo = Todo.objects.get()
    assert (todo.kind, todo.role, todo.text) == ("complaint", "director", "Ждал сорок минут, никто не извинился")
    assert todo.due_at - timezone.now() < timedelta(hours=1)
    assert state_of(call)[0] == "done"


def test_whoever_moved_away_is_marked_and_not_called_again(call):
    press(call, "moved_away")

    assert Mark.objects.get().kind == MarkKind.MOVED_AWAY
    assert state_of(call)[0] == "done"


def test_a_wrong_number_is_followed_by_the_next_one_and_then_by_none(call):
    from zabota.core.patients.commands import add_contact

    add_contact(patient=call.patient, kind="phone", value=OTHER_PHONE, by=SYSTEM)

    press(call, "wrong_number")

    assert state_of(call) == ("open", None, 0)
    assert [(each.value, each.state) for each in call.patient.contacts.all()] == [
        (PHONE, "wrong"),
        (OTHER_PHONE, "unchecked"),
    ]
    again = take_next_call(user=oleg(), reach=everywhere())[0]
    press(again, "wrong_number")
    assert (state_of(call), call.held_because) == (("held", None, 0), "no_number")


def test_someone_else_counts_as_a_call_in_vain(call):
    press(call, "someone_else")

    assert state_of(call) == ("open", None, 1)


def test_do_not_call_is_a_mark_at_once_and_a_withdrawal_after_the_time_for_an_undo(call):
    press(call, "do_not_call")

    assert Mark.objects.get().kind == MarkKind.DO_NOT_CONTACT
    assert [each.action for each in call.patient.consents.all()] == ["grant"]
    ten_seconds_pass()
    assert [each.action for each in call.patient.consents.order_by("id")] == ["grant", "withdraw"]


def test_the_dead_are_not_called(call):
    press(call, "deceased")

    call.patient.refresh_from_db()
    assert (state_of(call)[0], call.patient.is_deceased) == ("done", True)


def test_one_press_sent_twice_is_one_outcome(call):
    submission = uuid4()
    first = press(call, "no_answer", submission)
    second = press(call, "no_answer", submission)

    assert first == second
    assert (CallAttempt.objects.count(), state_of(call)[2]) == (1, 1)
    assert Event.objects.filter(kind="todos.call_no_answer").count() == 1


@pytest.mark.parametrize(
    ("outcome", "details"),
    [
        ("no_answer", {}),
        ("call_later", {"due_at": timezone.now() + timedelta(days=30), "why": "уехал"}),
        ("refused", {"refusal": "fear_doctor"}),
        ("complaint", {"text": "грубили"}),
        ("moved_away", {}),
        ("wrong_number", {}),
        ("do_not_call", {}),
        ("deceased", {}),
        ("someone_else", {}),
    ],
)
def test_every_outcome_is_taken_back_as_if_it_had_not_been(call, outcome, details):
    submission = uuid4()
    press(call, outcome, submission, **details)

    take_back_outcome(submission=submission, by=oleg().as_actor())

    ten_seconds_pass()
    assert state_of(call) == ("open", oleg().pk, 0)
    assert Mark.objects.filter(lifted_at__isnull=True).count() == 0
    assert call.patient.contacts.get().state == "unchecked"
    assert [each.action for each in call.patient.consents.all()] == ["grant"]
    assert Todo.objects.filter(closed_at__isnull=True).count() == 0
    assert MedicalNote.objects.filter(is_current=True).count() == 0
    assert Patient.objects.get(pk=call.patient_id).is_deceased is False
    assert CallAttempt.objects.filter(undone_at__isnull=True).count() == 0


def test_after_the_ten_seconds_or_by_another_hand_an_outcome_stands(call):
    submission = uuid4()
    press(call, "refused", submission, refusal="well")
    with pytest.raises(OutcomeStands):
        take_back_outcome(submission=submission, by=vera().as_actor())

    CallAttempt.objects.update(at=timezone.now() - timedelta(seconds=16))
    with pytest.raises(OutcomeStands):
        take_back_outcome(submission=submission, by=oleg().as_actor())
    assert state_of(call)[0] == "done"


def test_an_outcome_is_refused_when_another_operator_has_the_call(call):
    Call.objects.update(taken_by=vera())

    with pytest.raises(CallIsInOtherHands):
        press(call, "no_answer")
    assert CallAttempt.objects.count() == 0


def ten_seconds_pass() -> None:
    from zabota.base.jobs.models import Job

    Job.objects.update(run_after=timezone.now() - timedelta(seconds=1))
    run_pending()
