"""Who calls whom: one conversation in one hand, given back by itself when the browser dies."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.base.accounts.access import Access, Reach
from zabota.base.accounts.models import User
from zabota.core.patients.commands.contacts import reveal_contact
from zabota.core.patients.queries.contacting import contact_facts
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused
from zabota.outreach.todos.commands.refreshing import NOT_ON_THE_LIST, decision_for
from zabota.outreach.todos.models import Call, CallState
from zabota.outreach.todos.queries.calls import conversation_in_hand, number_of
from zabota.outreach.todos.registry import call_reasons

LEASE = timedelta(minutes=10)


class CallIsInOtherHands(Refused):
    """The lease ended and somebody else took the call."""


def take_next_call(*, user: User, reach: Reach) -> list[Call]:
    """The conversation to lead now: the one already in hand, else the most valuable that is due. [] where none is.

    Promised calls come first, then by value. A family behind one number is one conversation, and one operator's. Each
    call is checked once more before it is shown: consent, marks, and whether the reason still stands.
    """
    in_hand = conversation_in_hand(user)
    while not in_hand:
        number = _take_best(user, reach)
        if number is None:
            return []
        _drop_what_has_changed(user)
        in_hand = conversation_in_hand(user)
    return in_hand


@transaction.atomic
def _take_best(user: User, reach: Reach) -> int | None:
    """Take the best free conversation; the id of the call that led to it, or None where nothing is due."""
    passed_over: list[int] = []
    while (call := _best_free(user, reach, passed_over)) is not None:
        if _hold_number(call) and _take(Q(pk=call.pk) | _same_number(call), user):
            return call.pk
        passed_over.append(call.pk)
    return None


@transaction.atomic
def take_call(*, call: Call, user: User) -> None:
    """Take this very call from the list, with its family. Raises CallIsInOtherHands."""
    if not _hold_number(call) or not _take(Q(pk=call.pk) | _same_number(call), user):
        raise CallIsInOtherHands(_("Somebody else is calling this patient now."))


def keep_calls(*, user: User) -> int:
    """The screen is alive: the lease begins anew. Returns how many calls are in hand."""
    held = Call.objects.filter(taken_by=user, state=CallState.OPEN, taken_until__gte=Now())
    return held.update(taken_until=Now() + LEASE)


def give_back(*, user: User) -> int:
    """The operator stops: what is in hand returns to the list."""
    return Call.objects.filter(taken_by=user).update(taken_by=None, taken_until=None)


@transaction.atomic
def show_number(*, call: Call, access: Access) -> str:
    """The one number behind a call that is in one's hand (E.164); audited and kept with the call until its outcome."""
    if not Call.objects.filter(pk=call.pk, taken_by=access.person, taken_until__gte=Now()).exists():
        raise CallIsInOtherHands(_("This call is no longer in your hands: take it again."))
    contact = number_of(call.patient)
    if contact is None:
        raise Refused(_("There is no number that could be called."))
    Call.objects.filter(pk=call.pk).update(number_shown_at=Now())
    return reveal_contact(contact=contact, access=access)


def require_in_hand(calls: Iterable[Call], by: Actor) -> None:
    """An outcome is written by whoever called. A lease that ran out is forgiven while nobody else took the call."""
    if any(call.taken_by_id not in (None, by.user_id) for call in calls):
        raise CallIsInOtherHands(_("Another operator has this call now; your outcome was not written."))


def _best_free(user: User, reach: Reach, passed_over: list[int]) -> Call | None:
    parameters = {
        "user": user.pk,
        "is_network": reach.is_network,
        "branches": list(reach.branch_ids),
        "passed_over": passed_over,
        "zone": settings.TIME_ZONE,
    }
    return next(iter(Call.objects.raw(_BEST_FREE, parameters)), None)


def _hold_number(call: Call) -> bool:
    """Whoever takes calls behind this number does it alone until the transaction ends."""
    key = bytes(call.number_index).hex() if call.number_index else f"call:{call.pk}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [key])
        return bool(cursor.fetchone()[0])


def _take(which: Q, user: User) -> int:
    """Take all open calls of a conversation, unless one of them is in another hand."""
    calls = Call.objects.filter(which, state=CallState.OPEN)
    if calls.filter(taken_until__gte=Now()).exclude(taken_by=user).exists():
        return 0
    free = Q(taken_until__isnull=True) | Q(taken_until__lt=Now()) | Q(taken_by=user)
    return calls.filter(free).update(taken_by=user, taken_until=Now() + LEASE, number_shown_at=None)


def _same_number(call: Call) -> Q:
    return Q(number_index=call.number_index) if call.number_index else Q(pk=call.pk)


@transaction.atomic
def _drop_what_has_changed(user: User) -> None:
    """Between the refreshing and the call the patient may have come, refused or died."""
    calls = list(Call.objects.select_for_update().filter(taken_by=user, state=CallState.OPEN).select_related("patient"))
    facts = contact_facts([call.patient_id for call in calls])
    for call in calls:
        reason = call_reasons[call.reason]
        decision = decision_for(reason, facts[call.patient_id], call.since_on)
        if _is_settled(call, reason.settled) or decision.reason in NOT_ON_THE_LIST:
            _release(call, CallState.CLOSED)
        elif not decision.allowed:
            _release(call, CallState.HELD, because=decision.reason)


def _release(call: Call, state: CallState, because: str = "") -> None:
    call.state, call.held_because, call.taken_by, call.taken_until = state, because, None, None
    call.closed_at = timezone.now() if state == CallState.CLOSED else None
    call.save(update_fields=["state", "held_because", "taken_by", "taken_until", "closed_at"])


def _is_settled(call: Call, condition: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {condition} FROM todos_call call WHERE call.id = %s", [call.pk])
        return bool(cursor.fetchone()[0])


#: Nobody is called before or after the hours that he named, by the clock of his branch.
_BEST_FREE = """
    SELECT call.*
    FROM todos_call call
    JOIN patients_patient patient ON patient.id = call.patient_id
    LEFT JOIN practice_branch branch ON branch.id = call.branch_id
    WHERE call.state = 'open' AND call.due_at <= statement_timestamp()
        AND (call.taken_until IS NULL OR call.taken_until < statement_timestamp())
        AND (call.assigned_to_id IS NULL OR call.assigned_to_id = %(user)s)
        AND (%(is_network)s OR call.branch_id IS NULL OR call.branch_id = ANY(%(branches)s::bigint[]))
        AND call.id <> ALL(%(passed_over)s::bigint[])
        AND (statement_timestamp() AT TIME ZONE coalesce(branch.time_zone, %(zone)s))::time
            BETWEEN coalesce(patient.call_from, time '00:00') AND coalesce(patient.call_until, time '24:00')
        AND NOT EXISTS (
            SELECT 1 FROM todos_call other
            WHERE other.number_index = call.number_index AND other.state = 'open' AND other.id <> call.id
                AND other.taken_until >= statement_timestamp() AND other.taken_by_id <> %(user)s)
    ORDER BY call.is_promised DESC, call.value DESC, call.id
    LIMIT 1
    FOR UPDATE OF call SKIP LOCKED"""
