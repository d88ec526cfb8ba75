"""Every request has an id; every refusal to somebody signed in has a row (F18)."""

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from zabota.base.accounts.addresses import address_of
from zabota.base.audit.commands import keep_audit
from zabota.base.audit.models import Action
from zabota.base.audit.origin import Origin, current_origin

REFUSALS = {403: "no right", 404: "not there"}


class AuditMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        origin = Origin(address_of(request), str(uuid.uuid4()))
        before = current_origin.set(origin)
        try:
            response = self.get_response(request)
            if response.status_code in REFUSALS:
                _keep_refusal(request, response.status_code)
        finally:
            current_origin.reset(before)
        response.headers["X-Request-Id"] = origin.request_id
        return response


def _keep_refusal(request: HttpRequest, status: int) -> None:
    """A foreign object answers 404 like a missing one, so both are kept: guessing of addresses shows here."""
    match = request.resolver_match
    if match is None or not request.user.is_authenticated:
        return
    asked_for = " ".join(str(value) for value in match.kwargs.values())
    keep_audit(
        Action.DENIED,
        by=request.access.actor,  # type: ignore[attr-defined]
        object_type=match.view_name[:60],
        object_id=asked_for[:60],
        reason=REFUSALS[status],
    )
