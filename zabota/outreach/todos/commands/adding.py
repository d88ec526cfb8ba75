"""Put one patient on the call list: by hand, or because of something that has just happened."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.base.accounts.models import User
from zabota.base.events.commands import record
from zabota.core.patients.models import Patient
from zabota.core.patients.queries.contacting import contact_facts
from zabota.core.practice.models import Branch
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused
from zabota.outreach.todos.commands.refreshing import decision_for
from zabota.outreach.todos.events import CallAdded
from zabota.outreach.todos.models import Call, CallState
from zabota.outreach.todos.queries.calls import number_of
from zabota.outreach.todos.registry import call_reasons

TASK = "task"
WAITING = (CallState.OPEN, CallState.HELD)


class CannotBeCalled(Refused):
    """The patient must not be called, cannot be, or is on the list already."""


@transaction.atomic
def add_call(
    *,
    patient: Patient,
    note: str,
    by: Actor,
    on: date | None = None,
    at: time | None = None,
    assigned_to: User | None = None,
) -> Call:
    """Ask for a call because of something that concerns this patient's care; `note` says what. Raises CannotBeCalled.

    Without a day it is due now; `assigned_to` alone gets it, without him whoever is free.
    """
    zone = patient.home_branch.zone if patient.home_branch else timezone.get_current_timezone()
    return _added(
        patient, TASK, by, branch=patient.home_branch, note=note, is_promised=True, assigned_to=assigned_to,
        due_at=datetime.combine(on, at or time(10), zone) if on else timezone.now(),
    )  # fmt: skip


@transaction.atomic
def call_about(
    *, patient: Patient, reason: str, branch: Branch | None, value: Decimal | None = None, by: Actor
) -> Call:
    """Put a patient on the list now for a reason that another module knows of; whoever asked for the call himself, a care
    reason, comes first. Raises CannotBeCalled."""
    is_promised = call_reasons[reason].is_care
    return _added(patient, reason, by, branch=branch, value=value or Decimal(0), is_promised=is_promised)


@transaction.atomic
def withdraw_call(*, call: Call) -> bool:
    """The reason has gone before anybody ended the call. False when it had ended already."""
    waiting = Call.objects.filter(pk=call.pk, state__in=WAITING)
    return bool(waiting.update(state=CallState.CLOSED, closed_at=timezone.now(), taken_by=None, taken_until=None))


def _added(patient: Patient, reason: str, by: Actor, **columns: Any) -> Call:
    contact = number_of(patient)
    decision = decision_for(call_reasons[reason], contact_facts([patient.pk])[patient.pk], timezone.localdate())
    if not decision.allowed:
        raise CannotBeCalled(_("This patient is not called: %(why)s.") % {"why": decision.sentence})
    if contact is None:
        raise CannotBeCalled(_("There is no number that could be called."))
    if Call.objects.filter(patient=patient, reason=reason, state__in=WAITING).exists():
        raise CannotBeCalled(_("Somebody has already asked to call this patient."))
    call = Call(
        patient=patient,
        reason=reason,
        basis=decision.basis,
        evidence=decision.evidence[:80],
        since_on=timezone.localdate(),
        number_index=bytes(contact.value_index),
        created_by_id=by.user_id,
        **{"due_at": timezone.now(), **columns},
    )
    call.save(force_insert=True)
    record(CallAdded(patient.pk, call.branch_id, call.pk), by=by)
    return call
