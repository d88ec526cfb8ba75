"""A new card, with likely duplicates shown while it is typed."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zabota.base.accounts.requests import StaffRequest
from zabota.base.ui.policies import policy
from zabota.base.ui.toasts import toast
from zabota.core.patients.commands import open_card
from zabota.core.patients.forms import NewPatientForm
from zabota.core.patients.queries import patients_visible_to
from zabota.core.patients.queries.similar import similar_patients
from zabota.core.patients.views.answers import accepted


@policy("patients.register")
@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    form, opened = NewPatientForm(request.POST or None), []
    if request.method == "POST" and accepted(
        form, lambda: opened.append(open_card(by=request.access.actor, **form.cleaned_data))
    ):
        toast(request, _("The card is open."))
        return redirect("patients:card", opened[0].public_id)
    return render(request, "patients/new.html", {"form": form}, status=422 if form.is_bound else 200)


@policy("patients.register")
@require_POST
def similar(request: StaffRequest) -> HttpResponse:
    """Cards that may be this person; POST, so that what is typed stays out of addresses and logs."""
    form = NewPatientForm(request.POST)
    form.is_valid()
    found = similar_patients(patients_visible_to(request.access), form.cleaned_data)
    return render(request, "patients/_similar.html", {"found": found})
