"""The people behind the chart of those asleep."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zabota.base.accounts.requests import StaffRequest
from zabota.base.ui.policies import policy
from zabota.core.patients.queries.lists import is_base_empty
from zabota.work.scheduling.queries.lists import asleep_listing


@policy("todos.oversee")
@require_GET
def asleep(request: StaffRequest) -> HttpResponse:
    listing = asleep_listing(request, request.access)
    shown = {"listing": listing, "is_base_empty": not listing.page.object_list and is_base_empty()}
    return render(request, "scheduling/asleep.html", shown)
