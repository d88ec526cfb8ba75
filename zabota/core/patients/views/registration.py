"""A new card, with likely duplicates shown while it is typed."""

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zabota.base.accounts.requests import StaffRequest
from zabota.base.ui.policies import policy
from zabota.base.ui.toasts import toast
from zabota.core.patients.commands import add_contact, register_patient
from zabota.core.patients.forms import NewPatientForm
from zabota.core.patients.models import ContactKind, Patient
from zabota.core.patients.queries import patients_visible_to
from zabota.core.patients.queries.similar import similar_patients
from zabota.core.patients.views.answers import accepted
from zabota.lib.actors import Actor


@policy("patients.register")
@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    form, opened = NewPatientForm(request.POST or None), []
    if request.method == "POST" and accepted(form, lambda: opened.append(_registered(form, request.access.actor))):
        toast(request, _("The card is open."))
        return redirect("patients:card", opened[0].public_id)
    return render(request, "patients/new.html", {"form": form}, status=422 if form.is_bound else 200)


@transaction.atomic
def _registered(form: NewPatientForm, by: Actor) -> Patient:
    typed = dict(form.cleaned_data)
    phone, belongs_to = typed.pop("phone"), typed.pop("belongs_to")
    patient = register_patient(by=by, **typed)
    if phone:
        add_contact(patient=patient, kind=ContactKind.PHONE, value=phone, belongs_to=belongs_to, by=by)
    return patient


@policy("patients.register")
@require_POST
def similar(request: StaffRequest) -> HttpResponse:
    """Cards that may be this person; POST, so that what is typed stays out of addresses and logs."""
    form = NewPatientForm(request.POST)
    form.is_valid()
    found = similar_patients(patients_visible_to(request.access), form.cleaned_data)
    return render(request, "patients/_similar.html", {"found": found})
