"""«Обзвон на завтра» in one press."""

from datetime import date, timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from zabota.base.accounts.requests import StaffRequest
from zabota.base.ui.policies import policy
from zabota.base.ui.toasts import toast
from zabota.core.practice.models import Branch
from zabota.outreach.todos.commands.asking import AddedCalls
from zabota.work.scheduling.commands.calling_round import call_about_visits
from zabota.work.scheduling.views.calendar import asked_branch, asked_day
from zabota.work.scheduling.views.desk_branches import DESK, desk_branches


@policy(DESK)
@require_POST
def calling_round(request: StaffRequest) -> HttpResponse:
    """`?branch=&day=`: everybody of that day who has not confirmed goes on the call list; tomorrow where no day is named."""
    branch = asked_branch(request, desk_branches(request))
    day = asked_day(request, tomorrow(branch))
    if day < tomorrow(branch) - timedelta(days=1):
        raise Http404
    added = call_about_visits(branch=branch, on=day, by=request.access.actor)
    toast(request, f"{date_format(day, 'j E, l').lower()}: {added_in_words(added)}")
    return HttpResponse(status=204) if request.htmx else redirect("scheduling:board")


def tomorrow(branch: Branch) -> date:
    return timezone.now().astimezone(branch.zone).date() + timedelta(days=1)


def added_in_words(added: AddedCalls) -> str:
    """«18 звонков в обзвоне, 3 уже были, 1 без номера, 1 нельзя звонить.»"""
    count = ngettext("%(count)d new call", "%(count)d new calls", added.added) % {"count": added.added}
    words = [
        count if added.added else _("no new calls"),
        _("%(count)d on the list already") % {"count": added.known} if added.known else "",
        _("%(count)d held back: no number or nobody answers for a child") % {"count": added.held} if added.held else "",
        _("%(count)d must not be called") % {"count": added.refused} if added.refused else "",
    ]
    return ", ".join(filter(None, words)) + "."
