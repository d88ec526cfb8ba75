"""What follows a visit: the doctor asks for it, the desk books it when the patient leaves."""

from django.db import transaction
from django.utils.translation import gettext as _

from zabota.base.events.commands import record
from zabota.core.catalog.models import Service
from zabota.core.staff.models import Doctor
from zabota.lib.actors import Actor
from zabota.work.scheduling.commands.life import NotNow
from zabota.work.scheduling.events import CommentWritten, NextStepAsked
from zabota.work.scheduling.models import Appointment, NextStep, Status

CAME = (Status.ARRIVED, Status.IN_ROOM, Status.COMPLETED)
LONGEST = 2000


@transaction.atomic
def ask_next_step(
    *, appointment: Appointment, service: Service, doctor: Doctor | None, after_days: int, by: Actor
) -> NextStep:
    """The doctor asks for the next visit; asked anew, the newest word counts. Raises NotNow before the patient has come,
    and after the desk has booked what was asked."""
    visit = Appointment.objects.select_for_update(of=("self",)).get(pk=appointment.pk)
    if visit.status not in CAME:
        raise NotNow(_("The patient has not come yet."))
    known = NextStep.objects.filter(appointment=visit, booked__isnull=False).exists()
    if known:
        raise NotNow(_("The next step is booked already."))
    step, _is_new = NextStep.objects.update_or_create(
        appointment=visit,
        defaults={"service": service, "doctor": doctor, "after_days": after_days, "asked_by_id": by.user_id},
    )
    record(NextStepAsked(visit.patient_id, visit.branch_id, visit.pk), by=by)
    return step


@transaction.atomic
def settle_next_step(*, appointment: Appointment, booked: Appointment) -> bool:
    """The desk has booked what was asked for after `appointment`. False where nothing waits, or it is another's visit."""
    waiting = NextStep.objects.filter(appointment=appointment, booked=None)
    return booked.patient_id == appointment.patient_id and bool(waiting.update(booked=booked))


@transaction.atomic
def write_comment(*, appointment: Appointment, text: str, by: Actor) -> Appointment:
    """What the desk tells the doctor of a visit; an empty text takes it away."""
    visit = Appointment.objects.select_for_update(of=("self",)).get(pk=appointment.pk)
    text = text.strip()[:LONGEST]
    if text != visit.comment:
        visit.comment = text
        visit.save(update_fields=["comment"])
        record(CommentWritten(visit.patient_id, visit.branch_id, visit.pk), by=by)
    return visit
