"""What columns and values mean, corrected by hand."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zabota.base.accounts.requests import StaffRequest
from zabota.base.ui.policies import policy
from zabota.base.ui.toasts import toast
from zabota.core.intake.commands import change_mapping, check_again, decide_values
from zabota.core.intake.forms import MappingForm, ValuesForm
from zabota.core.intake.models import BatchState, ImportBatch, SourceFile
from zabota.core.intake.queries.screens import fields_to_map, shown_columns
from zabota.lib.errors import Refused


@policy("intake.import")
@require_http_methods(["GET", "POST"])
def table(request: StaffRequest, public_id: UUID, file_id: UUID, table: int) -> HttpResponse:
    """The columns of one table with samples, and a field for each."""
    file = get_object_or_404(SourceFile.objects.select_related("batch"), public_id=file_id, batch__public_id=public_id)
    if table >= len(file.tables) or file.batch.state != BatchState.CHECKED:
        raise Http404
    form = MappingForm(request.POST or None, table=file.tables[table])
    if form.is_valid():
        try:
            change_mapping(file=file, table_number=table, importer=form.cleaned_data["importer"], mapping=form.mapping)
            check_again(batch=file.batch, by=request.access.actor)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            toast(request, _("Remembered for files of this shape. The file is being read anew."))
            return redirect("intake:batch", public_id)
    columns = [(column, form[column.column]) for column in shown_columns(file, table)]
    context = {"file": file, "table": file.tables[table], "form": form, "columns": columns}
    return render(request, "intake/table.html", context, status=422 if form.errors else 200)


@policy("intake.import")
@require_http_methods(["GET", "POST"])
def values(request: StaffRequest, public_id: UUID, field: str) -> HttpResponse:
    """Written values of one field with how often each stands in the files."""
    batch = get_object_or_404(ImportBatch, public_id=public_id, state=BatchState.CHECKED)
    shown = next((each for each in fields_to_map(batch) if each.field.key == field), None)
    if shown is None:
        raise Http404
    choices = [(choice.code, choice.label) for choice in shown.field.choices]
    form = ValuesForm(request.POST or None, proposals=shown.proposals, choices=choices)
    if request.method == "POST" and form.is_valid():
        decide_values(field=field, decisions=form.decisions)
        check_again(batch=batch, by=request.access.actor)
        toast(request, _("Remembered. The files are being read anew."))
        return redirect("intake:batch", public_id)
    return render(request, "intake/values.html", {"batch": batch, "shown": shown, "form": form})
