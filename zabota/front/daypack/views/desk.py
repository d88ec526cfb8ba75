"""«Пакет дня»: its state, its phrase, and the notes that come back."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zabota.base.accounts.requests import StaffRequest
from zabota.base.accounts.views.answers import refusals_into, shown_form
from zabota.base.ui.policies import policy
from zabota.base.ui.toasts import toast
from zabota.core.practice.models import Branch
from zabota.front.daypack.commands.handing_over import HandedOver, hand_over
from zabota.front.daypack.commands.phrases import set_phrase
from zabota.front.daypack.forms import JournalForm, PhraseForm
from zabota.front.daypack.queries.packs import TAKE, branches_of, desk_of, pack_of
from zabota.front.daypack.views.window import asked_branch
from zabota.front.daypack.words import words_of_window
from zabota.lib.errors import Refused

SET_PHRASE = "daypack.set_phrase"


class NotOurPack(Refused):
    """The notes belong to a pack that is not here, or to another branch."""


@policy(TAKE)
@require_GET
def day_pack(request: StaffRequest) -> HttpResponse:
    branch = asked_branch(request)
    return render(request, "daypack/day_pack.html", _shown(request, branch))


@policy(SET_PHRASE)
@require_http_methods(["GET", "POST"])
def phrase(request: StaffRequest) -> HttpResponse:
    branch = asked_branch(request, SET_PHRASE)
    form = PhraseForm(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            set_phrase(branch=branch, by=request.access.actor, **form.cleaned_data)
            toast(request, _("The phrase is set: packs taken from now on open with it."))
            return redirect(_address(branch))
    return shown_form(request, "daypack/phrase.html", form, branch=branch)


@policy(TAKE)
@require_POST
def take_notes(request: StaffRequest) -> HttpResponse:
    """Notes from this browser or from a file. The page that follows tells the browser which it may forget."""
    form = JournalForm(request.POST, request.FILES)
    if not form.is_valid():
        raise NotOurPack(" ".join(str(each) for errors in form.errors.values() for each in errors))
    branch, received = None, []
    for number, journal in form.cleaned_data["journals"]:
        pack = pack_of(request.access, number)
        if pack is None:
            continue
        branch = pack.branch
        received.append(hand_over(pack=pack, journal=journal, by=request.access.actor))
    if not received:
        raise NotOurPack(_("These notes belong to a pack of another branch or clinic."))
    toast(request, _in_words(received))
    request.session["daypack_received"] = [str(key) for each in received for key in each.keys]
    return redirect(_address(branch or asked_branch(request)))


def _shown(request: StaffRequest, branch: Branch) -> dict[str, Any]:
    keys = request.session.pop("daypack_received", [])
    return {
        "desk": desk_of(request.access, branch),
        "branch": branch,
        "branches": branches_of(request.access),
        "may_set_phrase": request.access.may(SET_PHRASE, branch.pk),
        "form": JournalForm(),
        "received": keys,
        "words": {
            "kept": _("The pack is kept on this computer and renews itself every ten minutes."),
            "dropped": _("The pack is not kept on this computer any more."),
            "insecure": words_of_window()["insecure"],
            "failed": _("The pack could not be fetched. Try once more."),
        },
    }


def _address(branch: Branch) -> str:
    return f"{reverse('daypack:day_pack')}?{urlencode({'branch': str(branch.public_id)})}"


def _in_words(received: list[HandedOver]) -> str:
    new, unreadable, waiting = (
        sum(getattr(each, name) for each in received) for name in ("new", "unreadable", "to_settle")
    )
    words = [
        ngettext("%(count)d note came into the base.", "%(count)d notes came into the base.", new) % {"count": new}
    ]
    if waiting:
        words.append(
            ngettext("%(count)d is to be settled.", "%(count)d are to be settled.", waiting) % {"count": waiting}
        )
    if unreadable:
        words.append(
            ngettext("%(count)d could not be opened.", "%(count)d could not be opened.", unreadable)
            % {"count": unreadable}
        )
    return " ".join(words)
