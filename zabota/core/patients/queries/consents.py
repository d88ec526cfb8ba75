"""What a person consented to and refused, as the card shows it."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone

from zabota.core.patients.models import Channel, ConsentAction, ConsentProof, ConsentPurpose, ContactKind, Patient
from zabota.core.patients.queries.contacting import Decision, LedgerLine, closing, contact_facts, decide
from zabota.core.patients.queries.gate import contact_kinds

SHOWN_PURPOSES = (
    ConsentPurpose.CARE,
    ConsentPurpose.SERVICE,
    ConsentPurpose.ADVERTISING,
    ConsentPurpose.HEALTH_ADVERTISING,
    ConsentPurpose.REVIEWS,
)


@dataclass(frozen=True)
class PurposeRow:
    """One purpose and what may be done by each channel shown."""

    title: str
    decisions: list[tuple[str, Decision]]


@dataclass(frozen=True)
class LedgerRow:
    purpose: str
    channel: str
    action: str
    action_title: str
    evidence: str
    at: datetime


@dataclass(frozen=True)
class Consents:
    """`channels` are those by which the person can be reached, and those that the ledger speaks of. `rows` answer what the ledger allows and why; `closed` is what closes every row meanwhile (a mark, a death);
    `ledger` is every line ever written, newest first."""

    closed: Decision | None
    channels: list[str]
    rows: list[PurposeRow]
    ledger: list[LedgerRow]


def consents_of(patient: Patient) -> Consents:
    now = timezone.now()
    facts = contact_facts([patient.pk])[patient.pk]
    closed = closing(facts, timezone.localdate(now))
    facts = replace(facts, marks=(), is_deceased=False)
    channels = _channels_of(patient, {line.channel for line in facts.ledger})
    rows = [
        PurposeRow(
            str(purpose.label), [(str(channel.label), decide(facts, purpose, channel, now)) for channel in channels]
        )
        for purpose in SHOWN_PURPOSES
    ]
    proofs = ConsentProof.objects.filter(entry__in=[line.id for line in facts.ledger])
    texts = {each.entry_id: str(each.text) for each in proofs}
    newest_first = sorted(facts.ledger, key=lambda line: line.id, reverse=True)
    ledger = [_ledger_row(line, texts.get(line.id, line.evidence)) for line in newest_first]
    return Consents(closed, [str(channel.label) for channel in channels], rows, ledger)


def _ledger_row(line: LedgerLine, evidence: str) -> LedgerRow:
    return LedgerRow(
        purpose=str(ConsentPurpose(line.purpose).label),
        channel=str(Channel(line.channel).label) if line.channel else "",
        action=line.action,
        action_title=str(ConsentAction(line.action).label),
        evidence=evidence,
        at=line.at,
    )


def _channels_of(patient: Patient, told: set[str]) -> list[Channel]:
    """A call always; a message to a phone; an address or a messenger that the card knows; and what the ledger names."""
    kinds = contact_kinds(patient)
    shown = {*told, *kinds, Channel.CALL, *([Channel.SMS] if ContactKind.PHONE in kinds else [])}
    return [channel for channel in Channel if channel in shown]
