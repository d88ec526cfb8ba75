"""Calls and tasks in the sidebar, and the first screens of operators and of those who watch over them."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from zabota.base.ui.registry import (
    FirstStep,
    FirstWay,
    HomePage,
    MenuEntry,
    QuickAction,
    first_ways,
    home_pages,
    menu,
    quick_actions,
)
from zabota.core.patients.queries.duplicates import waiting_pairs
from zabota.core.patients.queries.lists import is_base_empty
from zabota.outreach.todos.models import Call, CallAttempt, Todo
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
first_ways.register(
    "calling",
    FirstWay(
        key="calling",
        title=_("Bring back those who have not come for long"),
        text=_("Files that the clinic has already are enough: nothing has to be prepared for them."),
        order=10,
        steps=(
            FirstStep(
                title=_("Import your files"),
                text=_("Lists of patients, journals of visits, exports of another program, as they are."),
                action=_("Choose files"),
                icon="file-import",
                url_name="intake:batches",
                permission="intake.import",
                is_done=lambda: not is_base_empty(),
            ),
            FirstStep(
                title=_("Look at the duplicates"),
                text=_(
                    "One person, one card: the certain ones are merged by themselves, the doubtful wait for a word."
                ),
                action=_("To the duplicates"),
                icon="arrow-merge",
                url_name="patients:duplicates",
                permission="patients.review_duplicates",
                is_done=lambda: not is_base_empty() and not waiting_pairs().exists(),
            ),
            FirstStep(
                title=_("Call"),
                text=_("Whom to call first, why, and what to say: the list makes itself from visits."),
                action=_("To the calls"),
                icon="phone",
                url_name="todos:calling",
                permission="todos.call",
                is_done=CallAttempt.objects.exists,
            ),
        ),
    ),
)
