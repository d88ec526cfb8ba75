"""The audit of files from the browser: the answer is the report itself, and nothing stays behind."""

from pathlib import Path

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from zabota.base.accounts.requests import StaffRequest
from zabota.base.ui.policies import policy
from zabota.core.intake.auditing import FileToAudit, audit_of, gather
from zabota.core.intake.auditing.report import report_html
from zabota.core.intake.forms import FilesForm
from zabota.core.practice.queries import the_practice


@policy("intake.import")
@require_http_methods(["GET", "POST"])
def audit(request: StaffRequest) -> HttpResponse:
    form = FilesForm(request.POST or None, request.FILES or None)
    if not form.is_valid():
        return render(request, "intake/audit.html", {"form": form}, status=422 if form.is_bound else 200)
    files = [FileToAudit(each.name, Path(each.temporary_file_path())) for each in form.cleaned_data["files"]]
    practice = the_practice()
    audited = audit_of(gather(files, today=timezone.localdate(), country=practice.country))
    report = report_html(audited, currency=practice.currency)
    headers = {"Content-Disposition": 'attachment; filename="audit.html"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(report, headers=headers)
