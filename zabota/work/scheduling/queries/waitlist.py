"""Who waits: as a table with filters, on the patient's card, and what a wish looks for among free times."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from zabota.base.accounts.access import Access
from zabota.base.accounts.requests import StaffRequest
from zabota.base.ui.listing import Column, Filter, Listing
from zabota.core.patients.queries import age_of
from zabota.core.patients.queries.gate import patients_visible_to
from zabota.core.practice.queries import branches_now
from zabota.core.staff.models import Doctor
from zabota.outreach.todos.queries.lists import moment_cell, patient_name
from zabota.work.scheduling.models import ON_THE_LIST, Urgency, WaitingEntry, WaitState
from zabota.work.scheduling.queries.slots import Wish

#: Waits longer than that: a wish that nobody has looked after.
LONG = timedelta(days=14)


def what_is_wished(entry: WaitingEntry) -> str:
    """The service or the speciality."""
    return str(entry.service) if entry.service else entry.speciality


def when_it_suits(entry: WaitingEntry) -> str:
    """«пн, ср · 18:00–21:00 · до 5 декабря»; "" where any time does."""
    return " · ".join(part for part in (_weekdays(entry), _hours(entry), _days(entry)) if part)


def _weekdays(entry: WaitingEntry) -> str:
    return ", ".join(str(WEEKDAYS_ABBR[number]).lower() for number in entry.weekdays)


def _hours(entry: WaitingEntry) -> str:
    if entry.hours_from and entry.hours_until:
        return f"{entry.hours_from:%H:%M}–{entry.hours_until:%H:%M}"
    if entry.hours_from:
        return _("from %(time)s") % {"time": f"{entry.hours_from:%H:%M}"}
    return _("until %(time)s") % {"time": f"{entry.hours_until:%H:%M}"} if entry.hours_until else ""


def _days(entry: WaitingEntry) -> str:
    if entry.earliest and entry.latest:
        return f"{_day(entry.earliest)} — {_day(entry.latest)}"
    if entry.earliest:
        return _("not before %(day)s") % {"day": _day(entry.earliest)}
    return _("not after %(day)s") % {"day": _day(entry.latest)} if entry.latest else ""


def _day(on: date) -> str:
    return date_format(on, "j E")


def _where(entry: WaitingEntry) -> str:
    return ", ".join(branch.name for branch in entry.branches.all())


COLUMNS = (
    Column("urgency", gettext_lazy("Urgency"), ("urgency",), cell=lambda entry: entry.get_urgency_display()),
    Column("patient", gettext_lazy("Patient"), ("patient__surname", "patient__given"), cell=patient_name),
    Column("wish", gettext_lazy("Waits for"), ("service__name", "speciality"), cell=what_is_wished),
    Column("doctor", gettext_lazy("Doctor"), ("doctor__surname",), cell=lambda entry: entry.doctor or _("anyone")),
    Column("when", gettext_lazy("When it suits"), cell=when_it_suits),
    Column("where", gettext_lazy("Branches"), is_optional=True, cell=_where),
    Column(
        "since",
        pgettext_lazy("on the waiting list", "Since"),
        ("created_at",),
        cell=lambda entry: moment_cell(entry.created_at),
    ),
    Column(
        "passed", gettext_lazy("Times passed over"), ("passed_over",), is_number=True, is_optional=True,
        cell=lambda entry: entry.passed_over,
    ),
    Column(
        "until", gettext_lazy("Kept until"), ("valid_until",), is_optional=True,
        cell=lambda entry: date_format(entry.valid_until, "SHORT_DATE_FORMAT"),
    ),
    Column("state", gettext_lazy("State"), ("state",), cell=lambda entry: entry.get_state_display()),
    Column("end", ""),
)  # fmt: skip
WISHES = [("earlier", gettext_lazy("earlier than booked")), ("long", gettext_lazy("waits for over two weeks"))]


def waiting_listing(request: StaffRequest, access: Access) -> Listing:
    """Who waits now, unless another state is asked for; the most urgent first, then who has waited longest."""
    entries = _told(WaitingEntry.objects.filter(patient__in=patients_visible_to(access).values("pk")))
    if not request.GET.get("state"):
        entries = entries.filter(state__in=ON_THE_LIST)
    return Listing(
        request,
        entries,
        key="scheduling.waiting",
        columns=COLUMNS,
        filters=[
            Filter("state", gettext_lazy("State"), WaitState.choices, lambda rows, key: rows.filter(state=key)),
            Filter("urgency", gettext_lazy("Urgency"), _urgencies(), lambda rows, key: rows.filter(urgency=int(key))),
            Filter("doctor", gettext_lazy("Doctor"), _doctors(), _with_doctor),
            Filter("branch", gettext_lazy("Branch"), _branches(), _in_branch),
            Filter("wish", gettext_lazy("Wish"), WISHES, _of_wish),
        ],
        sorted_by="-urgency",
        ends_with="created_at",
    )


def waiting_of(patient_ids: Iterable[int]) -> QuerySet[WaitingEntry]:
    """The wishes of a card that stand, the oldest first."""
    entries = WaitingEntry.objects.filter(patient_id__in=list(patient_ids), state__in=ON_THE_LIST)
    return _told(entries).order_by("created_at", "pk")


def entry_for(access: Access, public_id: UUID) -> WaitingEntry:
    """A wish of a patient whom this person sees; a missing and a foreign one are the same 404."""
    entries = WaitingEntry.objects.filter(patient__in=patients_visible_to(access).values("pk"))
    return get_object_or_404(_with_its_parts(entries), public_id=public_id)


def wish_of(entry: WaitingEntry, *, doctor_id: int) -> Wish:
    """The wish for a service as a search among the free times of one doctor."""
    assert entry.service is not None
    return Wish(
        service=entry.service, doctor_ids=[doctor_id], branch_ids=[branch.pk for branch in entry.branches.all()],
        since=entry.earliest, until=entry.latest, hours=entry.hours, weekdays=entry.weekdays,
        age=age_of(entry.patient), sex=entry.patient.sex,
    )  # fmt: skip


def waiting_for(doctor_id: int) -> QuerySet[WaitingEntry]:
    """Who would come to this doctor for a service of his own wish, the most urgent first. Wishes for an earlier time than
    booked are left to what others free."""
    entries = WaitingEntry.objects.filter(
        Q(doctor=None) | Q(doctor=doctor_id), state=WaitState.WAITING, service__isnull=False, earlier_than=None,
        valid_until__gte=timezone.localdate(),
    )  # fmt: skip
    return _told(entries).order_by("-urgency", "created_at")


def _told(entries: QuerySet[WaitingEntry]) -> QuerySet[WaitingEntry]:
    return _with_its_parts(entries).defer("note")


def _with_its_parts(entries: QuerySet[WaitingEntry]) -> QuerySet[WaitingEntry]:
    rows = entries.select_related("patient", "service", "doctor", "earlier_than", "visit")
    return rows.prefetch_related("branches")


def _urgencies() -> list[tuple[str, Any]]:
    return [(str(value), label) for value, label in Urgency.choices]


def _doctors() -> list[tuple[str, str]]:
    wished = Doctor.objects.filter(pk__in=WaitingEntry.objects.filter(state__in=ON_THE_LIST).values("doctor"))
    return [(str(each.public_id), each.short_name) for each in wished]


def _branches() -> list[tuple[str, str]]:
    return [(str(each.public_id), each.name) for each in branches_now()]


def _with_doctor(entries: QuerySet[WaitingEntry], key: str) -> QuerySet[WaitingEntry]:
    """Who waits for this doctor; who takes anybody is found without the filter."""
    return entries.filter(doctor__public_id=key)


def _in_branch(entries: QuerySet[WaitingEntry], key: str) -> QuerySet[WaitingEntry]:
    """Who would come to this branch: also those to whom any branch is right."""
    return entries.filter(Q(branches__public_id=key) | Q(branches=None))


def _of_wish(entries: QuerySet[WaitingEntry], key: str) -> QuerySet[WaitingEntry]:
    if key == "earlier":
        return entries.filter(earlier_than__isnull=False)
    return entries.filter(created_at__lt=timezone.now() - LONG)
