"""What the bell tells of calls: complaints to the director at once, late promises to those who watch over them."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zabota.base.ui.registry import Notice, notice_sources
from zabota.outreach.todos.models import Call, TodoKind
from zabota.outreach.todos.queries.calls import within
from zabota.outreach.todos.queries.lists import late
from zabota.outreach.todos.queries.todos import open_todos

SHOWN = 5


def complaints(request: Any) -> Sequence[Notice]:
    if not request.access.may("todos.answer_complaints"):
        return ()
    waiting = open_todos(request.access).filter(kind=TodoKind.COMPLAINT).order_by("due_at")[:SHOWN]
    return [
        Notice(
            title=_("Complaint: answer by %(time)s") % {"time": date_format(todo.due_at, "H:i")},
            detail=todo.patient.full_name if todo.patient else "",
            url=reverse("todos:todo", args=[todo.public_id]),
            icon="message-report",
        )
        for todo in waiting
    ]


def late_promises(request: Any) -> Sequence[Notice]:
    if not request.access.may("todos.oversee"):
        return ()
    calls = within(Call.objects.filter(late(), is_promised=True), request.access.reach("todos.oversee"))
    count = calls.count()
    if not count:
        return ()
    title = ngettext("%(count)d promised call is late", "%(count)d promised calls are late", count) % {"count": count}
    return [Notice(title=title, url=f"{reverse('todos:calls')}?time=late", icon="clock-exclamation")]


notice_sources.register("complaints", complaints)
notice_sources.register("late_promises", late_promises)
