"""What the law gives every person: a copy of all that is kept about him, and to be forgotten (152-FZ, art. 14 and 21)."""

from django.db import transaction
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zabota.base.audit.commands import keep_audit
from zabota.base.audit.models import Action
from zabota.base.events.commands import record
from zabota.core.patients.commands.emptying import empty_cards
from zabota.core.patients.commands.forgetting import keep_traces
from zabota.core.patients.commands.registering import locked
from zabota.core.patients.events import PatientErased
from zabota.core.patients.models import Patient
from zabota.core.patients.queries.gate import card_ids
from zabota.core.patients.queries.kept import KeptRows, kept_about, what_hinders_erasing
from zabota.core.patients.registry import patient_data
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused


class Because(TextChoices):
    """Why a person is forgotten: a code, so that no name comes into what is kept for ever."""

    ASKED = "asked", gettext_lazy("the person demands it")
    WITHDREW = "withdrew", gettext_lazy("the person took the consent to processing back")
    EXPIRED = "expired", gettext_lazy("the purpose is reached, or the term of keeping is over")
    UNLAWFUL = "unlawful", gettext_lazy("the data came without a lawful ground")


class CannotErase(Refused):
    """Something about this person is still to happen, or no reason was given."""


class NoReasonGiven(Refused):
    """A copy of everything leaves only against a reason."""


@transaction.atomic
def copy_for_patient(*, patient: Patient, reason: str, by: Actor) -> list[KeptRows]:
    """All that is kept about the person, opened, for handing it to him; audited. Raises NoReasonGiven."""
    if len(reason.strip()) < 3:
        raise NoReasonGiven(_("Say who asked for the copy, and how."), field="reason")
    kept = kept_about(patient)
    keep_audit(
        Action.EXPORT,
        by=by,
        object_type="patients.patient",
        object_id=patient.public_id,
        patient_id=patient.pk,
        fields=[each.key[:60] for each in kept],
        words=reason.strip()[:300],
    )
    return kept


@transaction.atomic
def erase_patient(*, patient: Patient, because: str, by: Actor) -> int:
    """Forget the person: for ever, on all cards that are one now. Returns how many rows went.

    Keyed hashes stay, by which an old file is kept from bringing the person back (`queries.forgotten`), and
    what the law keeps stays under the empty card's id, without a word of the person in it (`PatientData.stays`). The
    empty card and the event are what a restored backup is cleaned by. Raises CannotErase while a visit is planned, and
    CardIsClosed for a card that is merged or erased already.
    """
    patient = locked(patient)
    if because not in Because.values:
        raise CannotErase(_("Say why the person is to be forgotten."), field="because")
    for sentence in what_hinders_erasing(patient):
        raise CannotErase(sentence)
    cards = card_ids(patient)
    keep_traces(patient=patient, card_ids=cards)
    gone = sum(each.erase(each.model, each.path, cards) for each in reversed(list(patient_data)))
    empty_cards(cards)
    record(PatientErased(patient_id=patient.pk, because=because, cards=len(cards)), by=by)
    return gone
