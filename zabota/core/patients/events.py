"""What happens to a card. Ids, codes and field names only."""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from zabota.base.events.registry import event


@event("patients.registered", _("Card opened"))
@dataclass(frozen=True)
class PatientRegistered:
    patient_id: int
    branch_id: int | None = None


@event("patients.changed", _("Card changed"))
@dataclass(frozen=True)
class PatientChanged:
    patient_id: int
    fields: list[str]


@event("patients.contact_added", _("Contact added"))
@dataclass(frozen=True)
class ContactAdded:
    patient_id: int
    contact_id: str
    contact_kind: str


@event("patients.contact_changed", _("Contact changed"))
@dataclass(frozen=True)
class ContactChanged:
    patient_id: int
    contact_id: str
    fields: list[str]


@event("patients.contact_confirmed", _("Contact confirmed"))
@dataclass(frozen=True)
class ContactConfirmed:
    patient_id: int
    contact_id: str


@event("patients.contact_flagged", _("Contact must be checked"))
@dataclass(frozen=True)
class ContactFlagged:
    patient_id: int
    contact_id: str
    state: str


@event("patients.contact_removed", _("Contact removed"))
@dataclass(frozen=True)
class ContactRemoved:
    patient_id: int
    contact_id: str


@event("patients.mark_placed", _("Mark placed"))
@dataclass(frozen=True)
class MarkPlaced:
    patient_id: int
    mark_id: str
    mark_kind: str
    reason: str = ""


@event("patients.mark_lifted", _("Mark lifted"))
@dataclass(frozen=True)
class MarkLifted:
    patient_id: int
    mark_id: str
    mark_kind: str


@event("patients.noted", _("Note added"))
@dataclass(frozen=True)
class NoteAdded:
    patient_id: int
    note_id: str
    note_kind: str
    code: str = ""


@event("patients.note_closed", _("Note is no longer current"))
@dataclass(frozen=True)
class NoteClosed:
    patient_id: int
    note_id: str
    note_kind: str


@event("patients.related", _("Relative added"))
@dataclass(frozen=True)
class PatientsRelated:
    patient_id: int
    relative_id: int
    relation: str
    answers: bool


@event("patients.relations_imported", _("Family links imported"), on_timeline=False)
@dataclass(frozen=True)
class RelationsImported:
    source: str
    links: int


@event("patients.unrelated", _("Relative removed"))
@dataclass(frozen=True)
class PatientsUnrelated:
    patient_id: int
    relative_id: int


@event("patients.consent_recorded", _("Consent recorded"))
@dataclass(frozen=True)
class ConsentRecorded:
    """`action` is given, claimed, refused, withdrawn or expired, of one purpose and channel (empty: every channel)."""

    patient_id: int
    consent_id: str
    purpose: str
    channel: str
    action: str


@event("patients.document_added", _("Document added"))
@dataclass(frozen=True)
class DocumentAdded:
    patient_id: int
    document_id: str
    document_kind: str


@event("patients.document_removed", _("Document removed"))
@dataclass(frozen=True)
class DocumentRemoved:
    patient_id: int
    document_id: str
    document_kind: str


@event("patients.deceased", _("Died"))
@dataclass(frozen=True)
class PatientDied:
    patient_id: int


@event("patients.lead_opened", _("Enquiry"))
@dataclass(frozen=True)
class LeadOpened:
    lead_id: str
    branch_id: int | None = None
    patient_id: int | None = None


@event("patients.lead_changed", _("Enquiry changed"))
@dataclass(frozen=True)
class LeadChanged:
    lead_id: str
    state: str
    branch_id: int | None = None
    patient_id: int | None = None


@event("patients.lead_became_patient", _("Enquiry became a card"))
@dataclass(frozen=True)
class LeadBecamePatient:
    patient_id: int
    lead_id: str
    branch_id: int | None = None


@event("patients.required_fields_set", _("Required fields of the card were changed"), on_timeline=False)
@dataclass(frozen=True)
class RequiredFieldsSet:
    fields: list[str]


@event("patients.custom_field_changed", _("A field of the clinic was changed"), on_timeline=False)
@dataclass(frozen=True)
class CustomFieldChanged:
    field_id: int


@event("patients.merged", _("Cards merged"))
@dataclass(frozen=True)
class PatientsMerged:
    patient_id: int
    retired_id: int
    merge_id: int
    is_automatic: bool


@event("patients.merge_undone", _("Cards parted again"))
@dataclass(frozen=True)
class MergeUndone:
    """Of two cards that were one. `given` are rows ("table:id") from after the merge that went to the retired card."""

    patient_id: int
    retired_id: int
    merge_id: int
    given: list[str] = field(default_factory=list)


@event("patients.deduplicated", _("Duplicates merged by themselves"), on_timeline=False)
@dataclass(frozen=True)
class CardsDeduplicated:
    """One fact a batch: how many cards became one with another."""

    merged: int


@event("patients.pair_decided", _("A doubtful pair was decided"))
@dataclass(frozen=True)
class PairDecided:
    patient_id: int
    other_id: int
    pair_id: int
    state: str


@event("patients.erased", _("Person forgotten"))
@dataclass(frozen=True)
class PatientErased:
    """`because` is a code of `commands.leaving.Because`; `cards` were one when it happened."""

    patient_id: int
    because: str
    cards: int
