from zabota.core.patients.models.base_counts import BaseCount
from zabota.core.patients.models.consents import ConsentAction, ConsentEntry, ConsentProof, ConsentPurpose, LegalBasis
from zabota.core.patients.models.contacts import DOUBTED, Channel, ContactKind, ContactPoint, ContactState
from zabota.core.patients.models.details import (
    CustomField,
    CustomValue,
    DocumentKind,
    IdentityDocument,
    Mark,
    MarkKind,
    MedicalNote,
    NoteKind,
    PatientTag,
    Relation,
    RelationKind,
    StatedFact,
    StatedFactKind,
    Tag,
)
from zabota.core.patients.models.forgetting import ForgottenTrace
from zabota.core.patients.models.leads import Lead, LeadState
from zabota.core.patients.models.matching import DuplicatePair, MatchingWeights, Mention, Merge, PairState, TakenRows
from zabota.core.patients.models.patient import GONE, MaritalStatus, Patient, PatientState, Sex
from zabota.core.patients.models.requirements import RequiredField
from zabota.core.patients.models.search import NameWord

__all__ = [
    "DOUBTED",
    "GONE",
    "BaseCount",
    "Channel",
    "ConsentAction",
    "ConsentEntry",
    "ConsentProof",
    "ConsentPurpose",
    "ContactKind",
    "ContactPoint",
    "ContactState",
    "CustomField",
    "CustomValue",
    "DocumentKind",
    "DuplicatePair",
    "ForgottenTrace",
    "IdentityDocument",
    "Lead",
    "LeadState",
    "LegalBasis",
    "MaritalStatus",
    "Mark",
    "MarkKind",
    "MatchingWeights",
    "MedicalNote",
    "Mention",
    "Merge",
    "NameWord",
    "NoteKind",
    "PairState",
    "Patient",
    "PatientState",
    "PatientTag",
    "Relation",
    "RelationKind",
    "RequiredField",
    "Sex",
    "StatedFact",
    "StatedFactKind",
    "Tag",
    "TakenRows",
]
