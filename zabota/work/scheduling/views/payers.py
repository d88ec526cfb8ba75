"""Who pays for a visit, in the drawer."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from zabota.base.accounts.requests import StaffRequest
from zabota.base.accounts.views.answers import refusals_into
from zabota.base.ui.policies import policy
from zabota.work.scheduling.commands import name_payer
from zabota.work.scheduling.forms import PayerForm
from zabota.work.scheduling.queries.payers import payer_to_begin_with
from zabota.work.scheduling.queries.visit import visit_for
from zabota.work.scheduling.views.visit import BOOK, changed


@policy(BOOK)
@require_http_methods(["GET", "POST"])
def payer(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Begins with what stands there, else with the patient's last letter of guarantee that still holds."""
    visit = visit_for(request.access, public_id, BOOK)
    form = PayerForm(request.POST or None, initial=payer_to_begin_with(visit))
    if form.is_valid():
        with refusals_into(form):
            name_payer(appointments=[visit], paid=form.paid, by=request.access.actor)
            return changed(request, visit)
    shown = {"visit": visit, "form": form}
    return render(request, "scheduling/payer.html", shown, status=422 if form.is_bound else 200)
