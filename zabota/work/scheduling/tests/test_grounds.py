"""The call list decides many at once; `may_contact` decides one. They never disagree."""

import random
from datetime import timedelta

import pytest
from django.utils import timezone

from zabota.core.patients.models import Channel, ConsentAction, ConsentEntry, ConsentPurpose, Patient, PatientState
from zabota.core.patients.queries import may_contact
from zabota.core.patients.testing import a_patient, karina
from zabota.core.practice.queries import the_practice
from zabota.lib.actors import SYSTEM
from zabota.outreach.todos.commands.refreshing import NOT_ON_THE_LIST, refresh_call_list
from zabota.outreach.todos.models import Call
from zabota.work.scheduling.testing import a_visit, days_ago

pytestmark = pytest.mark.django_db

BIRTHS = [{}, {"birth_date": days_ago(365 * 40)}, {"birth_date": days_ago(365 * 9)}, {"birth_year": 2000}]


def a_random_patient(chance: random.Random, number: int) -> Patient:
    patient = a_patient(f"Случайный{number}", phone=f"+7916{number:07d}", **chance.choice(BIRTHS))
    for _line in range(chance.choice([0, 0, 1, 1, 2, 3])):
        ConsentEntry.objects.create(
            patient=patient,
            purpose=chance.choice([ConsentPurpose.ADVERTISING] * 3 + [ConsentPurpose.CARE]),
            channel=chance.choice(["", "", Channel.CALL, Channel.SMS]),
            action=chance.choice(ConsentAction.values),
            actor_kind="system",
            at=timezone.now() - timedelta(days=chance.randrange(400)),
        )
    if chance.random() < 0.2:
        twin = a_patient(f"Двойник{number}")
        ConsentEntry.objects.create(
            patient=twin, purpose=ConsentPurpose.ADVERTISING, action=ConsentAction.REFUSE, actor_kind="system"
        )
        Patient.objects.filter(pk=twin.pk).update(state=PatientState.MERGED, merged_into=patient)
    a_visit(patient=patient, days=120)
    return patient


@pytest.mark.parametrize("decided", [None, days_ago(3), days_ago(-3)])
def test_the_list_says_of_each_what_may_contact_says(decided):
    karina()
    practice = the_practice()
    practice.calls_without_consent_decided_on = decided
    practice.save()
    chance = random.Random(20261122)
    patients = [a_random_patient(chance, number) for number in range(60)]

    refresh_call_list(by=SYSTEM)

    listed = {call.patient_id: (call.held_because, call.basis, call.evidence) for call in Call.objects.all()}
    for patient in patients:
        decision = may_contact(patient, ConsentPurpose.ADVERTISING, Channel.CALL)
        expected = ("" if decision.allowed else decision.reason, decision.basis, decision.evidence)
        assert listed.get(patient.pk) == (None if decision.reason in NOT_ON_THE_LIST else expected)
