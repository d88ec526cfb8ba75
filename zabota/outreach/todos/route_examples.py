"""Objects for the matrix of rights."""

import uuid
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from zabota.core.patients.models import Patient
from zabota.core.patients.testing import a_patient
from zabota.outreach.todos.commands.todos import add_todo
from zabota.outreach.todos.models import Call, CallAttempt
from zabota.outreach.todos.testing import a_call


def _patient(place: Any) -> Patient:
    return a_patient("Сорокин", "Павел", "Ильич", phone="+79270000017", home_branch=place.branch)


def _call(place: Any) -> dict[str, Any]:
    """A call of the branch, meant for the person of the place."""
    return {"public_id": a_call(patient=_patient(place), assigned_to=place.user).public_id}


def _todo(place: Any) -> dict[str, Any]:
    """A task that the person of the place set himself."""
    todo = add_todo(title="Отнести карту", due_at=timezone.now(), branch=place.branch, by=place.user.as_actor())
    return {"public_id": todo.public_id}


def _family_in_hand(place: Any, count: int) -> dict[str, Any]:
    """The person of the place leads a conversation about `count` members of a family."""
    lease = {"taken_by": place.user, "taken_until": timezone.now() + timedelta(minutes=5)}
    for number in range(count):
        member = a_patient("Сорокин", f"Пётр-{number}", "Павлович", phone="+79270000017", home_branch=place.branch)
        call = a_call(patient=member, reason="sleeping", basis="clinic_decision", since_on=date(2026, 6, 1), **lease)
        _attempts(call, place, count)
    return {}


def _called_often(place: Any, count: int) -> dict[str, Any]:
    call = a_call(patient=_patient(place), assigned_to=place.user)
    _attempts(call, place, count)
    return {"public_id": call.patient.public_id}


def _attempts(call: Call, place: Any, count: int) -> None:
    for hours in range(count):
        CallAttempt.objects.create(
            call=call, patient=call.patient, branch=place.branch, operator=place.user, outcome="no_answer",
            submission=uuid.uuid4(), at=timezone.now() - timedelta(days=3, hours=hours),
        )  # fmt: skip


examples = {
    **dict.fromkeys(("todos:take", "todos:number", "todos:write", "todos:aside", "todos:question"), _call),
    "todos:details": lambda place: {**_call(place), "outcome": "call_later"},
    "todos:answer": lambda place: {**_call(place), "question": "email"},
    **dict.fromkeys(("todos:todo", "todos:close_todo", "todos:reopen_todo", "todos:move_todo"), _todo),
    **dict.fromkeys(
        ("todos:calls_of_patient", "todos:add_call"), lambda place: {"public_id": _patient(place).public_id}
    ),
    **dict.fromkeys(("todos:write_script", "todos:set_rule"), lambda place: {"reason": "task"}),
    "todos:undo": lambda place: {"submission": uuid.uuid4()},
}
bodies = {"todos:write": lambda place: {"outcome": "no_answer", "submission": uuid.uuid4()}}
crowded = {"todos:calling": _family_in_hand, "todos:calls_of_patient": _called_often}
