"""Calls and tasks in the sidebar, and the first screens of operators and of those who watch over them."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from zabota.base.ui.registry import HomePage, MenuEntry, QuickAction, home_pages, menu, quick_actions
from zabota.outreach.todos.models import Call, Todo
from zabota.outreach.todos.queries.calls import due_calls
from zabota.outreach.todos.queries.todos import open_todos


def calls_waiting(request: Any) -> QuerySet[Call]:
    return due_calls(request.access.reach("todos.call"))


def todos_waiting(request: Any) -> QuerySet[Todo]:
    return open_todos(request.access)


for entry in (
    MenuEntry(
        key="calls",
        title=_("Calls"),
        icon="phone",
        url_name="todos:calling",
        permission="todos.call",
        order=50,
        waiting=calls_waiting,
        go_key="O",
    ),
    MenuEntry(
        key="todos",
        title=_("Tasks"),
        icon="checkbox",
        url_name="todos:todos",
        permission="todos.see_todos",
        order=60,
        waiting=todos_waiting,
        go_key="T",
    ),
    MenuEntry(
        key="call_progress",
        title=_("How calls go"),
        icon="chart-histogram",
        url_name="todos:progress",
        permission="todos.oversee",
        order=90,
    ),
    MenuEntry(
        key="call_scripts",
        title=_("What to say"),
        icon="message-2",
        url_name="todos:scripts",
        permission="todos.write_scripts",
        order=180,
        is_main=False,
    ),
):
    menu.register(entry.key, entry)

quick_actions.register(
    "add_todo",
    QuickAction(
        key="add_todo",
        title=_("New task"),
        icon="checkbox",
        url_name="todos:add_todo",
        permission="todos.add",
        order=40,
    ),
)
home_pages.register(
    "progress", HomePage(key="progress", url_name="todos:progress", permission="todos.set_rules", order=30)
)
home_pages.register("calls", HomePage(key="calls", url_name="todos:calling", permission="todos.call", order=40))
