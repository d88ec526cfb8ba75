"""Put a patient on the call list by hand."""

from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.base.accounts.models import User
from zabota.base.events.commands import record
from zabota.core.patients.models import Patient
from zabota.core.patients.queries.contacting import contact_facts
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused
from zabota.outreach.todos.commands.refreshing import decision_for
from zabota.outreach.todos.events import CallAdded
from zabota.outreach.todos.models import Call, CallState
from zabota.outreach.todos.queries.calls import number_of
from zabota.outreach.todos.registry import call_reasons

TASK = "task"


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
    contact = number_of(patient)
    decision = decision_for(call_reasons[TASK], contact_facts([patient.pk])[patient.pk], timezone.localdate())
    if not decision.allowed:
        raise CannotBeCalled(_("This patient is not called: %(why)s.") % {"why": decision.sentence})
    if contact is None:
        raise CannotBeCalled(_("There is no number that could be called."))
    if Call.objects.filter(patient=patient, reason=TASK, state__in=(CallState.OPEN, CallState.HELD)).exists():
        raise CannotBeCalled(_("Somebody has already asked to call this patient."))
    zone = patient.home_branch.zone if patient.home_branch else timezone.get_current_timezone()
    call = Call(
        patient=patient,
        reason=TASK,
        branch=patient.home_branch,
        basis=decision.basis,
        evidence=decision.evidence[:80],
        since_on=timezone.localdate(),
        number_index=bytes(contact.value_index),
        note=note,
        due_at=datetime.combine(on, at or time(10), zone) if on else timezone.now(),
        is_promised=True,
        assigned_to=assigned_to,
        created_by_id=by.user_id,
    )
    call.save(force_insert=True)
    record(CallAdded(patient.pk, call.branch_id, call.pk), by=by)
    return call
