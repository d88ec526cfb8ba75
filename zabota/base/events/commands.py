"""Record facts and deliver them to subscribers."""

import logging
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.db import connection, transaction

from zabota.base.events.models import Event, Watermark
from zabota.base.events.registry import Subscription, fact_from, kinds, subscriptions
from zabota.base.postgres.copying import copy_objects
from zabota.lib.actors import Actor

COLUMNS = ("patient_id", "branch_id")
DELIVERY_BATCH = 500

log = logging.getLogger(__name__)


def record(fact: Any, *, by: Actor, triggers: bool = True) -> Event:
    """Write a fact in the running transaction. A batch of imported or backfilled facts is one event with `triggers=False`."""
    event = event_of(fact, by=by, triggers=triggers)
    event.save(force_insert=True)
    return event


def record_many(facts: Iterable[Any], *, by: Actor, triggers: bool = True) -> None:
    copy_objects(event_of(fact, by=by, triggers=triggers) for fact in facts)


def event_of(fact: Any, *, by: Actor, triggers: bool = True) -> Event:
    """The row of a fact, for whoever inserts it together with what it tells of."""
    if not connection.in_atomic_block:
        raise RuntimeError("a fact is recorded in the transaction that makes it true")
    if fact.kind not in kinds:
        raise LookupError(f"{type(fact).__name__} is not declared with @event")
    data = asdict(fact)
    columns = {name: data.pop(name, None) for name in COLUMNS}
    columns["branch_id"] = columns["branch_id"] or by.branch_id
    return Event(kind=fact.kind, actor_kind=by.kind, actor_id=by.user_id, data=data, triggers=triggers, **columns)


def deliver_events() -> int:
    """Hand new facts to every subscriber, each in a transaction of its own; returns how many were handed over.

    Only transactions older than the oldest running one are read, so a late commit is never jumped over. A subscriber
    that fails is logged and gets the same facts at the next turn; the others do not wait for it.
    """
    return sum(_try_to_deliver(subscription) for subscription in subscriptions)


def _try_to_deliver(subscription: Subscription) -> int:
    try:
        return _deliver_to(subscription)
    except Exception:
        log.exception("subscriber %s failed", subscription.key)
        return 0


def _deliver_to(subscription: Subscription) -> int:
    with transaction.atomic():
        watermark = _locked_watermark(subscription.key)
        if watermark is None:
            return 0
        events = list(_events_after(watermark, subscription.kind))
        for event in events:
            receive(subscription, event)
        if events:
            watermark.transaction_id, watermark.event_id = events[-1].transaction_id, events[-1].pk
            watermark.save(update_fields=["transaction_id", "event_id"])
        return len(events)


def receive(subscription: Subscription, event: Event) -> None:
    fact = fact_from(event.kind, event.data, patient_id=event.patient_id, branch_id=event.branch_id)
    subscription.receive(fact, event=event)


def _locked_watermark(subscriber: str) -> Watermark | None:
    """The subscriber's place, or None while another worker holds it. A new subscriber starts with what happens from now on."""
    if not Watermark.objects.filter(pk=subscriber).exists():
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO events_watermark (subscriber, transaction_id, event_id)"
                " VALUES (%s, pg_snapshot_xmin(pg_current_snapshot()), 0) ON CONFLICT DO NOTHING",
                [subscriber],
            )
    return Watermark.objects.select_for_update(skip_locked=True).filter(pk=subscriber).first()


def _events_after(watermark: Watermark, kind: str) -> Iterable[Event]:
    return Event.objects.raw(
        "SELECT * FROM events_event WHERE kind = %s AND triggers"
        " AND (transaction_id, id) > (%s::xid8, %s) AND transaction_id < pg_snapshot_xmin(pg_current_snapshot())"
        " ORDER BY transaction_id, id LIMIT %s",
        [kind, str(watermark.transaction_id), watermark.event_id, DELIVERY_BATCH],
    )
