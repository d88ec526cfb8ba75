"""One note that the base says differently: what is against it, and what to do."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zabota.base.accounts.requests import StaffRequest
from zabota.base.accounts.views.answers import refusals_into
from zabota.base.ui.policies import policy
from zabota.base.ui.toasts import toast
from zabota.front.daypack.commands.settling import book_instead, let_be
from zabota.front.daypack.forms import OverScheduleForm
from zabota.front.daypack.models import Note
from zabota.front.daypack.queries.packs import TAKE, note_for
from zabota.front.daypack.queries.promises import Promise, promise_in
from zabota.lib.errors import Refused
from zabota.work.scheduling.commands import Wanted


@policy(TAKE)
@require_GET
def note(request: StaffRequest, key: UUID) -> HttpResponse:
    return _page(request, note_for(request.access, key))


@policy(TAKE)
@require_POST
def book_at(request: StaffRequest, key: UUID, wall: str, doctor_id: UUID) -> HttpResponse:
    """Book into one of the offered times."""
    found = note_for(request.access, key)
    promise = promise_in(found)
    offered = {
        (f"{each.wall:%Y-%m-%dT%H:%M}", each.doctor.public_id): each for each in (promise.near if promise else [])
    }
    chosen = offered.get((wall, doctor_id))
    if promise is None or chosen is None:
        raise Refused(_("This time has just been taken. Choose another one."))
    wanted = Wanted(chosen.doctor, chosen.branch, chosen.wall, chosen.minutes, promise.wanted.service)
    book_instead(note=found, wanted=wanted, by=request.access.actor)
    return _settled(request, found, _("Booked at another time: tell the patient."))


@policy(TAKE)
@require_POST
def book_over(request: StaffRequest, key: UUID) -> HttpResponse:
    """Keep the promised time, over the schedule."""
    found = note_for(request.access, key)
    promise, form = promise_in(found), OverScheduleForm(request.POST)
    if promise is not None and form.is_valid():
        with refusals_into(form):
            reason = form.cleaned_data["reason"]
            book_instead(note=found, wanted=promise.over_schedule, over_schedule_reason=reason, by=request.access.actor)
            return _settled(request, found, _("Booked over the schedule."))
    return _page(request, found, form=form, status=422)


@policy(TAKE)
@require_POST
def leave(request: StaffRequest, key: UUID) -> HttpResponse:
    """The base is right; or it has been set right by hand."""
    found = note_for(request.access, key)
    let_be(note=found, by=request.access.actor)
    return _settled(request, found, _("The note is let be."))


def _page(request: StaffRequest, found: Note, *, status: int = 200, form: Any = None) -> HttpResponse:
    promise: Promise | None = promise_in(found) if found.is_open else None
    shown = {"note": found, "promise": promise, "form": form or OverScheduleForm()}
    return render(request, "daypack/note.html", shown, status=status)


def _settled(request: StaffRequest, found: Note, words: str) -> HttpResponse:
    toast(request, words)
    return redirect(f"{reverse('daypack:day_pack')}?{urlencode({'branch': str(found.branch.public_id)})}")
