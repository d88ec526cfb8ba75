"""In by login and password, then by a code; out again."""

from django.conf import settings
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from zabota.base.accounts.addresses import is_from_this_machine
from zabota.base.accounts.commands import pass_second_factor
from zabota.base.accounts.forms import CodeForm, SignInForm
from zabota.base.accounts.models import User
from zabota.base.accounts.queries import nobody_yet, user_by_login
from zabota.base.accounts.registry import AtTheDoor, tell_witnesses
from zabota.base.accounts.sessions import await_code, awaited_user, begin_session, end_session
from zabota.base.accounts.throttling import count_attempt, forget_attempts
from zabota.base.accounts.views.answers import go_on, next_address, refusals_into, shown_form
from zabota.base.accounts.views.desks import trusted_desk
from zabota.base.ui.policies import at_the_lock, public
from zabota.lib.actors import SYSTEM
from zabota.lib.errors import Refused


@public
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if nobody_yet():
        return redirect(settings.ZABOTA_FIRST_START_URL)
    form = SignInForm(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            user = _first_factor(request, **form.cleaned_data)
            if user.has_second_factor:
                await_code(request, user)
                return redirect(f"{reverse('accounts:sign_in_code')}?{urlencode({'next': next_address(request)})}")
            begin_session(request, user, means="password")
            return go_on(request)
    return shown_form(request, "accounts/sign_in.html", form, desk=trusted_desk(request))


@public
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def sign_in_code(request: HttpRequest) -> HttpResponse:
    user = awaited_user(request)
    if user is None:
        return redirect("accounts:sign_in")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            _second_factor(user, form.cleaned_data["code"])
            begin_session(request, user, means="code")
            return go_on(request)
    return shown_form(request, "accounts/sign_in_code.html", form)


@at_the_lock
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    end_session(request)
    return redirect(settings.LOGIN_URL)


def _first_factor(request: HttpRequest, login: str, password: str) -> User:
    """Whoever the login and the password belong to. Every refusal reads alike: nobody learns which logins exist (T32)."""
    count_attempt("password", login)
    user = authenticate(request, login=login, password=password)
    if not isinstance(user, User) or (user.is_demo and not is_from_this_machine(request)):
        _tell_failure(user_by_login(login), "password")
        raise Refused(_("Wrong login or password."))
    forget_attempts("password", login)
    forget_attempts("pin", login)
    return user


def _second_factor(user: User, code: str) -> None:
    try:
        pass_second_factor(user=user, code=code)
    except Refused:
        _tell_failure(user, "code")
        raise


def _tell_failure(user: User | None, means: str) -> None:
    tell_witnesses(AtTheDoor("failed", SYSTEM, str(user.public_id) if user else "", reason=means))
