"""Calls for other modules' tests."""

from typing import Any

from zabota.base.accounts.access import Reach
from zabota.core.patients.models import Patient
from zabota.outreach.todos.models import Call
from zabota.outreach.todos.queries.calls import number_of


def everywhere() -> Reach:
    """The reach of somebody who works for the whole network."""
    return Reach(True, frozenset())


def a_call(*, patient: Patient, reason: str = "task", **columns: Any) -> Call:
    """An open call that is due, behind the patient's own number."""
    contact = number_of(patient)
    return Call.objects.create(
        patient=patient,
        reason=reason,
        branch=columns.pop("branch", patient.home_branch),
        basis=columns.pop("basis", "task"),
        number_index=bytes(contact.value_index) if contact else None,
        **columns,
    )
