"""Tasks as lists: one's own, those of one's roles, and what is late."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zabota.base.accounts.access import Access
from zabota.base.accounts.requests import StaffRequest
from zabota.base.ui.listing import Column, Filter, Listing
from zabota.core.patients.queries.contacts import without_numbers
from zabota.outreach.todos.models import Todo, TodoKind, TodoState
from zabota.outreach.todos.queries.lists import moment_cell, patient_name

TIMES = [
    ("late", _("late")),
    ("today", _("today")),
    ("moved", pgettext_lazy("tasks", "put off")),
    ("partly", _("done in part")),
]
SHOWN = [("mine", _("mine")), ("closed", pgettext_lazy("tasks", "closed"))]

COLUMNS = (
    Column("title", _("What to do"), ("title",), cell=lambda todo: without_numbers(todo.title)),
    Column("patient", _("Patient"), ("patient__surname", "patient__given"), is_optional=True, cell=patient_name),
    Column("due", _("Due by"), ("due_at",), cell=lambda todo: moment_cell(todo.due_at)),
    Column("whose", _("Whose task"), is_optional=True, cell=lambda todo: todo.assigned_to or todo.get_role_display()),
    Column("moved", _("Times put off"), ("moved",), is_number=True, is_optional=True, cell=lambda todo: todo.moved),
    Column("state", _("State"), ("state",), cell=lambda todo: todo.get_state_display()),
)


def todos_for(access: Access) -> QuerySet[Todo]:
    """What a person may see: his own, what he set, what waits for a role of his, and as a senior all of his branches.

    Complaints are the director's alone (R252).
    """
    todos = Todo.objects.select_related("patient", "assigned_to", "branch", "created_by")
    if not access.may("todos.answer_complaints"):
        todos = todos.exclude(kind=TodoKind.COMPLAINT)
    own = Q(assigned_to=access.user) | Q(created_by=access.user) | Q(role__in=[str(role) for role in access.roles])
    if not access.may("todos.oversee"):
        return todos.filter(own)
    reach = access.reach("todos.oversee")
    return todos if reach.is_network else todos.filter(own | Q(branch_id__in=reach.branch_ids) | Q(branch_id=None))


def todo_for(access: Access, public_id: UUID) -> Todo:
    return get_object_or_404(todos_for(access), public_id=public_id)


def open_todos(access: Access) -> QuerySet[Todo]:
    return todos_for(access).filter(closed_at__isnull=True)


def todo_listing(request: StaffRequest, access: Access) -> Listing:
    todos = todos_for(access)
    if request.GET.get("shown") != "closed":
        todos = todos.filter(closed_at__isnull=True)
    return Listing(
        request,
        todos,
        key="todos.todos",
        columns=COLUMNS,
        filters=[
            Filter("time", _("Time"), TIMES, _at_a_time),
            Filter("kind", _("Kind"), TodoKind.choices, lambda rows, key: rows.filter(kind=key)),
            Filter("shown", _("Shown"), SHOWN, lambda rows, key: _shown(rows, key, access)),
        ],
        sorted_by="due",
    )


def _at_a_time(rows: QuerySet[Todo], key: str) -> QuerySet[Todo]:
    now = timezone.localtime()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    conditions = {
        "late": Q(due_at__lt=now, closed_at__isnull=True),
        "today": Q(due_at__lt=midnight, closed_at__isnull=True),
        "moved": Q(moved__gt=0),
        "partly": Q(state=TodoState.PARTLY),
    }
    return rows.filter(conditions[key])


def _shown(rows: QuerySet[Todo], key: str, access: Access) -> QuerySet[Todo]:
    if key == "mine":
        return rows.filter(Q(assigned_to=access.user) | Q(role__in=[str(role) for role in access.roles]))
    return rows.filter(closed_at__isnull=False)
