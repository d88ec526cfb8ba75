"""Remember of an erased person only that he asked to be forgotten, and let him back when he comes himself."""

import json
from collections.abc import Collection

from zabota.core.patients.models import ForgottenTrace, Mention, Patient
from zabota.core.patients.queries.forgotten import Told, traces_to_ask, traces_to_keep


def keep_traces(*, patient: Patient, card_ids: Collection[int]) -> None:
    """Hashes of all that the cards and their sources say; to be called while they still say it."""
    told = [_of_mention(each) for each in Mention.objects.filter(patient_id__in=card_ids)]
    told += [_of_card(each) for each in Patient.objects.filter(pk__in=card_ids).prefetch_related("contacts")]
    digests = set().union(*map(traces_to_keep, told))
    ForgottenTrace.objects.bulk_create(
        [ForgottenTrace(card=patient.public_id, digest=digest) for digest in digests], ignore_conflicts=True
    )


def let_back(patient: Patient) -> None:
    """The desk keeps a card of this person again: what files say of him is taken from now on."""
    met = ForgottenTrace.objects.filter(digest__in=traces_to_ask(_of_card(patient)))
    ForgottenTrace.objects.filter(card__in=met.values("card")).delete()


def _of_card(patient: Patient) -> Told:
    return Told(
        surname=patient.surname,
        maiden_surname=patient.maiden_surname,
        given=patient.given,
        birth_date=patient.birth_date,
        contacts=tuple(str(each.value) for each in patient.contacts.all()),
        card_numbers=tuple(number for number in (patient.card_number, *patient.former_card_numbers) if number),
    )


def _of_mention(mention: Mention) -> Told:
    said = json.loads(str(mention.contacts) or "{}")
    return Told(
        surname=mention.surname,
        maiden_surname=mention.maiden_surname,
        given=mention.given,
        birth_date=mention.birth_date,
        contacts=(*(phone for phone, _whose in said.get("phones", ())), *said.get("emails", ())),
        card_numbers=tuple(mention.card_numbers),
    )
