from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zabota.base.accounts.middleware import RightIsMissing
from zabota.base.audit.exporting import export_list, workbook_answer
from zabota.base.audit.forms import TrailFilter
from zabota.base.audit.queries import trail
from zabota.base.ui.policies import policy, signed_in
from zabota.base.ui.registry import list_sources


@signed_in
@require_GET
def workbook(request: HttpRequest, key: str) -> HttpResponse:
    """Any list as the filters of its address leave it, to who may both see it and take it out (R019)."""
    source = list_sources.get(key)
    if source is None:
        raise Http404
    for permission in (source.permission, source.exported_by):
        if not request.access.may(permission):  # type: ignore[attr-defined]
            raise RightIsMissing(permission)
    sheet = source.sheet(request)
    by = request.access.actor  # type: ignore[attr-defined]
    content = export_list(key=key, titles=sheet.titles, lines=sheet.lines, by=by)
    return workbook_answer(content, key.replace(".", "-"))


@policy("audit.view")
@require_GET
def audit(request: HttpRequest) -> HttpResponse:
    """Who did what, when, from where; with whom only for who may know that."""
    filters = TrailFilter(request.GET)
    shows_patients = request.access.may("audit.view_patients")  # type: ignore[attr-defined]
    page, lines = trail(filters.chosen(), page=request.GET.get("page"), shows_patients=shows_patients)
    context = {"filters": filters, "page": page, "lines": lines, "shows_patients": shows_patients}
    return render(request, "audit/audit.html", context)
