"""The waiting list: who waits, a new wish from the panel or the card, its change and its end."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zabota.base.accounts.requests import StaffRequest
from zabota.base.accounts.views.answers import refusals_into
from zabota.base.ui.policies import policy
from zabota.base.ui.toasts import toast
from zabota.core.patients.models import Patient
from zabota.core.patients.queries import patient_to_change
from zabota.core.patients.queries.gate import card_ids, patient_for
from zabota.core.patients.views.answers import panel
from zabota.work.scheduling.commands import (
    change_wish,
    put_back_on_waiting_list,
    put_on_waiting_list,
    take_off_waiting_list,
)
from zabota.work.scheduling.models import WaitingEntry
from zabota.work.scheduling.queries.waitlist import entry_for, waiting_listing, waiting_of
from zabota.work.scheduling.wish_forms import WishForm, searched, written

BOOK, SEE = "scheduling.book_in_network", "scheduling.view_appointments"


@policy(BOOK)
@require_GET
def waiting(request: StaffRequest) -> HttpResponse:
    return render(request, "scheduling/waiting.html", {"listing": waiting_listing(request, request.access)})


@policy(BOOK)
@require_http_methods(["GET", "POST"])
def wait(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """A new wish of a patient; what was searched in the booking panel stands in the address, by codes and ids."""
    patient = patient_to_change(request.access, public_id)
    form = WishForm(request.POST or None, patient=patient, initial=searched(request.GET))
    if form.is_valid():
        with refusals_into(form):
            put_on_waiting_list(patient=patient, wish=form.wish, by=request.access.actor)
            toast(request, _("%(patient)s is on the waiting list.") % {"patient": patient.full_name})
            return redirect("scheduling:waiting")
    return _asked(request, form, patient)


@policy(BOOK)
@require_http_methods(["GET", "POST"])
def wish(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Change what is wished."""
    entry = entry_for(request.access, public_id)
    form = WishForm(request.POST or None, patient=entry.patient, initial=written(entry))
    if form.is_valid():
        with refusals_into(form):
            change_wish(entry=entry, wish=form.wish, by=request.access.actor)
            toast(request, _("The wish is saved."))
            return redirect("scheduling:waiting")
    return _asked(request, form, entry.patient, entry)


@policy(BOOK)
@require_POST
def stop_waiting(request: StaffRequest, public_id: UUID) -> HttpResponse:
    entry = take_off_waiting_list(entry=entry_for(request.access, public_id), by=request.access.actor)
    undo = reverse("scheduling:wait_again", args=[public_id])
    toast(request, _("%(patient)s waits no more.") % {"patient": entry.patient.full_name}, undo_url=undo)
    return HttpResponse() if request.htmx else redirect("scheduling:waiting")


@policy(BOOK)
@require_POST
def wait_again(request: StaffRequest, public_id: UUID) -> HttpResponse:
    put_back_on_waiting_list(entry=entry_for(request.access, public_id), by=request.access.actor)
    return HttpResponse(status=204) if request.htmx else redirect("scheduling:waiting")


@policy(SEE)
@require_GET
def waits_for(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """What a patient waits for, on the card."""
    patient = patient_for(request.access, public_id, "waiting", SEE)
    entries, may_book = waiting_of(card_ids(patient)), request.access.may(BOOK)
    return panel(request, "scheduling/_waits_for.html", patient, entries=entries, may_book=may_book)


def _asked(request: StaffRequest, form: WishForm, patient: Patient, entry: WaitingEntry | None = None) -> HttpResponse:
    shown: dict[str, Any] = {"form": form, "patient": patient, "entry": entry}
    return render(request, "scheduling/wish.html", shown, status=422 if form.is_bound else 200)
