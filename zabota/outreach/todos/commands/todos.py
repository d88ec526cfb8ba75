"""Duties of the staff: complaints for the director, tasks that one sets another."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.base.accounts.models import User
from zabota.base.accounts.roles import Role
from zabota.base.events.commands import record
from zabota.core.patients.models import Patient
from zabota.core.practice.models import Branch
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused
from zabota.outreach.todos.events import ComplaintRaised, TodoAdded, TodoClosed, TodoMoved
from zabota.outreach.todos.models import Todo, TodoKind, TodoState

#: R254: a complaint is answered at once.
COMPLAINT_WITHIN = timedelta(hours=1)
CLOSED = (TodoState.DONE, TodoState.DROPPED)


class TodoIsUnclear(Refused):
    """Whoever reads it must learn what to do and until when."""


@transaction.atomic
def raise_complaint(*, patient: Patient, branch: Branch | None, text: str, source: str, by: Actor) -> Todo:
    """Hand a complaint to the director, due within an hour; the same source again gives the same one."""
    known = Todo.objects.filter(source=source).first()
    if known is not None:
        return known
    todo = Todo(
        kind=TodoKind.COMPLAINT,
        title=_("Answer a complaint"),
        text=text,
        patient=patient,
        branch=branch,
        role=Role.DIRECTOR,
        due_at=timezone.now() + COMPLAINT_WITHIN,
        created_by_id=by.user_id,
        source=source,
    )
    todo.save(force_insert=True)
    record(ComplaintRaised(todo.pk, patient.pk, branch.pk if branch else None), by=by)
    return todo


@transaction.atomic
def add_todo(
    *,
    title: str,
    due_at: datetime,
    by: Actor,
    text: str = "",
    patient: Patient | None = None,
    branch: Branch | None = None,
    role: str = "",
    assigned_to: User | None = None,
    source: str | None = None,
) -> Todo:
    """Set a task for a person or for a role; without either it is one's own. The same `source` again gives the same one."""
    if not title.strip():
        raise TodoIsUnclear(_("Write what is to be done."), field="title")
    if source is not None and (known := Todo.objects.filter(source=source).first()):
        return known
    todo = Todo(
        title=title.strip()[:160],
        text=text.strip(),
        patient=patient,
        branch=branch,
        role=role,
        assigned_to_id=assigned_to.pk if assigned_to else None if role else by.user_id,
        due_at=due_at,
        created_by_id=by.user_id,
        source=source,
    )
    todo.save(force_insert=True)
    record(TodoAdded(todo.pk, patient.pk if patient else None, branch.pk if branch else None), by=by)
    return todo


@transaction.atomic
def close_todo(*, todo: Todo, state: str, by: Actor, outcome: str = "") -> None:
    """Done, done in part (stays open) or not needed; a complaint is closed with a word on what was done."""
    todo = _open(todo)
    if todo.kind == TodoKind.COMPLAINT and not outcome.strip():
        raise TodoIsUnclear(_("Write what was done about the complaint."), field="outcome")
    todo.state, todo.outcome = state, outcome.strip() or todo.outcome
    if state in CLOSED:
        todo.closed_at, todo.closed_by_id = timezone.now(), by.user_id
    todo.save()
    record(TodoClosed(todo.pk, todo.patient_id, todo.branch_id, state), by=by)


@transaction.atomic
def reopen_todo(*, todo: Todo, by: Actor) -> None:
    """Take back a closing a moment ago."""
    todo = Todo.objects.select_for_update().get(pk=todo.pk)
    todo.state, todo.closed_at, todo.closed_by = TodoState.OPEN, None, None
    todo.save(update_fields=["state", "closed_at", "closed_by"])
    record(TodoClosed(todo.pk, todo.patient_id, todo.branch_id, TodoState.OPEN), by=by)


@transaction.atomic
def move_todo(*, todo: Todo, due_at: datetime, by: Actor) -> None:
    """Put it off; how often that happened stays to be seen (R222)."""
    todo = _open(todo)
    if due_at <= timezone.now():
        raise TodoIsUnclear(_("This moment has passed."), field="due_at")
    todo.due_at, todo.moved = due_at, todo.moved + 1
    todo.save(update_fields=["due_at", "moved"])
    record(TodoMoved(todo.pk, todo.patient_id, todo.branch_id), by=by)


def drop_complaint(*, source: str, by: Actor) -> None:
    """The outcome that raised it was taken back."""
    todo = Todo.objects.filter(source=source, closed_at__isnull=True).first()
    if todo is not None:
        close_todo(todo=todo, state=TodoState.DROPPED, outcome=_("Taken back by the operator."), by=by)


def _open(todo: Todo) -> Todo:
    current = Todo.objects.select_for_update(of=("self",)).get(pk=todo.pk)
    if current.closed_at is not None:
        raise TodoIsUnclear(_("This task is closed already."))
    return current
