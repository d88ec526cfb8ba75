"""One's own password, phone and PIN."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from zabota.base.accounts.commands import (
    begin_second_factor,
    change_password,
    confirm_second_factor,
    make_recovery_codes,
    remove_pin,
    set_pin,
)
from zabota.base.accounts.commands.pins import may_not_use_pin
from zabota.base.accounts.forms import CodeForm, PasswordForm, PinForm
from zabota.base.accounts.models import SecondFactor, User
from zabota.base.accounts.one_time_codes import provisioning_uri, qr_image
from zabota.base.accounts.sessions import keep_session
from zabota.base.accounts.views.answers import go_on, refusals_into, shown_form
from zabota.base.ui.policies import at_the_door, freshly_proven, signed_in
from zabota.base.ui.toasts import toast


@signed_in
def keys(request: HttpRequest) -> HttpResponse:
    """All the ways in of the person who asks."""
    user = _person(request)
    context = {"codes_left": user.recovery_codes.filter(used_at=None).count(), "may_not_use_pin": may_not_use_pin(user)}
    return render(request, "accounts/keys.html", context)


@at_the_door
@never_cache
@sensitive_post_parameters("current", "new")
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    user = _person(request)
    form = PasswordForm(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            change_password(user=user, by=user.as_actor(), **form.cleaned_data)
            keep_session(request, user)
            toast(request, _("The password is changed; all your other sessions are closed."))
            return go_on(request)
    return shown_form(request, "accounts/password.html", form)


@at_the_door
@never_cache
@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """The QR code of a secret that was begun, and the first code made from it."""
    user = _person(request)
    form = CodeForm(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            codes = confirm_second_factor(user=user, code=form.cleaned_data["code"], by=user.as_actor())
            keep_session(request, user)
            return render(request, "accounts/recovery_codes.html", {"codes": codes})
    return shown_form(request, "accounts/second_factor.html", form, **_unconfirmed(request, user))


@freshly_proven
@at_the_door
@require_POST
def second_factor_begin(request: HttpRequest) -> HttpResponse:
    begin_second_factor(user=_person(request))
    return redirect("accounts:second_factor")


@freshly_proven
@signed_in
@require_POST
def recovery_codes(request: HttpRequest) -> HttpResponse:
    user = _person(request)
    return render(
        request, "accounts/recovery_codes.html", {"codes": make_recovery_codes(user=user, by=user.as_actor())}
    )


@freshly_proven
@signed_in
@never_cache
@sensitive_post_parameters("pin")
@require_http_methods(["GET", "POST"])
def pin(request: HttpRequest) -> HttpResponse:
    user = _person(request)
    form = PinForm(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            set_pin(user=user, pin=form.cleaned_data["pin"], by=user.as_actor())
            toast(request, _("The PIN is set."))
            return redirect("accounts:keys")
    return shown_form(request, "accounts/pin.html", form)


@signed_in
@require_POST
def pin_remove(request: HttpRequest) -> HttpResponse:
    user = _person(request)
    remove_pin(user=user, by=user.as_actor())
    return redirect("accounts:keys")


def _unconfirmed(request: HttpRequest, user: User) -> dict[str, object]:
    factor = SecondFactor.objects.filter(user=user, confirmed_at=None).first()
    if factor is None:
        return {"has_secret": False}
    uri = provisioning_uri(factor.secret, login=user.login, issuer=f"Zabota ({request.get_host()})")
    return {"has_secret": True, "qr": qr_image(uri), "secret": factor.secret}


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
