"""«Закрыть день»: every visit gets its end, by hand and by keyboard; then the day is closed."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from zabota.base.accounts.requests import StaffRequest
from zabota.base.accounts.views.answers import refusals_into
from zabota.base.ui.policies import policy
from zabota.base.ui.toasts import toast
from zabota.work.scheduling import commands
from zabota.work.scheduling.forms import ReopenDayForm
from zabota.work.scheduling.looks import LOOKS
from zabota.work.scheduling.models import Status
from zabota.work.scheduling.queries.closing_days import DayState, day_state, days_not_closed
from zabota.work.scheduling.queries.visit import next_steps
from zabota.work.scheduling.views.calendar import asked_branch, asked_day
from zabota.work.scheduling.views.desk_branches import DESK, desk_branches


@policy(DESK)
@require_http_methods(["GET", "POST"])
def close_day(request: StaffRequest) -> HttpResponse:
    """`?branch=&day=`: what is left to clear; POST closes the day."""
    state = _asked(request)
    if request.method == "POST":
        commands.close_day(branch=state.branch, on=state.on, by=request.access.actor)
        toast(request, _("The day is closed."))
        return redirect(_address(state))
    branches = desk_branches(request)
    return render(
        request,
        "scheduling/close_day.html",
        _shown(state) | {"branches": branches, "not_closed": days_not_closed(branches), "reopening": ReopenDayForm()},
    )


@policy(DESK)
@require_GET
def day_left(request: StaffRequest) -> HttpResponse:
    """What is left now."""
    return render(request, "scheduling/_day_left.html", _shown(_asked(request)))


@policy(DESK)
@require_http_methods(["GET", "POST"])
def reopen_day(request: StaffRequest) -> HttpResponse:
    """Open a closed day again; asks why."""
    state = _asked(request)
    form = ReopenDayForm(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            commands.reopen_day(branch=state.branch, on=state.on, by=request.access.actor, **form.cleaned_data)
            toast(request, _("The day is open again."))
            return redirect(_address(state))
    shown = _shown(state) | {"form": form}
    return render(request, "scheduling/reopen_day.html", shown, status=422 if form.is_bound else 200)


def _asked(request: StaffRequest) -> DayState:
    branch = asked_branch(request, desk_branches(request))
    return day_state(branch, asked_day(request, timezone.now().astimezone(branch.zone).date()))


def _shown(state: DayState) -> dict[str, Any]:
    rows = [{"visit": each, "steps": next_steps(each)} for each in state.unended]
    ended = [(status, LOOKS[status].icon, Status(status).label, count) for status, count in sorted(state.ended.items())]
    return {"state": state, "branch": state.branch, "rows": rows, "ended": ended, "address": _query(state)}


def _query(state: DayState) -> str:
    return "?" + urlencode({"branch": state.branch.public_id, "day": state.on})


def _address(state: DayState) -> str:
    return reverse("scheduling:close_day") + _query(state)
