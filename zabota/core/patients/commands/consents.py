"""The consent ledger: lines are added, never changed."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.base.events.commands import record
from zabota.core.patients.commands.registering import locked
from zabota.core.patients.events import ConsentRecorded
from zabota.core.patients.models import ConsentAction, ConsentEntry, ConsentProof, Patient
from zabota.core.patients.queries.completeness import refresh_completeness
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused


class ProofIsMissing(Refused):
    """A consent without its proof is worth nothing: which paper, which call, which code."""


def give_consent(
    *,
    patient: Patient,
    purpose: str,
    by: Actor,
    channel: str = "",
    evidence: str,
    source: str = "paper",
    form_version: str = "",
) -> ConsentEntry:
    """Consent to one purpose by one channel (empty: every channel), with its proof. Raises ProofIsMissing."""
    if not evidence.strip():
        raise ProofIsMissing(_("Say where the consent is written down."), field="evidence")
    return _enter(patient, purpose, channel, ConsentAction.GRANT, evidence, source, form_version, by)


def withdraw_consent(
    *, patient: Patient, purpose: str, by: Actor, channel: str = "", evidence: str = "", source: str = "call"
) -> ConsentEntry:
    """Consent taken back; it holds from now on, and needs no proof and no reason."""
    return _enter(patient, purpose, channel, ConsentAction.WITHDRAW, evidence, source, "", by)


def record_refusal(
    *, patient: Patient, purpose: str, by: Actor, channel: str = "", evidence: str = "", source: str = "call"
) -> ConsentEntry:
    """A «нет» that was never a «да» before: from a form, a call, a file. It refuses at once."""
    return _enter(patient, purpose, channel, ConsentAction.REFUSE, evidence, source, "", by)


def record_claim(
    *,
    patient: Patient,
    purpose: str,
    by: Actor,
    evidence: str,
    channel: str = "",
    source: str = "file",
    form_version: str = "",
) -> ConsentEntry:
    """A file says «да», or a form of an unproved sender: worth a question, not an advertisement, until it is confirmed."""
    return _enter(patient, purpose, channel, ConsentAction.CLAIM, evidence, source, form_version, by)


@transaction.atomic
def _enter(
    patient: Patient, purpose: str, channel: str, action: str, evidence: str, source: str, form_version: str, by: Actor
) -> ConsentEntry:
    patient = locked(patient)
    entry = ConsentEntry.objects.create(
        patient=patient,
        purpose=purpose,
        channel=channel,
        action=action,
        source=source,
        form_version=form_version,
        actor_kind=by.kind,
        actor_id=by.user_id,
        at=timezone.now(),
    )
    if evidence.strip():
        ConsentProof.objects.create(entry=entry, text=evidence.strip()[:300])
    refresh_completeness([patient.pk])
    record(
        ConsentRecorded(
            patient_id=patient.pk, consent_id=str(entry.public_id), purpose=purpose, channel=channel, action=action
        ),
        by=by,
    )
    return entry


def forget_proofs(patient_ids: Sequence[int]) -> int:
    """Remove what people wrote beside the lines of these patients; the lines themselves stay. Returns how many."""
    return ConsentProof.objects.filter(entry__patient_id__in=patient_ids).delete()[0]
