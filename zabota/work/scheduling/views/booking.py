"""The booking panel: a patient by letters, a service by letters, the nearest times; every choice draws the panel anew."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import reswap, retarget, trigger_client_event

from zabota.base.accounts.requests import StaffRequest
from zabota.base.ui.policies import policy
from zabota.base.ui.toasts import toast
from zabota.core.catalog.models import Service
from zabota.core.patients.commands import open_card
from zabota.core.patients.queries import patients_visible_to
from zabota.core.patients.queries.search import found_patients
from zabota.core.patients.queries.similar import similar_patients
from zabota.core.practice.models import Branch
from zabota.core.staff.models import Doctor
from zabota.lib.errors import Refused
from zabota.work.scheduling.commands import (
    Wanted,
    book,
    receive_walk_in,
    settle_next_step,
    take_back_booking,
)
from zabota.work.scheduling.forms import NewcomerForm
from zabota.work.scheduling.models import Appointment, Payer, Status, VisitKind
from zabota.work.scheduling.queries.acceptance import doctors_performing, unaccepted_in_words
from zabota.work.scheduling.queries.consequences import Consequences, consequences_of
from zabota.work.scheduling.queries.desk import (
    EVENING,
    RELATIVE,
    SOONEST,
    THIS_DOCTOR,
    TOMORROW,
    Offer,
    asked_doctor,
    family_behind,
    known_patient,
    offered_times,
    packages_named,
    priced_services,
    relatives_visit,
    services_named,
)  # fmt: skip
from zabota.work.scheduling.queries.visit import NearTime, visit_for
from zabota.work.scheduling.queries.walk_ins import LiveQueue, live_queues
from zabota.work.scheduling.views.desk_branches import DESK
from zabota.work.scheduling.views.drafts import WAIVE, Draft, named, uuid_in, wanted_in
from zabota.work.scheduling.views.visit import shown_visit

#: Services found beside patients by the same letters.
SERVICES_BESIDE = 3
BOOK = "scheduling.book_in_network"


@policy(BOOK)
@require_GET
def booking(request: StaffRequest) -> HttpResponse:
    """A new panel: empty, with the doctor, the time or the patient that its address names, or with what the doctor asked
    for after the visit `next_of`."""
    asked = uuid_in(request.GET.get("next_of"))
    known = Draft.after(visit_for(request.access, asked, BOOK)) if asked else Draft.read(request, request.GET)
    return render(request, "scheduling/booking.html", _shown(request, known))


@policy(BOOK)
@require_POST
def draft(request: StaffRequest) -> HttpResponse:
    return panel(request, Draft.read(request, request.POST).with_letter())


@policy(BOOK)
@require_POST
def find_patient(request: StaffRequest) -> HttpResponse:
    """One field for the letters of a name, the digits of a phone, or the letters of a service: then its times come first."""
    text = request.POST.get("who", "")
    visible = patients_visible_to(request.access).prefetch_related("contacts")
    found = found_patients(visible, text, limit=7)
    services = [] if request.POST.get("service") else services_named(text, limit=SERVICES_BESIDE)
    shown = {"patients": found, "family": family_behind(found, visible, text), "services": services, "text": text}
    return render(request, "scheduling/_found_patients.html", shown)


@policy(BOOK)
@require_POST
def find_service(request: StaffRequest) -> HttpResponse:
    text = request.POST.get("what", "")
    lines = priced_services(services_named(text), request.access.branch_id)
    return render(
        request, "scheduling/_found_services.html", {"lines": lines, "text": text, "packages": packages_named(text)}
    )


@policy(BOOK)
@require_POST
def newcomer(request: StaffRequest) -> HttpResponse:
    """Open a card from the panel, or draw its fields with what is wrong beside them."""
    known = Draft.read(request, request.POST)
    is_sent = "surname" in request.POST
    form = NewcomerForm(request.POST if is_sent else None, initial=_as_name(request.POST.get("who", "")))
    if not form.is_valid():
        return panel(request, known, newcomer=form, status=422 if is_sent else 200)
    try:
        branch_id = request.access.branch_id
        home = Branch.objects.get(pk=branch_id) if branch_id else None
        patient = open_card(home_branch=home, by=request.access.actor, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return panel(request, known, newcomer=form, status=422)
    return panel(request, replace(known, patient=patient))


@policy(BOOK)
@require_POST
def similar(request: StaffRequest) -> HttpResponse:
    """Cards that the newcomer may have already."""
    form = NewcomerForm(request.POST)
    form.is_valid()
    found = similar_patients(patients_visible_to(request.access), form.cleaned_data)
    return render(request, "scheduling/_similar_patients.html", {"found": found})


@policy(BOOK)
@require_POST
def consequences(request: StaffRequest) -> HttpResponse:
    """What booking the chosen time brings."""
    known = Draft.read(request, request.POST)
    wanted = wanted_in(known)
    shown = {
        "consequences": consequences_for(known, as_offered(wanted)),
        "unaccepted": unaccepted_in_words(wanted.doctor, known.patient) if known.patient else "",
        "draft": known,
        "may_waive": request.access.may(WAIVE),
    }
    return render(request, "scheduling/_consequences.html", shown)


@policy(BOOK)
@require_POST
def book_visit(request: StaffRequest) -> HttpResponse:
    """Book the chosen time; a refusal draws the panel with its reason and the times that are free now."""
    known = Draft.read(request, request.POST)
    try:
        visit = _booked(request, known)
        if known.next_of:
            settle_next_step(appointment=visit_for(request.access, known.next_of, BOOK), booked=visit)
    except Refused as refusal:
        return panel(request, known.refused, refusal=str(refusal), status=422)
    toast(request, _in_words(visit), undo_url=reverse("scheduling:unbook", args=[visit.public_id]))
    response = shown_visit(request, visit_for(request.access, visit.public_id, BOOK))
    return trigger_client_event(response, "zabota:visit-changed", {"visit": str(visit.public_id)})


@policy(BOOK)
@require_POST
def unbook(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Undo a booking of a moment ago."""
    take_back_booking(appointment=visit_for(request.access, public_id, BOOK), by=request.access.actor)
    return HttpResponse(status=204)


def _booked(request: StaffRequest, known: Draft) -> Appointment:
    if known.patient is None or known.service is None:
        raise Refused(_("Choose the patient and the service."))
    if known.is_walk_in:
        return _received(request, known)
    return book(
        patient=known.patient, wanted=wanted_in(known), over_schedule_reason=known.reason if known.is_over else "",
        comment=known.comment, waived_reason=known.waived_reason, accepted_reason=known.accepted_reason,
        paid=known.paid, request_key=known.request_key, by=request.access.actor,
    )  # fmt: skip


def _received(request: StaffRequest, known: Draft) -> Appointment:
    """Whoever is here already goes to the chosen doctor: to a free time of his, or into the live queue."""
    doctor = named(Doctor, known.slot.partition("|")[0])
    if doctor is None or known.branch is None or known.patient is None or known.service is None:
        raise Refused(_("Choose the doctor."))
    if not request.access.may(DESK, known.branch.pk):
        raise Http404
    return receive_walk_in(
        patient=known.patient, doctor=doctor, branch=known.branch, service=known.service, reason=known.reason,
        request_key=known.request_key, by=request.access.actor,
    )  # fmt: skip


def panel(request: StaffRequest, known: Draft, *, status: int = 200, **more: Any) -> HttpResponse:
    response = render(request, "scheduling/_booking.html", _shown(request, known) | more, status=status)
    return reswap(retarget(response, "#booking"), "innerHTML")


def _shown(request: StaffRequest, known: Draft) -> dict[str, Any]:
    facts = known_patient(known.patient, request.access) if known.patient else None
    relative = relatives_visit(facts.family) if facts else None
    is_booked = known.service is not None and not known.is_walk_in
    times = _times(request, known, relative) if is_booked else []
    ways = _ways(known, relative)
    return {
        "draft": known,
        "facts": facts,
        "times": times,
        "chosen": _chosen(known, times),
        "queues": _queues(known),
        "consequences": _consequences_of_first(known, times),
        "unaccepted": _unaccepted(known),
        "may_waive": request.access.may(WAIVE),
        "may_close": known.branch and (known.doctor or known.place) and request.access.may(DESK, known.branch.pk),
        "ways": ways,
        "lines": priced_services(_services_at_hand(known), request.access.branch_id),
        "kinds": VisitKind.choices,
        "payers": Payer.choices,
        "doctors": doctors_performing(known.service) if known.service and known.is_over else [],
        "branches": Branch.objects.filter(is_open=True) if is_booked else [],
    }


def _chosen(known: Draft, times: list[NearTime]) -> str:
    """The slot that is marked: the one chosen before the patient was, as long as it is offered; else the first."""
    slots = [each.slot for each in times]
    return known.slot if known.slot in slots else next(iter(slots), "")


def _services_at_hand(known: Draft) -> list[Service]:
    """The chosen one, else those that the patient usually comes for."""
    if known.service is not None:
        return [known.service]
    return services_named("", known.patient) if known.patient else []


def _queues(known: Draft) -> list[LiveQueue]:
    if not (known.is_walk_in and known.patient and known.service and known.branch):
        return []
    return live_queues(known.service, known.branch, known.patient)


def _consequences_of_first(known: Draft, times: list[NearTime]) -> Consequences | None:
    """Of the time that the panel chooses by itself; another one is asked about as it is chosen."""
    if known.is_over and known.service and known.doctor and known.pointed_at:
        return consequences_for(known, as_offered(wanted_in(known)))
    chosen = _chosen(known, times)
    return next((consequences_for(known, each) for each in times if not known.is_over and each.slot == chosen), None)


def _unaccepted(known: Draft) -> str:
    """Why the doctor whom the desk asks for does not receive this patient; the desk may book all the same."""
    doctor = known.doctor if known.is_over else asked_doctor(known.doctor, known.way, known.pointed_at)
    return unaccepted_in_words(doctor, known.patient) if doctor and known.patient and known.service else ""


def consequences_for(known: Draft, time: NearTime) -> Consequences | None:
    return consequences_of(known.patient, known.service, time) if known.patient and known.service else None


def as_offered(wanted: Wanted) -> NearTime:
    return NearTime(wanted.doctor, wanted.branch, wanted.wall, wanted.minutes)


def _times(request: StaffRequest, known: Draft, relative: Appointment | None) -> list[NearTime]:
    reach = request.access.reach(BOOK)
    assert known.service is not None
    return offered_times(
        Offer(
            service=known.service, patient=known.patient, doctor=known.doctor, branch=known.branch,
            branch_ids=() if reach.is_network else reach.branch_ids, way=known.way, at=known.pointed_at,
            kind=known.kind, relative=relative, place=known.place, is_accepted=bool(known.accepted_reason),
        )
    )  # fmt: skip


def _ways(known: Draft, relative: Appointment | None) -> list[tuple[str, str]]:
    ways = [(SOONEST, _("soonest")), (EVENING, _("after 18:00")), (TOMORROW, _("tomorrow"))]
    if known.doctor is not None:
        ways.insert(1, (THIS_DOCTOR, known.doctor.short_name))
    if relative is not None:
        who = relative.patient.given or relative.patient.full_name
        ways.append((RELATIVE, _("near the visit: %(relative)s") % {"relative": who}))
    return ways


def _in_words(visit: Appointment) -> str:
    when = f"{date_format(visit.wall_day, 'j E, D').lower()}, {visit.wall_time:%H:%M}"
    told = {"patient": visit.patient.full_name, "when": when}
    if visit.status == Status.HELD:
        return _("%(patient)s: %(when)s, held until the prepayment comes.") % told
    return _("%(patient)s is booked: %(when)s.") % told


def _as_name(text: str) -> dict[str, str]:
    """What was typed to search, as the beginning of a new card."""
    if any(sign.isdecimal() for sign in text):
        return {"phone": text}
    return dict(zip(("surname", "given", "patronymic"), text.title().split()[:3], strict=False))
