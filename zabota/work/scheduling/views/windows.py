"""Empty hours of the weeks ahead, and for a doctor's week the patients who would fit, into the call list by one click."""

from datetime import date, timedelta
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from zabota.base.accounts.requests import StaffRequest
from zabota.base.ui.policies import policy
from zabota.base.ui.toasts import toast
from zabota.core.staff.models import Doctor
from zabota.work.scheduling.commands.windows import call_who_fits
from zabota.work.scheduling.queries.windows import CALLED_AT_ONCE, empty_hours, fitting_listing, next_mondays

OVERSEE = "todos.oversee"


@policy(OVERSEE)
@require_GET
def windows(request: StaffRequest) -> HttpResponse:
    shown = {"specialities": empty_hours(request.access.reach(OVERSEE)), "mondays": next_mondays()}
    return render(request, "scheduling/windows.html", shown)


@policy(OVERSEE)
@require_GET
def window(request: StaffRequest, public_id: UUID, week: str) -> HttpResponse:
    """Who would fit into a doctor's week, "2026-03-09"."""
    doctor, monday = _asked(public_id, week)
    shown = {
        "doctor": doctor,
        "monday": monday,
        "sunday": monday + timedelta(days=6),
        "listing": fitting_listing(request, request.access, doctor),
        "at_once": CALLED_AT_ONCE,
    }
    return render(request, "scheduling/window.html", shown)


@policy(OVERSEE)
@require_POST
def call_for_window(request: StaffRequest, public_id: UUID, week: str) -> HttpResponse:
    doctor, _monday = _asked(public_id, week)
    called = call_who_fits(doctor=doctor, reach=request.access.reach(OVERSEE), by=request.access.actor)
    words = ngettext("%(count)d patient is on the call list.", "%(count)d patients are on the call list.", called)
    toast(request, words % {"count": called} if called else _("Nobody of them may be called now."))
    return redirect("scheduling:window", public_id, week)


def _asked(public_id: UUID, week: str) -> tuple[Doctor, date]:
    monday = next((each for each in next_mondays() if each.isoformat() == week), None)
    if monday is None:
        raise Http404
    return get_object_or_404(Doctor, public_id=public_id, is_active=True), monday
