"""Calls of two cards that turn out to be one person."""

from datetime import timedelta

import pytest
from django.utils import timezone

from zabota.base.events.testing import run_pending
from zabota.core.patients.commands.merging import merge_patients, unmerge
from zabota.core.patients.testing import a_patient
from zabota.core.staff.testing import oleg
from zabota.lib.actors import SYSTEM
from zabota.outreach.todos.commands.merged import call_once
from zabota.outreach.todos.models import Call, CallState
from zabota.outreach.todos.testing import a_call

pytestmark = pytest.mark.django_db


def test_a_merged_patient_is_on_the_list_once_with_the_history_of_both_cards():
    pavel, double = a_patient("Сорокин", "Павел", phone="+79161230001"), a_patient("Сорокин", "Паша")
    waiting, same = a_call(patient=pavel), a_call(patient=double)
    finished = [a_call(patient=card, state=CallState.DONE, closed_at=timezone.now()) for card in (pavel, double)]

    merge = merge_patients(survivor=pavel, retired=double, by=SYSTEM)

    assert list(Call.objects.filter(patient=pavel).order_by("pk")) == [waiting, *finished]
    assert list(Call.objects.filter(patient=double)) == [same]

    unmerge(merge=merge, by=SYSTEM)
    assert list(Call.objects.filter(patient=double).order_by("pk")) == [same, finished[1]]


def test_two_reasons_to_call_one_person_become_one_call_and_two_again():
    pavel, double = a_patient("Сорокин", "Павел", phone="+79161230001"), a_patient("Сорокин", "Паша")
    sleeping = a_call(patient=pavel, reason="sleeping", value=9_000)
    promised = a_call(patient=double, reason="task", is_promised=True)

    merge = merge_patients(survivor=pavel, retired=double, by=SYSTEM)
    run_pending()

    states = {call.pk: (call.patient_id, call.state) for call in Call.objects.all()}
    assert states == {sleeping.pk: (pavel.pk, CallState.MERGED), promised.pk: (pavel.pk, CallState.OPEN)}

    unmerge(merge=merge, by=SYSTEM)
    run_pending()
    states = {call.pk: (call.patient_id, call.state) for call in Call.objects.all()}
    assert states == {sleeping.pk: (pavel.pk, CallState.OPEN), promised.pk: (double.pk, CallState.OPEN)}


def test_what_an_operator_has_in_hand_and_what_was_added_later_stays():
    pavel, double = a_patient("Сорокин", "Павел", phone="+79161230001"), a_patient("Сорокин", "Паша")
    in_hand = {"taken_by": oleg(), "taken_until": timezone.now() + timedelta(minutes=5)}
    calls = [a_call(patient=pavel, reason="sleeping", **in_hand), a_call(patient=double, is_promised=True, **in_hand)]
    merge_patients(survivor=pavel, retired=double, by=SYSTEM)
    later = a_call(patient=pavel, reason="birthday")
    assert call_once() == 0
    assert Call.objects.filter(state=CallState.OPEN).count() == len([*calls, later])
