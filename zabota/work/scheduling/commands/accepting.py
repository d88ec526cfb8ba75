"""A visit that a patient booked by himself without proving his phone is held until somebody has called him."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.base.events.commands import record
from zabota.lib.actors import Actor
from zabota.work.scheduling.commands.life import NotNow
from zabota.work.scheduling.events import HeldVisitAccepted
from zabota.work.scheduling.models import Appointment, Occupancy, Status


@transaction.atomic
def accept_held(*, appointment: Appointment, by: Actor) -> Appointment:
    """The patient was called and means it: the held visit is booked. Who owes a prepayment waits for it further.

    Raises NotNow.
    """
    visit = Appointment.objects.select_for_update().get(pk=appointment.pk)
    if visit.status != Status.HELD or visit.prepayment is not None:
        raise NotNow(_("This visit does not wait for a call."))
    visit.status, visit.held_until, visit.status_at = Status.PLANNED, None, timezone.now()
    visit.save(update_fields=["status", "status_at", "held_until"])
    visit.occupancies.filter(state=Occupancy.State.HELD).update(state=Occupancy.State.TAKEN, held_until=None)
    record(HeldVisitAccepted(visit.patient_id, visit.branch_id, visit.pk), by=by)
    return visit
