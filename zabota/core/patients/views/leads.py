"""Enquiries of people without a card."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zabota.base.accounts.requests import StaffRequest
from zabota.base.ui.policies import policy
from zabota.base.ui.toasts import toast
from zabota.core.patients.commands import close_lead, open_lead, take_lead, turn_lead_into_patient
from zabota.core.patients.forms import LeadForm
from zabota.core.patients.queries import patient_to_change
from zabota.core.patients.queries.leads import cards_with_phone_of, lead_for, leads_for
from zabota.core.patients.views.answers import accepted
from zabota.lib.phones import MaskedPhone


@policy("patients.work_leads")
@require_GET
def leads(request: StaffRequest) -> HttpResponse:
    state = "finished" if request.GET.get("state") == "finished" else "open"
    return render(request, "patients/leads.html", {"leads": leads_for(request.access, state)[:200], "state": state})


@policy("patients.work_leads")
@require_http_methods(["GET", "POST"])
def new_lead(request: StaffRequest) -> HttpResponse:
    form, opened = LeadForm(request.POST or None), []
    if request.method == "POST" and accepted(
        form, lambda: opened.append(open_lead(by=request.access.actor, **form.cleaned_data))
    ):
        toast(request, _("The enquiry is kept."))
        return redirect("patients:lead", opened[0].public_id)
    return render(request, "patients/new_lead.html", {"form": form}, status=422 if form.is_bound else 200)


@policy("patients.work_leads")
@require_GET
def lead(request: StaffRequest, public_id: UUID) -> HttpResponse:
    enquiry = lead_for(request.access, public_id)
    context = {
        "lead": enquiry,
        "phone": MaskedPhone(str(enquiry.phone)),
        "cards": cards_with_phone_of(enquiry, request.access),
        "is_open": enquiry.state in ("new", "in_work"),
        "may_register": request.access.may("patients.register"),
    }
    return render(request, "patients/lead.html", context)


@policy("patients.work_leads")
@require_POST
def take(request: StaffRequest, public_id: UUID) -> HttpResponse:
    take_lead(lead=lead_for(request.access, public_id), by=request.access.actor)
    return redirect("patients:lead", public_id)


@policy("patients.work_leads")
@require_POST
def close(request: StaffRequest, public_id: UUID) -> HttpResponse:
    close_lead(lead=lead_for(request.access, public_id), by=request.access.actor)
    return redirect("patients:leads")


@policy("patients.register")
@require_POST
def become_patient(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """A new card from the enquiry, or the card named by `patient`."""
    enquiry = lead_for(request.access, public_id)
    chosen = request.POST.get("patient")
    existing = patient_to_change(request.access, UUID(chosen)) if chosen else None
    patient = turn_lead_into_patient(lead=enquiry, patient=existing, by=request.access.actor)
    toast(request, _("The enquiry is on the card now."))
    return redirect("patients:card", patient.public_id)
