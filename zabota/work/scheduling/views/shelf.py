"""A doctor who does not come, and the shelf from which each of his patients is offered another time."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zabota.base.accounts.requests import StaffRequest
from zabota.base.accounts.views.answers import refusals_into, shown_form
from zabota.base.ui.policies import policy
from zabota.base.ui.toasts import toast
from zabota.core.staff.models import Doctor
from zabota.work.scheduling.commands import (
    cancel_waiting,
    enter_absence,
    leave_on_shelf,
    put_back_on_shelf,
    substitute,
    take_back_absence,
    take_back_cancelling,
    take_back_substitution,
)
from zabota.work.scheduling.forms import AbsenceForm, CancelWaitingForm, SubstituteForm
from zabota.work.scheduling.models import Absence, ShelfState, ShelvedVisit
from zabota.work.scheduling.queries.hours import doctors_within
from zabota.work.scheduling.queries.shelf import (
    absence_for,
    offers_for,
    settled_of,
    shelf,
    shelved_for,
    substitutes_for,
    told_rows,
    waiting_in_words,
    waiting_of,
)

BOOK, DESK = "scheduling.book_in_network", "scheduling.run_the_desk"


@policy(BOOK)
@require_GET
def the_shelf(request: StaffRequest) -> HttpResponse:
    rows = told_rows(shelf(request.access.reach(BOOK)))
    template = "scheduling/_shelf.html" if request.htmx.target == "shelf" else "scheduling/shelf.html"
    return render(request, template, {"rows": rows, "may_enter": request.access.may(DESK)})


@policy(DESK)
@require_http_methods(["GET", "POST"])
def new_absence(request: StaffRequest) -> HttpResponse:
    """A doctor does not come; the address may name him and the day: `?doctor=&day=`."""
    form = AbsenceForm(request.POST or None, doctors=doctors_within(request.access.reach(DESK)), named=request.GET)
    if form.is_valid():
        with refusals_into(form):
            entered = enter_absence(by=request.access.actor, **form.absence)
            waiting = waiting_of(entered).count()
            toast(
                request, waiting_in_words(waiting) if waiting else _("Nobody was booked in this time."),
                undo_url=reverse("scheduling:take_back_absence", args=[entered.public_id]),
            )  # fmt: skip
            return redirect("scheduling:absence", entered.public_id)
    return shown_form(request, "scheduling/absence_form.html", form)


@policy(BOOK)
@require_GET
def absence(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Who waits because of one absence, and who could stand in."""
    return _shown(request, public_id)


@policy(BOOK)
@require_POST
def stand_in(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """A substitute takes whomever he is free for."""
    gone = absence_for(request.access.reach(BOOK), public_id)
    form = SubstituteForm(request.POST)
    if not form.is_valid():
        raise Http404
    moved, stayed = substitute(absence=gone, by=request.access.actor, **form.cleaned_data)
    words = ngettext("%(count)d visit is moved", "%(count)d visits are moved", len(moved)) % {"count": len(moved)}
    rest = ngettext("%(count)d still waits", "%(count)d still wait", stayed) % {"count": stayed}
    undo = reverse("scheduling:take_back_substitution", args=[public_id, form.cleaned_data["doctor"].public_id])
    toast(request, f"{words}, {rest}." if stayed else f"{words}.", undo_url=undo if moved else "")
    return redirect("scheduling:absence", public_id)


@policy(BOOK)
@require_POST
def take_back_stand_in(request: StaffRequest, public_id: UUID, doctor_id: UUID) -> HttpResponse:
    """Undo `stand_in` of a moment ago."""
    gone = absence_for(request.access.reach(BOOK), public_id)
    doctor = get_object_or_404(Doctor, public_id=doctor_id)
    return _waits_again(request, gone, take_back_substitution(absence=gone, doctor=doctor, by=request.access.actor))


@policy(BOOK)
@require_POST
def cancel_rest(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """The clinic cancels whatever still waits."""
    form = CancelWaitingForm(request.POST)
    if form.is_valid():
        gone = absence_for(request.access.reach(BOOK), public_id)
        with refusals_into(form):
            count = cancel_waiting(absence=gone, by=request.access.actor, **form.cleaned_data)
            told = [ngettext("%(count)d visit cancelled.", "%(count)d visits cancelled.", count) % {"count": count}]
            if count:
                told.append(_("The patients are told."))
            undo = reverse("scheduling:take_back_cancelling", args=[public_id])
            toast(request, " ".join(told), undo_url=undo if count else "")
            return redirect("scheduling:absence", public_id)
    return _shown(request, public_id, form=form, status=422)


@policy(BOOK)
@require_POST
def take_back_rest(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Undo `cancel_rest` of a moment ago."""
    gone = absence_for(request.access.reach(BOOK), public_id)
    return _waits_again(request, gone, take_back_cancelling(absence=gone, by=request.access.actor))


def _waits_again(request: StaffRequest, gone: Absence, count: int) -> HttpResponse:
    toast(request, waiting_in_words(count) if count else _("Nothing could be taken back any more."))
    return HttpResponse(status=204) if request.htmx else redirect("scheduling:absence", gone.public_id)


@policy(DESK)
@require_POST
def take_back(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """The doctor comes after all."""
    take_back_absence(absence=absence_for(request.access.reach(DESK), public_id), by=request.access.actor)
    if request.htmx:
        return HttpResponse(status=204)
    toast(request, _("The doctor receives as usual; whoever still waited keeps his time."))
    return redirect("scheduling:shelf")


@policy(BOOK)
@require_GET
def offer(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Times for one visit of the shelf, in the drawer."""
    row = shelved_for(request.access.reach(BOOK), public_id)
    if row.state != ShelfState.WAITING:
        return redirect("scheduling:visit", row.appointment.public_id)
    shown = {"row": row, "visit": row.appointment, "offers": offers_for(row.appointment)}
    return render(request, "scheduling/offer.html", shown)


@policy(BOOK)
@require_POST
def leave(request: StaffRequest, public_id: UUID) -> HttpResponse:
    row = shelved_for(request.access.reach(BOOK), public_id)
    leave_on_shelf(row=row, by=request.access.actor)
    toast(request, _("Left at its time."), undo_url=reverse("scheduling:put_back_on_shelf", args=[public_id]))
    return redirect("scheduling:shelf")


@policy(BOOK)
@require_POST
def put_back(request: StaffRequest, public_id: UUID) -> HttpResponse:
    put_back_on_shelf(row=shelved_for(request.access.reach(BOOK), public_id), by=request.access.actor)
    return HttpResponse(status=204) if request.htmx else redirect("scheduling:shelf")


def _shown(request: StaffRequest, public_id: UUID, *, status: int = 200, **more: Any) -> HttpResponse:
    gone = absence_for(request.access.reach(BOOK), public_id)
    waiting: list[ShelvedVisit] = list(waiting_of(gone))
    shown = {
        "absence": gone,
        "rows": waiting,
        "settled": settled_of(gone),
        "substitutes": substitutes_for(gone, waiting) if waiting else [],
        "has_hours": gone.shifts.filter(is_cancelled=True).exists(),
        "last_moment": timezone.localtime(gone.until) - timedelta(minutes=1),
        "form": CancelWaitingForm(),
        "may_enter": request.access.may(DESK),
    }
    return render(request, "scheduling/absence.html", shown | more, status=status)
