"""The door of booking platforms (docs/booking-platforms.md), and the screen on which the clinic opens it.

Whatever a platform sends, the answer is JSON: garbage is the sender's fault (4xx), never ours (5xx).
"""

import json
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zabota.base.accounts.requests import StaffRequest
from zabota.base.accounts.views.answers import refusals_into, shown_form
from zabota.base.ui.policies import policy, public
from zabota.base.ui.toasts import toast
from zabota.core.practice.queries import branches_now
from zabota.front.portal.commands.limits import TooOften, may_send
from zabota.front.portal.commands.platforms import add_platform, book_from_platform, open_door_to, shut_door_to
from zabota.front.portal.forms import PlatformBookingForm, PlatformForm
from zabota.front.portal.models import OnlineBooking, Platform
from zabota.front.portal.queries.offering import (
    FORTNIGHT,
    doctors_booked_online,
    free_times,
    service_to_book,
    services_booked_online,
)
from zabota.front.portal.queries.platforms import KNOWN, listed_platforms, platform_behind
from zabota.lib.errors import Refused
from zabota.work.scheduling.commands import AnotherRequest, TimeIsTaken

CONFLICTS = {TimeIsTaken: "time_is_taken", AnotherRequest: "another_request"}
View = Callable[..., HttpResponse]


def platforms_only(view: View) -> View:
    """`@public` for whoever sends `Authorization: Bearer <secret>` of an open door; `request.platform` is who it is."""

    @wraps(view)
    def door(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        request.platform = platform_behind(secret.strip()) if scheme.lower() == "bearer" else None
        if request.platform is None:
            return _refused(401, "unknown_secret")
        if request.method == "POST" and not may_send("platform", str(request.platform.pk)):
            return _refused(429, "too_often")
        with translation.override("en"):
            answer = view(request, *args, **kwargs)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    return public(csrf_exempt(door))


@platforms_only
@require_GET
def offer(request: Any) -> HttpResponse:
    """What may be booked, where and with whom: the ids that a booking names."""
    return JsonResponse({
        "services": [
            {"id": str(each.public_id), "name": each.name, "minutes": each.minutes} for each in services_booked_online()
        ],
        "doctors": [
            {
                "id": str(each.public_id),
                "name": f"{each.surname} {each.given} {each.patronymic}".strip(),
                "speciality": each.speciality,
            }
            for each in doctors_booked_online()
        ],
        "branches": [
            {"id": str(each.public_id), "name": each.name, "city": each.city, "address": each.address}
            for each in branches_now()
        ],
    })  # fmt: skip


@platforms_only
@require_GET
def times(request: Any) -> HttpResponse:
    """The free times of a service within a fortnight from `since`, today where it is not named."""
    try:
        service = service_to_book(UUID(request.GET.get("service", "")))
        since = date.fromisoformat(request.GET.get("since") or timezone.localdate().isoformat())
        until = since + timedelta(days=FORTNIGHT - 1)
    except (ValueError, OverflowError):
        return _refused(400, "invalid")
    if service is None:
        return _refused(404, "unknown_service")
    found = free_times(service, since=since, until=until)
    return JsonResponse({
        "times": [
            {
                "doctor": str(each.doctor.public_id), "branch": str(each.branch.public_id),
                "starts_at": time.wall.isoformat(timespec="minutes"),
            }
            for each in found
            for time in each.times
        ]
    })  # fmt: skip


@platforms_only
@require_POST
def book(request: Any) -> HttpResponse:
    """One booking; the same again answers with the same visit."""
    try:
        sent = _sent(request.body)
    except RequestDataTooBig:
        return _refused(413, "too_large")
    if sent is None:
        return _refused(400, "invalid_json")
    form = PlatformBookingForm(sent)
    if not form.is_valid():
        return _refused(
            422, "invalid", fields={name: [str(each) for each in told] for name, told in form.errors.items()}
        )
    try:
        booking, is_new = book_from_platform(platform=request.platform, asked=form.asked)
    except Refused as refusal:
        return _not_booked(refusal)
    return JsonResponse(_told(form.asked.foreign_id, booking), status=201 if is_new else 200)


def _sent(body: bytes) -> Mapping[str, str] | None:
    """The fields as texts; None for what is no object of JSON. A text that no database can keep is none either."""
    try:
        sent = json.loads(body)
        json.dumps(sent, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    if not isinstance(sent, dict):
        return None
    patient = sent.get("patient")
    whole = {**sent, **(patient if isinstance(patient, dict) else {})}
    return {name: str(value) for name, value in whole.items() if isinstance(value, str | int) and name != "website"}


def _told(foreign_id: str, booking: OnlineBooking) -> dict[str, Any]:
    visit = booking.appointment
    return {
        "id": foreign_id,
        "visit": str(visit.public_id),
        "state": visit.status,
        "starts_at": visit.starts_at.isoformat(timespec="minutes"),
        "held_until": visit.held_until.isoformat(timespec="minutes") if visit.held_until else None,
    }


def _not_booked(refusal: Refused) -> JsonResponse:
    if isinstance(refusal, TooOften):
        return _refused(429, "too_often")
    code = CONFLICTS.get(type(refusal))
    return _refused(409, code) if code else _refused(422, "refused", message=str(refusal))


def _refused(status: int, code: str, **more: Any) -> JsonResponse:
    return JsonResponse({"error": code, **more}, status=status)


@policy("practice.change")
@require_http_methods(["GET", "POST"])
def platforms(request: StaffRequest) -> HttpResponse:
    """Sources of bookings that the clinic lists, and which of them book by themselves."""
    form = PlatformForm(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            add_platform(by=request.access.actor, **form.cleaned_data)
            toast(request, _("The platform is listed."))
            return redirect("portal:platforms")
    return shown_form(request, "portal/platforms.html", form, platforms=listed_platforms(), known=KNOWN)


@policy("practice.change")
@require_POST
def new_secret(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """The secret is shown in this answer and never again."""
    platform = _platform(public_id)
    secret = open_door_to(platform=platform, by=request.access.actor)
    address = settings.ZABOTA_PUBLIC_URL.rstrip("/") + reverse("portal:platform_books")
    response = render(
        request, "portal/platform_secret.html", {"platform": platform, "secret": secret, "address": address}
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@policy("practice.change")
@require_POST
def shut(request: StaffRequest, public_id: UUID) -> HttpResponse:
    shut_door_to(platform=_platform(public_id), by=request.access.actor)
    toast(request, _("The platform books nothing any more."))
    return redirect("portal:platforms")


def _platform(public_id: UUID) -> Platform:
    return get_object_or_404(Platform, public_id=public_id)
