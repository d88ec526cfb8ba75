"""Put many patients on the call list at once, for a reason that another module knows them by: tomorrow's visits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.utils import timezone

from zabota.base.events.commands import record_many
from zabota.core.patients.models import ContactPoint
from zabota.core.patients.queries.contacting import Decision, contact_facts
from zabota.lib.actors import Actor
from zabota.outreach.todos.commands.refreshing import NO_NUMBER, NOT_ON_THE_LIST, decision_for
from zabota.outreach.todos.events import CallAdded
from zabota.outreach.todos.models import Call, CallState
from zabota.outreach.todos.queries.calls import numbers_of
from zabota.outreach.todos.registry import call_reasons

WAITING = (CallState.OPEN, CallState.HELD)


@dataclass(frozen=True)
class AskedCall:
    """Whom to call and about which day; `note` is what the operator reads beside the reason."""

    patient_id: int
    branch_id: int | None
    since_on: date
    note: str = ""


@dataclass(frozen=True)
class AddedCalls:
    """How many calls are new, how many patients were on the list for this already, are held back (no number, a child
    alone), or must not be called at all."""

    added: int
    known: int
    held: int
    refused: int


@transaction.atomic
def ask_for_calls(*, reason: str, asked: Sequence[AskedCall], by: Actor) -> AddedCalls:
    """Ask for a call to each of these patients, due now. Asked again, nobody is called twice."""
    _one_at_a_time(reason)
    ids = [each.patient_id for each in asked]
    waiting = Call.objects.filter(reason=reason, state__in=WAITING, patient_id__in=ids)
    known = set(waiting.values_list("patient_id", flat=True))
    new = [each for each in asked if each.patient_id not in known]
    facts, numbers = contact_facts([each.patient_id for each in new]), numbers_of([each.patient_id for each in new])
    decided = [(each, decision_for(call_reasons[reason], facts[each.patient_id], each.since_on)) for each in new]
    calls = [
        _call(reason, each, decision, numbers.get(each.patient_id), by)
        for each, decision in decided
        if decision.reason not in NOT_ON_THE_LIST
    ]
    Call.objects.bulk_create(calls)
    record_many((CallAdded(each.patient_id, each.branch_id, each.pk) for each in calls), by=by)
    held = sum(each.state == CallState.HELD for each in calls)
    return AddedCalls(len(calls) - held, len(asked) - len(new), held, len(new) - len(calls))


def _call(reason: str, asked: AskedCall, decision: Decision, contact: ContactPoint | None, by: Actor) -> Call:
    held_because = decision.reason if not decision.allowed else "" if contact else NO_NUMBER
    return Call(
        patient_id=asked.patient_id,
        reason=reason,
        branch_id=asked.branch_id,
        state=CallState.HELD if held_because else CallState.OPEN,
        held_because=held_because,
        basis=decision.basis,
        evidence=decision.evidence[:80],
        since_on=asked.since_on,
        number_index=bytes(contact.value_index) if contact else None,
        due_at=timezone.now(),
        # Whoever asks waits for the answer today: before those who are called to be invited.
        is_promised=True,
        note=asked.note,
        created_by_id=by.user_id,
    )


def _one_at_a_time(reason: str) -> None:
    """A second click waits for the first and finds its calls."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('todos.ask_for_calls:' || %s, 0))", [reason])
