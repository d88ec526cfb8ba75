"""The price list as the clinic sets it up: services, their prices, what they need and who performs them."""

from typing import Any
from uuid import UUID

from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zabota.base.accounts.requests import StaffRequest
from zabota.base.accounts.views.answers import refusals_into, shown_form
from zabota.base.ui.policies import policy
from zabota.base.ui.toasts import toast
from zabota.core.catalog.commands import add_service, change_service, set_price
from zabota.core.catalog.models import Service
from zabota.work.scheduling.commands import set_needs, set_performers
from zabota.work.scheduling.queries.set_up import performers_of, prices_of, services_listing
from zabota.work.scheduling.setup_forms import PerformersForm, PriceForm, ServiceForm

SET_UP = "scheduling.set_up"


@policy(SET_UP)
@require_GET
def services(request: StaffRequest) -> HttpResponse:
    return render(request, "scheduling/services.html", {"listing": services_listing(request)})


@policy(SET_UP)
@require_GET
def service(request: StaffRequest, public_id: UUID) -> HttpResponse:
    return _shown(request, _service(public_id), PriceForm(initial={"since": f"{timezone.localdate():%d.%m.%Y}"}))


@policy(SET_UP)
@require_http_methods(["GET", "POST"])
def new_service(request: StaffRequest) -> HttpResponse:
    form = ServiceForm(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            needs = form.cleaned_data.pop("needs")
            made = add_service(by=request.access.actor, **form.cleaned_data)
            set_needs(service=made, types=needs, by=request.access.actor)
            return redirect("scheduling:service", made.public_id)
    return shown_form(request, "scheduling/service_form.html", form)


@policy(SET_UP)
@require_http_methods(["GET", "POST"])
def edit_service(request: StaffRequest, public_id: UUID) -> HttpResponse:
    found = _service(public_id)
    form = ServiceForm(request.POST or None, initial=_as_typed(found))
    if form.is_valid():
        with refusals_into(form):
            set_needs(service=found, types=form.cleaned_data.pop("needs"), by=request.access.actor)
            change_service(service=found, by=request.access.actor, **form.cleaned_data)
            toast(request, _("Saved."))
            return redirect("scheduling:service", public_id)
    return shown_form(request, "scheduling/service_form.html", form, service=found)


@policy(SET_UP)
@require_POST
def add_price(request: StaffRequest, public_id: UUID) -> HttpResponse:
    found, form = _service(public_id), PriceForm(request.POST)
    if form.is_valid():
        with refusals_into(form):
            set_price(service=found, by=request.access.actor, **form.cleaned_data)
            toast(request, _("The price is set."))
            return redirect("scheduling:service", public_id)
    return _shown(request, found, form)


@policy(SET_UP)
@require_http_methods(["GET", "POST"])
def performers(request: StaffRequest, public_id: UUID) -> HttpResponse:
    found = _service(public_id)
    form = PerformersForm(request.POST or None, service=found)
    if form.is_valid():
        set_performers(service=found, minutes=form.chosen, by=request.access.actor)
        toast(request, _("Saved."))
        return redirect("scheduling:service", public_id)
    return shown_form(request, "scheduling/performers.html", form, service=found)


def _service(public_id: UUID) -> Service:
    return get_object_or_404(Service.objects.select_related("category"), public_id=public_id)


def _as_typed(service: Service) -> dict[str, Any]:
    needs = list(service.needs.values_list("type_id", flat=True))
    return {**model_to_dict(service), "category": service.category or "", "needs": needs}


def _shown(request: StaffRequest, found: Service, form: PriceForm) -> HttpResponse:
    return shown_form(
        request, "scheduling/service.html", form, service=found, prices=prices_of(found),
        performers=performers_of(found), needs=[need.type for need in found.needs.select_related("type")],
    )  # fmt: skip
