"""The locked screen and the fresh proof of who one is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from zabota.base.accounts.commands import pass_second_factor
from zabota.base.accounts.commands.passwords import prove_password
from zabota.base.accounts.commands.pins import prove_pin
from zabota.base.accounts.forms import KeptForm, UnlockForm
from zabota.base.accounts.models import User
from zabota.base.accounts.sessions import lock, note_proof, unlock
from zabota.base.accounts.typing_kept import fields_of
from zabota.base.accounts.views.answers import go_on, next_address, refusals_into, shown_form
from zabota.base.accounts.views.desks import trusted_desk
from zabota.base.ui.policies import at_the_door, at_the_lock


@at_the_lock
@require_POST
def lock_screen(request: HttpRequest) -> HttpResponse:
    lock(request)
    return HttpResponse(status=204) if _is_fragment(request) else redirect("accounts:unlock")


@at_the_lock
@never_cache
@sensitive_post_parameters("password", "pin")
@require_http_methods(["GET", "POST"])
def unlock_screen(request: HttpRequest) -> HttpResponse:
    """By password, or on a trusted desk by PIN. The page under the lock keeps what was typed into it."""
    user = _person(request)
    has_desk = trusted_desk(request) is not None
    can_use_pin = has_desk and user.has_pin
    form = UnlockForm(request.POST or None, by_pin=can_use_pin)
    if form.is_valid():
        with refusals_into(form):
            _prove_for_unlock(request, user, form)
            unlock(request)
            return _opened() if _is_fragment(request) else go_on(request)
    template = "accounts/_unlock.html" if _is_fragment(request) else "accounts/unlock.html"
    return shown_form(
        request, template, form, has_desk=has_desk, can_use_pin=can_use_pin, in_dialog=_is_fragment(request)
    )


@at_the_door
@never_cache
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "POST"])
def prove(request: HttpRequest) -> HttpResponse:
    """Before what cannot be undone: still the same person? Both factors where there are two (T66)."""
    user = _person(request)
    form = KeptForm(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            prove_password(user, form.cleaned_data["password"])
            if user.has_second_factor:
                pass_second_factor(user=user, code=form.cleaned_data["code"])
            note_proof(request)
            return _sent_again(request, form.cleaned_data["kept"]) if form.cleaned_data["kept"] else go_on(request)
    return shown_form(request, "accounts/prove.html", form)


def _sent_again(request: HttpRequest, kept: str) -> HttpResponse:
    """What was typed before the proof goes where it was going."""
    return render(request, "accounts/go_on.html", {"next": next_address(request), "fields": fields_of(kept)})


def _prove_for_unlock(request: HttpRequest, user: User, form: UnlockForm) -> None:
    if form.cleaned_data["pin"] and trusted_desk(request):
        prove_pin(user, form.cleaned_data["pin"])
    else:
        prove_password(user, form.cleaned_data["password"])


def _opened() -> HttpResponse:
    return HttpResponse(status=204, headers={"HX-Trigger": "zabota:unlocked"})


def _is_fragment(request: HttpRequest) -> bool:
    return "HX-Request" in request.headers


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
