"""Group sessions: what is to come, who has a seat, opening a school for weeks ahead, cancelling a session."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods
from django_htmx.http import trigger_client_event

from zabota.base.accounts.requests import StaffRequest
from zabota.base.accounts.views.answers import refusals_into, shown_form
from zabota.base.ui.policies import policy
from zabota.base.ui.toasts import toast
from zabota.core.catalog.models import Service
from zabota.core.patients.queries.gate import note_reading
from zabota.core.staff.queries import branches_within
from zabota.work.scheduling.commands import OpenedSessions, cancel_session, open_sessions
from zabota.work.scheduling.queries.calendar_sessions import in_words
from zabota.work.scheduling.queries.session_lists import sessions_listing
from zabota.work.scheduling.queries.sessions import fullness_of, participants, session_for
from zabota.work.scheduling.session_forms import CancelSessionForm, SessionForm

SEE, BOOK, DESK = "scheduling.view_calendar", "scheduling.book_in_network", "scheduling.run_the_desk"


@policy(SEE)
@require_GET
def sessions(request: StaffRequest) -> HttpResponse:
    shown = {
        "listing": sessions_listing(request, request.access),
        "may_open": request.access.may(DESK),
        "has_services": Service.objects.filter(is_active=True, seats__gt=1).exists(),
    }
    return render(request, "scheduling/sessions.html", shown)


@policy(SEE)
@require_GET
def session(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """A session in the drawer with everybody who has a seat."""
    found = session_for(request.access, public_id, SEE)
    coming = list(participants(found))
    note_reading([each.patient for each in coming], "group_session", request.access)
    is_ahead = found.cancelled_at is None and found.ends_at > timezone.now()
    shown = {
        "session": found,
        "coming": coming,
        "full": fullness_of(found),
        "words": in_words(found),
        "may_book": is_ahead and request.access.may(BOOK),
        "may_cancel": is_ahead and request.access.may(DESK, found.branch_id),
    }
    return render(request, "scheduling/session.html", shown)


@policy(DESK)
@require_http_methods(["GET", "POST"])
def new_session(request: StaffRequest) -> HttpResponse:
    form = SessionForm(request.POST or None, branches=branches_within(request.access.reach(DESK)))
    if form.is_valid():
        with refusals_into(form):
            made = open_sessions(by=request.access.actor, **form.cleaned_data)
            toast(request, _opened_in_words(made))
            return redirect("scheduling:sessions")
    return shown_form(request, "scheduling/session_form.html", form)


@policy(DESK)
@require_http_methods(["GET", "POST"])
def cancel(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Why, asked in the drawer; everybody who has a seat is cancelled and told."""
    found = session_for(request.access, public_id, DESK)
    form = CancelSessionForm(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            off = cancel_session(session=found, reason=form.cleaned_data["reason"], by=request.access.actor)
            told = ngettext(
                "The session is off, %(count)d patient is told.",
                "The session is off, %(count)d patients are told.",
                off,
            )
            toast(request, told % {"count": off})
            if not request.htmx:
                return redirect("scheduling:sessions")
            return trigger_client_event(session_again(request, public_id), "zabota:visit-changed", {})
    return shown_form(request, "scheduling/cancel_session.html", form, session=found, words=in_words(found))


def session_again(request: StaffRequest, public_id: UUID) -> HttpResponse:
    found = session_for(request.access, public_id, SEE)
    shown = {"session": found, "coming": [], "full": fullness_of(found), "words": in_words(found)}
    return render(request, "scheduling/session.html", shown)


def _opened_in_words(made: OpenedSessions) -> str:
    count = len(made.opened)
    told = ngettext("%(count)d session is opened.", "%(count)d sessions are opened.", count) % {"count": count}
    if not made.refused:
        return told
    days = ", ".join(date_format(day, "j E") for day in made.refused)
    return f"{told} " + _("The doctor or the room is not free on: %(days)s.") % {"days": days}
