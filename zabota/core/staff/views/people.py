"""The staff: who works here, in which roles, with which keys."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms import model_to_dict
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zabota.base.accounts.commands import (
    change_user,
    create_user,
    deactivate_user,
    give_one_time_password,
    reactivate_user,
    remove_pin,
    remove_second_factor,
)
from zabota.base.accounts.commands.passwords import one_time_password
from zabota.base.accounts.models import User
from zabota.base.accounts.requests import StaffRequest
from zabota.base.accounts.views.answers import refusals_into, shown_form
from zabota.base.ui.policies import freshly_proven, policy
from zabota.base.ui.toasts import toast
from zabota.core.staff.commands import give_role, take_role
from zabota.core.staff.forms import PeopleFilter, PersonForm, RoleForm
from zabota.core.staff.queries import Colleague, chosen_users, colleagues, current_employments, users_visible_to

PEOPLE_ON_PAGE = 50


@policy("staff.see")
@require_GET
def people(request: StaffRequest) -> HttpResponse:
    filters = PeopleFilter(request.GET)
    filters.is_valid()
    page = Paginator(chosen_users(request.access, filters.cleaned_data), PEOPLE_ON_PAGE).get_page(
        request.GET.get("page")
    )
    lines = colleagues(request.access, page.object_list)
    context = {"filters": filters, "page": page, "lines": lines, "may_manage": request.access.may("staff.manage")}
    return render(request, "staff/people.html", context)


@policy("staff.see")
@require_GET
def person(request: StaffRequest, public_id: UUID) -> HttpResponse:
    return _person_page(request, _colleague(request, public_id))


@freshly_proven
@policy("staff.manage")
@never_cache
@require_http_methods(["GET", "POST"])
def new_person(request: StaffRequest) -> HttpResponse:
    """The password is shown once, to be told to its owner; the first sign-in asks for another."""
    form = PersonForm(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            password = one_time_password()
            by = request.access.actor
            user = create_user(**form.cleaned_data, password=password, must_change_password=True, by=by)
            return render(request, "staff/one_time_password.html", {"person": user, "password": password})
    return shown_form(request, "staff/person_form.html", form)


@policy("staff.manage")
@require_http_methods(["GET", "POST"])
def change_person(request: StaffRequest, public_id: UUID) -> HttpResponse:
    user = _manageable(request, public_id)
    form = PersonForm(request.POST or None, initial=model_to_dict(user, fields=["full_name", "login", "email"]))
    if form.is_valid():
        with refusals_into(form):
            change_user(user=user, by=request.access.actor, **form.cleaned_data)
            return redirect("staff:person", public_id)
    return shown_form(request, "staff/person_form.html", form, person=user)


@freshly_proven
@policy("staff.manage")
@require_POST
def add_role(request: StaffRequest, public_id: UUID) -> HttpResponse:
    colleague = _colleague(request, public_id)
    form = RoleForm(request.POST, access=request.access)
    if form.is_valid():
        with refusals_into(form):
            branch = form.chosen_branch()
            give_role(user=colleague.user, role=form.cleaned_data["role"], branch=branch, access=request.access)
            return redirect("staff:person", public_id)
    return _person_page(request, colleague, form, status=422)


@freshly_proven
@policy("staff.manage")
@require_POST
def drop_role(request: StaffRequest, public_id: UUID) -> HttpResponse:
    user = _colleague(request, public_id).user
    form = RoleForm(request.POST, access=request.access)
    if not form.is_valid():
        raise Http404
    held = current_employments().filter(user=user, role=form.cleaned_data["role"], branch=form.chosen_branch())
    take_role(employment=get_object_or_404(held), access=request.access)
    return redirect("staff:person", public_id)


@policy("staff.manage")
@require_POST
def deactivate(request: StaffRequest, public_id: UUID) -> HttpResponse:
    deactivate_user(user=_manageable(request, public_id), by=request.access.actor)
    toast(request, _("The account is closed; none of its sessions answers any more."))
    return redirect("staff:person", public_id)


@freshly_proven
@policy("staff.manage")
@require_POST
def reactivate(request: StaffRequest, public_id: UUID) -> HttpResponse:
    reactivate_user(user=_manageable(request, public_id), by=request.access.actor)
    return redirect("staff:person", public_id)


@freshly_proven
@policy("staff.manage")
@never_cache
@require_POST
def reset_password(request: StaffRequest, public_id: UUID) -> HttpResponse:
    user = _manageable(request, public_id)
    password = give_one_time_password(user=user, by=request.access.actor)
    return render(request, "staff/one_time_password.html", {"person": user, "password": password})


@freshly_proven
@policy("staff.manage")
@require_POST
def reset_phone(request: StaffRequest, public_id: UUID) -> HttpResponse:
    remove_second_factor(user=_manageable(request, public_id), by=request.access.actor)
    toast(request, _("The phone is removed; the next sign-in sets up another."))
    return redirect("staff:person", public_id)


@policy("staff.manage")
@require_POST
def reset_pin(request: StaffRequest, public_id: UUID) -> HttpResponse:
    remove_pin(user=_manageable(request, public_id), by=request.access.actor)
    toast(request, _("The PIN is removed."))
    return redirect("staff:person", public_id)


def _colleague(request: StaffRequest, public_id: UUID) -> Colleague:
    user = get_object_or_404(users_visible_to(request.access), public_id=public_id)
    return colleagues(request.access, [user])[0]


def _manageable(request: StaffRequest, public_id: UUID) -> User:
    """T67: whoever stands above is seen but not touched."""
    colleague = _colleague(request, public_id)
    if not colleague.is_manageable:
        raise PermissionDenied
    return colleague.user


def _person_page(
    request: StaffRequest, colleague: Colleague, form: RoleForm | None = None, status: int = 200
) -> HttpResponse:
    context = {"person": colleague.user, "colleague": colleague, "form": form or RoleForm(access=request.access)}
    return render(request, "staff/person.html", context, status=status)
