"""What is known of health and wishes: complaints, diagnoses, prescriptions, allergies, fears (R061, R197, R198)."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.base.events.commands import record
from zabota.core.patients.commands.registering import locked
from zabota.core.patients.events import NoteAdded, NoteClosed
from zabota.core.patients.models import MedicalNote, Patient
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused


class NothingIsNoted(Refused):
    """A note needs words or a code."""


@transaction.atomic
def note(
    *, patient: Patient, kind: str, text: str, by: Actor, code: str = "", noted_on: date | None = None, source: str = ""
) -> MedicalNote:
    """Note something of `kind` (NoteKind); `code` is of ICD-10."""
    patient = locked(patient)
    if not (text.strip() or code.strip()):
        raise NothingIsNoted(_("Write what should be noted."), field="text")
    entry = MedicalNote(
        patient=patient,
        kind=kind,
        text=text.strip(),
        code=code.strip().upper()[:10],
        noted_on=noted_on or timezone.localdate(),
        source=source,
        author_id=by.user_id,
    )
    entry.save(force_insert=True)
    record(NoteAdded(patient_id=patient.pk, note_id=str(entry.pk), note_kind=kind, code=entry.code), by=by)
    return entry


@transaction.atomic
def close_note(*, entry: MedicalNote, by: Actor) -> None:
    """It no longer holds (a fear is gone, an allergy was a mistake); the note stays readable."""
    locked(entry.patient)
    current = MedicalNote.objects.get(pk=entry.pk)
    if not current.is_current:
        return
    current.is_current = False
    current.save(update_fields=["is_current"])
    record(NoteClosed(patient_id=current.patient_id, note_id=str(current.pk), note_kind=current.kind), by=by)
