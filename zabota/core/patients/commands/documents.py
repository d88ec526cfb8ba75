"""Identity documents: passport, СНИЛС, ИНН or РНОКПП, insurance policy. Their numbers are sealed."""

import re
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zabota.base.accounts.access import Access
from zabota.base.audit.commands import keep_audit
from zabota.base.audit.models import Action
from zabota.base.events.commands import record
from zabota.base.postgres.sealed import blind_index
from zabota.core.patients.commands.mentions import keep_own_mention
from zabota.core.patients.commands.registering import locked
from zabota.core.patients.events import DocumentAdded, DocumentRemoved
from zabota.core.patients.models import DocumentKind, IdentityDocument, Patient
from zabota.core.patients.queries.completeness import refresh_completeness
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused

NUMBER_LABEL = "patients.document.number"
DIGITS = {DocumentKind.SNILS: (11,), DocumentKind.INN: (12,), DocumentKind.RNOKPP: (10,)}


class NotADocumentNumber(Refused):
    """A number of this kind is written otherwise."""


class NoRightToDocument(Refused):
    """The number is shown against a reason only."""


def number_index(number: str) -> bytes:
    """The blind index of a document's number; spaces and dashes do not matter."""
    return blind_index(_bare(number), label=NUMBER_LABEL)


def _bare(number: str) -> str:
    return re.sub(r"[\W_]+", "", number).upper()


@transaction.atomic
def add_document(
    *, patient: Patient, kind: str, number: str, by: Actor, issued: str = "", valid_until: date | None = None
) -> IdentityDocument:
    """Add a document; the same number again returns what is there. Raises NotADocumentNumber in words."""
    patient = locked(patient)
    _check(kind, number)
    known = patient.documents.filter(kind=kind, number_index=number_index(number)).first()
    if known is not None:
        return known
    document = IdentityDocument(
        patient=patient,
        kind=kind,
        number=number.strip(),
        number_index=number_index(number),
        issued=issued.strip(),
        valid_until=valid_until,
    )
    document.save(force_insert=True)
    keep_own_mention(patient)
    refresh_completeness([patient.pk])
    record(DocumentAdded(patient_id=patient.pk, document_id=str(document.pk), document_kind=kind), by=by)
    return document


def _check(kind: str, number: str) -> None:
    bare = _bare(number)
    if len(bare) < 4:
        raise NotADocumentNumber(_("The number is too short."), field="number")
    wanted = DIGITS.get(DocumentKind(kind))
    if wanted and not (bare.isdecimal() and len(bare) in wanted):
        message = _("This number has %(count)s digits.") % {"count": wanted[0]}
        raise NotADocumentNumber(message, field="number")
    if kind == DocumentKind.SNILS and not _snils_is_whole(bare):
        raise NotADocumentNumber(_("The check digits of this SNILS do not agree: a digit is mistyped."), field="number")


def _snils_is_whole(digits: str) -> bool:
    """The last two digits check the first nine (order of the Pension Fund of Russia; numbers up to 001-001-998 have none)."""
    if int(digits[:9]) <= 1_001_998:
        return True
    total = sum(int(digit) * weight for digit, weight in zip(digits[:9], range(9, 0, -1), strict=True))
    return total % 101 % 100 == int(digits[9:])


@transaction.atomic
def remove_document(*, document: IdentityDocument, by: Actor) -> None:
    patient = locked(document.patient)
    document_id, kind = str(document.pk), document.kind
    document.delete()
    keep_own_mention(patient)
    refresh_completeness([patient.pk])
    record(DocumentRemoved(patient_id=patient.pk, document_id=document_id, document_kind=kind), by=by)


@transaction.atomic
def reveal_document(*, document: IdentityDocument, access: Access, reason: str) -> str:
    """The number in clear against a reason; audited."""
    if not access.may("patients.view_documents"):
        raise NoRightToDocument(_("You may not see this document: ask the director for the right."))
    if len(reason.strip()) < 3:
        raise NoRightToDocument(_("Say what you need the document for."), field="reason")
    keep_audit(
        Action.REVEAL,
        by=access.actor,
        object_type="patients.document",
        object_id=document.pk,
        patient_id=document.patient_id,
        fields=["number"],
        words=reason.strip()[:300],
    )
    return str(document.number)
