"""Time of a doctor, a room or a device closed at the desk: lunch, a meeting, a breakdown; and opened again."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import trigger_client_event

from zabota.base.accounts.requests import StaffRequest
from zabota.base.accounts.views.answers import refusals_into
from zabota.base.ui.policies import policy
from zabota.base.ui.toasts import toast
from zabota.core.practice.models import Branch
from zabota.core.staff.models import Doctor
from zabota.work.scheduling import commands
from zabota.work.scheduling.forms import CloseTimeForm
from zabota.work.scheduling.models import Block, BlockReason, Resource
from zabota.work.scheduling.queries.closed_time import (
    ClosedTime,
    closed_time_for,
    coming_closings_of,
    name_of,
    visits_in_time,
)
from zabota.work.scheduling.views.calendar import asked_branch
from zabota.work.scheduling.views.desk_branches import DESK, desk_branches

HOUR = timedelta(hours=1)


@policy(DESK)
@require_http_methods(["GET", "POST"])
def close_time(request: StaffRequest) -> HttpResponse:
    """`?branch=&doctor=` or `&place=`, and `&at=` of the calendar's cell; a refusal names who is booked there."""
    branch = asked_branch(request, desk_branches(request))
    of = _asked(request, branch)
    form = CloseTimeForm(request.POST or None, initial=_initial(request, of))
    in_the_way: Any = []
    if form.is_valid():
        since, until = form.span(branch)
        with refusals_into(form):
            if "rehouse" in request.POST and isinstance(of, Resource):
                return _rehoused(request, of, since, until, form.cleaned_data)
            return _told(request, _closed(request, of, branch, since, until, form.cleaned_data))
        in_the_way = visits_in_time(of, since, until)
    shown = {"form": form, "of_name": name_of(of), "in_the_way": in_the_way, "is_place": isinstance(of, Resource)}
    shown["closings"] = coming_closings_of(of)
    return render(request, "scheduling/close_time.html", shown, status=422 if form.is_bound else 200)


@policy(DESK)
@require_GET
def closed_time(request: StaffRequest, public_id: UUID) -> HttpResponse:
    return render(request, "scheduling/closed_time.html", {"closed": _known(request, public_id)})


@policy(DESK)
@require_POST
def open_closed(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Give the time back to booking; the undo closes it again."""
    block = _known(request, public_id).block
    if commands.open_time(block=block, by=request.access.actor):
        toast(request, _("Open to booking again."), undo_url=reverse("scheduling:close_again", args=[public_id]))
    return _shown(request, public_id)


@policy(DESK)
@require_POST
def close_again(request: StaffRequest, public_id: UUID) -> HttpResponse:
    commands.close_again(block=_known(request, public_id).block, by=request.access.actor)
    return _shown(request, public_id)


def _closed(
    request: StaffRequest,
    of: Doctor | Resource,
    branch: Branch,
    since: datetime,
    until: datetime,
    answers: dict[str, Any],
) -> Block:
    told = {"since": since, "until": until, "reason": answers["reason"], "note": answers["note"]}
    by = request.access.actor
    if isinstance(of, Doctor):
        return commands.close_doctor(doctor=of, branch=branch, by=by, **told)
    return commands.close_place(place=of, by=by, **told)


def _rehoused(
    request: StaffRequest, place: Resource, since: datetime, until: datetime, answers: dict[str, Any]
) -> HttpResponse:
    done = commands.close_and_rehouse(
        place=place, since=since, until=until, reason=answers["reason"], note=answers["note"], by=request.access.actor
    )
    told = {"moved": len(done.moved), "stayed": len(done.stayed)}
    toast(request, _("Closed. Moved to other places: %(moved)d, still stand there: %(stayed)d.") % told)
    return _shown(request, done.block.public_id)


def _told(request: StaffRequest, block: Block) -> HttpResponse:
    undo = reverse("scheduling:open_closed", args=[block.public_id])
    toast(request, _("Closed to booking."), undo_url=undo)
    return _shown(request, block.public_id)


def _shown(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """The time as it stands now; calendars that are open look again."""
    shown = render(request, "scheduling/closed_time.html", {"closed": _known(request, public_id)})
    return trigger_client_event(shown, "zabota:visit-changed", {})


def _known(request: StaffRequest, public_id: UUID) -> ClosedTime:
    return closed_time_for(desk_branches(request), public_id)


def _asked(request: StaffRequest, branch: Branch) -> Doctor | Resource:
    """Whose time: a doctor, or a room or device of the branch."""
    try:
        doctor, place = (UUID(given) if (given := request.GET.get(name)) else None for name in ("doctor", "place"))
    except ValueError:
        raise Http404 from None
    if place:
        return get_object_or_404(branch.resources.select_related("type"), public_id=place)
    return get_object_or_404(Doctor, public_id=doctor, is_active=True)


def _initial(request: StaffRequest, of: Doctor | Resource) -> dict[str, Any]:
    reason = BlockReason.LUNCH if isinstance(of, Doctor) else BlockReason.BROKEN
    try:
        at = datetime.fromisoformat(request.GET.get("at", ""))
    except ValueError:
        return {"reason": reason}
    return {"on": f"{at:%d.%m.%Y}", "starts": f"{at:%H:%M}", "ends": f"{at + HOUR:%H:%M}", "reason": reason}
