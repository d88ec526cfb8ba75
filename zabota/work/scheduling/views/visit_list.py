"""Visits as a list with filters."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from zabota.base.accounts.requests import StaffRequest
from zabota.base.ui.policies import policy
from zabota.work.scheduling.queries.visit_list import SEE, visits_listing


@policy(SEE)
@require_GET
def visit_list(request: StaffRequest) -> HttpResponse:
    """Opened without a choice it shows the running day."""
    if not request.GET:
        return redirect(f"{request.path}?days=today")
    return render(request, "scheduling/visits.html", {"listing": visits_listing(request, request.access)})
