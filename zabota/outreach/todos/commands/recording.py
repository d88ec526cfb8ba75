"""Write how a call ended, with its consequences, and take it back within ten seconds."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from zabota.base.accounts.models import User
from zabota.base.events.commands import record
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused
from zabota.outreach.todos.commands.taking import LEASE, require_in_hand
from zabota.outreach.todos.events import OutcomeTakenBack
from zabota.outreach.todos.models import Call, CallAttempt, CallState
from zabota.outreach.todos.queries.calls import number_of
from zabota.outreach.todos.queries.reasons import script_of
from zabota.outreach.todos.registry import Consequence, Outcome, outcomes

#: Ten seconds on the screen, and a little for a slow network.
UNDO_WITHIN = timedelta(seconds=15)
WAITING = (CallState.OPEN, CallState.HELD)
NO_NUMBER = "no_number"


class OutcomeStands(Refused):
    """It is too late, or not one's own outcome to take back."""


@transaction.atomic
def record_outcome(
    *,
    call: Call,
    outcome: str,
    submission: UUID,
    by: Actor,
    details: Mapping[str, Any] | None = None,
    note: str = "",
    at: datetime | None = None,
) -> list[CallAttempt]:
    """Write how the call ended; what is sent twice is written once (R220). `at`: when it was, if not now.

    An outcome for the whole number settles every member of the family whom this operator has in hand. `details` are
    the clean answers of the outcome's form. Raises CallIsInOtherHands, and whatever its consequence refuses.
    """
    calls = _locked_conversation(call, whole_number=outcomes[outcome].whole_number)
    written = list(CallAttempt.objects.filter(submission=submission).order_by("id"))
    if written:
        return written
    require_in_hand(calls, by)
    if not calls:
        raise OutcomeStands(_("This call has already got its outcome."))
    at = at or timezone.now()
    return [_record_one(each, outcomes[outcome], submission, details or {}, note, at, by) for each in calls]


@transaction.atomic
def take_back_outcome(*, submission: UUID, by: Actor) -> list[Call]:
    """Undo a mistaken key: consequences are taken back and the calls are in the operator's hand again."""
    attempts = list(CallAttempt.objects.select_for_update().filter(submission=submission).order_by("id"))
    if not attempts or any(each.operator_id != by.user_id for each in attempts):
        raise OutcomeStands(_("Only whoever wrote an outcome takes it back."))
    standing = [each for each in attempts if each.undone_at is None]
    if any(timezone.now() - each.at > UNDO_WITHIN for each in standing):
        raise OutcomeStands(_("Ten seconds have passed: the outcome stands. Write a new one from the patient's card."))
    return [_take_back_one(each, by) for each in standing]


def _locked_conversation(call: Call, *, whole_number: bool) -> list[Call]:
    """The calls that an outcome settles, held until the end of the transaction in a fixed order."""
    calls = Call.objects.select_for_update(of=("self",)).select_related("patient", "branch").filter(state__in=WAITING)
    held = calls.filter(pk=call.pk)
    if whole_number and call.number_index:
        held = held | calls.filter(number_index=call.number_index, taken_by=call.taken_by_id)
    return list(held.order_by("id"))


def _record_one(
    call: Call, outcome: Outcome, submission: UUID, details: Mapping[str, Any], note: str, at: datetime, by: Actor
) -> CallAttempt:
    before = _columns(call)
    consequence = outcome.apply(call, {**details, "note": note, "submission": str(submission)}, by)
    _follow(call, consequence)
    others = _settle_others(call) if outcome.settles_patient else []
    attempt = CallAttempt(
        submission=submission,
        call=call,
        patient_id=call.patient_id,
        branch_id=call.branch_id,
        outcome=outcome.key,
        refusal=details.get("refusal", ""),
        note=note,
        script_version=script_of(call.reason).version,
        at=at,
        operator_id=by.user_id,
        before=before,
        undo={"consequence": consequence.undo, "others": others},
    )
    attempt.save(force_insert=True)
    record(outcome.fact(call.patient_id, call.branch_id, call.pk), by=by)
    return attempt


def _follow(call: Call, consequence: Consequence) -> None:
    """The call comes back, with the number that is left to try, or ends."""
    call.taken_by, call.taken_until, call.number_shown_at, call.held_because = None, None, None, ""
    call.is_promised = consequence.is_promised
    call.unanswered += consequence.is_unanswered
    if consequence.due_at is None:
        call.state, call.closed_at = consequence.closes_as, timezone.now()
    else:
        call.due_at = consequence.due_at
        _find_number(call)
    call.save()


def _find_number(call: Call) -> None:
    contact = number_of(call.patient)
    call.number_index = bytes(contact.value_index) if contact else None
    call.state = CallState.OPEN if contact else CallState.HELD
    call.held_because = "" if contact else NO_NUMBER


def _settle_others(call: Call) -> list[int]:
    """Other reasons to call this patient end with this conversation; returns the calls' ids."""
    others = Call.objects.filter(patient_id=call.patient_id, state=CallState.OPEN).exclude(pk=call.pk)
    ids = list(others.order_by("id").values_list("id", flat=True))
    others.update(state=CallState.CLOSED, closed_at=timezone.now(), taken_by=None, taken_until=None)
    return ids


def _columns(call: Call) -> dict[str, Any]:
    return {
        "state": call.state,
        "held_because": call.held_because,
        "due_at": call.due_at.isoformat(),
        "is_promised": call.is_promised,
        "unanswered": call.unanswered,
        "number_index": bytes(call.number_index).hex() if call.number_index else None,
    }


def _take_back_one(attempt: CallAttempt, by: Actor) -> Call:
    call = Call.objects.select_for_update(of=("self",)).select_related("patient", "branch").get(pk=attempt.call_id)
    if call.taken_by_id not in (None, by.user_id):
        raise OutcomeStands(_("Another operator is already calling this patient."))
    outcomes[attempt.outcome].undo(call, attempt.undo["consequence"], by)
    _restore(call, attempt.before)
    call.taken_by, call.taken_until = User(pk=by.user_id), timezone.now() + LEASE
    call.save()
    Call.objects.filter(pk__in=attempt.undo["others"]).update(state=CallState.OPEN, closed_at=None)
    attempt.undone_at = timezone.now()
    attempt.save(update_fields=["undone_at"])
    record(OutcomeTakenBack(call.patient_id, call.branch_id, call.pk, attempt.outcome), by=by)
    return call


def _restore(call: Call, before: Mapping[str, Any]) -> None:
    call.state, call.held_because, call.closed_at = before["state"], before["held_because"], None
    call.due_at = _moment(before["due_at"])
    call.is_promised, call.unanswered = before["is_promised"], before["unanswered"]
    call.number_index = bytes.fromhex(before["number_index"]) if before["number_index"] else None


def _moment(text: str) -> datetime:
    moment = parse_datetime(text)
    assert moment is not None
    return moment
