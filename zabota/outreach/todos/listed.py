"""Calls, attempts and tasks as lists that may be taken out to Excel."""

from zabota.base.ui.registry import ListSource, list_sources
from zabota.outreach.todos.queries.lists import attempt_listing, call_listing
from zabota.outreach.todos.queries.todos import todo_listing

EXPORT = "todos.export_calls"

for source in (
    ListSource("todos.calls", "todos.call", EXPORT, lambda request: call_listing(request, request.access).sheet),
    ListSource(
        "todos.attempts", "todos.oversee", EXPORT, lambda request: attempt_listing(request, request.access).sheet
    ),
    ListSource(
        "todos.todos",
        "todos.see_todos",
        "audit.export_lists",
        lambda request: todo_listing(request, request.access).sheet,
    ),
):
    list_sources.register(source.key, source)
