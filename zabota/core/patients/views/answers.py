"""What the views of the card have in common."""

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render

from zabota.base.accounts.requests import StaffRequest
from zabota.core.patients.models import Patient
from zabota.lib.errors import Refused


def accepted(form: Form, command: Callable[[], Any]) -> bool:
    """Run the command if the form is valid; a refusal is written into the form, beside the field that it names."""
    if not form.is_valid():
        return False
    try:
        command()
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    return True


def fragment(
    request: StaffRequest, name: str, patient: Patient, *, is_refused: bool = False, **more: Any
) -> HttpResponse:
    """A piece of the card of this module; 422 where a form came back with what is wrong."""
    return panel(request, f"patients/_{name}.html", patient, status=422 if is_refused else 200, **more)


def panel(request: StaffRequest, template: str, patient: Patient, *, status: int = 200, **more: Any) -> HttpResponse:
    """A piece of the card, of whatever module. Asked for by its address, a page of its own with the patient's name."""
    shown = template if request.htmx else "patients/piece.html"
    return render(request, shown, {"patient": patient, "piece": template, **more}, status=status)
