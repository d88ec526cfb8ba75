"""Steps three and four: who comes, the code that proves his phone, and the booking itself."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zabota.base.accounts.views.answers import refusals_into
from zabota.front.portal.commands.booking import book_online, booked_already
from zabota.front.portal.commands.limits import count_request
from zabota.front.portal.commands.steps import note_step
from zabota.front.portal.forms import BookerForm, CodeForm
from zabota.front.portal.models import ConsentText, Step
from zabota.front.portal.queries.pledges import PURPOSE, Pledge, can_mail_codes, can_send_codes, pledge_behind
from zabota.front.portal.queries.visitors import Visitor
from zabota.front.portal.queries.visits import address_of_visit, hold_behind, token_of
from zabota.front.portal.rules import PATIENT
from zabota.front.portal.views.door import address, open_door, shown, shown_consent, wants_a_call
from zabota.lib.emails import MaskedEmail
from zabota.lib.phones import MaskedPhone
from zabota.outreach.messaging.commands.codes import (
    check_code,
    check_mailed_code,
    normal_email,
    send_code,
    send_code_by_mail,
)
from zabota.work.scheduling.commands import HoldIsOver
from zabota.work.scheduling.models import Hold, HoldState

#: What the third button sends: the code goes to the mailbox.
MAIL = "mail"


@open_door
@require_http_methods(["GET", "POST"])
def who(request: Any, held: str) -> HttpResponse:
    """Name and phone. Where no code can be sent the visit is held and the desk calls."""
    hold = hold_behind(held)
    form = BookerForm(request.POST, doctor=hold.doctor)
    if form.is_valid():
        with refusals_into(form):
            return _after_phone(request, hold, form)
    _refuse_a_lost_hold(hold)
    return shown(
        request, "portal/who.html", status=422 if form.errors else 200, form=form, hold=hold, held=held,
        consent=shown_consent(request), has_codes=can_send_codes(),
        has_mail=can_mail_codes(),
    )  # fmt: skip


@open_door
@require_POST
def code(request: Any) -> HttpResponse:
    """The six digits; nothing was looked for on the way here, so a known phone and an unknown one are answered alike."""
    pledge = pledge_behind(request.POST.get("pledge", ""))
    form = CodeForm(request.POST)
    if booked_already(pledge.hold, pledge.visitor):
        return _booked(request, pledge.hold, pledge.visitor, pledge.consent, is_confirmed=True)
    if wants_a_call(request):
        form = CodeForm()
        with refusals_into(form):
            return _booked_until_the_call(request, pledge.hold, pledge.visitor, pledge.consent)
    if form.is_valid():
        with refusals_into(form):
            _check(pledge, form.cleaned_data["code"])
            note_step(trail=request.trail, step=Step.CODE)
            return _booked(request, pledge.hold, pledge.visitor, pledge.consent, is_confirmed=True)
    return _code_page(request, pledge, form, status=422)


def _after_phone(request: Any, hold: Hold, form: BookerForm) -> HttpResponse:
    """A code is sent where one can be and is wanted; else the desk calls."""
    visitor, consent = form.visitor, form.cleaned_data["consent"]
    is_mailed = request.POST.get("way") == MAIL and can_mail_codes()
    if wants_a_call(request) or not (is_mailed or can_send_codes()):
        note_step(trail=request.trail, step=Step.PHONE)
        return _booked_until_the_call(request, hold, visitor, consent)
    _refuse_a_lost_hold(hold)
    asked = {"purpose": PURPOSE, "asker": address(request), "language": request.trail.language}
    if is_mailed:
        visitor = replace(visitor, email=normal_email(form.cleaned_data["email"]))
        sent = send_code_by_mail(email=visitor.email, by=PATIENT, **asked)
    else:
        sent = send_code(phone=visitor.phone, by=PATIENT, **asked)
    note_step(trail=request.trail, step=Step.PHONE)
    return _code_page(request, Pledge(hold, visitor, consent, sent.challenge), CodeForm())


def _check(pledge: Pledge, typed: str) -> None:
    """Raises CodeIsWrong, CodeIsOver."""
    who, challenge = pledge.visitor, pledge.challenge
    if who.email:
        check_mailed_code(challenge=challenge, email=who.email, code=typed, purpose=PURPOSE)
    else:
        check_code(challenge=challenge, phone=who.phone, code=typed, purpose=PURPOSE)


def _booked_until_the_call(request: Any, hold: Hold, visitor: Visitor, consent: ConsentText) -> HttpResponse:
    if can_send_codes() and not booked_already(hold, visitor):
        count_request("unproved", address(request))
    return _booked(request, hold, replace(visitor, email=""), consent, is_confirmed=False)


def _code_page(request: Any, pledge: Pledge, form: CodeForm, *, status: int = 200) -> HttpResponse:
    return shown(
        request, "portal/code.html", status=status, form=form, pledge=pledge, hold=pledge.hold,
        back=f"{reverse('portal:who', args=[token_of(pledge.hold)])}?{urlencode({'t': request.trail.token})}",
        action=reverse("portal:code"), phone=_sent_to(pledge.visitor),
    )  # fmt: skip


def _sent_to(visitor: Visitor) -> MaskedPhone | MaskedEmail:
    return MaskedEmail(visitor.email) if visitor.email else MaskedPhone(visitor.phone)


def _booked(request: Any, hold: Hold, visitor: Visitor, consent: ConsentText, *, is_confirmed: bool) -> HttpResponse:
    booking = book_online(hold=hold, visitor=visitor, trail=request.trail, consent=consent, is_confirmed=is_confirmed)
    note_step(trail=request.trail, step=Step.BOOKED)
    shown_at = address_of_visit(booking.appointment)
    return redirect(f"{shown_at}?{urlencode({'t': request.trail.token})}")


def _refuse_a_lost_hold(hold: Hold) -> None:
    if hold.state == HoldState.RELEASED or (hold.state == HoldState.OPEN and hold.until <= timezone.now()):
        raise HoldIsOver(_("The time was kept for you for ten minutes and is free for others now. Choose it anew."))
