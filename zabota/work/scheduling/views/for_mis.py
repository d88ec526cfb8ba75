"""The list of bookings for the MIS."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zabota.base.accounts.requests import StaffRequest
from zabota.base.ui.policies import policy
from zabota.base.ui.toasts import toast
from zabota.core.patients.queries.lists import is_base_empty
from zabota.work.scheduling.commands import enter_into_mis, put_back_for_mis
from zabota.work.scheduling.models import Appointment
from zabota.work.scheduling.queries import within
from zabota.work.scheduling.queries.lists import mis_listing
from zabota.work.scheduling.queries.notes import pin_notes

ENTER = "scheduling.enter_into_mis"


@policy(ENTER)
@require_GET
def for_mis(request: StaffRequest) -> HttpResponse:
    """Bookings to write into the clinic's own system; also as a sheet of paper."""
    listing = mis_listing(request, request.access)
    pin_notes(listing.page.object_list)
    shown = {"listing": listing, "is_base_empty": not listing.page.object_list and is_base_empty()}
    return render(request, "scheduling/for_mis.html", shown)


@policy(ENTER)
@require_POST
def enter(request: StaffRequest, public_id: UUID) -> HttpResponse:
    enter_into_mis(appointment=_appointment(request, public_id), by=request.access.actor)
    toast(request, _("Ticked off."), undo_url=reverse("scheduling:put_back", args=[public_id]))
    return HttpResponse() if request.htmx else redirect("scheduling:for_mis")


@policy(ENTER)
@require_POST
def put_back(request: StaffRequest, public_id: UUID) -> HttpResponse:
    put_back_for_mis(appointment=_appointment(request, public_id), by=request.access.actor)
    return HttpResponse(status=204) if request.htmx else redirect("scheduling:for_mis")


def _appointment(request: StaffRequest, public_id: UUID) -> Appointment:
    return get_object_or_404(within(Appointment.objects.all(), request.access.reach(ENTER)), public_id=public_id)
