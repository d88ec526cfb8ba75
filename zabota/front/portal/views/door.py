"""The public door: every page of it speaks the visitor's language, may stand in the clinic's own sites, sets no cookie."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from zabota.base.accounts.addresses import address_of
from zabota.base.ui.policies import public
from zabota.core.practice.queries import branches_now, the_practice
from zabota.front.portal.commands.limits import TooOften, count_request, holder_of, may_send
from zabota.front.portal.queries.consents import ShownConsent, text_in_use
from zabota.front.portal.queries.rules import portal_rules
from zabota.front.portal.queries.trail import Trail, trail_of
from zabota.front.portal.queries.visits import LinkIsOver
from zabota.front.portal.queries.work import Work, is_asked_of, is_done, new_work
from zabota.lib.errors import Refused
from zabota.work.scheduling.commands import HoldIsOver

View = Callable[..., HttpResponse]
STATUS = {TooOften: 429, LinkIsOver: 410, HoldIsOver: 410}


class Visit(HttpRequest):
    """A request at the public door."""

    trail: Trail


def open_door(view: View, *, is_counted: bool = True) -> View:
    """`@public` without cookies: what a form changes is named by what was signed for it, so no other site can send it.

    A sent form is counted for its address, and from some number on costs the browser work; a refusal becomes a page of one
    sentence with the clinic's phones.
    """

    @wraps(view)
    def door(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        request.trail = trail_of(request)
        with translation.override(request.trail.language):
            request.LANGUAGE_CODE = request.trail.language
            response = _answer(view, request, is_counted and request.method == "POST", *args, **kwargs)
            response.headers["Content-Language"] = request.trail.language
        return _framed(response, portal_rules().sites)

    return public(csrf_exempt(door))


def open_door_to_beacons(view: View) -> View:
    """The same for what a page sends by itself, which counts it in its own way."""
    return open_door(view, is_counted=False)


def address(request: HttpRequest) -> str:
    return address_of(request) or "unknown"


def shown(request: Any, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """A page of the door, with what each of them shows."""
    frame = {
        "trail": request.trail,
        "clinic": the_practice(),
        "branches": branches_now(),
        "languages": _languages(request),
    }
    return render(request, template, frame | context, status=status)


#: What the second button of a form sends: no code, the desk calls.
CALL = "call"


def wants_a_call(request: Any) -> bool:
    return bool(request.POST.get("way") == CALL)


def shown_consent(request: Any) -> ShownConsent:
    """What the visitor agrees to by sending the form of this page, in its language."""
    return ShownConsent(text_in_use(request.trail.language))


def _answer(view: View, request: Any, is_counted: bool, *args: Any, **kwargs: Any) -> HttpResponse:
    try:
        if is_counted and (asked := _work_asked(request)):
            return shown(request, "portal/work.html", status=429, work=asked, sent=_sent_again(request))
        return view(request, *args, **kwargs)
    except Refused as refusal:
        status = STATUS.get(type(refusal), 422)
        return shown(request, "portal/refused.html", status=status, refusal=str(refusal), start=reverse("portal:start"))


def _work_asked(request: Any) -> Work | None:
    """What this request has to be paid with, where it is not paid: each work is good for one request. Raises TooOften."""
    count, holder = count_request("post", address(request)), holder_of(address(request))
    if not is_asked_of(count) or (is_done(request.POST, holder) and may_send("work", request.POST["work"])):
        return None
    return new_work(holder, count)


def _sent_again(request: Any) -> list[tuple[str, str]]:
    """The fields of the form as they were sent."""
    fields = ((name, values) for name, values in request.POST.lists() if name not in ("work", "number"))
    return [(name, value) for name, values in fields for value in values]


def _framed(response: HttpResponse, sites: Sequence[str]) -> HttpResponse:
    if sites:
        response.xframe_options_exempt = True
        response._csp_replace = {"frame-ancestors": list(sites)}  # type: ignore[attr-defined]
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _languages(request: Any) -> list[tuple[str, str, str]]:
    """Code, name and address of each language; a page that answers a form is left by its own address."""
    path = request.path if request.method == "GET" else reverse("portal:start")
    kept = request.GET.copy()
    kept["t"] = request.trail.token
    named = (("ru", "Русский"), ("uk", "Українська"), ("en", "English"))
    links = []
    for code, name in named:
        kept["lang"] = code
        links.append((code, name, f"{path}?{kept.urlencode()}"))
    return links
