"""Visits as a list: of which days, who pays, how booked; also for Excel."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zabota.base.accounts.access import Access
from zabota.base.accounts.requests import StaffRequest
from zabota.base.ui.listing import Column, Filter, Listing
from zabota.outreach.todos.queries.lists import branch_filter, patient_name
from zabota.work.scheduling.models import Appointment, Payer, Status
from zabota.work.scheduling.models.appointments import WayOfBooking
from zabota.work.scheduling.queries.calendar import own_doctor
from zabota.work.scheduling.queries.payers import lacking_letters
from zabota.work.scheduling.queries.visits import within

SEE = "scheduling.view_calendar"
VISIT_COLUMNS = (
    Column("starts", _("When"), ("starts_at",), cell=lambda visit: visit.wall_start),
    Column("patient", _("Patient"), ("patient__surname", "patient__given"), cell=patient_name),
    Column("doctor", _("Doctor"), ("doctor__surname",), cell=lambda visit: visit.doctor),
    Column("service", _("Service"), is_optional=True, cell=lambda visit: visit.service),
    Column("branch", _("Branch"), ("branch__name",), is_optional=True, cell=lambda visit: visit.branch),
    Column("status", _("State"), ("status",), cell=lambda visit: visit.get_status_display()),
    Column("payer", _("Who pays"), ("payer", "payer_name"), cell=lambda visit: _payer_in_words(visit)),
    Column("way", _("How booked"), ("booked_by",), is_optional=True, cell=lambda visit: visit.way),
)  # fmt: skip
#: Days from and until, counted from today; the first is shown where nothing is chosen.
SPANS: dict[str, tuple[int, int]] = {
    "today": (0, 0),
    "tomorrow": (1, 1),
    "week": (0, 6),
    "past": (-30, -1),
    "month": (0, 30),
}
SPAN_WORDS = (
    ("today", _("today")),
    ("tomorrow", _("tomorrow")),
    ("week", _("seven days")),
    ("month", _("thirty days")),
    ("past", _("the last thirty days")),
)
LACKS = "lacks"


def _payer_in_words(visit: Appointment) -> str:
    said = (visit.get_payer_display(), visit.payer_name, visit.letter_number)
    return ", ".join(part for part in said if part)


def visits_listing(request: StaffRequest, access: Access) -> Listing:
    """Thirty days back and ahead; a doctor sees his own."""
    return Listing(
        request,
        _about_now(access).select_related("patient", "doctor", "service", "branch").defer("comment"),
        key="scheduling.visits",
        columns=VISIT_COLUMNS,
        filters=[
            Filter("days", _("Days"), SPAN_WORDS, _in_span),
            branch_filter(access, SEE),
            Filter("status", _("State"), Status.choices, lambda rows, value: rows.filter(status=value)),
            Filter("payer", _("Who pays"), Payer.choices, lambda rows, value: rows.filter(payer=value)),
            Filter(
                "letter", _("Letter of guarantee"), [(LACKS, _("none, or ends before the visit"))],
                lambda rows, _value: lacking_letters(rows),
            ),
            Filter("way", _("How booked"), WayOfBooking.choices, lambda rows, value: rows.filter(booked_by=value)),
        ],
        sorted_by="starts",
        per_page=100,
    )  # fmt: skip


def _about_now(access: Access) -> QuerySet[Appointment]:
    visits = within(Appointment.objects.exclude(status=Status.MOVED), access.reach(SEE))
    own = own_doctor(access)
    visits = visits if own is None else visits.filter(doctor=own)
    return _between(visits, -30, 30)


def _in_span(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return _between(rows, *SPANS[value])


def _between(rows: QuerySet[Any], first: int, last: int) -> QuerySet[Any]:
    """By the days that patients were told, which are days of their branches."""
    today = timezone.localdate()
    since, until = today + timedelta(days=first), today + timedelta(days=last + 1)
    near = {
        "starts_at__gte": _midnight(since - timedelta(days=1)),
        "starts_at__lt": _midnight(until + timedelta(days=1)),
    }
    return rows.filter(wall_start__gte=since.isoformat(), wall_start__lt=until.isoformat(), **near)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))
