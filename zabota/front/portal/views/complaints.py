"""«К кому обратиться»: the patient writes what troubles him, and sees services and doctors. Nothing of it is kept."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from zabota.base.accounts.requests import StaffRequest
from zabota.base.accounts.views.answers import shown_form
from zabota.base.ui.policies import policy
from zabota.base.ui.toasts import toast
from zabota.core.catalog.commands import write_complaint_words
from zabota.front.portal.forms import ComplaintForm, ComplaintWordsForm
from zabota.front.portal.queries.complaints import ComplaintTarget, complaint_targets, to_turn_to
from zabota.front.portal.views.door import open_door, shown


@open_door
@require_http_methods(["GET", "POST"])
def complaint(request: Any) -> HttpResponse:
    """The words stay in the body of this request: neither an address nor a step of the way carries them further."""
    form = ComplaintForm(request.POST or None)
    found = to_turn_to(form.cleaned_data["complaint"]) if form.is_valid() else None
    status = 422 if form.errors else 200
    return shown(request, "portal/complaint.html", status=status, form=form, found=found, by_complaint=True)


@policy("scheduling.set_up")
@require_GET
def complaint_words(request: StaffRequest) -> HttpResponse:
    return render(request, "portal/complaint_words.html", {"targets": complaint_targets()})


@policy("scheduling.set_up")
@require_http_methods(["GET", "POST"])
def edit_complaint_words(request: StaffRequest) -> HttpResponse:
    target = _target(request.GET.get("category", ""), request.GET.get("speciality", ""))
    form = ComplaintWordsForm(request.POST or None, initial={"words": "\n".join(target.phrases)})
    if form.is_valid():
        write_complaint_words(
            category=target.category, speciality=target.speciality, words=form.cleaned_data["words"],
            by=request.access.actor,
        )  # fmt: skip
        toast(request, _("Saved."))
        return redirect("portal:complaint_words")
    return shown_form(request, "portal/complaint_words_form.html", form, target=target)


def _target(category: str, speciality: str) -> ComplaintTarget:
    for each in complaint_targets():
        if str(each.category.pk) == category if each.category else each.speciality == speciality:
            return each
    raise Http404
