"""A copy of everything for the patient, and forgetting him: reached from the card's menu."""

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from zabota.base.accounts.requests import StaffRequest
from zabota.base.ui.policies import freshly_proven, policy
from zabota.base.ui.toasts import toast
from zabota.core.patients.commands.leaving import copy_for_patient, erase_patient
from zabota.core.patients.forms import CopyForm, ErasureForm
from zabota.core.patients.models import Patient
from zabota.core.patients.queries import patient_for
from zabota.core.patients.queries.kept import KeptRows, as_json, what_erasing_does, what_hinders_erasing
from zabota.core.patients.views.answers import accepted
from zabota.core.practice.queries import the_practice


@freshly_proven
@policy("patients.copy_for_patient")
@never_cache
@require_http_methods(["GET", "POST"])
def copy(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """GET asks who wants the copy; POST answers with it, to read and print or as a file."""
    patient = patient_for(request.access, public_id, "copy", "patients.copy_for_patient")
    form, kept = CopyForm(request.POST if request.method == "POST" else None), list[KeptRows]()
    if request.method == "POST" and accepted(
        form,
        lambda: kept.extend(
            copy_for_patient(patient=patient, reason=form.cleaned_data["reason"], by=request.access.actor)
        ),
    ):
        return _as_file(patient, kept) if form.cleaned_data["form"] == "json" else _to_print(request, patient, kept)
    status = 422 if form.is_bound else 200
    return render(request, "patients/copy.html", {"patient": patient, "form": form}, status=status)


def _to_print(request: StaffRequest, patient: Patient, kept: list[KeptRows]) -> HttpResponse:
    context = {"patient": patient, "kept": kept, "practice": the_practice(), "made_at": timezone.now()}
    return render(request, "patients/copy_to_print.html", context)


def _as_file(patient: Patient, kept: list[KeptRows]) -> HttpResponse:
    content = {"made_at": timezone.now().isoformat(), "clinic": the_practice().name, "kept": as_json(kept)}
    headers = {"Content-Disposition": f'attachment; filename="patient-{patient.public_id}.json"'}
    return JsonResponse(content, headers=headers, json_dumps_params={"ensure_ascii": False, "indent": 1})


@freshly_proven
@policy("patients.erase")
@never_cache
@require_http_methods(["GET", "POST"])
def erase(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Names what goes and what stays; asks once, and cannot be taken back."""
    patient = patient_for(request.access, public_id, "erase", "patients.erase")
    form = ErasureForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and accepted(
        form, lambda: erase_patient(patient=patient, because=form.cleaned_data["because"], by=request.access.actor)
    ):
        toast(request, _("The person is forgotten."))
        return redirect("patients:list")
    going, staying = what_erasing_does(patient)
    context = {"patient": patient, "form": form, "going": going, "staying": staying}
    context["obstacles"] = what_hinders_erasing(patient)
    return render(request, "patients/erase.html", context, status=422 if form.is_bound else 200)
