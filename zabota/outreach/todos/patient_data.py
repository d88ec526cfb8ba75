"""Calls and tasks of a card: merged, exported and erased with it."""

from zabota.core.patients.patient_rows import PatientData
from zabota.core.patients.registry import patient_data
from zabota.outreach.todos.models import Call, CallAttempt, Todo

# Attempts before calls, so that erasure counts each row once.
for each in (PatientData(CallAttempt), PatientData(Call), PatientData(Todo)):
    patient_data.register(each.key, each)
