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
    Patient,
    Relation,
    StatedFact,
)
from zabota.core.patients.patient_rows import PatientData, outlives
from zabota.core.patients.registry import patient_data

for each in (
    PatientData(ContactPoint, position="position"),
    PatientData(IdentityDocument),
    PatientData(MedicalNote),
    PatientData(Mark),
    PatientData(CustomValue),
    PatientData(StatedFact),
    PatientData(Relation),
    PatientData(Relation, "relative"),
    PatientData(Mention),
    PatientData(Lead),
    PatientData(Patient.tags.through),
    PatientData(ConsentEntry, moves=False, erase=outlives),
    # `events` and `audit` lie below and hold a bare patient id; their rows are for ever.
    PatientData(Event, "patient_id", moves=False, erase=outlives),
    PatientData(AuditEntry, "patient_id", moves=False, erase=outlives),
):
    patient_data.register(each.key, each)
