"""A whole course in the booking panel: every session with its day and times to choose from, booked by one confirmation."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from django_htmx.http import reswap, retarget, trigger_client_event

from zabota.base.accounts.requests import StaffRequest
from zabota.base.ui.policies import policy
from zabota.base.ui.toasts import toast
from zabota.lib.errors import Refused
from zabota.work.scheduling.commands import Session, book_course, take_back_course
from zabota.work.scheduling.models import Appointment
from zabota.work.scheduling.queries.acceptance import unaccepted_in_words
from zabota.work.scheduling.queries.courses import course_plan
from zabota.work.scheduling.queries.visit import visit_for
from zabota.work.scheduling.views.booking import (
    BOOK,
    as_offered,
    consequences_for,
    panel,
)
from zabota.work.scheduling.views.drafts import WAIVE, Draft, chosen_place
from zabota.work.scheduling.views.visit import shown_visit

SESSION = "session-"


@policy(BOOK)
@require_POST
def course(request: StaffRequest) -> HttpResponse:
    """The sessions that follow from the chosen first time."""
    known = Draft.read(request, request.POST)
    try:
        return _plan(request, known)
    except Refused as refusal:
        return panel(request, known, refusal=str(refusal), status=422)


@policy(BOOK)
@require_POST
def book(request: StaffRequest) -> HttpResponse:
    """Book the chosen sessions together; a refusal draws the plan with its reason and what is free now."""
    known = Draft.read(request, request.POST)
    try:
        booked = _booked(request, known)
    except Refused as refusal:
        return _plan(request, known.refused, refusal=str(refusal), status=422)
    first = booked[0]
    told = ngettext("%(count)d session is booked.", "%(count)d sessions are booked.", len(booked))
    undo = reverse("scheduling:unbook_course", args=[first.public_id])
    toast(request, told % {"count": len(booked)}, undo_url=undo)
    response = shown_visit(request, visit_for(request.access, first.public_id, BOOK))
    return trigger_client_event(response, "zabota:visit-changed", {"visit": str(first.public_id)})


@policy(BOOK)
@require_POST
def unbook(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Undo a course of a moment ago."""
    take_back_course(first=visit_for(request.access, public_id, BOOK), by=request.access.actor)
    return HttpResponse(status=204)


def _booked(request: StaffRequest, known: Draft) -> list[Appointment]:
    if known.patient is None or known.service is None:
        raise Refused(_("Choose the patient and the service."))
    sent = request.POST.dict()
    chosen = sorted((int(name.removeprefix(SESSION)), str(slot)) for name, slot in sent.items() if _is_session(name))
    sessions = [Session(number, chosen_place(replace(known, slot=slot))) for number, slot in chosen if slot]
    return book_course(
        patient=known.patient, sessions=sessions, planned=known.service.sessions, comment=known.comment,
        waived_reason=known.waived_reason, accepted_reason=known.accepted_reason, paid=known.paid,
        request_key=known.request_key, by=request.access.actor,
    )  # fmt: skip


def _is_session(name: str) -> bool:
    return name.startswith(SESSION) and name.removeprefix(SESSION).isdecimal()


def _plan(request: StaffRequest, known: Draft, *, status: int = 200, **more: Any) -> HttpResponse:
    first = as_offered(chosen_place(known))
    if known.patient is None or known.service is None:
        raise Refused(_("Choose the patient and the service."))
    shown = {
        "draft": known,
        "plans": course_plan(
            known.service, first, known.patient, kind=known.kind, is_accepted=bool(known.accepted_reason)
        ),
        "consequences": consequences_for(known, first),
        "unaccepted": unaccepted_in_words(first.doctor, known.patient),
        "may_waive": request.access.may(WAIVE),
    }
    response = render(request, "scheduling/_course.html", shown | more, status=status)
    return reswap(retarget(response, "#booking"), "innerHTML")
