"""Sheets of paper: the day by doctor and room, cards to bring, and what a patient takes along. Each read is audited."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zabota.base.accounts.requests import StaffRequest
from zabota.base.ui.policies import policy
from zabota.core.patients.queries.gate import note_reading
from zabota.core.patients.queries.naming import address_form
from zabota.core.practice.queries import the_practice
from zabota.work.scheduling.queries.sheets import cards_to_pull, day_sheets, route_of
from zabota.work.scheduling.queries.visit import visit_for
from zabota.work.scheduling.views.calendar import SEE, asked_branch, asked_day, asked_span
from zabota.work.scheduling.views.calling_round import tomorrow
from zabota.work.scheduling.views.desk_branches import DESK, desk_branches


@policy(SEE)
@require_GET
def day_sheet(request: StaffRequest) -> HttpResponse:
    """`?branch=&day=&by=`: a page for each doctor or room; a doctor prints his own."""
    asked = asked_span(request)
    sheets = day_sheets(asked.span)
    note_reading([line.visit.patient for sheet in sheets for line in sheet.lines], "day_sheet", request.access)
    return render(request, "scheduling/day_sheet.html", {"sheets": sheets, "asked": asked, "span": asked.span})


@policy(DESK)
@require_GET
def cards(request: StaffRequest) -> HttpResponse:
    """`?branch=&day=`: paper cards to bring from where they stand, for tomorrow unless another day is named."""
    branch = asked_branch(request, desk_branches(request))
    day = asked_day(request, tomorrow(branch))
    found = cards_to_pull(branch, day)
    note_reading([each.patient for each in found], "cards_to_pull", request.access)
    return render(request, "scheduling/cards_to_pull.html", {"cards": found, "branch": branch, "day": day})


@policy(SEE)
@require_GET
def ticket(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """When, where and to whom, for the patient's pocket: nothing that tells of health."""
    visit = visit_for(request.access, public_id, SEE)
    note_reading([visit.patient], "ticket", request.access)
    shown = {"visit": visit, "lines": route_of(visit), "clinic": the_practice(), "name": address_form(visit.patient)}
    return render(request, "scheduling/ticket.html", shown)


@policy(SEE)
@require_GET
def route(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """All visits of the patient on that day, with rooms."""
    visit = visit_for(request.access, public_id, SEE)
    note_reading([visit.patient], "route_sheet", request.access)
    return render(request, "scheduling/route_sheet.html", {"visit": visit, "lines": route_of(visit)})


@policy(SEE)
@require_GET
def memo(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """How to prepare, on a sheet for the patient (R190)."""
    visit = visit_for(request.access, public_id, SEE)
    if visit.service is None or not visit.service.preparation:
        raise Http404
    note_reading([visit.patient], "memo", request.access)
    shown = {"visit": visit, "clinic": the_practice(), "name": address_form(visit.patient)}
    return render(request, "scheduling/memo.html", shown)
