"""A freed time offered by a message: behind its signed link it is taken or refused, each by one press."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from zabota.front.portal.queries import offers
from zabota.front.portal.queries.visits import address_of_visit
from zabota.front.portal.queries.waiting import address_of_wish
from zabota.front.portal.rules import PATIENT
from zabota.front.portal.views.door import open_door, shown
from zabota.lib.errors import Refused
from zabota.work.scheduling.commands import accept_offer, decline_offer
from zabota.work.scheduling.models import ON_THE_LIST, Offer, OfferState
from zabota.work.scheduling.queries.offers import service_of_offer


@open_door
@require_GET
def offer(request: Any, link: str) -> HttpResponse:
    return _shown(request, offers.offer_behind(link), link)


@open_door
@require_POST
def take(request: Any, link: str) -> HttpResponse:
    """Exactly this time is booked; pressed twice it is booked once. To whom is too late it is said why."""
    found = offers.offer_behind(link)
    try:
        accept_offer(offer=found, by=PATIENT)
    except Refused:
        return _shown(request, offers.offer_behind(link), link, is_late=True)
    return redirect(_address(request, link))


@open_door
@require_POST
def refuse(request: Any, link: str) -> HttpResponse:
    """The next one gets it at once; who waits goes on waiting."""
    found = offers.offer_behind(link)
    if offers.waits_for_an_answer(found):
        decline_offer(offer=found, state=OfferState.REFUSED, is_final=True, by=PATIENT)
    return redirect(_address(request, link))


def _shown(request: Any, found: Offer, link: str, *, is_late: bool = False) -> HttpResponse:
    taken = found.opening.refilled_by
    if found.state == OfferState.ACCEPTED and taken is not None:
        return redirect(f"{address_of_visit(taken)}?{urlencode({'t': request.trail.token})}")
    entry = found.entry
    waits = entry is not None and entry.state in ON_THE_LIST
    return shown(
        request, "portal/offer.html", status=409 if is_late else 200, offer=found, opening=found.opening, link=link,
        service=service_of_offer(found), is_open=offers.waits_for_an_answer(found),
        wish=address_of_wish(entry) if entry is not None and waits else "",
    )  # fmt: skip


def _address(request: Any, link: str) -> str:
    return f"{reverse('portal:offer', args=[link])}?{urlencode({'t': request.trail.token})}"
