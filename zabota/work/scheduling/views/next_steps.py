"""What follows a visit, and what the doctor should know before it; both in the drawer."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from zabota.base.accounts.requests import StaffRequest
from zabota.base.accounts.views.answers import refusals_into
from zabota.base.ui.policies import policy
from zabota.work.scheduling.commands import ask_next_step, write_comment
from zabota.work.scheduling.forms import CommentForm, NextStepForm
from zabota.work.scheduling.models import NextStep
from zabota.work.scheduling.queries.visit import visit_for
from zabota.work.scheduling.views.visit import BOOK, RECEIVE, changed


@policy(RECEIVE)
@require_http_methods(["GET", "POST"])
def next_step(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """The doctor, or the desk in his words, asks for the next visit."""
    visit = visit_for(request.access, public_id, RECEIVE)
    step = NextStep.objects.filter(appointment=visit).first() or NextStep(appointment=visit, doctor=visit.doctor)
    form = NextStepForm(request.POST or None, instance=step)
    if form.is_valid():
        with refusals_into(form):
            ask_next_step(appointment=visit, by=request.access.actor, **form.cleaned_data)
            return changed(request, visit)
    shown = {"visit": visit, "form": form}
    return render(request, "scheduling/next_step.html", shown, status=422 if form.is_bound else 200)


@policy(BOOK)
@require_http_methods(["GET", "POST"])
def comment(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """A word for the doctor."""
    visit = visit_for(request.access, public_id, BOOK)
    form = CommentForm(request.POST or None, initial={"text": visit.comment})
    if form.is_valid():
        write_comment(appointment=visit, by=request.access.actor, **form.cleaned_data)
        return changed(request, visit)
    shown = {"visit": visit, "form": form}
    return render(request, "scheduling/comment.html", shown, status=422 if form.is_bound else 200)
