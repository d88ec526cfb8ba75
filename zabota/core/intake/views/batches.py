"""Drop files, see what is in them, say yes, see what came of it, take it back."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zabota.base.accounts.requests import StaffRequest
from zabota.base.ui.policies import policy
from zabota.base.ui.toasts import toast
from zabota.core.intake.commands import (
    NewFile,
    check_again,
    enqueue_check,
    enqueue_import,
    enqueue_undo,
    is_left_half_way,
    open_batch,
)
from zabota.core.intake.forms import FilesForm
from zabota.core.intake.models import BatchState, ImportBatch
from zabota.core.intake.queries.batches import batches as all_batches
from zabota.core.intake.queries.batches import figures_of, report_of
from zabota.core.intake.queries.possibilities import possibilities
from zabota.core.intake.queries.screens import doubt_counts, fields_to_map, job_of, shown_files

PAGE = 20


@policy("intake.import")
@require_GET
def batches(request: StaffRequest) -> HttpResponse:
    page = Paginator(all_batches(), PAGE).get_page(request.GET.get("page"))
    lines = [(each, figures_of(each)) for each in page]
    return render(request, "intake/batches.html", {"page": page, "lines": lines, "form": FilesForm()})


@policy("intake.import")
@require_http_methods(["POST"])
def new_batch(request: StaffRequest) -> HttpResponse:
    form = FilesForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "intake/batches.html", {"form": form, "lines": []}, status=422)
    files = [NewFile(each.name, each.file) for each in form.cleaned_data["files"]]
    batch = open_batch(files=files, by=request.access.actor)
    enqueue_check(batch=batch, by=request.access.actor)
    return redirect("intake:batch", batch.public_id)


@policy("intake.import")
@require_GET
def batch(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """One page through all states: reading, checked, importing, done."""
    found = get_object_or_404(ImportBatch, public_id=public_id)
    is_half_way = is_left_half_way(found)
    is_running = found.state in (BatchState.READING, BatchState.TAKING) and not is_half_way
    context = {
        "batch": found,
        "report": report_of(found),
        "job": job_of(found),
        "is_running": is_running,
        "is_half_way": is_half_way,
        "files": shown_files(found),
        "doubts": doubt_counts(found),
        "fields": fields_to_map(found) if found.state == BatchState.CHECKED else [],
        "possibilities": possibilities() if found.state == BatchState.DONE else [],
        "may_undo": request.access.may("intake.undo"),
        "left": found.cards.exclude(left_because="").select_related("patient")[:200],
    }
    return render(request, "intake/batch.html", context)


@policy("intake.import")
@require_POST
def check(request: StaffRequest, public_id: UUID) -> HttpResponse:
    found = get_object_or_404(ImportBatch, public_id=public_id)
    check_again(batch=found, by=request.access.actor)
    return redirect("intake:batch", public_id)


@policy("intake.import")
@require_POST
def take(request: StaffRequest, public_id: UUID) -> HttpResponse:
    found = get_object_or_404(ImportBatch, public_id=public_id)
    enqueue_import(batch=found, by=request.access.actor)
    return redirect("intake:batch", public_id)


@policy("intake.undo")
@require_POST
def undo(request: StaffRequest, public_id: UUID) -> HttpResponse:
    found = get_object_or_404(ImportBatch, public_id=public_id)
    enqueue_undo(batch=found, by=request.access.actor)
    toast(request, _("The import is being taken back."))
    return redirect("intake:batch", public_id)
