"""Tell patients what has changed: a new time, a visit that is off. Where no message can reach the patient in time, the
desk is asked to call."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.base.accounts.roles import Role
from zabota.base.ui.writing import day
from zabota.lib.actors import Actor
from zabota.outreach.messaging.commands.sending import cancel_messages
from zabota.outreach.messaging.models import MessageState, Purpose
from zabota.outreach.messaging.queries.reaching import can_send, may_ring_at, zone_for
from zabota.outreach.todos.commands.todos import add_todo, close_todo
from zabota.outreach.todos.models import Todo, TodoState
from zabota.work.scheduling.commands.messages import (
    PATIENCE,
    TELL_WITHIN,
    told_visit,
    write,
    write_first_word,
    write_of_hold,
    write_preparation,
    write_reminder,
)
from zabota.work.scheduling.models import Appointment, CancelledBy, Status
from zabota.work.scheduling.queries.known import (
    NEWS,
    known_place,
    last_word,
    never_left,
    open_calls,
    waiting_words,
    whole_way,
)
from zabota.work.scheduling.queries.messages import (
    TOLD,
    has_lapsed,
    is_told,
    named_place,
    place_of,
    source_of,
    waits_for_call,
    waits_for_money,
    what_of,
)

#: What reaches a patient later than so long before his visit is a call.
SOONEST = timedelta(minutes=30)


@transaction.atomic
def tell_of_new_time(
    *, visit_id: int, change: int, is_agreed: bool = False, is_spoken_for: bool = False, by: Actor
) -> None:
    """The visit stands elsewhere, or again: what waits in old words is taken back and written anew, and a patient who
    knows another hour is told. Safe to repeat; `change` is the number of the event. What was agreed with the patient is
    written to him too, but nobody calls him about it; with `is_spoken_for` another part of his visit tells him."""
    visit = told_visit(visit_id)
    if visit is None or visit.status == Status.MOVED:
        return
    way = whole_way(visit)
    _take_back_old_words(visit, way, by)
    if not (_is_coming(visit) and (visit.status in TOLD or waits_for_money(visit))):
        return
    if not is_spoken_for and not _is_being_told(visit, way):
        _tell(visit, way, change, is_agreed, by)
    if can_send() and is_told(visit):
        write_reminder(visit, by)


def _take_back_old_words(visit: Appointment, way: Sequence[Appointment], by: Actor) -> None:
    """Messages that name another hour, and tasks to call about one."""
    place = place_of(visit)
    cancel_messages(sources=[each for each in waiting_words(way) if named_place(each) != place], by=by)
    _drop_calls([todo for todo in open_calls(way) if named_place(todo.source or "") != place], by)


def _drop_calls(todos: Iterable[Todo], by: Actor) -> None:
    for todo in todos:
        close_todo(todo=todo, state=TodoState.DROPPED, outcome=_("The visit has changed once more."), by=by)


def _is_being_told(visit: Appointment, way: Sequence[Appointment]) -> bool:
    """Whether the new hour is on its way to the patient already."""
    return any(what_of(source) in NEWS for source in waiting_words(way)) or bool(open_calls(way))


def _tell(visit: Appointment, way: Sequence[Appointment], change: int, is_agreed: bool, by: Actor) -> None:
    unsaid = never_left(way) if can_send() else set()
    if last_word(way) is None and Purpose.CONFIRMATION in unsaid and is_told(visit):
        return write_first_word(visit, by)
    if last_word(way) is None and Purpose.HELD in unsaid and waits_for_money(visit):
        return write_of_hold(visit, by)
    was = known_place(way)
    is_news = was != place_of(visit)
    if is_news and not _written(visit, "moved", by, purpose=Purpose.MOVED, change=change, was=was) and not is_agreed:
        _call(visit, "moved", _("Tell the patient: his visit is on %(when)s now"), by, change=change)
    if Purpose.PREPARATION in unsaid and is_told(visit):
        write_preparation(visit, by)
    return None


@transaction.atomic
def tell_of_cancelling(*, visit_id: int, by: Actor) -> None:
    """The clinic has cancelled: the patient is told, by a call where no message reaches him. Who cancelled himself gets
    it in writing, if he ever got anything. Safe to repeat."""
    visit = told_visit(visit_id)
    if visit is None or visit.status != Status.CANCELLED or not _is_coming(visit) or waits_for_call(visit):
        return
    way = whole_way(visit)
    _drop_calls([todo for todo in open_calls(way) if named_place(todo.source or "")], by)
    if visit.cancelled_by == CancelledBy.PATIENT:
        if last_word(way) is not None:
            _written(visit, "cancelled", by)
    elif not has_lapsed(visit) and not _written(visit, "cancelled_by_clinic", by):
        _call(visit, "cancelled", _("Tell the patient: the clinic has cancelled the visit of %(when)s"), by)


def tell_of_lapse(*, visit: Appointment, by: Actor) -> bool:
    """The deadline of the prepayment has passed: the patient is written to. False where the desk has to tell him. Within
    the transaction that cancels."""
    return _is_coming(visit) and not waits_for_call(visit) and _written(visit, "lapsed", by)


def _is_coming(visit: Appointment) -> bool:
    return visit.has_time and visit.starts_at > timezone.now() and not visit.patient.is_deceased


def _written(
    visit: Appointment,
    template: str,
    by: Actor,
    *,
    purpose: str = Purpose.CANCELLED,
    change: int | None = None,
    was: str = "",
) -> bool:
    """Whether a message that may be sent, and comes in time, waits now."""
    change = int(visit.status_at.timestamp()) if change is None else change
    comes_at = may_ring_at(timezone.now() + PATIENCE, zone_for(visit.patient, visit.branch), purpose)
    if comes_at > visit.starts_at - SOONEST:
        return False
    made = write(visit, purpose, visit.starts_at, by, template=template, time_of_change=change, was=was)
    return made is not None and made.state != MessageState.REFUSED


def _call(visit: Appointment, what: str, title: str, by: Actor, *, change: int | None = None) -> None:
    assert visit.wall_time is not None
    wall = f"{day(visit.wall_day, today=timezone.localdate())}, {visit.wall_time:%H:%M}"
    add_todo(
        title=title % {"when": wall},
        patient=visit.patient,
        branch=visit.branch,
        role=Role.FRONT_DESK,
        due_at=min(timezone.now() + TELL_WITHIN, visit.starts_at),
        source=source_of(visit, what, int(visit.status_at.timestamp()) if change is None else change),
        by=by,
    )
