"""Calls as screens need them."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Now
from django.shortcuts import get_object_or_404
from django.utils import timezone

from zabota.base.accounts.access import Access, Reach
from zabota.base.accounts.models import User
from zabota.core.patients.models import ContactKind, ContactPoint, ContactState, Patient, Relation
from zabota.core.patients.queries.gate import OWN_CARD_IDS
from zabota.core.patients.queries.lists import is_base_empty
from zabota.outreach.todos.models import Call, CallAttempt, CallState


def within(calls: QuerySet[Call], reach: Reach) -> QuerySet[Call]:
    """Calls of the branches that a person reaches, and those that belong to no branch."""
    if reach.is_network:
        return calls
    return calls.filter(Q(branch_id__in=reach.branch_ids) | Q(branch_id=None))


def conversation_in_hand(user: User) -> list[Call]:
    """The open calls that the operator holds, the most recently promised or most valuable first; [] where none."""
    held = Call.objects.filter(taken_by=user, state=CallState.OPEN, taken_until__gte=Now())
    calls = held.select_related("patient", "branch").annotate(card_ids=OWN_CARD_IDS)
    return [_with_its_cards(call) for call in calls.order_by("-is_promised", "-value", "id")]


def _with_its_cards(call: Any) -> Call:
    """The ids of the patient's cards were read with the call and are not asked for again."""
    call.patient.known_card_ids = call.card_ids
    return call  # type: ignore[no-any-return]


def due_calls(reach: Reach) -> QuerySet[Call]:
    """What may be called now."""
    return within(Call.objects.filter(state=CallState.OPEN, due_at__lte=Now()), reach)


def number_of(patient: Patient) -> ContactPoint | None:
    """The contact behind which the patient is reached, by the same order as the call list's own statement."""
    guardians = Relation.objects.filter(patient=patient, answers=True).values("relative_id")
    phones = _working_phones(Q(patient=patient) | Q(patient_id__in=guardians)).select_related("patient")
    return _best(phones, patient.pk)


def numbers_of(patient_ids: Collection[int]) -> dict[int, ContactPoint]:
    """The same for many, in two queries; who is behind no number is left out."""
    guardians: dict[int, set[int]] = defaultdict(set)
    links = Relation.objects.filter(patient_id__in=patient_ids, answers=True)
    for patient_id, relative_id in links.values_list("patient_id", "relative_id"):
        guardians[patient_id].add(relative_id)
    phones: dict[int, list[ContactPoint]] = defaultdict(list)
    for phone in _working_phones(Q(patient_id__in={*patient_ids, *chain.from_iterable(guardians.values())})):
        phones[phone.patient_id].append(phone)
    found = {
        each: _best(chain.from_iterable(phones[card] for card in (each, *guardians[each])), each)
        for each in patient_ids
    }
    return {each: phone for each, phone in found.items() if phone is not None}


def _working_phones(whose: Q) -> QuerySet[ContactPoint]:
    return ContactPoint.objects.filter(whose, kind=ContactKind.PHONE).exclude(state=ContactState.WRONG)


def _best(phones: Iterable[ContactPoint], patient_id: int) -> ContactPoint | None:
    return min(
        phones,
        key=lambda each: (
            each.patient_id != patient_id,
            each.belongs_to != "",
            not each.is_preferred,
            each.state != ContactState.VERIFIED,
            each.position,
            str(each.pk),
        ),
        default=None,
    )


@dataclass(frozen=True)
class Day:
    """An operator's day: how many wait now, when the next one is due, how many were called today, are held back.

    `has_had_calls`: somebody is on the list or has been; where nobody has, `is_base_empty` tells why.
    """

    waiting: int
    by_branch: list[tuple[str, int]]
    next_due_at: datetime | None
    called_today: int
    held: int
    has_had_calls: bool
    is_base_empty: bool


def day_of(access: Access) -> Day:
    reach = access.reach("todos.call")
    due = due_calls(reach)
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    own = CallAttempt.objects.filter(operator=access.person, at__gte=midnight, undone_at__isnull=True)
    later = within(Call.objects.filter(state=CallState.OPEN, due_at__gt=Now()), reach)
    waiting = due.count()
    has_had_calls = bool(waiting) or within(Call.objects.all(), reach).exists()
    return Day(
        waiting=waiting,
        by_branch=list(due.values_list("branch__name").annotate(count=Count("id")).order_by("-count")),
        next_due_at=later.order_by("due_at").values_list("due_at", flat=True).first(),
        called_today=own.values("patient").distinct().count(),
        held=within(Call.objects.filter(state=CallState.HELD), reach).count(),
        has_had_calls=has_had_calls,
        is_base_empty=not has_had_calls and is_base_empty(),
    )


def call_for(access: Access, public_id: UUID, permission: str = "todos.call") -> Call:
    """The call, where the person reaches its branch; a missing and a foreign one are the same 404."""
    calls = within(Call.objects.select_related("patient", "branch"), access.reach(permission))
    return _with_its_cards(get_object_or_404(calls.annotate(card_ids=OWN_CARD_IDS), public_id=public_id))
