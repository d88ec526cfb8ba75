"""Places of the call list in the sidebar, and the operator's first screen."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from zabota.base.ui.registry import HomePage, MenuEntry, home_pages, menu
from zabota.outreach.todos.queries.calls import due_calls


def calls_waiting(request: Any) -> int | None:
    return due_calls(request.access.reach("todos.call")).count() or None


menu.register(
    "calls",
    MenuEntry(
        key="calls",
        title=_("Call list"),
        icon="phone",
        url_name="todos:calling",
        permission="todos.call",
        order=50,
        count=calls_waiting,
        go_key="O",
    ),
)
home_pages.register("calls", HomePage(key="calls", url_name="todos:calling", permission="todos.call", order=40))
