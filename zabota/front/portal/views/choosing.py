"""Steps one and two: a service or a doctor, then a day and a time, which is held."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from zabota.core.catalog.models import Service
from zabota.core.staff.models import Doctor
from zabota.front.portal.commands.booking import hold_online
from zabota.front.portal.commands.limits import may_send
from zabota.front.portal.commands.steps import note_step
from zabota.front.portal.models import Step
from zabota.front.portal.queries.complaints import is_asked_by_complaint
from zabota.front.portal.queries.offering import offered_days, offered_doctors, offered_services, service_to_book
from zabota.front.portal.queries.visits import hold_behind, token_of
from zabota.front.portal.views.door import address, open_door, open_door_to_beacons, shown
from zabota.work.scheduling.commands import TimeIsTaken
from zabota.work.scheduling.models import Hold

#: Steps that a page tells of itself once a person's browser has drawn it.
DRAWN = (Step.OPENED, Step.SERVICE)


@open_door
@require_GET
def start(request: Any) -> HttpResponse:
    doctor = _named(Doctor.objects.filter(is_active=True), request.GET.get("doctor"))
    if request.GET.get("by") == "doctor" and doctor is None:
        return shown(request, "portal/doctors.html", groups=offered_doctors(), by_complaint=is_asked_by_complaint())
    return shown(
        request, "portal/services.html", groups=offered_services(doctor), doctor=doctor,
        by_complaint=is_asked_by_complaint(),
    )  # fmt: skip


@open_door
@require_GET
def times(request: Any) -> HttpResponse:
    service = _service(request.GET.get("service"))
    return _times(request, service, request.GET)


@open_door
@require_POST
def hold(request: Any) -> HttpResponse:
    """Hold the chosen time; a time that is gone shows the others."""
    service = _service(request.POST.get("service"))
    sent = request.POST
    try:
        held = hold_online(
            service=service, slot=sent.get("slot", ""), address=address(request), instead=_held_before(sent.get("held"))
        )
    except TimeIsTaken as refusal:
        return _times(request, service, sent, refusal=str(refusal), status=422)
    note_step(trail=request.trail, step=Step.TIME)
    return redirect(f"{reverse('portal:who', args=[token_of(held)])}?{urlencode({'t': request.trail.token})}")


@open_door_to_beacons
@require_POST
def step(request: Any) -> HttpResponse:
    """A drawn page tells how far its visitor came; programs that read pages without drawing them are not counted."""
    name = request.POST.get("step", "")
    if name in DRAWN and may_send("step", address(request)):
        note_step(trail=request.trail, step=name)
    return HttpResponse(status=204)


def _times(request: Any, service: Service, asked: Any, *, refusal: str = "", status: int = 200) -> HttpResponse:
    doctor = _named(Doctor.objects.filter(is_active=True), asked.get("doctor"))
    days = offered_days(service, doctor=doctor, since=_day(asked.get("since")), chosen=_day(asked.get("day")))
    return shown(
        request, "portal/times.html", status=status, service=service, doctor=doctor, offered=days, refusal=refusal,
        held=asked.get("held", ""),
    )  # fmt: skip


def _service(text: str | None) -> Service:
    found = service_to_book(_uuid(text)) if text else None
    if found is None:
        raise Http404
    return found


def _held_before(token: str | None) -> Hold | None:
    return hold_behind(token) if token else None


def _named(rows: Any, text: str | None) -> Any:
    return rows.filter(public_id=_uuid(text)).first() if text else None


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Http404 from None


def day_asked(request: HttpRequest, name: str) -> date | None:
    return _day(request.GET.get(name))
