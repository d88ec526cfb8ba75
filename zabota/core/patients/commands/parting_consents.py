"""The consent ledger when merged cards part: a consent is of one person, a refusal of both. The strictest wins."""

from collections.abc import Collection, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.core.patients.models import ConsentAction, ConsentEntry, ConsentProof
from zabota.lib.actors import Actor

YES = (ConsentAction.GRANT, ConsentAction.CLAIM)
NO = (ConsentAction.REFUSE, ConsentAction.WITHDRAW)


def may_be_given(entry: ConsentEntry) -> bool:
    return entry.action in YES


def what_becomes_of(entry: ConsentEntry) -> str:
    if entry.action in YES:
        return _("It will hold for one card only: here it ends if it is given to the other.")
    return _("The strictest counts: it will hold for both cards.")


def part_consents(lines: Sequence[ConsentEntry], given: Collection[str], retired_id: int, by: Actor) -> None:
    """Lines are added, none is changed. A consent that goes ends on the card where it was written, and a refusal that it
    had taken back there holds again; a refusal is written on the other card too."""
    for line in sorted(lines, key=lambda line: (line.at, line.pk)):
        if line.action not in YES:
            _enter(line, retired_id, line.action, by)
        elif str(line.pk) in given:
            _enter(line, retired_id, line.action, by)
            if line.action == ConsentAction.GRANT:  # what a file claims is no consent, so there is nothing to end
                _enter(line, line.patient_id, _what_is_left(line), by)


def _what_is_left(consent: ConsentEntry) -> ConsentAction:
    refused = ConsentEntry.objects.filter(
        patient_id=consent.patient_id, purpose=consent.purpose, action__in=NO, pk__lt=consent.pk
    )
    return ConsentAction.REFUSE if refused.exists() else ConsentAction.EXPIRE


def _enter(line: ConsentEntry, patient_id: int, action: str, by: Actor) -> None:
    entry = ConsentEntry.objects.create(
        patient_id=patient_id,
        purpose=line.purpose,
        channel=line.channel,
        action=action,
        evidence=f"consent:{line.public_id}",
        form_version=line.form_version,
        source=line.source,
        actor_kind=by.kind,
        actor_id=by.user_id,
        at=timezone.now(),
    )
    proof = ConsentProof.objects.filter(entry=line).first()
    if proof and patient_id != line.patient_id:
        ConsentProof.objects.create(entry=entry, text=str(proof.text))
