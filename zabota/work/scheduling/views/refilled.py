"""What the waiting list brings, for whoever oversees, and every freed time behind the figures."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zabota.base.accounts.requests import StaffRequest
from zabota.base.ui.policies import policy
from zabota.work.scheduling.queries.refilled import openings_listing, refilling

OVERSEE = "todos.oversee"


@policy(OVERSEE)
@require_GET
def report(request: StaffRequest) -> HttpResponse:
    return render(request, "scheduling/refilled.html", {"refilling": refilling(request.access.reach(OVERSEE))})


@policy(OVERSEE)
@require_GET
def history(request: StaffRequest) -> HttpResponse:
    return render(request, "scheduling/openings_history.html", {"listing": openings_listing(request, request.access)})
