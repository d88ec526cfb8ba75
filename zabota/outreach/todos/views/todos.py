"""Tasks and complaints."""

from datetime import datetime, time
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zabota.base.accounts.requests import StaffRequest
from zabota.base.ui.policies import policy
from zabota.base.ui.toasts import toast
from zabota.lib.errors import Refused
from zabota.outreach.todos.commands.todos import add_todo, close_todo, move_todo, reopen_todo
from zabota.outreach.todos.forms import CloseTodoForm, MoveTodoForm, TodoForm
from zabota.outreach.todos.models import Todo
from zabota.outreach.todos.queries.todos import todo_for, todo_listing

SEE = "todos.see_todos"


@policy(SEE)
@require_GET
def todos(request: StaffRequest) -> HttpResponse:
    shown = {"listing": todo_listing(request, request.access), "may_add": request.access.may("todos.add")}
    return render(request, "todos/todos.html", shown)


@policy("todos.add")
@require_http_methods(["GET", "POST"])
def add(request: StaffRequest) -> HttpResponse:
    form = TodoForm(request.POST or None)
    if form.is_valid():
        add_todo(by=request.access.actor, **form.cleaned_data)
        toast(request, _("The task is set."))
        return redirect("todos:todos")
    return render(request, "todos/add_todo.html", {"form": form}, status=422 if form.is_bound else 200)


@policy(SEE)
@require_GET
def todo(request: StaffRequest, public_id: UUID) -> HttpResponse:
    return _page(request, todo_for(request.access, public_id))


@policy(SEE)
@require_POST
def close(request: StaffRequest, public_id: UUID) -> HttpResponse:
    found, form = todo_for(request.access, public_id), CloseTodoForm(request.POST)
    try:
        if form.is_valid():
            close_todo(todo=found, by=request.access.actor, **form.cleaned_data)
            toast(request, _("Written down."), undo_url=reverse("todos:reopen_todo", args=[public_id]))
            return redirect("todos:todos")
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    return _page(request, found, form, status=422)


@policy(SEE)
@require_POST
def reopen(request: StaffRequest, public_id: UUID) -> HttpResponse:
    reopen_todo(todo=todo_for(request.access, public_id), by=request.access.actor)
    return HttpResponse(status=204) if request.htmx else redirect("todos:todos")


@policy(SEE)
@require_POST
def move(request: StaffRequest, public_id: UUID) -> HttpResponse:
    found, form = todo_for(request.access, public_id), MoveTodoForm(request.POST)
    if not form.is_valid():
        return _page(request, found, move_form=form, status=422)
    due_at = timezone.make_aware(datetime.combine(form.cleaned_data["on"], time(18)))
    move_todo(todo=found, due_at=due_at, by=request.access.actor)
    toast(request, _("Put off."))
    return redirect("todos:todos")


def _page(
    request: StaffRequest,
    found: Todo,
    form: CloseTodoForm | None = None,
    move_form: MoveTodoForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"todo": found, "form": form or CloseTodoForm(), "move_form": move_form or MoveTodoForm()}
    return render(request, "todos/todo.html", context, status=status)
