"""Write to patients about their visits: confirmation, preparation, reminder. Each is written once of a visit and an hour."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.base.accounts.roles import Role
from zabota.lib.actors import Actor
from zabota.outreach.messaging.commands.sending import cancel_messages, send_message
from zabota.outreach.messaging.models import Message, MessageState, Purpose
from zabota.outreach.messaging.queries.reaching import can_send
from zabota.outreach.todos.commands.todos import add_todo
from zabota.work.scheduling.models import Appointment
from zabota.work.scheduling.queries.chains import linked_parts, parts_of, rest_of_visit
from zabota.work.scheduling.queries.known import said_so_far, whole_way
from zabota.work.scheduling.queries.messages import (
    TOLD,
    about,
    is_first_of_chain,
    is_told,
    may_be_told,
    preparation_for,
    reminder_moment,
    source_of,
    speaks_for_all,
    still_off,
    waits_for_money,
    what_of,
    words_of,
)

#: A booking may be taken back for a moment.
PATIENCE = timedelta(minutes=1)
#: Later than this before the visit a reminder helps nobody.
LAST_REMINDER = timedelta(hours=1)
TELL_WITHIN = timedelta(hours=2)


@transaction.atomic
def write_about_visit(*, visit_id: int, is_paid: bool = False, by: Actor) -> None:
    """Queue what this visit asks for, once; with `is_paid` it is booked only now, whatever was said of it before. A clinic
    without channels, and a patient whom none reaches, are called."""
    visit = told_visit(visit_id)
    if visit is None or not can_send():
        return
    said = said_so_far([*whole_way(visit), *linked_parts(visit)])
    if waits_for_money(visit) and may_be_told(visit) and not said:
        write_of_hold(visit, by)
    if is_told(visit):
        if is_first_of_chain(visit) and not said - ({Purpose.HELD, Purpose.MOVED} if is_paid else set()):
            write_first_word(visit, by)
        write_reminder(visit, by)


def told_visit(visit_id: int) -> Appointment | None:
    """A visit with all that is said of it."""
    visits = Appointment.objects.select_related("patient", "branch", "doctor", "service")
    return visits.filter(pk=visit_id).first()


def write_first_word(visit: Appointment, by: Actor) -> None:
    write(visit, Purpose.CONFIRMATION, visit.starts_at, by)
    write_preparation(visit, by)


def write_preparation(visit: Appointment, by: Actor) -> None:
    """Where the service, or another one of the same visit, asks for any."""
    if preparation_for(visit):
        write(visit, Purpose.PREPARATION, visit.starts_at, by)


def write_of_hold(visit: Appointment, by: Actor) -> None:
    """Until when the time is kept, and what is asked for it."""
    assert visit.held_until is not None
    write(visit, Purpose.HELD, visit.held_until, by)


def write_reminder(visit: Appointment, by: Actor) -> None:
    """One of the whole visit: its first service speaks for the others."""
    if not speaks_for_all(visit):
        return
    cancel_messages(sources=_reminders_of_others(visit), by=by)
    moment = reminder_moment(visit)
    if moment is not None:
        write(visit, Purpose.REMINDER, visit.starts_at - LAST_REMINDER, by, not_before=moment)


def _reminders_of_others(visit: Appointment) -> list[str]:
    others = parts_of(visit).exclude(pk=visit.pk)
    return [source_of(each, Purpose.REMINDER) for each in others]


@transaction.atomic
def remind_of_rest(*, visit_id: int, by: Actor) -> None:
    """A part of a visit is off or stands elsewhere: the one that is first now speaks for the rest. Safe to repeat."""
    visit = told_visit(visit_id)
    first = next((each for each in rest_of_visit(visit) if is_told(each)), None) if visit else None
    if first is not None and first.pk != visit_id:
        write_about_visit(visit_id=first.pk, by=by)


def write(
    visit: Appointment,
    purpose: str,
    expires_at: datetime,
    by: Actor,
    *,
    template: str = "",
    not_before: datetime | None = None,
    time_of_change: int | None = None,
    was: str = "",
) -> Message | None:
    """Queue one message about a visit, in a moment where nothing else is said; None where no channel reaches the patient."""
    return send_message(
        patient=visit.patient, purpose=purpose, template=template, source=source_of(visit, purpose, time_of_change),
        fields=words_of(visit, was=was), branch=visit.branch, not_before=not_before or timezone.now() + PATIENCE,
        expires_at=expires_at, by=by,
    )  # fmt: skip


def take_back_messages(*, visit_id: int, by: Actor) -> None:
    """The visit is not any more: what still waits about it is not sent, but for the news that it is off."""
    waiting = Message.objects.filter(source__startswith=about(visit_id), state=MessageState.QUEUED)
    sources = waiting.values_list("source", flat=True)
    cancel_messages(sources=[each for each in sources if what_of(each) != Purpose.CANCELLED], by=by)


def call_instead(*, visit_id: int, message_id: int, source: str, by: Actor) -> None:
    """A message about a visit did not leave, or nobody knows: the desk tells the patient. Once for a message."""
    visit = Appointment.objects.select_related("patient", "branch").filter(pk=visit_id).first()
    now = timezone.now()
    if visit is None or visit.starts_at <= now:
        return
    if visit.status not in TOLD and not waits_for_money(visit) and source not in still_off([source]):
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
