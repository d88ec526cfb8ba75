"""The link of one remote consultation, in the drawer."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from zabota.base.accounts.requests import StaffRequest
from zabota.base.accounts.views.answers import refusals_into
from zabota.base.ui.policies import policy
from zabota.work.scheduling.commands import set_remote_link
from zabota.work.scheduling.forms import RemoteLinkForm
from zabota.work.scheduling.queries.remote import is_remote, remote_link_of
from zabota.work.scheduling.queries.visit import visit_for
from zabota.work.scheduling.views.visit import BOOK, changed


@policy(BOOK)
@require_http_methods(["GET", "POST"])
def remote_link(request: StaffRequest, public_id: UUID) -> HttpResponse:
    visit = visit_for(request.access, public_id, BOOK)
    if not is_remote(visit):
        raise Http404
    form = RemoteLinkForm(request.POST or None, initial={"link": visit.remote_link})
    if form.is_valid():
        with refusals_into(form):
            set_remote_link(appointment=visit, by=request.access.actor, **form.cleaned_data)
            return changed(request, visit)
    shown = {"visit": visit, "form": form, "used_now": remote_link_of(visit)}
    return render(request, "scheduling/remote_link.html", shown, status=422 if form.is_bound else 200)
