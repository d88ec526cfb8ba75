"""Bookings for the MIS and sleepers, as tables with filters."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from zabota.base.accounts.access import Access
from zabota.base.accounts.requests import StaffRequest
from zabota.base.ui.listing import Column, Filter, Listing
from zabota.outreach.todos.queries.lists import branch_filter, moment_cell, patient_name
from zabota.work.scheduling.models import VisitSummary
from zabota.work.scheduling.queries.sleepers import MONTH_CHOICES, asleep_for, sleepers
from zabota.work.scheduling.queries.visits import bookings_for_mis

MIS_COLUMNS = (
    Column("starts", _("When"), ("starts_at",), cell=lambda booked: booked.wall_start.replace("T", " ")),
    Column("patient", _("Patient"), ("patient__surname", "patient__given"), cell=patient_name),
    Column("card", _("Card"), is_optional=True, cell=lambda booked: booked.patient.card_number),
    Column("doctor", _("Doctor"), ("doctor__surname",), cell=lambda booked: booked.doctor),
    Column("service", _("Service"), is_optional=True, cell=lambda booked: booked.service),
    Column("branch", _("Branch"), ("branch__name",), is_optional=True, cell=lambda booked: booked.branch),
    Column(
        "booked", _("Booked at"), ("created_at",), is_optional=True, cell=lambda booked: moment_cell(booked.created_at)
    ),
    Column("done", _("Entered")),
)
ASLEEP_COLUMNS = (
    Column("patient", _("Patient"), ("patient__surname", "patient__given"), cell=patient_name),
    Column("last", _("Last visit"), ("last_at",), cell=lambda came: moment_cell(came.last_at)),
    Column("visits", _("Visits"), ("visits",), is_number=True, cell=lambda came: came.visits),
    Column("paid", _("Paid"), ("paid",), is_number=True, cell=lambda came: came.paid),
    Column(
        "branch", _("Branch"), ("patient__home_branch__name",), is_optional=True,
        cell=lambda came: came.patient.home_branch,
    ),
)  # fmt: skip


def mis_listing(request: StaffRequest, access: Access) -> Listing:
    return Listing(
        request,
        bookings_for_mis(access.reach("scheduling.enter_into_mis")),
        key="scheduling.for_mis",
        columns=MIS_COLUMNS,
        filters=[branch_filter(access, "scheduling.enter_into_mis")],
        sorted_by="starts",
        per_page=200,
    )


def asleep_listing(request: StaffRequest, access: Access) -> Listing:
    return Listing(
        request,
        sleepers(access.reach("todos.oversee")).select_related("patient__home_branch"),
        key="scheduling.asleep",
        columns=ASLEEP_COLUMNS,
        filters=[Filter("months", _("Asleep for"), MONTH_CHOICES, _of_month)],
        sorted_by="-paid",
    )


def _of_month(asleep: QuerySet[VisitSummary], months: str) -> QuerySet[VisitSummary]:
    return asleep_for(asleep, int(months))
