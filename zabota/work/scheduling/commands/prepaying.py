"""The rules of prepayment, and a visit that waits for one: the money comes, or the deadline passes and the time is given
back, once (F3)."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.base.accounts.roles import Role
from zabota.base.events.commands import record
from zabota.lib.actors import Actor
from zabota.outreach.todos.commands.todos import add_todo
from zabota.work.scheduling.commands.life import NotNow, cancel
from zabota.work.scheduling.commands.telling import tell_of_lapse
from zabota.work.scheduling.events import BookingRulesChanged, PrepaymentReceived
from zabota.work.scheduling.models import Appointment, BookingRules, CancelledBy, Occupancy, Status
from zabota.work.scheduling.queries.wording import wall_in_words

FEW = 500
#: The desk tells the patient whose time was given back.
TOLD_WITHIN = timedelta(hours=2)


@transaction.atomic
def change_booking_rules(*, by: Actor, **values: Any) -> BookingRules:
    """The director's own numbers; only what differs is recorded, by field name."""
    rules = BookingRules.objects.select_for_update().get_or_create(pk=1)[0]
    changed = [name for name, value in values.items() if getattr(rules, name) != value]
    for name in changed:
        setattr(rules, name, values[name])
    if changed:
        rules.save(update_fields=changed)
        record(BookingRulesChanged(changed), by=by)
    return rules


@transaction.atomic
def receive_prepayment(*, appointment: Appointment, by: Actor) -> Appointment:
    """The money for a held visit is here: it is booked now. Also after the deadline, as long as the time is still held.

    Raises NotNow.
    """
    visit = Appointment.objects.select_for_update().get(pk=appointment.pk)
    if visit.status != Status.HELD:
        raise NotNow(_("This visit does not wait for a prepayment."))
    visit.status, visit.held_until = Status.PLANNED, None
    visit.status_at = visit.prepaid_at = timezone.now()
    visit.save(update_fields=["status", "status_at", "held_until", "prepaid_at"])
    visit.occupancies.filter(state=Occupancy.State.HELD).update(state=Occupancy.State.TAKEN, held_until=None)
    record(PrepaymentReceived(visit.patient_id, visit.branch_id, visit.pk), by=by)
    return visit


def cancel_unpaid_visits(*, by: Actor) -> int:
    """Cancel held visits past their deadline, each once however many workers do it; returns how many."""
    due = Appointment.objects.filter(status=Status.HELD, held_until__lte=timezone.now()).order_by("held_until", "pk")
    return sum(_cancel_unpaid(number, by) for number in list(due.values_list("pk", flat=True)[:FEW]))


@transaction.atomic
def _cancel_unpaid(number: int, by: Actor) -> bool:
    held = Appointment.objects.filter(pk=number, status=Status.HELD, held_until__lte=timezone.now())
    visit = held.select_for_update(of=("self",), skip_locked=True).select_related("patient", "branch").first()
    if visit is None:
        return False
    why, told = _words_of_lapse(visit)
    off = cancel(appointment=visit, cancelled_by=CancelledBy.CLINIC, reason=why, by=by)
    if tell_of_lapse(visit=off, by=by):
        return True
    add_todo(
        title=told % {"wall": wall_in_words(visit)},
        patient=visit.patient,
        branch=visit.branch,
        role=Role.FRONT_DESK,
        due_at=timezone.now() + TOLD_WITHIN,
        by=by,
    )
    return True


def _words_of_lapse(visit: Appointment) -> tuple[str, str]:
    """Why the time is given back, and what the desk is to tell. Without a sum the visit waited for a call of the desk."""
    if visit.prepayment is None:
        return _("not confirmed until the deadline"), _("Tell the patient: not confirmed in time, %(wall)s is off")
    return _("not paid until the deadline"), _("Tell the patient: not paid in time, the booking of %(wall)s is off")
