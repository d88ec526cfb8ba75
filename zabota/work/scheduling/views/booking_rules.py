"""The clinic's rules of booking, for the director."""

from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zabota.base.accounts.requests import StaffRequest
from zabota.base.accounts.views.answers import refusals_into, shown_form
from zabota.base.ui.policies import policy
from zabota.base.ui.toasts import toast
from zabota.work.scheduling import queries
from zabota.work.scheduling.commands import change_booking_rules
from zabota.work.scheduling.forms import BookingRulesForm


@policy("practice.change")
@require_http_methods(["GET", "POST"])
def booking_rules(request: StaffRequest) -> HttpResponse:
    form = BookingRulesForm(request.POST or None, initial=model_to_dict(queries.booking_rules()))
    if form.is_valid():
        with refusals_into(form):
            change_booking_rules(by=request.access.actor, **form.cleaned_data)
            toast(request, _("The rules of booking are saved."))
            return redirect("scheduling:booking_rules")
    return shown_form(request, "scheduling/booking_rules.html", form)
