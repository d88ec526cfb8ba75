"""The shell's own pages: the first screen, the search box, the bell, language and appearance."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from zabota.base.ui.appearance import THEME_COOKIE, THEMES
from zabota.base.ui.policies import public, signed_in
from zabota.base.ui.queries import first_screen, is_new_clinic, notices_for, search_results, shown_ways
from zabota.base.ui.registry import offline_pages, preference_keepers

YEAR_IN_SECONDS = 365 * 24 * 3600
LONGEST_SEARCH = 200


@signed_in
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    url_name = "ui:start" if is_new_clinic() else first_screen(request)
    return redirect(url_name) if url_name else render(request, "ui/home.html")


@signed_in
@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """What a new clinic does first, and who does it."""
    return render(request, "ui/start.html", {"ways": shown_ways(request)})


@signed_in
@require_POST
def search(request: HttpRequest) -> HttpResponse:
    """POST, so that what is typed reaches neither an address, nor a log, nor the browser's history."""
    text = request.POST.get("text", "").replace("\x00", "").strip()[:LONGEST_SEARCH]
    return render(request, "ui/_search_results.html", {"groups": search_results(request, text), "text": text})


@signed_in
@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    found = notices_for(request)
    calling = sum(notice.is_calling for notice in found)
    return render(request, "ui/_notices.html", {"notices": found, "calling": calling})


@public
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keeps `language` or `theme` in a cookie of this browser and, for who is signed in, with the person."""
    response = HttpResponseRedirect(_back(request))
    language, theme = request.POST.get("language"), request.POST.get("theme")
    if language in dict(settings.LANGUAGES):
        _remember(response, request, settings.LANGUAGE_COOKIE_NAME, language)
    if theme in THEMES:
        _remember(response, request, THEME_COOKIE, theme)
    return response


@public
@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """Kept by the service worker and shown when the server cannot be reached."""
    return render(request, "ui/errors/offline.html", {"pages": list(offline_pages)})


@public
@require_GET
def service_worker(request: HttpRequest) -> HttpResponse:
    """At the root, because a worker answers only for addresses below its own."""
    parts = [static(part) for page in offline_pages for part in page.parts]
    shown = {"pages": [reverse(page.url_name) for page in offline_pages], "parts": parts}
    return render(request, "ui/service_worker.js", shown, content_type="text/javascript")


def _remember(response: HttpResponse, request: HttpRequest, cookie: str, value: str) -> None:
    response.set_cookie(cookie, value, max_age=YEAR_IN_SECONDS, httponly=True, samesite="Lax", secure=settings.IS_HTTPS)
    if request.user.is_authenticated:
        name = "theme" if cookie == THEME_COOKIE else "language"
        for keep in preference_keepers:
            keep(request.user, **{name: value})


def _back(request: HttpRequest) -> str:
    address = request.POST.get("next", "/")
    return address if url_has_allowed_host_and_scheme(address, {request.get_host()}) else "/"
