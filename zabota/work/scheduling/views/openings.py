"""Freed times: what looks for a patient now, whom it was offered to and why, and the answers, each by one press."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import trigger_client_event

from zabota.base.accounts.requests import StaffRequest
from zabota.base.ui.policies import policy
from zabota.base.ui.toasts import toast
from zabota.core.practice.queries import branches_now
from zabota.work.scheduling.commands import accept_offer, close_opening, decline_offer, take_back_answer
from zabota.work.scheduling.models import OfferState
from zabota.work.scheduling.queries.openings import (
    next_in_order,
    offer_for,
    opening_shown,
    openings_ended,
    openings_now,
    when_in_words,
)

BOOK = "scheduling.book_in_network"
CHANGED = "zabota:openings-changed"


@policy(BOOK)
@require_GET
def openings(request: StaffRequest) -> HttpResponse:
    """The page, or its list alone when it draws itself anew."""
    branches = list(branches_now())
    chosen = next((each for each in branches if str(each.public_id) == request.GET.get("branch")), None)
    shown = {"openings": openings_now(chosen), "ended": openings_ended(chosen), "branches": branches, "chosen": chosen}
    is_list = request.htmx.target == "openings"
    return render(request, "scheduling/_openings.html" if is_list else "scheduling/openings.html", shown)


@policy(BOOK)
@require_GET
def opening(request: StaffRequest, public_id: UUID) -> HttpResponse:
    shown = opening_shown(public_id)
    context = {"shown": shown, "next_in_order": next_in_order(shown.opening)}
    return render(request, "scheduling/opening.html", context)


@policy(BOOK)
@require_POST
def accept(request: StaffRequest, public_id: UUID) -> HttpResponse:
    offer = offer_for(request.access, public_id)
    accept_offer(offer=offer, by=request.access.actor)
    words = {"patient": offer.patient.full_name, "when": when_in_words(offer.opening)}
    return _answered(request, public_id, _("%(patient)s is booked: %(when)s.") % words)


@policy(BOOK)
@require_POST
def decline(request: StaffRequest, public_id: UUID, state: str) -> HttpResponse:
    if state not in (OfferState.REFUSED, OfferState.NO_ANSWER):
        raise Http404
    offer = offer_for(request.access, public_id)
    decline_offer(offer=offer, state=state, by=request.access.actor)
    words = {"patient": offer.patient.full_name}
    return _answered(request, public_id, _("%(patient)s: the time goes to the next one.") % words)


@policy(BOOK)
@require_POST
def take_back(request: StaffRequest, public_id: UUID) -> HttpResponse:
    take_back_answer(offer=offer_for(request.access, public_id), by=request.access.actor)
    return _changed(request)


@policy(BOOK)
@require_POST
def close(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Offer it to nobody any more."""
    close_opening(opening=opening_shown(public_id).opening, by=request.access.actor)
    toast(request, _("This time is free for everybody again."))
    return _changed(request)


def _answered(request: StaffRequest, public_id: UUID, words: str) -> HttpResponse:
    toast(request, words, undo_url=reverse("scheduling:take_back_answer", args=[public_id]))
    return _changed(request)


def _changed(request: StaffRequest) -> HttpResponse:
    if not request.htmx:
        return redirect("scheduling:openings")
    return trigger_client_event(HttpResponse(status=204), CHANGED)
