"""Lends the audit the names of patients, for who may read whose cards were opened, and of what cards are made of."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zabota.base.audit.registry import ObjectName, PatientBook, object_names, patient_books
from zabota.core.patients.models import Patient
from zabota.core.patients.queries.gate import card_ids, survivor_of


def ids_of(public_id: UUID) -> Sequence[int]:
    patient = survivor_of(Patient.objects.filter(public_id=public_id).first())
    return card_ids(patient) if patient else []


def labels(ids: Iterable[int]) -> Mapping[int, tuple[UUID, str]]:
    """An erased card has no name any more, but a place in the trail."""
    return {
        patient.pk: (patient.public_id, patient.full_name or _("a person who was forgotten"))
        for patient in Patient.objects.filter(pk__in=list(ids))
    }


patient_books.register("patients", PatientBook(ids_of, labels))
for each in (
    ObjectName("patients.patient", gettext_lazy("the patient's card")),
    ObjectName("patients.contact", gettext_lazy("a contact of the patient")),
    ObjectName("patients.document", gettext_lazy("an identity document")),
):
    object_names.register(each.object_type, each)
