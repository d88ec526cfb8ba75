"""Calls of two cards that turn out to be one person."""

import pytest
from django.utils import timezone

from zabota.core.patients.commands.merging import merge_patients, unmerge
from zabota.core.patients.testing import a_patient
from zabota.lib.actors import SYSTEM
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
