"""Shared computers: trusted from their own browser, closed from anywhere; and the branch one works in."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zabota.base.accounts.commands import close_desk, trust_desk
from zabota.base.accounts.models import Desk
from zabota.base.accounts.requests import StaffRequest
from zabota.base.accounts.views.answers import go_on, refusals_into, shown_form
from zabota.base.accounts.views.desks import remember_desk, trusted_desk
from zabota.base.ui.policies import freshly_proven, policy, signed_in
from zabota.base.ui.toasts import toast
from zabota.core.practice.models import Branch
from zabota.core.staff.forms import BranchChoiceForm, DeskForm
from zabota.core.staff.queries import branches_within, desks_visible_to


@policy("staff.trust_desks")
@require_GET
def desks(request: StaffRequest) -> HttpResponse:
    context = {"desks": _desks_with_branches(desks_visible_to(request.access)), "here": trusted_desk(request)}
    return render(request, "staff/desks.html", context)


@freshly_proven
@policy("staff.trust_desks")
@require_http_methods(["GET", "POST"])
def trust(request: StaffRequest) -> HttpResponse:
    """Makes the computer at which one sits now a shared one."""
    branches = list(branches_within(request.access.reach("staff.trust_desks")))
    form = DeskForm(request.POST or None, branches=branches)
    if form.is_valid():
        with refusals_into(form):
            name, branch_id = form.cleaned_data["name"], form.chosen_branch().pk
            _desk, secret = trust_desk(name=name, branch_id=branch_id, trusted_by=request.user, by=request.access.actor)
            toast(request, _("People of the branch can take turns here by PIN now."))
            response = redirect("staff:desks")
            remember_desk(response, secret)
            return response
    return shown_form(request, "staff/desk.html", form)


@policy("staff.trust_desks")
@require_POST
def close(request: StaffRequest, public_id: UUID) -> HttpResponse:
    close_desk(desk=get_object_or_404(desks_visible_to(request.access), public_id=public_id), by=request.access.actor)
    return redirect("staff:desks")


@signed_in
@require_POST
def choose_branch(request: StaffRequest) -> HttpResponse:
    """The branch one works in now; an empty choice is the whole network, for who works there."""
    form = BranchChoiceForm(request.POST)
    if form.is_valid():
        chosen = Branch.objects.filter(public_id=form.cleaned_data["branch"]).first()
        request.session["branch_id"] = chosen.pk if chosen else None
    return go_on(request)


def _desks_with_branches(found: QuerySet[Desk]) -> list[tuple[Desk, str]]:
    names = dict(Branch.objects.values_list("pk", "name"))
    return [(desk, names.get(desk.branch_id, "")) for desk in found.select_related("trusted_by")]
