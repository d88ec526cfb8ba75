"""One's own visit behind a signed link: see, move, cancel, take into the calendar."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from zabota.core.practice.queries import the_practice
from zabota.front.portal.calendar_file import calendar_file
from zabota.front.portal.commands.booking import move_online
from zabota.front.portal.queries import visits
from zabota.front.portal.queries.offering import offered_days, who_is_asked_for
from zabota.front.portal.queries.waiting import may_wait_for_earlier
from zabota.front.portal.rules import PATIENT
from zabota.front.portal.views.choosing import day_asked
from zabota.front.portal.views.door import open_door, shown
from zabota.lib.errors import Refused
from zabota.work.scheduling.commands import NotNow, TimeIsTaken, cancel
from zabota.work.scheduling.models import Appointment, CancelledBy
from zabota.work.scheduling.queries.remote import remote_link_of


@open_door
@require_GET
def visit(request: Any, link: str) -> HttpResponse:
    found = visits.visit_behind(link)
    return shown(
        request, "portal/visit.html", visit=found, link=link, may_cancel=visits.may_cancel(found),
        may_move=visits.may_move(found), is_free=visits.is_free_to_change(found), hours=visits.hours_until_late(),
        join=remote_link_of(found) if found.is_ahead else "", waits_for_call=visits.waits_for_call(found), may_be_earlier=may_wait_for_earlier(found),
    )  # fmt: skip


@open_door
@require_http_methods(["GET", "POST"])
def move(request: Any, link: str) -> HttpResponse:
    """Times for the same service; of those that are free now one is taken instead of the old one."""
    found = visits.visit_behind(link)
    if not visits.may_move(found):
        raise NotNow(_("This visit cannot be moved here any more. Call the clinic."))
    refusal = ""
    if request.method == "POST":
        try:
            return _to_visit(request, move_online(visit=found, slot=request.POST.get("slot", "")))
        except TimeIsTaken as taken:
            refusal = str(taken)
    assert found.service is not None
    days = offered_days(
        found.service, since=day_asked(request, "since"), chosen=day_asked(request, "day"),
        patient=who_is_asked_for(found),
    )  # fmt: skip
    status = 422 if refusal else 200
    return shown(
        request, "portal/move.html", status=status, visit=found, link=link, offered=days, refusal=refusal
    )  # fmt: skip


@open_door
@require_http_methods(["GET", "POST"])
def cancel_visit(request: Any, link: str) -> HttpResponse:
    """Asked once: what it means now is said beside the button."""
    found = visits.visit_behind(link)
    if not visits.may_cancel(found):
        raise Refused(_("This visit cannot be cancelled any more."))
    if request.method == "POST":
        reason = _("cancelled by the patient online")
        return _to_visit(
            request, cancel(appointment=found, cancelled_by=CancelledBy.PATIENT, reason=reason, by=PATIENT)
        )
    return shown(
        request, "portal/cancel.html", visit=found, link=link, is_free=visits.is_free_to_change(found),
        hours=visits.hours_until_late(),
    )  # fmt: skip


@open_door
@require_GET
def into_calendar(request: Any, link: str) -> HttpResponse:
    found = visits.visit_behind(link)
    address = request.build_absolute_uri(visits.address_of_visit(found))
    file = HttpResponse(
        calendar_file(found, clinic=the_practice().name, address=address), content_type="text/calendar; charset=utf-8"
    )
    file.headers["Content-Disposition"] = 'attachment; filename="visit.ics"'
    return file


def _to_visit(request: Any, found: Appointment) -> HttpResponse:
    return redirect(f"{visits.address_of_visit(found)}?{urlencode({'t': request.trail.token})}")
