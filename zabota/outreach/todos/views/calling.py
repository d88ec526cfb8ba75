"""The operator's screen: take the next call, see the number, write the outcome, take it back."""

from typing import Any
from uuid import UUID

import segno
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zabota.base.accounts.requests import StaffRequest
from zabota.base.ui.policies import policy
from zabota.base.ui.toasts import toast
from zabota.core.patients.queries.naming import address_form
from zabota.lib.errors import Refused
from zabota.outreach.todos.commands.answers import keep_answer
from zabota.outreach.todos.commands.recording import record_outcome, take_back_outcome
from zabota.outreach.todos.commands.taking import give_back, keep_calls, show_number, take_call, take_next_call
from zabota.outreach.todos.forms import AnswerForm, PressForm
from zabota.outreach.todos.models import Call
from zabota.outreach.todos.queries.calls import call_for, conversation_in_hand, day_of
from zabota.outreach.todos.queries.questions import question_for, question_named
from zabota.outreach.todos.queries.screen import aside_of, screen_of
from zabota.outreach.todos.registry import Outcome, outcomes

CALL = "todos.call"


@require_GET
@policy(CALL)
def current(request: StaffRequest) -> HttpResponse:
    """What is in hand, or the button that takes the next call. Reading takes nothing."""
    calls = conversation_in_hand(request.user)
    if not calls:
        return render(request, "todos/idle.html", {"day": day_of(request.access)})
    return _screen(request, calls)


@require_POST
@policy(CALL)
def take_next(request: StaffRequest) -> HttpResponse:
    if not take_next_call(user=request.user, reach=request.access.reach(CALL)):
        toast(request, _("Nobody is to be called now."))
    return redirect("todos:calling")


@require_POST
@policy(CALL)
def take(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Call this one of the list."""
    give_back(user=request.user)
    take_call(call=call_for(request.access, public_id), user=request.user)
    return redirect("todos:calling")


@require_POST
@policy(CALL)
def put_back(request: StaffRequest) -> HttpResponse:
    give_back(user=request.user)
    toast(request, _("The call is on the list again."))
    return redirect("todos:calling")


@require_POST
@policy(CALL)
def keep(request: StaffRequest) -> HttpResponse:
    """The page says every minute that somebody sits before it."""
    is_held = keep_calls(user=request.user)
    return HttpResponse(status=204) if is_held else HttpResponse(headers={"HX-Redirect": reverse("todos:calling")})


@require_POST
@policy(CALL)
def number(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """The one number, as a link that a phone follows and a code that a phone reads."""
    call = call_for(request.access, public_id)
    clear = show_number(call=call, access=request.access)
    picture = segno.make(f"tel:{clear}", error="m").svg_inline(scale=4, border=2, dark="#000", light="#fff")
    return render(request, "todos/_number.html", {"call": call, "number": clear, "picture": picture})


@require_GET
@policy(CALL)
def aside(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Visits and earlier calls, loaded beside the conversation."""
    call = call_for(request.access, public_id)
    return render(request, "todos/_aside.html", {"call": call, "aside": aside_of(call, request.access)})


@require_GET
@policy(CALL)
def question(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """The one question to ask before saying goodbye; nothing where nothing is missing."""
    call = call_for(request.access, public_id)
    asked = question_for(call.patient)
    return render(request, "todos/_question.html", {"call": call, "question": asked}) if asked else HttpResponse()


@require_GET
@policy(CALL)
def details(request: StaffRequest, public_id: UUID, outcome: str) -> HttpResponse:
    """What an outcome still has to know."""
    call = call_for(request.access, public_id)
    ended = _outcome(call, outcome)
    if ended.form is None:
        raise Http404
    return render(request, "todos/_details.html", {"call": call, "outcome": ended, "form": ended.form(call=call)})


@require_POST
@policy(CALL)
def write(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """One press of a key: the outcome is written, the next call taken."""
    call = call_for(request.access, public_id)
    press = PressForm(request.POST)
    if not press.is_valid():
        raise Http404
    ended = _outcome(call, press.cleaned_data["outcome"])
    form = ended.form(request.POST, call=call) if ended.form else None
    if form is not None and not form.is_valid():
        return _screen(request, conversation_in_hand(request.user) or [call], ended, form, status=422)
    try:
        _write(request, call, ended, form.cleaned_data if form else {}, press.cleaned_data)
    except Refused as refusal:
        if form is None or refusal.field not in form.fields:
            raise
        form.add_error(refusal.field, str(refusal))
        return _screen(request, conversation_in_hand(request.user) or [call], ended, form, status=422)
    take_next_call(user=request.user, reach=request.access.reach(CALL))
    return redirect("todos:calling")


@require_POST
@policy(CALL)
def undo(request: StaffRequest, submission: UUID) -> HttpResponse:
    take_back_outcome(submission=submission, by=request.access.actor)
    return HttpResponse(status=204) if request.htmx else redirect("todos:calling")


@require_POST
@policy(CALL)
def answer(request: StaffRequest, public_id: UUID, question: str) -> HttpResponse:
    call, asked = call_for(request.access, public_id), question_named(question)
    if asked is None:
        raise Http404
    form = AnswerForm(request.POST, question=asked)
    if not form.is_valid():
        return render(request, "todos/_question.html", {"call": call, "question": asked, "form": form}, status=422)
    try:
        keep_answer(call=call, question=question, answer=form.cleaned_data["answer"], by=request.access.actor)
    except Refused as refusal:
        form.add_error("answer", str(refusal))
        return render(request, "todos/_question.html", {"call": call, "question": asked, "form": form}, status=422)
    return render(request, "todos/_question.html", {"call": call, "question": asked, "is_kept": True})


def _write(request: StaffRequest, call: Call, ended: Outcome, details: dict[str, Any], press: dict[str, Any]) -> None:
    record_outcome(
        call=call,
        outcome=ended.key,
        submission=press["submission"],
        details=details,
        note=press["note"],
        by=request.access.actor,
    )
    words = {"name": address_form(call.patient) or call.patient.full_name, "outcome": str(ended.title).lower()}
    undo_url = reverse("todos:undo", args=[press["submission"]])
    toast(request, _("%(name)s: %(outcome)s.") % words, undo_url=undo_url)


def _screen(
    request: StaffRequest, calls: list[Call], outcome: Outcome | None = None, form: object = None, status: int = 200
) -> HttpResponse:
    calls = _chosen_first(calls, request.GET.get("member", ""))
    screen = screen_of(calls, request.access)
    shown = {
        "screen": screen,
        "call": screen.call,
        "outcome": outcome,
        "form": form,
        "note": request.POST.get("note", ""),
    }
    return render(request, "todos/call.html", shown, status=status)


def _chosen_first(calls: list[Call], member: str) -> list[Call]:
    return sorted(calls, key=lambda call: str(call.public_id) != member)


def _outcome(call: Call, key: str) -> Outcome:
    found = outcomes.get(key)
    if found is None or (found.reasons and call.reason not in found.reasons):
        raise Http404
    return found
