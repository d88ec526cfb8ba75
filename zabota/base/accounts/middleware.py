"""Default deny: a request reaches its view only through the view's declared policy."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.http import urlencode

from zabota.base.accounts.access import Access
from zabota.base.accounts.addresses import is_from_this_machine
from zabota.base.accounts.checks import refuse_undeclared_views
from zabota.base.accounts.models import User
from zabota.base.accounts.registry import permissions
from zabota.base.accounts.sessions import end_session, is_freshly_proven, is_locked, note_presence
from zabota.base.accounts.typing_kept import ask_for_proof, can_be_kept
from zabota.base.ui.policies import Policy

GetResponse = Callable[[HttpRequest], HttpResponse]
IDLE_SECONDS = "X-Idle-Seconds"


class RightIsMissing(PermissionDenied):
    """`title` names the right in the reader's language, so that he knows what to ask the director for."""

    def __init__(self, permission: str) -> None:
        self.title = permissions[permission].title
        super().__init__(self.title)


class AccessMiddleware:
    """Puts `request.access` on every request and enforces `view.policy`."""

    def __init__(self, get_response: GetResponse) -> None:
        refuse_undeclared_views()
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and request.user.is_demo and not is_from_this_machine(request):
            end_session(request)
        request.access = Access(request.user, branch_id=request.session.get("branch_id"))  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if _has_nul(request):
            raise BadRequest("a NUL byte in a form")
        policy = getattr(view, "policy", None)
        if policy is None:
            raise PermissionDenied
        if policy.is_public:
            return None
        if not isinstance(request.user, User):
            return _go(request, resolve_url(settings.LOGIN_URL))
        held_back = _held_back(request, policy)
        if held_back is None:
            _let_in(request, policy)
        return held_back


def _has_nul(request: HttpRequest) -> bool:
    """Nobody types a NUL byte, and PostgreSQL takes none. Files are read by those who want them."""
    if request.content_type != "application/x-www-form-urlencoded":
        return False
    return any("\x00" in text for name, values in request.POST.lists() for text in (name, *values))


def _let_in(request: HttpRequest, policy: Policy) -> None:
    if policy.permission and not request.access.may(policy.permission):  # type: ignore[attr-defined]
        raise RightIsMissing(policy.permission)
    if policy.place != "lock":
        note_presence(request, idle_seconds=_idle_seconds(request))


def _held_back(request: HttpRequest, policy: Policy) -> HttpResponse | None:
    """Where a signed-in person has to go first: unlock, choose a password, set up the phone, prove it is still him."""
    user = request.user
    assert isinstance(user, User)
    if policy.place != "lock" and is_locked(request):
        return _locked(request)
    if policy.place == "inside" and user.must_change_password:
        return _go(request, reverse("accounts:password"))
    if policy.place == "inside" and not user.has_second_factor and request.access.must_have_second_factor:  # type: ignore[attr-defined]
        return _go(request, reverse("accounts:second_factor"))
    if policy.needs_fresh_proof and not is_freshly_proven(request):
        keeps = can_be_kept(request) and not request.headers.get("HX-Request")
        return ask_for_proof(request) if keeps else _go(request, reverse("accounts:prove"))
    return None


def _locked(request: HttpRequest) -> HttpResponse:
    """A page in the browser keeps what was typed and puts the lock over itself; whatever it asked for is not done."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=423, headers={"HX-Trigger": "zabota:locked", "HX-Reswap": "none"})
    return _go(request, reverse("accounts:unlock"))


def _go(request: HttpRequest, address: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(f"{address}?{urlencode({'next': _way_back(request)})}")


def _way_back(request: HttpRequest) -> str:
    """The page itself, or for something that was sent the page that it was sent from."""
    if request.method == "GET":
        return request.get_full_path()
    page = urlsplit(request.headers.get("Referer", ""))
    return page.path if page.netloc == request.get_host() and page.path.startswith("/") else "/"


def _idle_seconds(request: HttpRequest) -> int:
    said = request.headers.get(IDLE_SECONDS, "0")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 8 else 0
