from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zabota.base.audit.forms import TrailFilter
from zabota.base.audit.queries import trail
from zabota.base.ui.policies import policy


@policy("audit.view")
@require_GET
def audit(request: HttpRequest) -> HttpResponse:
    """Who did what, when, from where; with whom only for who may know that."""
    filters = TrailFilter(request.GET)
    shows_patients = request.access.may("audit.view_patients")  # type: ignore[attr-defined]
    page, lines = trail(filters.chosen(), page=request.GET.get("page"), shows_patients=shows_patients)
    context = {"filters": filters, "page": page, "lines": lines, "shows_patients": shows_patients}
    return render(request, "audit/audit.html", context)
