"""The list «Внести в МИС»: a booking stays on it until a person has written it into the clinic's own system."""

from django.db import transaction
from django.utils import timezone

from zabota.base.events.commands import record
from zabota.lib.actors import Actor
from zabota.work.scheduling.events import AppointmentEnteredIntoMis
from zabota.work.scheduling.models import Appointment


@transaction.atomic
def enter_into_mis(*, appointment: Appointment, by: Actor) -> None:
    """Tick a booking off. Safe to repeat: the first tick counts."""
    is_first = Appointment.objects.filter(pk=appointment.pk, must_enter_into_mis=True).update(
        must_enter_into_mis=False, entered_into_mis_at=timezone.now(), entered_by_id=by.user_id
    )
    if is_first:
        record(AppointmentEnteredIntoMis(appointment.patient_id, appointment.branch_id, appointment.pk), by=by)


@transaction.atomic
def put_back_for_mis(*, appointment: Appointment, by: Actor) -> None:
    """Take a tick back: the booking is on the list again."""
    Appointment.objects.filter(pk=appointment.pk, entered_into_mis_at__isnull=False).update(
        must_enter_into_mis=True, entered_into_mis_at=None, entered_by=None
    )
