"""A visit in the drawer: what it is, its steps each by one key, cancelling, moving and stretching."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import trigger_client_event

from zabota.base.accounts.requests import StaffRequest
from zabota.base.accounts.views.answers import refusals_into, shown_form
from zabota.base.events.models import Event
from zabota.base.ui.policies import policy
from zabota.base.ui.toasts import toast
from zabota.core.practice.models import Branch
from zabota.core.practice.queries import open_branches
from zabota.core.staff.models import Doctor
from zabota.lib.errors import Refused
from zabota.work.scheduling import commands
from zabota.work.scheduling.commands import Wanted, wall_instant
from zabota.work.scheduling.commands.next_steps import CAME
from zabota.work.scheduling.events import DayShifted
from zabota.work.scheduling.forms import CancelForm, ShiftForm
from zabota.work.scheduling.models import Appointment, NextStep, Resource, Status
from zabota.work.scheduling.queries.chains import linked_parts, parts_of
from zabota.work.scheduling.queries.courses import rest_of_course
from zabota.work.scheduling.queries.remote import is_remote, remote_link_of
from zabota.work.scheduling.queries.visit import (
    NearTime,
    asides_of,
    near_times,
    next_steps,
    visit_for,
    visits_from,
    way_here,
)

SEE, BOOK, RECEIVE = "scheduling.view_calendar", "scheduling.book_in_network", "scheduling.receive"
Step = Callable[..., Appointment]

#: The status that a step leads to -> the step, the right that it needs, and the word after it.
STEPS: dict[str, tuple[Step, str, object]] = {
    Status.CONFIRMED: (commands.confirm, BOOK, gettext_lazy("Confirmed.")),
    Status.ARRIVED: (commands.mark_arrived, RECEIVE, gettext_lazy("Came.")),
    Status.IN_ROOM: (commands.call_in, RECEIVE, gettext_lazy("In the room.")),
    Status.COMPLETED: (commands.complete, RECEIVE, gettext_lazy("The visit took place.")),
    Status.NO_SHOW: (commands.mark_no_show, RECEIVE, gettext_lazy("Did not come.")),
}


@policy(SEE)
@require_GET
def visit(request: StaffRequest, public_id: UUID) -> HttpResponse:
    return shown_visit(request, visit_for(request.access, public_id, SEE))


@policy(SEE)
@require_POST
def take_step(request: StaffRequest, public_id: UUID, status: str) -> HttpResponse:
    if status not in STEPS:
        raise Http404
    step, permission, word = STEPS[status]
    before = _visit_to_change(request, public_id, permission)
    after = step(appointment=before, by=request.access.actor)
    toast(request, word, undo_url=reverse("scheduling:step_back", args=[public_id, before.status]))
    response = changed(request, after)
    return _with_check_out(response, after) if status == Status.COMPLETED and request.access.may(BOOK) else response


@policy(SEE)
@require_POST
def step_back(request: StaffRequest, public_id: UUID, status: str) -> HttpResponse:
    """Take the last step back, to the status that stood before."""
    if status not in Status.values:
        raise Http404
    permission = BOOK if status == Status.HELD else RECEIVE
    now = _visit_to_change(request, public_id, permission)
    return changed(request, commands.take_back_step(appointment=now, to=status, by=request.access.actor), is_quiet=True)


@policy(BOOK)
@require_http_methods(["GET", "POST"])
def cancel(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Who cancels and why; asked in the drawer. The address may answer the first: `?by=clinic`."""
    before = visit_for(request.access, public_id, BOOK)
    named = {"cancelled_by": request.GET["by"]} if "by" in request.GET else None
    form = CancelForm(
        request.POST or None, initial=named, after=max(0, rest_of_course(before).count() - 1),
        beside=max(0, parts_of(before).count() - 1),
    )  # fmt: skip
    if not form.is_valid():
        shown = {"visit": before, "form": form}
        return render(request, "scheduling/cancel.html", shown, status=422 if form.is_bound else 200)
    with_rest, with_parts = (form.cleaned_data.pop(name, False) for name in ("with_rest", "with_parts"))
    if with_rest or with_parts:
        off = _cancelled_with_others(request, before, is_course=with_rest, **form.cleaned_data)
        toast(
            request,
            ngettext("%(count)d visit cancelled.", "%(count)d visits cancelled.", len(off)) % {"count": len(off)},
        )
        return changed(request, off[0])
    after = commands.cancel(appointment=before, by=request.access.actor, **form.cleaned_data)
    toast(request, _("Cancelled."), undo_url=reverse("scheduling:step_back", args=[public_id, before.status]))
    return changed(request, after)


@policy(BOOK)
@require_POST
def prepaid(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """The money for a held visit is here."""
    before = visit_for(request.access, public_id, BOOK)
    after = commands.receive_prepayment(appointment=before, by=request.access.actor)
    toast(request, _("The prepayment is received, the visit is booked."))
    return changed(request, after)


@policy(BOOK)
@require_http_methods(["GET", "POST"])
def move(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """GET offers near times; POST moves, and says why not beside the nearest times. `ask` only asks for these."""
    before = visit_for(request.access, public_id, BOOK)
    if request.method == "GET":
        times = near_times(before, around=before.starts_at, doctor=None, limit=24)
        return render(request, "scheduling/move.html", {"visit": before, "times": times, "request_key": uuid4()})
    to = _asked_place(request, before)
    if request.POST.get("ask"):
        return JsonResponse({"times": _times(before, to)})
    try:
        after = _moved(before, to, request)
    except Refused as refusal:
        return JsonResponse({"refusal": str(refusal), "times": _times(before, to)}, status=422)
    return JsonResponse({
        "done": _("Moved to %(when)s.") % {"when": _in_words(to.wall)},
        "undo": reverse("scheduling:move_back", args=[after.public_id]),
        "visit": str(after.public_id),
    })  # fmt: skip


@policy(BOOK)
@require_POST
def move_to(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """The same from the drawer, which goes on with the visit at its new time."""
    before = visit_for(request.access, public_id, BOOK)
    to = _asked_place(request, before)
    after = _moved(before, to, request)
    undo = reverse("scheduling:move_back", args=[after.public_id])
    toast(request, _("Moved to %(when)s.") % {"when": _in_words(to.wall)}, undo_url=undo)
    return changed(request, after)


@policy(BOOK)
@require_POST
def move_back(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Undo a move: to the time, doctor and place from which the visit came."""
    now = visit_for(request.access, public_id, BOOK)
    return changed(request, commands.move_back(appointment=now, by=request.access.actor), is_quiet=True)


@policy(BOOK)
@require_POST
def resize(request: StaffRequest, public_id: UUID) -> HttpResponse:
    before = visit_for(request.access, public_id, BOOK)
    minutes = request.POST.get("minutes", "")
    if not minutes.isdecimal() or len(minutes) > 4:
        raise Http404
    if request.POST.get("ask"):
        return JsonResponse({"times": _near(before, before.starts_at, before.doctor, None)})
    try:
        commands.resize(appointment=before, minutes=int(minutes), by=request.access.actor)
    except Refused as refusal:
        return JsonResponse({"refusal": str(refusal), "times": []}, status=422)
    return JsonResponse({
        "done": _("%(minutes)s minutes.") % {"minutes": minutes},
        "undo": f"{reverse('scheduling:stretch_back', args=[public_id, before.minutes])}",
    })  # fmt: skip


@policy(BOOK)
@require_POST
def stretch_back(request: StaffRequest, public_id: UUID, minutes: int) -> HttpResponse:
    stretched = visit_for(request.access, public_id, BOOK)
    return changed(
        request, commands.resize(appointment=stretched, minutes=minutes, by=request.access.actor), is_quiet=True
    )


@policy(BOOK)
@require_http_methods(["GET", "POST"])
def shift(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """The visit and whatever follows it on the doctor's day, later or earlier, all or none."""
    first = visit_for(request.access, public_id, BOOK)
    form = ShiftForm(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            shifted = commands.shift_day(first=first, by=request.access.actor, **form.cleaned_data)
            toast(request, _shifted_in_words(shifted), undo_url=reverse("scheduling:shift_back", args=[shifted.pk]))
            return changed(request, first)
    return shown_form(request, "scheduling/shift.html", form, visit=first, visits=visits_from(first))


@policy(BOOK)
@require_POST
def shift_back(request: StaffRequest, shift_id: int) -> HttpResponse:
    """Undo a shift."""
    shifted = get_object_or_404(Event, pk=shift_id, kind=DayShifted.kind)  # type: ignore[attr-defined]
    commands.shift_back(shifted=shifted, by=request.access.actor)
    return trigger_client_event(HttpResponse(status=204), "zabota:visit-changed", {})


def shown_visit(request: StaffRequest, shown: Appointment) -> HttpResponse:
    may_book = request.access.may(BOOK)
    context = {
        "visit": shown,
        "steps": next_steps(shown),
        "may_book": may_book,
        "may_receive": request.access.may(RECEIVE, shown.branch_id) if shown.branch_id else request.access.may(RECEIVE),
        "moves": way_here(shown),
        "linked": linked_parts(shown),
        "has_come": shown.status in CAME,
        "is_remote": is_remote(shown),
        "remote_link": remote_link_of(shown),
        "asides": asides_of(request.access, shown),
    }
    return render(request, "scheduling/visit.html", context)


def _cancelled_with_others(
    request: StaffRequest, visit: Appointment, *, is_course: bool, cancelled_by: str, reason: str
) -> list[Appointment]:
    by = request.access.actor
    if is_course:
        return commands.cancel_rest_of_course(first=visit, cancelled_by=cancelled_by, reason=reason, by=by)
    return commands.cancel_chain(visit=visit, cancelled_by=cancelled_by, reason=reason, by=by)


def _visit_to_change(request: StaffRequest, public_id: UUID, permission: str) -> Appointment:
    if not request.access.may(permission):
        raise Http404
    return visit_for(request.access, public_id, permission)


def changed(request: StaffRequest, after: Appointment, *, is_quiet: bool = False) -> HttpResponse:
    """The visit as it stands now, where it is looked at; whoever listens learns that it changed."""
    if not request.htmx:
        return redirect("scheduling:visit", after.public_id)
    if is_quiet or request.htmx.target != "drawer":
        response = HttpResponse(status=204)
    else:
        response = shown_visit(request, visit_for(request.access, after.public_id, SEE))
    return trigger_client_event(response, "zabota:visit-changed", {"visit": str(after.public_id)})


def _with_check_out(response: HttpResponse, visit: Appointment) -> HttpResponse:
    """The panel opens with what the doctor asked for, if he did and nobody has booked it yet."""
    if not NextStep.objects.filter(appointment=visit, booked=None).exists():
        return response
    address = f"{reverse('scheduling:booking')}?next_of={visit.public_id}"
    return trigger_client_event(response, "zabota:open-drawer", {"url": address})


def _moved(visit: Appointment, to: Wanted, request: StaffRequest) -> Appointment:
    reason = visit.over_schedule_reason
    return commands.move(
        appointment=visit, to=to, over_schedule_reason=reason, request_key=_request_key(request),
        by=request.access.actor,
    )  # fmt: skip


def _request_key(request: StaffRequest) -> UUID | None:
    """A browser without one is answered as well, but not twice alike."""
    try:
        return UUID(request.POST.get("request_key", ""))
    except ValueError:
        return None


def _place_of(visit: Appointment, at: datetime, doctor: Doctor, branch: Branch, **places: Any) -> Wanted:
    is_over = bool(visit.over_schedule_reason)
    return Wanted(doctor, branch, at, visit.minutes, visit.service, visit.kind, is_over, **places)


def _asked_place(request: StaffRequest, visit: Appointment) -> Wanted:
    """`at` is the branch's wall time "2026-03-12T15:30", `doctor` and `branch` public ids or nothing for the same ones,
    `place` that of the room or device that the visit is put into."""
    try:
        wall = datetime.fromisoformat(request.POST.get("at", ""))
        asked, asked_branch, asked_place = (
            UUID(given) if (given := request.POST.get(name)) else None for name in ("doctor", "branch", "place")
        )
    except ValueError:
        raise Http404 from None
    doctor = get_object_or_404(Doctor, public_id=asked, is_active=True) if asked else visit.doctor
    branch = get_object_or_404(open_branches(), public_id=asked_branch) if asked_branch else _branch_of(visit)
    place = get_object_or_404(branch.resources.select_related("type"), public_id=asked_place) if asked_place else None
    if doctor is None or wall.tzinfo is not None:
        raise Http404
    return _place_of(visit, wall_instant(wall.date(), wall.time(), branch), doctor, branch, place=place)


def _branch_of(visit: Appointment) -> Branch:
    if visit.branch is None:
        raise Http404
    return visit.branch


def _times(visit: Appointment, to: Wanted) -> list[dict[str, str]]:
    return _near(visit, to.starts_at, to.doctor, to.place)


def _near(visit: Appointment, at: datetime, doctor: Doctor | None, place: Resource | None) -> list[dict[str, str]]:
    return [_time(each) for each in near_times(visit, around=at, doctor=doctor, place=place)]


def _time(near: NearTime) -> dict[str, str]:
    words = f"{_in_words(near.wall)}, {near.doctor.short_name}"
    return {"at": f"{near.wall:%Y-%m-%dT%H:%M}", "doctor": str(near.doctor.public_id), "words": words}


def _shifted_in_words(shifted: Event) -> str:
    count = len(shifted.data["appointment_ids"])
    told = ngettext("%(count)d visit is shifted", "%(count)d visits are shifted", count) % {"count": count}
    return _("%(visits)s by %(minutes)s min. Patients are told; whom no message reaches, the desk calls.") % {
        "visits": told,
        "minutes": shifted.data["minutes"],
    }


def _in_words(wall: datetime) -> str:
    return f"{date_format(wall, 'j E, D').lower()}, {wall:%H:%M}"
