"""A visit of several services in the booking panel: the services one under another, and the times at which all of them fit."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import reswap, retarget, trigger_client_event

from zabota.base.accounts.requests import StaffRequest
from zabota.base.ui.policies import policy
from zabota.base.ui.toasts import toast
from zabota.core.catalog.models import Package, Service
from zabota.lib.errors import Refused
from zabota.work.scheduling.commands import (
    PlacedPart,
    Wanted,
    book_chain,
    move_chain,
    move_chain_back,
    move_chain_by,
    take_back_chain,
)
from zabota.work.scheduling.models import Appointment
from zabota.work.scheduling.queries.chain_offers import (
    ChainOffer,
    OfferedChain,
    OfferedPart,
    chain_consequences,
    offered_chains,
    parts_again,
)
from zabota.work.scheduling.queries.chains import LONGEST_GAP, MOST_PARTS, USUAL_GAP, Part, parts_of
from zabota.work.scheduling.queries.desk import EVENING, SOONEST, TOMORROW, priced_services, services_named
from zabota.work.scheduling.queries.visit import visit_for
from zabota.work.scheduling.views.booking import BOOK, as_offered, panel
from zabota.work.scheduling.views.drafts import WAIVE, Draft, chosen_place
from zabota.work.scheduling.views.visit import changed, shown_visit

#: How long the patient may wait before a part, in minutes.
GAPS = (0, 15, 30, 60, 120, LONGEST_GAP)


@dataclass(frozen=True)
class ChainDraft:
    """What stands in the panel: the draft of a single visit, and the services of this one in their order."""

    known: Draft
    parts: tuple[Part, ...]
    is_adding: bool = False

    @classmethod
    def read(cls, request: StaffRequest) -> "ChainDraft":
        """`part`, `beside` and `gap` come once for every service; `add` and `remove` change them."""
        sent, known = request.POST, Draft.read(request, request.POST)
        lines = zip(sent.getlist("part"), sent.getlist("beside"), sent.getlist("gap"), strict=False)
        parts = [Part(_service(service), bool(beside), _gap(gap)) for service, beside, gap in lines]
        if sent.get("package"):
            parts = _parts_of_package(sent["package"])
        if not parts and known.service is not None:
            parts = [Part(known.service, gap=0)]
        if sent.get("remove", "").isdecimal():
            parts = [part for number, part in enumerate(parts) if str(number) != sent["remove"]]
        if sent.get("add") and len(parts) < MOST_PARTS:
            parts.append(Part(_service(sent["add"]), gap=USUAL_GAP))
        return cls(known, tuple(parts), is_adding="more" in sent or len(parts) < 2)


@policy(BOOK)
@require_POST
def chain(request: StaffRequest) -> HttpResponse:
    """The services chosen so far and their times; with one left it is the panel of a single visit again."""
    draft = ChainDraft.read(request)
    if "remove" in request.POST and len(draft.parts) < 2:
        left = draft.parts[0].service if draft.parts else None
        return panel(request, replace(draft.known, service=left, slot=""))
    return _panel(request, draft)


@policy(BOOK)
@require_POST
def find_part(request: StaffRequest) -> HttpResponse:
    text = request.POST.get("what", "")
    lines = priced_services(services_named(text), request.access.branch_id)
    return render(request, "scheduling/_found_parts.html", {"lines": lines, "text": text})


@policy(BOOK)
@require_POST
def consequences(request: StaffRequest) -> HttpResponse:
    """What booking the chosen time brings."""
    draft = ChainDraft.read(request)
    chosen = [
        OfferedPart(part.service, as_offered(each.wanted))
        for part, each in zip(draft.parts, _placed(draft), strict=True)
    ]
    return render(request, "scheduling/_consequences.html", _brought(request, draft, OfferedChain(chosen)))


@policy(BOOK)
@require_POST
def book(request: StaffRequest) -> HttpResponse:
    """Book all services at the chosen time; a refusal draws the panel with its reason and what is free now."""
    draft = ChainDraft.read(request)
    try:
        booked = _booked(request, draft)
    except Refused as refusal:
        return _panel(request, replace(draft, known=draft.known.refused), refusal=str(refusal), status=422)
    first = booked[0]
    told = ngettext("%(count)d service is booked.", "%(count)d services are booked.", len(booked))
    undo = reverse("scheduling:unbook_chain", args=[first.public_id])
    toast(request, told % {"count": len(booked)}, undo_url=undo)
    response = shown_visit(request, visit_for(request.access, first.public_id, BOOK))
    return trigger_client_event(response, "zabota:visit-changed", {"visit": str(first.public_id)})


@policy(BOOK)
@require_POST
def unbook(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Undo a visit of several services of a moment ago."""
    take_back_chain(first=visit_for(request.access, public_id, BOOK), by=request.access.actor)
    return HttpResponse(status=204)


@policy(BOOK)
@require_http_methods(["GET", "POST"])
def move(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """GET offers times for all services of the visit with the same doctors, POST moves them together."""
    before = visit_for(request.access, public_id, BOOK)
    parts = list(parts_of(before))
    if request.method == "GET":
        return render(request, "scheduling/move_chain.html", {"visit": before, "chains": _times_to_move(before, parts)})
    slots = request.POST.get("slot", "").split(";")
    if len(slots) != len(parts):
        raise Refused(_("Choose a time."))
    to = [_moved_place(part, slot) for part, slot in zip(parts, slots, strict=True)]
    return _moved(request, before, move_chain(visit=before, to=to, by=request.access.actor))


@policy(BOOK)
@require_POST
def move_by(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """From the calendar: all services later or earlier by as much as this one was dragged, with the same doctors."""
    before = visit_for(request.access, public_id, BOOK)
    minutes = request.POST.get("minutes", "")
    if not minutes.lstrip("-").isdecimal() or len(minutes) > 7 or before.branch is None:
        raise Http404
    try:
        moved = move_chain_by(visit=before, by_minutes=int(minutes), by=request.access.actor)
    except Refused as refusal:
        return JsonResponse({"refusal": str(refusal), "times": []}, status=422)
    return JsonResponse({
        "done": _moved_in_words(moved), "undo": reverse("scheduling:move_chain_back", args=[moved[0].public_id]),
    })  # fmt: skip


@policy(BOOK)
@require_POST
def move_back(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Undo a move of the whole visit."""
    now = visit_for(request.access, public_id, BOOK)
    return changed(request, move_chain_back(visit=now, by=request.access.actor)[0], is_quiet=True)


def _times_to_move(visit: Appointment, parts: list[Appointment]) -> list[OfferedChain]:
    return offered_chains(
        ChainOffer(
            parts_again(visit), visit.patient, branch=visit.branch, kind=visit.kind, besides=[each.pk for each in parts]
        )
    )


def _moved_place(part: Appointment, slot: str) -> Wanted:
    known = Draft(request_key=part.public_id, service=part.service, kind=part.kind, slot=slot)
    return replace(chosen_place(known), minutes=part.minutes)


def _moved(request: StaffRequest, before: Appointment, moved: list[Appointment]) -> HttpResponse:
    undo = reverse("scheduling:move_chain_back", args=[moved[0].public_id])
    toast(request, _moved_in_words(moved), undo_url=undo)
    return changed(request, next((each for each in moved if each.service_id == before.service_id), moved[0]))


def _moved_in_words(moved: list[Appointment]) -> str:
    first = moved[0]
    when = f"{date_format(first.wall_day, 'j E, D').lower()}, {first.wall_time:%H:%M}"
    return _("The whole visit is moved to %(when)s.") % {"when": when}


def _booked(request: StaffRequest, draft: ChainDraft) -> list[Appointment]:
    known = draft.known
    if known.patient is None:
        raise Refused(_("Choose the patient and the service."))
    return book_chain(
        patient=known.patient, parts=_placed(draft), comment=known.comment, waived_reason=known.waived_reason,
        paid=known.paid, request_key=known.request_key, by=request.access.actor,
    )  # fmt: skip


def _placed(draft: ChainDraft) -> list[PlacedPart]:
    """The parts at the chosen time, which names a place for each. Raises Refused."""
    slots = draft.known.slot.split(";")
    if len(slots) != len(draft.parts):
        raise Refused(_("Choose a time."))
    return [
        PlacedPart(chosen_place(replace(draft.known, service=part.service, slot=slot)), part.is_parallel)
        for part, slot in zip(draft.parts, slots, strict=True)
    ]


def _panel(request: StaffRequest, draft: ChainDraft, *, status: int = 200, **more: Any) -> HttpResponse:
    if draft.known.patient is None:
        raise Http404
    chains = _offered(request, draft) if len(draft.parts) > 1 else []
    lines = priced_services([each.service for each in draft.parts], request.access.branch_id)
    shown = {
        "draft": draft.known,
        "parts": draft.parts,
        "priced_parts": [(part, line.price) for part, line in zip(draft.parts, lines, strict=True)],
        "is_adding": draft.is_adding,
        "may_add": len(draft.parts) < MOST_PARTS,
        "chains": chains,
        "gaps": GAPS,
        "ways": [(SOONEST, _("soonest")), (EVENING, _("after 18:00")), (TOMORROW, _("tomorrow"))],
        **_brought(request, draft, chains[0] if chains else None),
    }
    response = render(request, "scheduling/_chain.html", shown | more, status=status)
    return reswap(retarget(response, "#booking"), "innerHTML")


def _brought(request: StaffRequest, draft: ChainDraft, chosen: OfferedChain | None) -> dict[str, Any]:
    patient = draft.known.patient
    brings = chain_consequences(patient, chosen) if patient and chosen else None
    return {"consequences": brings, "draft": draft.known, "may_waive": request.access.may(WAIVE)}


def _offered(request: StaffRequest, draft: ChainDraft) -> list[OfferedChain]:
    known, reach = draft.known, request.access.reach(BOOK)
    assert known.patient is not None, "asked for by `_panel`"
    offer = ChainOffer(
        draft.parts, known.patient, branch=known.branch, branch_ids=() if reach.is_network else reach.branch_ids,
        way=known.way, at=known.pointed_at, kind=known.kind,
    )  # fmt: skip
    return offered_chains(offer)


def _parts_of_package(public_id: str) -> list[Part]:
    try:
        package = get_object_or_404(Package, public_id=UUID(public_id), is_active=True)
    except ValueError:
        raise Http404 from None
    return [Part(each.service, each.is_parallel, each.gap) for each in package.parts.select_related("service")]


def _service(public_id: str) -> Service:
    try:
        return get_object_or_404(Service, public_id=UUID(public_id), is_active=True)
    except ValueError:
        raise Http404 from None


def _gap(text: str) -> int:
    return min(int(text), LONGEST_GAP) if text.isdecimal() and len(text) < 5 else USUAL_GAP
