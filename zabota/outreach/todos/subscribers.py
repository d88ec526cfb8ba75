"""What merging and parting cards does to the call list."""

from typing import Any

from zabota.base.events.registry import on
from zabota.core.patients.events import MergeUndone, PatientsMerged
from zabota.outreach.todos.commands.merged import call_each_again, call_once


@on(PatientsMerged)
def one_call_stays(fact: PatientsMerged, *, event: Any) -> None:
    call_once()


@on(MergeUndone)
def each_is_called(fact: MergeUndone, *, event: Any) -> None:
    for patient_id in {fact.patient_id, fact.retired_id}:
        call_each_again(patient_id=patient_id)
