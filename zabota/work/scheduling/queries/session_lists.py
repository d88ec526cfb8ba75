"""Group sessions as a list."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zabota.base.accounts.access import Access
from zabota.base.accounts.requests import StaffRequest
from zabota.base.ui.listing import Column, Filter, Listing
from zabota.outreach.todos.queries.lists import branch_filter
from zabota.work.scheduling.queries.sessions import sessions

COLUMNS = (
    Column("when", _("When"), ("starts_at",), cell=lambda each: each.wall_start),
    Column("service", _("Service"), ("service__name",), cell=lambda each: each.service),
    Column("doctor", _("Doctor"), ("doctor__surname",), cell=lambda each: each.doctor.short_name),
    Column("branch", _("Branch"), ("branch__name",), is_optional=True, cell=lambda each: each.branch),
    Column("taken", _("Seats taken"), ("taken",), is_number=True, cell=lambda each: each.taken),
    Column("seats", _("Seats"), ("seats",), is_number=True, cell=lambda each: each.seats),
)
PAST, OFF = "past", "off"


def sessions_listing(request: StaffRequest, access: Access) -> Listing:
    """Those to come, unless a filter asks for the past or the cancelled ones."""
    reach = access.reach("scheduling.view_calendar")
    found = sessions() if reach.is_network else sessions().filter(branch__in=reach.branch_ids)
    state = request.GET.get("state")
    if state not in (PAST, OFF):
        found = found.filter(starts_at__gte=timezone.now(), cancelled_at__isnull=True)
    return Listing(
        request,
        found,
        key="scheduling.sessions",
        columns=COLUMNS,
        filters=[
            branch_filter(access, "scheduling.view_calendar"),
            Filter(
                "state", _("State"), [(PAST, _("over")), (OFF, _("cancelled"))],
                lambda rows, value: rows.filter(starts_at__lt=timezone.now(), cancelled_at__isnull=True)
                if value == PAST else rows.filter(cancelled_at__isnull=False),
            ),
        ],
        sorted_by="when",
        per_page=100,
    )  # fmt: skip
