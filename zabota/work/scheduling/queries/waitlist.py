"""Who waits: as a table with filters, on the patient's card, and what a wish looks for among free times."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from zabota.base.accounts.access import Access
from zabota.base.accounts.requests import StaffRequest
from zabota.base.ui.listing import Column, Filter, Listing
from zabota.core.catalog.models import Service
from zabota.core.patients.queries import age_of
from zabota.core.patients.queries.gate import patients_visible_to
from zabota.core.practice.queries import branches_now
from zabota.core.staff.models import Doctor
from zabota.outreach.todos.queries.lists import moment_cell, patient_name
from zabota.work.scheduling.models import AHEAD, ON_THE_LIST, Appointment, Urgency, WaitingEntry, WaitState
from zabota.work.scheduling.queries.slots import Wish

#: Waits longer than that: a wish that nobody has looked after.
LONG = timedelta(days=14)
#: By visits of so long it is seen what a doctor is usually booked for.
USUAL_WITHIN = timedelta(days=90)


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


def wish_of(entry: WaitingEntry, *, doctor: Doctor) -> Wish | None:
    """The wish as a search among the free times of one doctor; None where no service of his would fulfil it. Who wants to
    come earlier looks for his own visit, on the days before it."""
    visit = entry.earlier_than
    service = (visit.service if visit else None) or entry.service or usual_service_of(doctor)
    if service is None:
        return None
    latest = [day for day in (entry.latest, visit.wall_day if visit else None) if day is not None]
    return Wish(
        service=service, doctor_ids=[doctor.pk], branch_ids=[branch.pk for branch in entry.branches.all()],
        since=entry.earliest, until=min(latest) if latest else None, hours=entry.hours, weekdays=entry.weekdays,
        age=age_of(entry.patient), sex=entry.patient.sex, minutes=visit.minutes if visit else None,
    )  # fmt: skip


def usual_service_of(doctor: Doctor) -> Service | None:
    """What a doctor is mostly booked for: whoever waits for his speciality comes for that."""
    lately = Appointment.objects.filter(
        doctor=doctor, service__is_active=True, starts_at__gt=timezone.now() - USUAL_WITHIN
    ).values_list("service")
    number = lately.annotate(times=Count("pk")).order_by("-times", "service").values_list("service", flat=True).first()
    if number is not None:
        return Service.objects.get(pk=number)
    return Service.objects.filter(performers__doctor=doctor, is_active=True).order_by("name").first()


def waiting_for(doctor: Doctor) -> QuerySet[WaitingEntry]:
    """Who would come to this doctor, the most urgent first: for a service, for his speciality, or earlier than booked."""
    is_his = Q(speciality="") | Q(speciality=doctor.speciality)
    is_ahead = Q(earlier_than=None) | Q(earlier_than__status__in=AHEAD, earlier_than__starts_at__gt=timezone.now())
    entries = WaitingEntry.objects.filter(
        is_his, is_ahead, Q(doctor=None) | Q(doctor=doctor), state=WaitState.WAITING,
        valid_until__gte=timezone.localdate(),
    )  # fmt: skip
    return _told(entries).select_related("earlier_than__service").order_by("-urgency", "created_at")


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
