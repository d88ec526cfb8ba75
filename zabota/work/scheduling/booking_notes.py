"""What scheduling itself pins to a booking: questions that a steward left for the visit (R007)."""

from zabota.core.patients.queries.duplicates import visit_questions
from zabota.work.scheduling.registry import NoteSource, booking_notes

booking_notes.register("patients.duplicates", NoteSource("patients.duplicates", visit_questions))
