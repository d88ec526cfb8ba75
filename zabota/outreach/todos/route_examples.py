"""Objects for the matrix of rights."""

import uuid
from typing import Any

from zabota.core.patients.testing import a_patient
from zabota.outreach.todos.testing import a_call


def _call(place: Any) -> dict[str, Any]:
    """A call of the branch that the person of the place has in hand."""
    patient = a_patient("Сорокин", "Павел", "Ильич", phone="+79270000017", home_branch=place.branch)
    return {"public_id": a_call(patient=patient, assigned_to=place.user).public_id}


examples = {
    **dict.fromkeys(("todos:take", "todos:number", "todos:write"), _call),
    "todos:details": lambda place: {**_call(place), "outcome": "call_later"},
    "todos:answer": lambda place: {**_call(place), "question": "email"},
    "todos:undo": lambda place: {"submission": uuid.uuid4()},
}
bodies = {"todos:write": lambda place: {"outcome": "no_answer", "submission": uuid.uuid4()}}
