"""«Кто в клинике»: the board of the running day, doctors called away, and whom a doctor's delay concerns."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import trigger_client_event

from zabota.base.accounts.requests import StaffRequest
from zabota.base.accounts.views.answers import refusals_into
from zabota.base.ui.policies import policy
from zabota.base.ui.toasts import toast
from zabota.core.practice.models import Branch
from zabota.core.staff.models import Doctor
from zabota.work.scheduling.commands import call_away, open_time
from zabota.work.scheduling.commands.calling_round import call_about_delay
from zabota.work.scheduling.forms import CallAwayForm
from zabota.work.scheduling.looks import legend
from zabota.work.scheduling.models import Block
from zabota.work.scheduling.queries.board import board_of, doctor_here, doctor_now
from zabota.work.scheduling.queries.calendar import change_number, has_changed
from zabota.work.scheduling.views.calendar import asked_branch
from zabota.work.scheduling.views.calling_round import added_in_words
from zabota.work.scheduling.views.desk_branches import DESK, desk_branches


@policy(DESK)
@require_GET
def board(request: StaffRequest) -> HttpResponse:
    branches = desk_branches(request)
    shown = _shown(asked_branch(request, branches)) | {"branches": branches, "legend": legend()}
    return render(request, "scheduling/board.html", shown)


@policy(DESK)
@require_GET
def board_now(request: StaffRequest) -> HttpResponse:
    """The board anew, or nothing where neither the day nor the minute has changed since it was drawn."""
    branch = asked_branch(request, desk_branches(request))
    since = request.GET.get("since", "")
    is_same_minute = request.GET.get("minute") == f"{timezone.now():%H%M}"
    if is_same_minute and since.isdecimal() and len(since) <= 20 and not has_changed(branch, since):
        return HttpResponse(status=204)
    return render(request, "scheduling/_board.html", _shown(branch))


@policy(DESK)
@require_http_methods(["GET", "POST"])
def away(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """The doctor is called away: for how long and why; then whom it concerns."""
    doctor, branch = _doctor_here(request, public_id)
    form = CallAwayForm(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            block = call_away(doctor=doctor, branch=branch, by=request.access.actor, **form.cleaned_data)
            toast(request, _("Called away."), undo_url=_address("back", doctor, branch, block))
            return _told(_late_page(request, doctor, branch))
    shown = {"doctor": doctor, "branch": branch, "form": form}
    return render(request, "scheduling/call_away.html", shown, status=422 if form.is_bound else 200)


@policy(DESK)
@require_POST
def back(request: StaffRequest, public_id: UUID, block_id: UUID) -> HttpResponse:
    """The doctor is back, or was never called."""
    doctor, _branch = _doctor_here(request, public_id)
    block = get_object_or_404(Block, public_id=block_id, occupancies__resource_id=doctor.pk)
    open_time(block=block, by=request.access.actor)
    return _told(HttpResponse(status=204))


@policy(DESK)
@require_http_methods(["GET", "POST"])
def running_late(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Whom the doctor's delay concerns, each to be moved or called; POST puts all of them on the call list."""
    doctor, branch = _doctor_here(request, public_id)
    if request.method == "POST":
        told = doctor_now(branch, doctor).concerned
        toast(request, added_in_words(call_about_delay(queue=told, branch=branch, by=request.access.actor)))
    return _late_page(request, doctor, branch)


def _shown(branch: Branch) -> dict[str, Any]:
    # The number first: what changes while the board is read is shown by the next look.
    change = change_number()
    now = timezone.now()
    shown = {"change": change, "minute": f"{now:%H%M}", "branch": branch, "board": board_of(branch, now)}
    return shown | {"may_run_the_desk": True}


def _doctor_here(request: StaffRequest, public_id: UUID) -> tuple[Doctor, Branch]:
    branch = asked_branch(request, desk_branches(request))
    return doctor_here(branch, public_id), branch


def _late_page(request: StaffRequest, doctor: Doctor, branch: Branch) -> HttpResponse:
    shown = {"doctor": doctor, "branch": branch, "state": doctor_now(branch, doctor)}
    return render(request, "scheduling/running_late.html", shown)


def _address(name: str, doctor: Doctor, branch: Branch, block: Block) -> str:
    return f"{reverse(f'scheduling:{name}', args=[doctor.public_id, block.public_id])}?branch={branch.public_id}"


def _told(response: HttpResponse) -> HttpResponse:
    """Boards and calendars that are open look again."""
    return trigger_client_event(response, "zabota:visit-changed", {})
