"""Rooms and devices: what there is, how many use it at once, and when it is out of use."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zabota.base.accounts.requests import StaffRequest
from zabota.base.accounts.views.answers import refusals_into, shown_form
from zabota.base.ui.policies import policy
from zabota.base.ui.toasts import toast
from zabota.core.staff.queries import branches_within
from zabota.work.scheduling.commands import add_place, change_place, close_place, open_time, resource_type
from zabota.work.scheduling.models import Block, Resource
from zabota.work.scheduling.queries.closed_time import closings_of
from zabota.work.scheduling.queries.set_up import places_listing, places_within
from zabota.work.scheduling.setup_forms import ClosingForm, PlaceForm

SET_UP = "scheduling.set_up"


@policy(SET_UP)
@require_GET
def places(request: StaffRequest) -> HttpResponse:
    return render(request, "scheduling/places.html", {"listing": places_listing(request, request.access)})


@policy(SET_UP)
@require_GET
def place(request: StaffRequest, public_id: UUID) -> HttpResponse:
    return _shown(request, _place(request, public_id), ClosingForm())


@policy(SET_UP)
@require_http_methods(["GET", "POST"])
def new_place(request: StaffRequest) -> HttpResponse:
    form = PlaceForm(request.POST or None, branches=branches_within(request.access.reach(SET_UP)))
    if form.is_valid():
        with refusals_into(form):
            answers = form.cleaned_data
            of_type = resource_type(name=answers["of_type"], kind=answers["kind"])
            made = add_place(
                branch=answers["branch"], of_type=of_type, name=answers["name"], capacity=answers["capacity"],
                by=request.access.actor,
            )  # fmt: skip
            return redirect("scheduling:place", made.public_id)
    return shown_form(request, "scheduling/place_form.html", form)


@policy(SET_UP)
@require_http_methods(["GET", "POST"])
def edit_place(request: StaffRequest, public_id: UUID) -> HttpResponse:
    found = _place(request, public_id)
    known = {"name": found.name, "of_type": found.type, "capacity": found.capacity, "is_active": found.is_active}
    form = PlaceForm(
        request.POST or None, initial=known, branches=branches_within(request.access.reach(SET_UP)), place=found
    )
    if form.is_valid():
        with refusals_into(form):
            of_type = resource_type(name=form.cleaned_data.pop("of_type"), kind=found.type.kind)
            change_place(place=found, type=of_type, by=request.access.actor, **form.cleaned_data)
            toast(request, _("Saved."))
            return redirect("scheduling:place", public_id)
    return shown_form(request, "scheduling/place_form.html", form, place=found)


@policy(SET_UP)
@require_POST
def close(request: StaffRequest, public_id: UUID) -> HttpResponse:
    found, form = _place(request, public_id), ClosingForm(request.POST)
    if form.is_valid():
        with refusals_into(form):
            since, until = form.span(found.branch)
            closed = close_place(
                place=found, since=since, until=until, reason=form.cleaned_data["reason"],
                note=form.cleaned_data["note"], by=request.access.actor,
            )  # fmt: skip
            toast(
                request,
                _("Closed to booking."),
                undo_url=reverse("scheduling:open_place", args=[public_id, closed.public_id]),
            )
            return redirect("scheduling:place", public_id)
    return _shown(request, found, form)


@policy(SET_UP)
@require_POST
def open_place(request: StaffRequest, public_id: UUID, block_id: UUID) -> HttpResponse:
    found = _place(request, public_id)
    closed = get_object_or_404(Block, public_id=block_id, pk__in=[each.block_id for each in closings_of(found)])
    open_time(block=closed, by=request.access.actor)
    return redirect("scheduling:place", public_id)


def _place(request: StaffRequest, public_id: UUID) -> Resource:
    visible: QuerySet[Resource] = places_within(request.access.reach(SET_UP))
    return get_object_or_404(visible, public_id=public_id)


def _shown(request: StaffRequest, found: Resource, form: ClosingForm) -> HttpResponse:
    return shown_form(request, "scheduling/place.html", form, place=found, closings=closings_of(found))
