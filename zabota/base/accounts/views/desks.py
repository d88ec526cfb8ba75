"""A shared computer: trusted by a senior, then taken over by PIN."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from zabota.base.accounts.commands import person_by_pin
from zabota.base.accounts.forms import TakeOverForm
from zabota.base.accounts.models import Desk
from zabota.base.accounts.queries import desk_by_secret, people_of_desk
from zabota.base.accounts.registry import AtTheDoor, tell_witnesses
from zabota.base.accounts.sessions import begin_session
from zabota.base.accounts.views.answers import refusals_into, shown_form
from zabota.base.ui.policies import public
from zabota.lib.actors import SYSTEM
from zabota.lib.errors import Refused

DESK_COOKIE = "zabota_desk"
TRUST_HOLDS_SECONDS = 180 * 24 * 3600


@public
@never_cache
@sensitive_post_parameters("pin")
@require_http_methods(["GET", "POST"])
def take_over(request: HttpRequest) -> HttpResponse:
    """The people of this desk; one of them types his PIN and has a session of his own. Elsewhere the page does not exist."""
    desk = trusted_desk(request)
    if desk is None:
        raise Http404
    form = TakeOverForm(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            _enter(request, desk, **form.cleaned_data)
            return redirect(settings.LOGIN_REDIRECT_URL)
    return shown_form(request, "accounts/take_over.html", form, desk=desk, people=people_of_desk(desk))


def trusted_desk(request: HttpRequest) -> Desk | None:
    return desk_by_secret(request.COOKIES.get(DESK_COOKIE, ""))


def remember_desk(response: HttpResponse, secret: str) -> None:
    response.set_cookie(
        DESK_COOKIE, secret, max_age=TRUST_HOLDS_SECONDS, httponly=True, samesite="Strict", secure=settings.IS_HTTPS
    )


def _enter(request: HttpRequest, desk: Desk, person: object, pin: str) -> None:
    try:
        user = person_by_pin(desk=desk, user_public_id=person, pin=pin)
    except Refused:
        tell_witnesses(AtTheDoor("failed", SYSTEM, str(person), reason="pin"))
        raise
    begin_session(request, user, means="pin")
    request.session["branch_id"] = desk.branch_id
