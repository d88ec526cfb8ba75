"""Default deny: a request reaches its view only through the view's declared policy."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import urlencode

from zabota.base.accounts.access import Access
from zabota.base.accounts.registry import permissions


class AccessMiddleware:
    """Puts `request.access` on every request and enforces `view.policy`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.access = Access(request.user)  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        policy = getattr(view, "policy", None)
        if policy is None:
            raise PermissionDenied
        if policy.is_public:
            return None
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        if policy.permission and not request.access.may(policy.permission):  # type: ignore[attr-defined]
            raise PermissionDenied(permissions[policy.permission].title)
        return None


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    address = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': request.get_full_path()})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": resolve_url(settings.LOGIN_URL)})
    return redirect(address)
