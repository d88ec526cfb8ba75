"""Appointments of a card: merged, exported and erased with it; an occupancy goes with its appointment."""

from zabota.core.patients.patient_rows import PatientData
from zabota.core.patients.registry import patient_data
from zabota.work.scheduling.models import Appointment

appointments = PatientData(Appointment)
patient_data.register(appointments.key, appointments)
