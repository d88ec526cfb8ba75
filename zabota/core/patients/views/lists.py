"""The list of patients, the state of the base, and the data steward's queue."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zabota.base.accounts.requests import StaffRequest
from zabota.base.ui.policies import policy
from zabota.core.patients.queries.completeness import state_of_base
from zabota.core.patients.queries.lists import is_base_empty, list_filters, patient_page
from zabota.core.patients.queries.stewardship import steward_queue


@policy("patients.view_list")
@require_GET
def patients(request: StaffRequest) -> HttpResponse:
    asked = request.GET.dict()
    context = {
        "page": patient_page(request.access, asked),
        "filters": list_filters(asked),
    }
    return render(request, "patients/list.html", context)


@policy("patients.view_completeness")
@require_GET
def completeness(request: StaffRequest) -> HttpResponse:
    """Counts only: a marketer may see it."""
    base = state_of_base()
    shown = {"base": base, "is_base_empty": not base.total and is_base_empty()}
    return render(request, "patients/completeness.html", shown)


@policy("patients.keep_base")
@require_GET
def to_check(request: StaffRequest) -> HttpResponse:
    queue = steward_queue(request.access)
    shown = {"queue": queue, "is_base_empty": not queue.count and is_base_empty()}
    return render(request, "patients/to_check.html", shown)
