"""How the tables of the card itself are merged, exported and erased."""

from zabota.base.audit.models import AuditEntry
from zabota.base.events.models import Event
from zabota.core.patients.models import (
    ConsentEntry,
    ContactPoint,
    CustomValue,
    IdentityDocument,
    Lead,
    Mark,
    MedicalNote,
    Mention,
    Relation,
    StatedFact,
)
from zabota.core.patients.patient_rows import PatientData, outlives, stays, stays_back
from zabota.core.patients.registry import patient_data

for each in (
    PatientData(ContactPoint),
    PatientData(IdentityDocument),
    PatientData(MedicalNote),
    PatientData(Mark),
    PatientData(CustomValue),
    PatientData(StatedFact),
    PatientData(Relation),
    PatientData(Relation, "relative"),
    PatientData(Mention),
    PatientData(Lead),
    PatientData(ConsentEntry, merge=stays, unmerge=stays_back, erase=outlives),
    # `events` and `audit` lie below and hold a bare patient id; their rows are for ever.
    PatientData(Event, "patient_id", merge=stays, unmerge=stays_back, erase=outlives),
    PatientData(AuditEntry, "patient_id", merge=stays, unmerge=stays_back, erase=outlives),
):
    patient_data.register(each.key, each)
