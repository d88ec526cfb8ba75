"""Everything that the operator sees of one conversation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db.models import QuerySet
from django.utils import timezone

from zabota.base.accounts.access import Access
from zabota.core.patients.models import Mark, Patient
from zabota.core.patients.queries.contacts import masked
from zabota.core.patients.queries.gate import card_ids
from zabota.core.patients.queries.naming import address_form, age_of
from zabota.core.practice.queries import the_practice
from zabota.lib.masked import MaskedText
from zabota.outreach.todos.models import Call, CallAttempt
from zabota.outreach.todos.queries.bases import basis_in_words
from zabota.outreach.todos.queries.calls import number_of
from zabota.outreach.todos.queries.reasons import Script, script_of, spoken
from zabota.outreach.todos.registry import CallPanel, CallReason, Outcome, call_panels, call_reasons, offered_outcomes

#: Nobody likes to be called before nine or after nine, by the clock of his branch.
DECENT_HOURS = range(9, 21)
EARLIER_CALLS = 5


@dataclass(frozen=True)
class Member:
    """One of a family behind the number."""

    call: Call
    name: str
    age: int | None
    reason: object
    explanation: str
    is_current: bool


@dataclass(frozen=True)
class ShownPanel:
    panel: CallPanel
    context: Mapping[str, Any]


@dataclass(frozen=True)
class Screen:
    """`submission` is the key of the press to come: sent twice, it is written once."""

    call: Call
    submission: UUID
    reason: CallReason
    name: str
    age: int | None
    explanation: str
    basis: str
    number: MaskedText | None
    belongs_to: str
    script: Script
    words: str
    members: Sequence[Member]
    marks: Sequence[Mark]
    outcomes: Sequence[Outcome]
    is_late_hour: bool
    local_time: datetime


def screen_of(calls: Sequence[Call], access: Access, *, submission: UUID | None = None) -> Screen:
    """The screen of the first call; the others are its family behind the same number."""
    call = calls[0]
    reason, contact = call_reasons[call.reason], number_of(call.patient)
    script, explanations = script_of(call.reason), explained(calls)
    local_time = timezone.localtime(timezone=call.branch.zone if call.branch else None)
    return Screen(
        call=call,
        submission=submission or uuid4(),
        reason=reason,
        name=address_form(call.patient) or call.patient.full_name,
        age=age_of(call.patient),
        explanation=explanations[call.pk],
        basis=basis_in_words(call),
        number=masked(contact) if contact else None,
        belongs_to=_whose(call, contact),
        script=script,
        words=spoken(script, call, access.person.full_name),
        members=[_member(each, explanations[each.pk], each.pk == call.pk) for each in calls],
        marks=marks_in_force(call.patient),
        outcomes=offered_outcomes(call.reason),
        is_late_hour=local_time.hour not in DECENT_HOURS,
        local_time=local_time,
    )


@dataclass(frozen=True)
class Aside:
    """What stands beside the conversation and may come a moment later."""

    attempts: Sequence[CallAttempt]
    panels: Sequence[ShownPanel]


def aside_of(call: Call, access: Access) -> Aside:
    panels = [ShownPanel(each, each.context(call.patient, access)) for each in _ordered(call_panels)]
    return Aside(list(attempts_of(call.patient)[:EARLIER_CALLS]), panels)


def explained(calls: Sequence[Call]) -> dict[int, str]:
    """Why these patients are called, a sentence by the id of the call."""
    sentences = dict.fromkeys((call.pk for call in calls), "")
    for key in {call.reason for call in calls}:
        explain = call_reasons[key].explain
        if explain:
            sentences |= explain([call for call in calls if call.reason == key])
    return sentences


def marks_in_force(patient: Patient) -> list[Mark]:
    today = timezone.localdate()
    standing = Mark.objects.filter(patient_id__in=card_ids(patient), lifted_at__isnull=True, since__lte=today)
    return [mark for mark in standing.order_by("since") if mark.until is None or mark.until >= today]


def attempts_of(patient: Patient) -> QuerySet[CallAttempt]:
    """Every call to this patient that stands, the newest first (R220)."""
    attempts = CallAttempt.objects.filter(patient_id__in=card_ids(patient), undone_at__isnull=True)
    return attempts.select_related("operator", "call").order_by("-at")


def attempts_limit() -> int:
    return the_practice().contact_attempts_limit


def _whose(call: Call, contact: Any) -> str:
    if contact is None:
        return ""
    if contact.belongs_to or contact.patient_id == call.patient_id:
        return str(contact.belongs_to)
    return str(address_form(contact.patient))


def _member(call: Call, explanation: str, is_current: bool) -> Member:
    return Member(
        call, call.patient.full_name, age_of(call.patient), call_reasons[call.reason].title, explanation, is_current
    )


def _ordered(slot: Any) -> list[Any]:
    return sorted(slot, key=lambda each: each.order)
