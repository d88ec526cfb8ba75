"""Doubtful cells: row, column, what, suggestion."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from zabota.base.accounts.requests import StaffRequest
from zabota.base.audit.exporting import export_list, workbook_answer
from zabota.base.ui.policies import policy
from zabota.core.intake.models import ImportBatch
from zabota.core.intake.queries.screens import DOUBT_TITLES, doubt_counts, doubts_of

PAGE = 100


@policy("intake.import")
@require_GET
def doubts(request: StaffRequest, public_id: UUID) -> HttpResponse:
    batch = get_object_or_404(ImportBatch, public_id=public_id)
    kind = request.GET.get("kind", "")
    page = Paginator(doubts_of(batch, kind), PAGE).get_page(request.GET.get("page"))
    lines = [(each, DOUBT_TITLES[each.kind]) for each in page]
    context = {"batch": batch, "page": page, "lines": lines, "kind": kind, "kinds": doubt_counts(batch)}
    return render(request, "intake/doubts.html", context)


@policy("intake.import")
@require_GET
def doubts_workbook(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """The same list as a workbook, for whoever corrects the source."""
    batch = get_object_or_404(ImportBatch, public_id=public_id)
    titles = [_("File"), _("Row"), _("Column"), _("What is wrong"), _("Written"), _("Suggestion")]
    lines = (
        (each.file.name, each.line, each.column, DOUBT_TITLES[each.kind], each.written, each.suggestion)
        for each in doubts_of(batch).iterator(chunk_size=2_000)
    )
    content = export_list(key="intake.doubts", titles=titles, lines=lines, by=request.access.actor)
    return workbook_answer(content, "doubts")
