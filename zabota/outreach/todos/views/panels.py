"""Calls and tasks on the patient's page."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from zabota.base.accounts.requests import StaffRequest
from zabota.base.ui.policies import policy
from zabota.base.ui.toasts import toast
from zabota.core.patients.queries.gate import card_ids, patient_for, patient_to_change
from zabota.core.patients.views.answers import panel
from zabota.lib.errors import Refused
from zabota.outreach.todos.commands.adding import add_call
from zabota.outreach.todos.forms import AddCallForm
from zabota.outreach.todos.models import Call, CallState
from zabota.outreach.todos.queries.screen import attempts_of

SEE = "todos.see_calls_of_patient"


@policy(SEE)
@require_GET
def calls_of_patient(request: StaffRequest, public_id: UUID) -> HttpResponse:
    patient = patient_for(request.access, public_id, "calls", SEE)
    waiting = Call.objects.filter(patient_id__in=card_ids(patient), state__in=(CallState.OPEN, CallState.HELD))
    return panel(
        request,
        "todos/_patient_calls.html",
        patient,
        waiting=waiting.select_related("taken_by", "assigned_to").order_by("due_at"),
        attempts=attempts_of(patient)[:30],
        may_add=request.access.may("todos.add"),
        may_call=request.access.may("todos.call"),
    )


@policy("todos.add")
@require_http_methods(["GET", "POST"])
def add(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Ask a colleague to call this patient."""
    patient = patient_to_change(request.access, public_id)
    form = AddCallForm(request.POST or None)
    if form.is_valid():
        try:
            add_call(patient=patient, by=request.access.actor, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            toast(request, _("%(name)s is on the call list.") % {"name": patient.full_name})
            return redirect("patients:card", patient.public_id)
    status = 422 if form.is_bound else 200
    return render(request, "todos/add_call.html", {"patient": patient, "form": form}, status=status)
