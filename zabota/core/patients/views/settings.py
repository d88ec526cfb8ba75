"""Which fields a card must hold, and the clinic's own fields."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zabota.base.accounts.requests import StaffRequest
from zabota.base.ui.policies import policy
from zabota.base.ui.toasts import toast
from zabota.core.patients.commands.fields import add_custom_field, put_custom_field_away, set_required_fields
from zabota.core.patients.forms import CustomFieldForm
from zabota.core.patients.models import CustomField
from zabota.core.patients.queries.card_fields import CARD_FIELDS
from zabota.core.patients.queries.completeness import required_fields
from zabota.core.patients.views.answers import accepted


@policy("patients.set_fields")
@require_GET
def fields(request: StaffRequest) -> HttpResponse:
    return _screen(request, CustomFieldForm())


def _screen(request: StaffRequest, form: CustomFieldForm) -> HttpResponse:
    required = {each.key for each in required_fields()}
    context = {
        "fields": [(each, each.key in required) for each in CARD_FIELDS.values()],
        "own_fields": CustomField.objects.filter(is_active=True),
        "form": form,
    }
    return render(request, "patients/fields.html", context, status=422 if form.is_bound else 200)


@policy("patients.set_fields")
@require_POST
def require_fields(request: StaffRequest) -> HttpResponse:
    set_required_fields(keys=request.POST.getlist("keys"), by=request.access.actor)
    toast(request, _("Saved. The base is being counted anew."))
    return redirect("patients:fields")


@policy("patients.set_fields")
@require_POST
def add_own_field(request: StaffRequest) -> HttpResponse:
    form = CustomFieldForm(request.POST)
    if accepted(form, lambda: add_custom_field(by=request.access.actor, **form.cleaned_data)):
        toast(request, _("Every card has this field now."))
        return redirect("patients:fields")
    return _screen(request, form)


@policy("patients.set_fields")
@require_POST
def put_own_field_away(request: StaffRequest, public_id: UUID) -> HttpResponse:
    put_custom_field_away(field=get_object_or_404(CustomField, public_id=public_id), by=request.access.actor)
    return redirect("patients:fields")
