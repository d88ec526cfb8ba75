"""One row is the timeline, the audit of writes and the trigger; it is delivered, and nobody can change it."""

import threading
import time
from dataclasses import dataclass

import pytest
from django.db import DatabaseError, connection, transaction

from zabota.base.events.commands import deliver_events, record
from zabota.base.events.models import Event
from zabota.base.events.queries import events_of, timeline_entry
from zabota.base.events.registry import EventKind, Subscription, kinds, subscriptions
from zabota.base.events.testing import run_pending
from zabota.lib.actors import SYSTEM, Actor


@dataclass(frozen=True)
class CardTouched:
    patient_id: int
    field: str = "city"


CardTouched.kind = "test.touched"


@pytest.fixture
def received(monkeypatch):
    """What a subscriber of CardTouched was handed."""
    heard = []
    monkeypatch.setattr(
        kinds, "_contributions", {"test.touched": EventKind("test.touched", "Changed: %(field)s", CardTouched, True)}
    )
    monkeypatch.setattr(
        subscriptions,
        "_contributions",
        {"hears": Subscription("hears", "test.touched", lambda fact, event: heard.append((event.pk, fact.field)))},
    )
    return heard


def touch(patient_id=1, **options):
    with transaction.atomic():
        return record(CardTouched(patient_id), by=SYSTEM, **options)


def deliver_until(received, count):
    """Deliver until `count` facts were received. Transactions of other tests on the server may hold delivery up a while."""
    moment = threading.Event()
    deadline = time.monotonic() + 120
    while len(received) < count and time.monotonic() < deadline:
        deliver_events()
        moment.wait(0.02)
    assert len(received) == count


def test_a_fact_is_a_line_of_the_timeline(db, received):
    with transaction.atomic():
        record(CardTouched(5, "phone"), by=Actor("user", 3, branch_id=2))
    entry = timeline_entry(events_of([5]).get())
    assert (entry.title, entry.actor_id, entry.fact) == ("Changed: phone", 3, CardTouched(5, "phone"))
    assert events_of([5]).get().branch_id == 2


def test_a_fact_outside_a_transaction_is_a_mistake(committed_db, received):
    with pytest.raises(RuntimeError, match="in the transaction"):
        record(CardTouched(1), by=SYSTEM)


def test_an_undeclared_fact_is_a_mistake(db, received):
    @dataclass(frozen=True)
    class Stray:
        kind = "test.stray"

    with pytest.raises(LookupError, match="Stray"):
        record(Stray(), by=SYSTEM)


@pytest.mark.parametrize("statement", ["UPDATE events_event SET kind = 'x'", "DELETE FROM events_event"])
def test_nobody_rewrites_history(db, received, statement):
    touch()
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Event.objects.count() == 1


def test_subscribers_hear_in_a_test_what_happened_in_it(db, received):
    touch()
    run_pending()
    assert [field for _, field in received] == ["city"]


def test_imported_facts_trigger_nothing(committed_db, received):
    deliver_events()
    touch(triggers=False)
    told = touch()
    deliver_until(received, 1)
    assert [pk for pk, _ in received] == [told.pk]


def test_each_fact_is_delivered_once_and_in_order(committed_db, received):
    deliver_events()  # a new subscriber starts with what happens from now on
    first, second = touch(1), touch(2)
    deliver_until(received, 2)
    assert deliver_events() == 0
    assert [pk for pk, _ in received] == [first.pk, second.pk]


def test_a_transaction_that_commits_late_is_not_jumped_over(committed_db, received):
    deliver_events()
    written, may_commit, late = threading.Event(), threading.Event(), []

    def slow():
        with transaction.atomic():
            late.append(record(CardTouched(1), by=SYSTEM).pk)
            written.set()
            may_commit.wait(10)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    written.wait(10)
    quick = touch(2)
    assert deliver_events() == 0  # the quick one waits behind the slow one
    may_commit.set()
    thread.join()
    deliver_until(received, 2)
    assert [pk for pk, _ in received] == [late[0], quick.pk]


def test_a_subscriber_that_fails_gets_the_fact_again_and_holds_up_nobody(committed_db, received, monkeypatch):
    def stumble(fact, event):
        raise ValueError("not now")

    healthy = dict(subscriptions._contributions)
    stumbling = Subscription("stumbles", "test.touched", stumble)
    monkeypatch.setattr(subscriptions, "_contributions", {"stumbles": stumbling, **healthy})
    deliver_events()
    touch()
    deliver_until(received, 1)
    recovered = Subscription("stumbles", "test.touched", healthy["hears"].receive)
    monkeypatch.setattr(subscriptions, "_contributions", {"stumbles": recovered, **healthy})
    deliver_until(received, 2)
