"""Duplicates: the review queue, recent merges, what the search for duplicates did."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zabota.base.accounts.requests import StaffRequest
from zabota.base.jobs.commands import enqueue
from zabota.base.jobs.models import Job
from zabota.base.jobs.queries import jobs_requested_by
from zabota.base.ui.policies import policy
from zabota.base.ui.toasts import toast
from zabota.core.patients.commands.merging import unmerge
from zabota.core.patients.commands.reviewing import (
    decide_anew,
    decide_pair,
    note_reading,
    take_pairs,
    undo_last_decision,
)
from zabota.core.patients.models import DuplicatePair, Merge, PairState
from zabota.core.patients.queries.duplicate_lists import decided_listing, merge_listing
from zabota.core.patients.queries.duplicates import (
    decided_pairs,
    decisions_of,
    duplicates_report,
    merges_shown,
    pairs_of_steward,
    waiting_pairs,
)
from zabota.core.patients.queries.lists import is_base_empty
from zabota.core.patients.queries.pair_view import PairView, default_survivor, pair_view, with_what_is_compared
from zabota.core.patients.queries.split_view import cards_of_merge, split_view
from zabota.core.patients.queries.surviving_values import CHOICES, Chosen

#: Before the name of what a person chooses a side for.
KEEP = "keep_"
DECISIONS = {
    "merge": PairState.MERGED,
    "different": PairState.DIFFERENT,
    "later": PairState.LATER,
    "at_visit": PairState.AT_VISIT,
}
DECIDED = {
    PairState.MERGED: gettext_lazy("One person: %(one)s and %(other)s"),
    PairState.DIFFERENT: gettext_lazy("Different people: %(one)s and %(other)s"),
    PairState.LATER: gettext_lazy("Put off: %(one)s and %(other)s"),
    PairState.AT_VISIT: gettext_lazy("To be asked at the visit: %(one)s and %(other)s"),
}


@policy("patients.review_duplicates")
@require_GET
def overview(request: StaffRequest) -> HttpResponse:
    search = _running_search(request)
    context = {"report": duplicates_report(), "listing": merge_listing(request), "search": search}
    return render(request, "patients/duplicates/overview.html", context)


@policy("patients.review_duplicates")
@require_GET
def decided(request: StaffRequest) -> HttpResponse:
    """Pairs kept apart and left for the visit, each with a way back into the queue."""
    return render(request, "patients/duplicates/decided.html", {"listing": decided_listing(request)})


@policy("patients.review_duplicates")
@require_POST
def anew(request: StaffRequest, public_id: UUID) -> HttpResponse:
    pair = get_object_or_404(decided_pairs(), public_id=public_id)
    decide_anew(pair=pair, by=request.access.actor)
    toast(request, _("The pair is in the queue again."))
    return redirect("patients:decided_pairs")


@policy("patients.review_duplicates")
@require_POST
def search(request: StaffRequest) -> HttpResponse:
    if _running_search(request) is None:
        enqueue("patients.dedupe", by=request.access.actor)
    return redirect("patients:duplicates")


def _running_search(request: StaffRequest) -> Job | None:
    """The search that this person started and that has not ended."""
    jobs = jobs_requested_by(request.user.pk).filter(name="patients.dedupe", finished_at__isnull=True)
    return jobs.order_by("-pk").first()


@policy("patients.review_duplicates")
@require_GET
def review(request: StaffRequest) -> HttpResponse:
    views = _viewed(request, take_pairs(by=request.access.actor, count=2))
    context = {
        "views": [*views, None, None][:2],
        "left": waiting_pairs().count(),
        **_where_none_is_left(request, views),
    }
    return render(request, "patients/duplicates/review.html", context)


def _where_none_is_left(request: StaffRequest, shown: Sequence[PairView]) -> dict[str, bool]:
    """What the empty queue says: a pair still on the screen may be decided, and then taken back."""
    may_undo = bool(shown) or decisions_of(request.user.pk).exists()
    return {"may_undo": may_undo, "is_base_empty": not shown and is_base_empty()}


@policy("patients.review_duplicates")
@require_GET
def pair(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """The pair with the other card on the surviving side."""
    shown = get_object_or_404(pairs_of_steward(request.user.pk), public_id=public_id)
    return _pair_answer(request, [shown], survivor=request.GET.get("survivor", ""))


@policy("patients.review_duplicates")
@require_POST
def decide(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Carries out the decision and answers with the pair after the one that is on the screen already."""
    decided = get_object_or_404(DuplicatePair.objects.select_related("patient", "other"), public_id=public_id)
    state = DECISIONS.get(request.POST.get("decision", ""))
    if state is None:
        raise Http404
    decide_pair(
        pair=decided,
        state=state,
        by=request.access.actor,
        survivor=_side(decided, request.POST.get("survivor", "")),
        chosen=_chosen(request.POST),
    )
    said = DECIDED[state] % {"one": decided.patient.full_name, "other": decided.other.full_name}
    return _next_answer(request, said, besides=request.POST.getlist("besides"))


@policy("patients.review_duplicates")
@require_POST
def undo(request: StaffRequest) -> HttpResponse:
    back = undo_last_decision(by=request.access.actor)
    if back is None:
        return _next_answer(request, _("There is nothing to take back."), besides=request.POST.getlist("besides"))
    others = [each for each in _uuids(request.POST.getlist("besides")) if each != back.public_id]
    taken = take_pairs(by=request.access.actor, only=back.public_id, besides=others)
    if not request.htmx:
        return redirect("patients:review_duplicates")
    return _pair_answer(request, taken, _("Taken back."))


@policy("patients.review_duplicates")
@require_http_methods(["GET", "POST"])
def part(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """GET shows what came after the merge, each row with whose it is to be; POST parts the cards."""
    merge = get_object_or_404(merges_shown(), public_id=public_id)
    if request.method == "POST":
        return _parted(request, merge)
    if merge.undone_at is not None:
        return redirect("patients:duplicates")
    note_reading(cards_of_merge(merge), by=request.access.actor)
    return render(request, "patients/duplicates/part.html", {"view": split_view(merge, request.access)})


def _parted(request: StaffRequest, merge: Merge) -> HttpResponse:
    given = [
        name.removeprefix(KEEP) for name, side in request.POST.items() if name.startswith(KEEP) and side == "retired"
    ]
    unmerge(merge=merge, by=request.access.actor, given=given, seal=request.POST.get("seal", ""))
    toast(request, _("The cards are two again, and will not be merged by the program any more."))
    return redirect("patients:duplicates")


def _next_answer(request: StaffRequest, said: str, besides: list[str]) -> HttpResponse:
    if not request.htmx:
        return redirect("patients:review_duplicates")
    taken = take_pairs(by=request.access.actor, besides=_uuids(besides))
    return _pair_answer(request, taken, said)


def _pair_answer(
    request: StaffRequest, pairs: Sequence[DuplicatePair], said: str = "", survivor: str = ""
) -> HttpResponse:
    """The first of the pairs, or that none is left."""
    view = next(iter(_viewed(request, pairs[:1], survivor)), None)
    context = {"view": view, "left": waiting_pairs().count(), "said": said}
    context |= _where_none_is_left(request, [view] if view else [])
    return render(request, "patients/duplicates/_answer.html", context)


def _viewed(request: StaffRequest, pairs: Sequence[DuplicatePair], survivor: str = "") -> list[PairView]:
    note_reading([card for pair in pairs for card in (pair.patient, pair.other)], by=request.access.actor)
    compared = with_what_is_compared(pairs)
    return [pair_view(each, _side(each, survivor) or default_survivor(each)) for each in compared]


def _side(pair: DuplicatePair, public_id: str) -> Any:
    return next((card for card in (pair.patient, pair.other) if str(card.public_id) == public_id), None)


def _chosen(answers: Mapping[str, str]) -> Chosen:
    sides = {choice.key: answers.get(f"{KEEP}{choice.key}") for choice in CHOICES}
    return {key: side for key, side in sides.items() if side in ("survivor", "retired")}  # type: ignore[misc]


def _uuids(texts: list[str]) -> list[UUID]:
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
