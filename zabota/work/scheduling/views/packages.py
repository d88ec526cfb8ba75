"""Packages of services as the clinic sets them up: what is given in one visit, in a row or beside each other."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from zabota.base.accounts.requests import StaffRequest
from zabota.base.accounts.views.answers import refusals_into, shown_form
from zabota.base.ui.policies import policy
from zabota.base.ui.toasts import toast
from zabota.core.catalog.commands import set_package
from zabota.core.catalog.models import Package
from zabota.work.scheduling.package_forms import PackageForm

SET_UP = "scheduling.set_up"


@policy(SET_UP)
@require_GET
def packages(request: StaffRequest) -> HttpResponse:
    found = Package.objects.prefetch_related("parts__service").order_by("-is_active", "name")
    return render(request, "scheduling/packages.html", {"packages": found})


@policy(SET_UP)
@require_http_methods(["GET", "POST"])
def new_package(request: StaffRequest) -> HttpResponse:
    return _edited(request, None)


@policy(SET_UP)
@require_http_methods(["GET", "POST"])
def package(request: StaffRequest, public_id: UUID) -> HttpResponse:
    return _edited(request, get_object_or_404(Package, public_id=public_id))


def _edited(request: StaffRequest, known: Package | None) -> HttpResponse:
    form = PackageForm(request.POST or None, package=known)
    if form.is_valid():
        with refusals_into(form):
            answers = form.cleaned_data
            set_package(
                package=known, name=answers["name"], is_active=answers["is_active"], lines=form.lines,
                by=request.access.actor,
            )  # fmt: skip
            toast(request, _("Saved."))
            return redirect("scheduling:packages")
    return shown_form(request, "scheduling/package_form.html", form, package=known)
