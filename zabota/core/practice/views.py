"""The clinic's rules and its branches, for the director."""

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
from zabota.core.practice.commands import (
    allow_calls_without_consent,
    change_branch,
    change_practice,
    forbid_calls_without_consent,
    open_branch,
)
from zabota.core.practice.forms import BranchForm, CallsDecisionForm, PracticeForm
from zabota.core.practice.models import Branch
from zabota.core.practice.queries import the_practice


@policy("practice.change")
@require_http_methods(["GET", "POST"])
def clinic(request: StaffRequest) -> HttpResponse:
    practice = the_practice()
    form = PracticeForm(request.POST or None, initial=model_to_dict(practice))
    if form.is_valid():
        with refusals_into(form):
            change_practice(by=request.access.actor, **form.cleaned_data)
            toast(request, _("The clinic's rules are saved."))
            return redirect("practice:clinic")
    decision = CallsDecisionForm(initial={"decided_by": request.user.full_name, "decided_on": timezone.localdate()})
    return shown_form(request, "practice/clinic.html", form, practice=practice, decision=decision)


@policy("practice.change")
@require_POST
def allow_calls(request: StaffRequest) -> HttpResponse:
    form = CallsDecisionForm(request.POST)
    if form.is_valid():
        with refusals_into(form):
            allow_calls_without_consent(by=request.access.actor, **form.cleaned_data)
            return redirect("practice:clinic")
    practice = the_practice()
    rules = PracticeForm(initial=model_to_dict(practice))
    context = {"form": rules, "practice": practice, "decision": form}
    return render(request, "practice/clinic.html", context, status=422)


@policy("practice.change")
@require_POST
def forbid_calls(request: StaffRequest) -> HttpResponse:
    forbid_calls_without_consent(by=request.access.actor)
    return redirect("practice:clinic")


@policy("practice.change")
@require_GET
def branches(request: StaffRequest) -> HttpResponse:
    return render(request, "practice/branches.html", {"branches": Branch.objects.order_by("-is_open", "name")})


@policy("practice.change")
@require_http_methods(["GET", "POST"])
def new_branch(request: StaffRequest) -> HttpResponse:
    form = BranchForm(request.POST or None, initial={"is_open": True, "time_zone": "Europe/Moscow"})
    if form.is_valid():
        with refusals_into(form):
            open_branch(by=request.access.actor, **form.cleaned_data)
            return redirect("practice:branches")
    return shown_form(request, "practice/branch.html", form)


@policy("practice.change")
@require_http_methods(["GET", "POST"])
def branch(request: StaffRequest, public_id: UUID) -> HttpResponse:
    found = get_object_or_404(Branch, public_id=public_id)
    form = BranchForm(request.POST or None, initial=model_to_dict(found))
    if form.is_valid():
        with refusals_into(form):
            change_branch(branch=found, by=request.access.actor, **form.cleaned_data)
            return redirect("practice:branches")
    return shown_form(request, "practice/branch.html", form, branch=found)
