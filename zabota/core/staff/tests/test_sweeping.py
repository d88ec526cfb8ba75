from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from zabota.base.accounts.commands.pins import WrongPin, prove_pin
from zabota.base.accounts.models import AttemptCount
from zabota.base.accounts.testing import signed_in
from zabota.base.accounts.throttling import ClosedUntilPassword, count_attempt
from zabota.base.events.testing import run_pending
from zabota.base.jobs.commands import enqueue
from zabota.core.staff.testing import oleg, vera
from zabota.lib.actors import SYSTEM

pytestmark = pytest.mark.django_db


def test_a_day_later_failures_and_ended_sessions_are_forgotten_but_a_closed_pin_is_not():
    signed_in(Client(), vera())
    signed_in(Client(), oleg())
    yesterday = timezone.now() - timedelta(days=2)
    Session.objects.filter(pk=Session.objects.first().pk).update(expire_date=yesterday)
    count_attempt("password", "vera")
    for _attempt in range(5):
        with pytest.raises(WrongPin):
            prove_pin(vera(), "0000")
    AttemptCount.objects.update(last_at=yesterday)
    enqueue("accounts.sweep", by=SYSTEM)
    run_pending()
    assert (Session.objects.count(), AttemptCount.objects.count()) == (1, 1)
    with pytest.raises(ClosedUntilPassword):
        prove_pin(vera(), "5028")
