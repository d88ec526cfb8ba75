"""How intake's tables are merged, exported and erased: what a batch did to a card stays told of that card."""

from zabota.core.intake.models import BroughtCard
from zabota.core.patients.patient_rows import PatientData
from zabota.core.patients.registry import patient_data

for each in (PatientData(BroughtCard, moves=False),):
    patient_data.register(each.key, each)
