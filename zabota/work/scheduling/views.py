"""Appointments on the patient's page, the list for the MIS, and who is asleep for how long."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zabota.base.accounts.requests import StaffRequest
from zabota.base.ui.policies import policy
from zabota.base.ui.toasts import toast
from zabota.core.patients.queries.gate import card_ids, patient_for
from zabota.work.scheduling.commands import enter_into_mis, put_back_for_mis
from zabota.work.scheduling.models import Appointment
from zabota.work.scheduling.queries import appointments_of, behaviour_of, planned_visits, within
from zabota.work.scheduling.queries.lists import asleep_listing, mis_listing

SEE, ENTER = "scheduling.view_appointments", "scheduling.enter_into_mis"
ON_THE_CARD = 50


@policy(SEE)
@require_GET
def appointments(request: StaffRequest, public_id: UUID) -> HttpResponse:
    patient = patient_for(request.access, public_id, "appointments", SEE)
    ids = card_ids(patient)
    every = appointments_of(ids)
    shown = {"patient": patient, "planned": planned_visits(ids), "past": every[:ON_THE_CARD], "count": every.count()}
    return render(request, "scheduling/_appointments.html", shown)


@policy(SEE)
@require_GET
def behaviour(request: StaffRequest, public_id: UUID) -> HttpResponse:
    patient = patient_for(request.access, public_id, "behaviour", SEE)
    return render(
        request, "scheduling/_behaviour.html", {"patient": patient, "behaviour": behaviour_of(card_ids(patient))}
    )


@policy(ENTER)
@require_GET
def for_mis(request: StaffRequest) -> HttpResponse:
    """Bookings to write into the clinic's own system; also as a sheet of paper."""
    return render(request, "scheduling/for_mis.html", {"listing": mis_listing(request, request.access)})


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


@policy("todos.oversee")
@require_GET
def asleep(request: StaffRequest) -> HttpResponse:
    """The people behind the chart of those asleep."""
    return render(request, "scheduling/asleep.html", {"listing": asleep_listing(request, request.access)})


def _appointment(request: StaffRequest, public_id: UUID) -> Appointment:
    return get_object_or_404(within(Appointment.objects.all(), request.access.reach(ENTER)), public_id=public_id)
