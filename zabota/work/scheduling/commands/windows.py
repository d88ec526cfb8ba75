"""Fill empty hours of the low season: whoever would fit is put on the call list (R043)."""

from django.db import transaction

from zabota.base.accounts.access import Reach
from zabota.base.events.commands import record
from zabota.core.staff.models import Doctor
from zabota.lib.actors import Actor
from zabota.outreach.todos.commands.adding import CannotBeCalled, call_about
from zabota.work.scheduling.events import WindowFilling
from zabota.work.scheduling.queries.windows import FREE_WINDOW, whom_to_call


@transaction.atomic
def call_who_fits(*, doctor: Doctor, reach: Reach, by: Actor) -> int:
    """Put the first who would fit into a doctor's empty hours and may be called on the call list; returns how many."""
    called = 0
    for each in whom_to_call(doctor, reach):
        patient = each.patient
        try:
            call_about(patient=patient, reason=FREE_WINDOW, branch=patient.home_branch, value=each.paid, by=by)
            called += 1
        except CannotBeCalled:
            continue
    if called:
        record(WindowFilling(doctor.pk, called), by=by)
    return called
