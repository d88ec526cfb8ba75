"""Step three: who comes, and the booking itself."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zabota.base.accounts.views.answers import refusals_into
from zabota.front.portal.commands.booking import Visitor, book_online
from zabota.front.portal.commands.steps import note_step
from zabota.front.portal.forms import VisitorForm
from zabota.front.portal.models import Step
from zabota.front.portal.queries.rules import consent_words, portal_rules
from zabota.front.portal.queries.visits import address_of_visit, hold_behind
from zabota.front.portal.views.door import open_door, shown
from zabota.work.scheduling.commands import HoldIsOver
from zabota.work.scheduling.models import Hold, HoldState


@open_door
@require_http_methods(["GET", "POST"])
def who(request: Any, held: str) -> HttpResponse:
    """Name and phone. Where no code can be sent the visit is held and the desk calls."""
    hold = hold_behind(held)
    form = VisitorForm(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            note_step(trail=request.trail, step=Step.PHONE)
            return booked(request, hold, form.visitor, is_confirmed=False)
    _refuse_a_lost_hold(hold)
    rules = portal_rules()
    return shown(
        request, "portal/who.html", status=422 if form.errors else 200, form=form, hold=hold, held=held,
        consent=consent_words(rules), version=rules.consent_version,
    )  # fmt: skip


def booked(request: Any, hold: Hold, visitor: Visitor, *, is_confirmed: bool) -> HttpResponse:
    booking = book_online(hold=hold, visitor=visitor, trail=request.trail, is_confirmed=is_confirmed)
    note_step(trail=request.trail, step=Step.BOOKED)
    shown_at = address_of_visit(booking.appointment)
    return redirect(f"{shown_at}?{urlencode({'t': request.trail.token})}")


def _refuse_a_lost_hold(hold: Hold) -> None:
    if hold.state == HoldState.RELEASED or (hold.state == HoldState.OPEN and hold.until <= timezone.now()):
        raise HoldIsOver(_("The time was kept for you for ten minutes and is free for others now. Choose it anew."))
