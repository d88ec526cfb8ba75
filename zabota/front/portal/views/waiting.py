"""The waiting list from outside: where no time suits, and where a visit would better be earlier; each wish has its own page."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zabota.base.accounts.views.answers import refusals_into
from zabota.core.catalog.models import Service
from zabota.front.portal.commands.limits import count_request
from zabota.front.portal.commands.waiting import ask_to_wait, wait_for_earlier, wait_online
from zabota.front.portal.forms import CodeForm, WaitForm, WhenForm
from zabota.front.portal.queries.offering import service_to_book
from zabota.front.portal.queries.pledges import PURPOSE, WishPledge, can_send_codes, wish_pledge_behind
from zabota.front.portal.queries.visits import visit_behind
from zabota.front.portal.queries.waiting import address_of_wish, may_wait_for_earlier, wish_behind, wish_for_earlier
from zabota.front.portal.rules import PATIENT
from zabota.front.portal.views.door import address, open_door, shown, shown_consent, wants_a_call
from zabota.lib.phones import MaskedPhone
from zabota.outreach.messaging.commands.codes import check_code, send_code
from zabota.work.scheduling.commands import NotNow, take_off_waiting_list
from zabota.work.scheduling.models import ON_THE_LIST, WaitingEntry


@open_door
@require_http_methods(["GET", "POST"])
def wait(request: Any) -> HttpResponse:
    """What would suit, and who waits. Where no code proves the phone, the desk calls."""
    service = _service(request)
    chosen = {"doctor": request.GET.get("doctor", "")}
    form = WaitForm(request.POST or None, service=service, initial=chosen)
    if form.is_valid():
        count_request("wait", address(request))
        with refusals_into(form):
            return _after_phone(request, form)
    return shown(
        request, "portal/wait.html", status=422 if form.errors else 200, form=form, service=service,
        consent=shown_consent(request), has_codes=can_send_codes(),
    )  # fmt: skip


@open_door
@require_POST
def wait_code(request: Any) -> HttpResponse:
    pledge = wish_pledge_behind(request.POST.get("pledge", ""))
    form = CodeForm(request.POST)
    if wants_a_call(request):
        return _asked(request, pledge)
    if form.is_valid():
        with refusals_into(form):
            check_code(
                challenge=pledge.challenge, phone=pledge.visitor.phone, code=form.cleaned_data["code"], purpose=PURPOSE
            )
            return _to_wish(request, _kept(request, pledge))
    return _code_page(request, pledge, form, status=422)


@open_door
@require_http_methods(["GET", "POST"])
def earlier(request: Any, link: str) -> HttpResponse:
    """Whoever holds a visit's link needs no code; a wish that stands already is shown."""
    visit = visit_behind(link)
    if standing := wish_for_earlier(visit):
        return _to_wish(request, standing)
    if not may_wait_for_earlier(visit) or visit.service is None:
        raise NotNow(_("This visit cannot be earlier any more."))
    form = WhenForm(request.POST or None, service=visit.service, initial={"doctor": visit.doctor})
    if form.is_valid():
        with refusals_into(form):
            return _to_wish(request, wait_for_earlier(visit=visit, wish=form.wish))
    status = 422 if form.errors else 200
    return shown(request, "portal/earlier.html", status=status, form=form, visit=visit, link=link)


@open_door
@require_http_methods(["GET", "POST"])
def waiting(request: Any, link: str) -> HttpResponse:
    """One's own wish: how it stands, and the button that takes it off the list."""
    entry = wish_behind(link)
    if request.method == "POST":
        return _to_wish(request, take_off_waiting_list(entry=entry, by=PATIENT))
    return shown(request, "portal/waiting.html", entry=entry, link=link, stands=entry.state in ON_THE_LIST)


def _after_phone(request: Any, form: WaitForm) -> HttpResponse:
    visitor, consent = form.visitor, form.cleaned_data["consent"]
    if wants_a_call(request) or not can_send_codes():
        ask_to_wait(wish=form.wish, visitor=visitor, trail=request.trail, consent=consent)
        return shown(request, "portal/called_back.html", service=form.service)
    sent = send_code(
        phone=visitor.phone, purpose=PURPOSE, asker=address(request), language=request.trail.language, by=PATIENT
    )
    return _code_page(request, WishPledge(form.wish, visitor, consent, sent.challenge), CodeForm())


def _asked(request: Any, pledge: WishPledge) -> HttpResponse:
    count_request("wait", address(request))
    ask_to_wait(wish=pledge.wish, visitor=pledge.visitor, trail=request.trail, consent=pledge.consent)
    return shown(request, "portal/called_back.html", service=pledge.wish.service)


def _kept(request: Any, pledge: WishPledge) -> WaitingEntry:
    return wait_online(wish=pledge.wish, visitor=pledge.visitor, trail=request.trail, consent=pledge.consent)


def _code_page(request: Any, pledge: WishPledge, form: CodeForm, *, status: int = 200) -> HttpResponse:
    service = pledge.wish.service
    assert service is not None
    back = f"{reverse('portal:wait')}?{urlencode({'service': service.public_id, 't': request.trail.token})}"
    return shown(
        request, "portal/wait_code.html", status=status, form=form, pledge=pledge, service=service, back=back,
        action=reverse("portal:wait_code"), phone=MaskedPhone(pledge.visitor.phone),
    )  # fmt: skip


def _to_wish(request: Any, entry: WaitingEntry) -> HttpResponse:
    return redirect(f"{address_of_wish(entry)}?{urlencode({'t': request.trail.token})}")


def _service(request: Any) -> Service:
    try:
        found = service_to_book(UUID(request.GET.get("service") or request.POST.get("service", "")))
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found
