"""Between the request and the view: language, refusals in words, toasts for fragments."""

from collections.abc import Callable

from django.contrib.messages import get_messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe
from django_htmx.http import trigger_client_event

from zabota.base.ui.appearance import chosen_language
from zabota.lib.errors import Refused

GetResponse = Callable[[HttpRequest], HttpResponse]
#: These answers leave the page, so the messages wait for the next one.
LEAVING = ("HX-Redirect", "HX-Location", "HX-Refresh")


class LanguageMiddleware:
    """Speaks the person's language, whatever his browser asks for."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = chosen_language(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response


class NulByteMiddleware:
    """PostgreSQL refuses the NUL byte in text; nobody types one."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", ""):
            request.GET = _without_nul(request.GET)  # type: ignore[assignment]
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if "\x00" not in value}
        if "\x00" in request.path:
            request.path = request.path_info = request.path.replace("\x00", "")
        return self.get_response(request)


class RefusalMiddleware:
    """A rule of the clinic said no: an HTMX request gets a toast and keeps its page, any other a page of one sentence."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        if getattr(request, "htmx", False):
            response = HttpResponse(status=422, headers={"HX-Reswap": "none"})
            return trigger_client_event(response, "zabota:toast", {"text": str(exception), "level": "warning"})
        return render(request, "ui/errors/refused.html", {"refusal": str(exception)}, status=422)


class ToastMiddleware:
    """Carries messages of a fragment in its header: the page that shows toasts is not drawn again."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not getattr(request, "htmx", False) or 300 <= response.status_code < 400:
            return response
        if not any(header in response for header in LEAVING):
            for message in get_messages(request):
                _add_toast(response, message)
        return response


class WholePageMiddleware:
    """A piece of a page that is opened by its address, in a new tab or without JavaScript, comes as a whole page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "GET" and not getattr(request, "htmx", False) and _is_piece(response):
            piece = mark_safe(response.content.decode())  # noqa: S308 - rendered by a template of ours
            response.content = render_to_string("ui/piece.html", {"piece": piece}, request)
        return response


def _is_piece(response: HttpResponse) -> bool:
    is_html = response.headers.get("Content-Type", "").startswith("text/html")
    if response.streaming or response.status_code != 200 or not is_html:
        return False
    return not response.content.lstrip()[:9].lower().startswith(b"<!doctype")


def _add_toast(response: HttpResponse, message: Message) -> None:
    shown = {"text": str(message), "level": message.level_tag, "undo": message.extra_tags}
    trigger_client_event(response, "zabota:toast", shown)


def _without_nul(query: QueryDict) -> QueryDict:
    clean = QueryDict(mutable=True)
    for name, values in query.lists():
        clean.setlist(name.replace("\x00", ""), [str(value).replace("\x00", "") for value in values])
    return clean
