"""The people behind the chart of those asleep."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zabota.base.accounts.requests import StaffRequest
from zabota.base.ui.policies import policy
from zabota.work.scheduling.queries.lists import asleep_listing


@policy("todos.oversee")
@require_GET
def asleep(request: StaffRequest) -> HttpResponse:
    return render(request, "scheduling/asleep.html", {"listing": asleep_listing(request, request.access)})
