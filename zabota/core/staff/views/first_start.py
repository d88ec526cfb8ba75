"""The first page of an empty installation."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from zabota.base.accounts.queries import nobody_yet
from zabota.base.accounts.requests import StaffRequest
from zabota.base.accounts.sessions import begin_session
from zabota.base.accounts.setup_code import is_setup_code
from zabota.base.accounts.throttling import count_attempt, forget_attempts
from zabota.base.accounts.views.answers import refusals_into, shown_form
from zabota.base.ui.policies import public
from zabota.core.staff.commands import name_first_director
from zabota.core.staff.forms import FirstStartForm
from zabota.lib.errors import Refused


@public
@never_cache
@sensitive_post_parameters("code", "password")
@require_http_methods(["GET", "POST"])
def first_start(request: StaffRequest) -> HttpResponse:
    """Names the first director; as soon as anybody has an account the page does not exist any more (T60)."""
    if not nobody_yet():
        raise Http404
    form = FirstStartForm(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            _prove_code(form.cleaned_data.pop("code"))
            begin_session(request, name_first_director(**form.cleaned_data), means="first_start")
            return redirect("accounts:second_factor")
    return shown_form(request, "staff/first_start.html", form)


def _prove_code(typed: str) -> None:
    count_attempt("setup", "code")
    if not is_setup_code(typed):
        raise Refused(_("This is not the code."), field="code")
    forget_attempts("setup", "code")
