"""The call list, whom it holds back, the calls made, and how they go."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zabota.base.accounts.requests import StaffRequest
from zabota.base.jobs.commands import enqueue
from zabota.base.ui.policies import policy
from zabota.base.ui.toasts import toast
from zabota.core.patients.queries.lists import is_base_empty
from zabota.core.practice.queries import the_practice
from zabota.outreach.todos.queries.held import held_back
from zabota.outreach.todos.queries.lists import PERIODS, attempt_listing, call_listing
from zabota.outreach.todos.queries.progress import HYPOTHESIS, progress_of


@policy("todos.call")
@require_GET
def calls(request: StaffRequest) -> HttpResponse:
    listing = call_listing(request, request.access)
    held = held_back(request.access.reach("todos.call"))
    shown = {
        "listing": listing,
        "is_base_empty": not listing.page.object_list and is_base_empty(),
        "held": sum(each.count for each in held),
        "may_refresh": request.access.may("todos.oversee"),
    }
    return render(request, "todos/calls.html", shown)


@policy("todos.oversee")
@require_GET
def attempts(request: StaffRequest) -> HttpResponse:
    return render(request, "todos/attempts.html", {"listing": attempt_listing(request, request.access)})


@policy("todos.call")
@require_GET
def held(request: StaffRequest) -> HttpResponse:
    """Who is not called because the law does not let us, and what mends it."""
    groups = held_back(request.access.reach("todos.call"))
    shown = {
        "groups": groups,
        "is_base_empty": not groups and is_base_empty(),
        "practice": the_practice(),
        "may_decide": request.access.may("practice.change"),
    }
    return render(request, "todos/held.html", shown)


@policy("todos.oversee")
@require_GET
def progress(request: StaffRequest) -> HttpResponse:
    days = request.GET.get("days", "")
    chosen = days if days in dict(PERIODS) else "30"
    figures = progress_of(request.access.reach("todos.oversee"), int(chosen))
    shown = {
        "progress": figures,
        "periods": PERIODS,
        "chosen": chosen,
        "hypothesis": HYPOTHESIS,
        "is_base_empty": not figures.has_anything and is_base_empty(),
    }
    return render(request, "todos/progress.html", shown)


@policy("todos.oversee")
@require_POST
def refresh(request: StaffRequest) -> HttpResponse:
    enqueue("todos.refresh_calls", by=request.access.actor)
    toast(request, _("The list is being refreshed; new patients appear in a moment."))
    return redirect("todos:calls")
