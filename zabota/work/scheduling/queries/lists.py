"""Bookings for the MIS and sleepers, as tables with filters."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from zabota.base.accounts.access import Access
from zabota.base.accounts.requests import StaffRequest
from zabota.base.ui.listing import Column, Filter, Listing
from zabota.core.patients.models import Patient
from zabota.outreach.todos.queries.lists import branch_filter
from zabota.work.scheduling.queries.sleepers import MONTH_CHOICES, asleep_for, sleepers
from zabota.work.scheduling.queries.visits import bookings_for_mis

MIS_COLUMNS = (
    Column("starts", _("When"), ("starts_at",)),
    Column("patient", _("Patient"), ("patient__surname", "patient__given")),
    Column("card", _("Card"), is_optional=True),
    Column("doctor", _("Doctor"), ("doctor__surname",)),
    Column("service", _("Service"), is_optional=True),
    Column("branch", _("Branch"), ("branch__name",), is_optional=True),
    Column("booked", _("Booked at"), ("created_at",), is_optional=True),
    Column("done", _("Entered")),
)
ASLEEP_COLUMNS = (
    Column("patient", _("Patient"), ("surname", "given")),
    Column("last", _("Last visit"), ("last_at",)),
    Column("visits", _("Visits"), ("visits",), is_number=True),
    Column("paid", _("Paid"), ("paid",), is_number=True),
    Column("branch", _("Branch"), ("home_branch__name",), is_optional=True),
)


def mis_listing(request: StaffRequest, access: Access) -> Listing:
    return Listing(
        request,
        bookings_for_mis(access.reach("scheduling.enter_into_mis")),
        key="mis",
        columns=MIS_COLUMNS,
        filters=[branch_filter(access, "scheduling.enter_into_mis")],
        sorted_by="starts",
        per_page=200,
    )


def asleep_listing(request: StaffRequest, access: Access) -> Listing:
    return Listing(
        request,
        sleepers(access.reach("todos.oversee")).select_related("home_branch"),
        key="asleep",
        columns=ASLEEP_COLUMNS,
        filters=[Filter("months", _("Asleep for"), MONTH_CHOICES, _of_month)],
        sorted_by="-paid",
    )


def _of_month(patients: QuerySet[Patient], months: str) -> QuerySet[Patient]:
    return asleep_for(patients, int(months))
