"""The calendar of a branch by day or week: its page, what it draws, and what changed since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from zabota.base.accounts.requests import StaffRequest
from zabota.base.ui.policies import policy
from zabota.base.ui.queries import shown_way
from zabota.core.practice.models import Branch
from zabota.core.practice.queries import branches_now
from zabota.core.staff.models import Doctor
from zabota.work.scheduling.looks import GROUP, LOOKS, OVER_SCHEDULE, SEVERAL_SERVICES, legend
from zabota.work.scheduling.models import Resource, Shift
from zabota.work.scheduling.queries.calendar import (
    BY_DEVICE,
    BY_DOCTOR,
    BY_ROOM,
    CalendarSpan,
    calendar_of,
    changes_since,
    own_doctor,
    visits_in,
)
from zabota.work.scheduling.queries.calendar_sessions import SESSION

T = TypeVar("T")
SEE, DESK = "scheduling.view_calendar", "scheduling.run_the_desk"


@policy(SEE)
@require_GET
def calendar(request: StaffRequest) -> HttpResponse:
    asked = asked_span(request)
    shown = {
        "asked": asked,
        "span": asked.span,
        "legend": legend(),
        "calendar_words": _words(),
        "empty_id": UUID(int=0),
        "may_book": request.access.may("scheduling.book_in_network"),
        "may_run_the_desk": request.access.may(DESK, asked.span.branch.pk),
        "calls_on": max(asked.day, asked.today + timedelta(days=1)),
        "may_set_up": request.access.may("scheduling.set_up"),
        "way": None if asked.doctors or asked.places or Shift.objects.exists() else shown_way(request, "booking"),
    }
    return render(request, "scheduling/calendar.html", shown)


def _words() -> dict[str, Any]:
    """What the script of the calendar says."""
    return {
        "icons": {**{status: look.icon for status, look in LOOKS.items()}, SESSION: GROUP.icon},
        "over": OVER_SCHEDULE.icon,
        "linked": SEVERAL_SERVICES.icon,
        "linkedWord": _("one of several services of the visit"),
        "overWord": _("over the schedule"),
        "passed": _("This time has already passed."),
        "taken": _("This time is taken: %s."),
        "closed": _("This time is closed: %s."),
        "outside": _("The doctor does not receive then."),
        "performs": _("This doctor does not perform the service."),
        "suits": _("The service needs another kind of room or device."),
        "nearest": _("The nearest free times:"),
        "loose": _("Without a time:"),
        "absent": _("A doctor does not come"),
    }


@policy(SEE)
@require_GET
def feed(request: StaffRequest) -> HttpResponse:
    return JsonResponse(calendar_of(asked_span(request).span))


@policy(SEE)
@require_GET
def changes(request: StaffRequest) -> HttpResponse:
    since = request.GET.get("since", "")
    if not since.isdecimal() or len(since) > 20:
        raise Http404
    return JsonResponse(changes_since(asked_span(request).span, since))


@policy(SEE)
@require_GET
def day_list(request: StaffRequest) -> HttpResponse:
    """The same day as a list, for a narrow screen."""
    span = asked_span(request).span
    return render(request, "scheduling/_day_list.html", {"visits": visits_in(span), "span": span})


@dataclass(frozen=True)
class Asked:
    """What the address asks for: `?branch=&day=&by=&doctor=&place=`; `view=week` gives the week of one doctor or place."""

    span: CalendarSpan
    day: date
    today: date
    branches: Any
    doctors: Any
    places: Sequence[Resource]
    is_week: bool
    is_own: bool

    @property
    def step(self) -> timedelta:
        return timedelta(days=7 if self.is_week else 1)

    @property
    def last_day(self) -> date:
        return self.span.since + timedelta(days=self.span.days - 1)

    @property
    def query(self) -> str:
        return self._address(day=self.day)

    @property
    def earlier(self) -> str:
        return self._address(day=self.day - self.step)

    @property
    def later(self) -> str:
        return self._address(day=self.day + self.step)

    @property
    def on_today(self) -> str:
        return self._address(day=self.today)

    @property
    def as_week(self) -> str:
        return self._address(day=self.day, view="week")

    @property
    def as_day(self) -> str:
        return self._address(day=self.day, view="", doctor="", place="")

    @property
    def ways(self) -> list[tuple[str, str]]:
        kinds = (BY_DOCTOR, BY_ROOM, BY_DEVICE)
        return [(by, self._address(day=self.day, by=by, doctor="", place="")) for by in kinds]

    def _address(self, **changes: Any) -> str:
        span = self.span
        parts = {
            "branch": span.branch.public_id,
            "day": self.day,
            "by": span.by,
            "view": "week" if self.is_week else "",
            "doctor": span.doctor.public_id if span.doctor and not self.is_own else "",
            "place": span.place.public_id if span.place else "",
        } | changes
        return "?" + urlencode({name: str(value) for name, value in parts.items() if value})


def asked_span(request: StaffRequest) -> Asked:
    branches = branches_now()
    branch = asked_branch(request, branches)
    today = timezone.now().astimezone(branch.zone).date()
    day = asked_day(request, today)
    own = own_doctor(request.access)
    receiving = Doctor.objects.filter(is_active=True, shifts__branch=branch).distinct()
    doctors = Doctor.objects.none() if own else receiving
    by = asked_by if (asked_by := request.GET.get("by", "")) in (BY_ROOM, BY_DEVICE) and not own else BY_DOCTOR
    places = [] if by == BY_DOCTOR else list(branch.resources.filter(is_active=True, type__kind=by).order_by("name"))
    is_week = request.GET.get("view") == "week"
    doctor = own or (_asked_of(doctors, _asked_doctor(request), is_week) if by == BY_DOCTOR else None)
    place = _asked_of(places, _asked_place(request, places), is_week)
    since = day - timedelta(days=day.weekday()) if is_week else day
    span = CalendarSpan(branch, since, 7 if is_week else 1, by, doctor, place)
    return Asked(span, day, today, branches, doctors if by == BY_DOCTOR else [], places, is_week, own is not None)


def _asked_of(known: Any, asked: T | None, is_week: bool) -> T | None:
    """Whose calendar alone is shown: a week is always of one, the first known where nobody is named."""
    return asked or (next(iter(known), None) if is_week else None)


def asked_branch(request: StaffRequest, branches: Any) -> Branch:
    """The branch of the address, else the one where the person works, else the first. Raises Http404 without any."""
    asked = request.GET.get("branch", "")
    for branch in branches:
        if str(branch.public_id) == asked or (not asked and branch.pk == request.access.branch_id):
            return branch  # type: ignore[no-any-return]
    if asked or not branches:
        raise Http404
    return branches[0]  # type: ignore[no-any-return]


def asked_day(request: StaffRequest, today: date) -> date:
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return today
    return day if abs((day - today).days) < 3660 else today


def _asked_place(request: StaffRequest, places: Sequence[Resource]) -> Resource | None:
    """The place of the address; one of another branch or kind, as choices leave behind, counts as none."""
    asked = request.GET.get("place", "")
    return next((each for each in places if str(each.public_id) == asked), None)


def _asked_doctor(request: StaffRequest) -> Doctor | None:
    asked = request.GET.get("doctor", "")
    if not asked:
        return None
    try:
        return get_object_or_404(Doctor, public_id=UUID(asked))
    except ValueError:
        raise Http404 from None
