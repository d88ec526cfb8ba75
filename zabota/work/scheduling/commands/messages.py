"""Write to patients about their visits: confirmation, preparation, reminder. Each is written once for a visit."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.base.accounts.roles import Role
from zabota.lib.actors import Actor
from zabota.outreach.messaging.commands.sending import cancel_messages, send_message
from zabota.outreach.messaging.models import Purpose
from zabota.outreach.messaging.queries.reaching import can_send
from zabota.outreach.todos.commands.todos import add_todo
from zabota.work.scheduling.models import Appointment
from zabota.work.scheduling.queries.messages import (
    TOLD,
    is_first_of_chain,
    is_told,
    reminder_moment,
    source_of,
    sources_of,
    words_of,
)

#: A booking may be taken back for a moment.
PATIENCE = timedelta(minutes=1)
#: Later than this before the visit a reminder helps nobody.
LAST_REMINDER = timedelta(hours=1)
TELL_WITHIN = timedelta(hours=2)


@transaction.atomic
def write_about_visit(*, visit_id: int, by: Actor) -> None:
    """Queue what this visit asks for. A clinic without channels, and a patient whom none reaches, are called."""
    visit = Appointment.objects.select_related("patient", "branch", "doctor", "service").filter(pk=visit_id).first()
    if visit is None or not can_send() or not is_told(visit):
        return
    if is_first_of_chain(visit):
        _write(visit, Purpose.CONFIRMATION, timezone.now() + PATIENCE, visit.starts_at, by)
        if visit.service and visit.service.preparation.strip():
            _write(visit, Purpose.PREPARATION, timezone.now() + PATIENCE, visit.starts_at, by)
    moment = reminder_moment(visit)
    if moment is not None:
        _write(visit, Purpose.REMINDER, moment, visit.starts_at - LAST_REMINDER, by)


def _write(visit: Appointment, purpose: str, not_before: datetime, expires_at: datetime, by: Actor) -> None:
    send_message(
        patient=visit.patient, purpose=purpose, source=source_of(visit.pk, purpose), fields=words_of(visit),
        branch=visit.branch, not_before=not_before, expires_at=expires_at, by=by,
    )  # fmt: skip


def take_back_messages(*, visit_id: int, by: Actor) -> None:
    """The visit is not any more: what still waits about it is not sent."""
    cancel_messages(sources=sources_of(visit_id), by=by)


def call_instead(*, visit_id: int, message_id: int, by: Actor) -> None:
    """A message about a visit did not leave, or nobody knows: the desk tells the patient. Once for a message."""
    visit = Appointment.objects.select_related("patient", "branch").filter(pk=visit_id, status__in=TOLD).first()
    now = timezone.now()
    if visit is None or visit.starts_at <= now:
        return
    add_todo(
        title=_("Tell the patient of the visit: the message did not reach him"),
        patient=visit.patient,
        branch=visit.branch,
        role=Role.FRONT_DESK,
        due_at=min(now + TELL_WITHIN, visit.starts_at),
        source=f"message:{message_id}",
        by=by,
    )
