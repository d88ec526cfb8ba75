"""A doctor joins the clinic."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from zabota.base.accounts.requests import StaffRequest
from zabota.base.accounts.views.answers import refusals_into, shown_form
from zabota.base.ui.policies import policy
from zabota.core.staff.commands import add_doctor
from zabota.work.scheduling.setup_forms import DoctorForm

SET_UP = "scheduling.set_up"


@policy(SET_UP)
@require_http_methods(["GET", "POST"])
def new_doctor(request: StaffRequest) -> HttpResponse:
    form = DoctorForm(request.POST or None, reach=request.access.reach(SET_UP))
    if form.is_valid():
        with refusals_into(form):
            doctor = add_doctor(**form.cleaned_data, by=request.access.actor)
            return redirect("scheduling:doctor_hours", doctor.public_id)
    return shown_form(request, "scheduling/new_doctor.html", form)
