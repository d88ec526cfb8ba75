"""What the waiting list brings (R306): times freed and filled again, how fast, the money and the hours saved, by week."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from statistics import median
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zabota.base.accounts.access import Access, Reach
from zabota.base.accounts.requests import StaffRequest
from zabota.base.ui.charts import BarChart, Series
from zabota.base.ui.listing import Column, Filter, Listing
from zabota.outreach.todos.queries.lists import branch_filter, moment_cell
from zabota.work.scheduling.models import Opening, OpeningCause, OpeningState

WEEKS = 12
#: To find by hand, in a list on paper, whom a freed time suits and who is next.
MINUTES_BY_HAND = 5

#: A time filled by moving another visit frees that one's: it brings no money by itself. What a patient cancelled by mistake
#: and took back was never free.
_BY_WEEK = """
    SELECT date_trunc('week', opening.freed_at AT TIME ZONE %(zone)s)::date AS week,
        count(*),
        count(*) FILTER (WHERE opening.state = 'refilled'),
        percentile_cont(0.5) WITHIN GROUP (
            ORDER BY extract(epoch FROM opening.closed_at - opening.freed_at) / 60
        ) FILTER (WHERE opening.state = 'refilled'),
        coalesce(sum(opening.price) FILTER (WHERE opening.state = 'refilled' AND offered.brings_money), 0),
        coalesce(sum(offered.count), 0)
    FROM scheduling_opening opening
    CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE offer.state <> 'unreachable') AS count,
            coalesce(bool_or(offer.state = 'accepted' AND offer.visit_id IS NULL), false) AS brings_money
        FROM scheduling_offer offer WHERE offer.opening_id = opening.id
    ) AS offered
    WHERE opening.freed_at >= %(since)s AND opening.cause IN ('cancelled', 'moved') AND opening.state <> 'taken_back'
        AND (%(is_network)s OR opening.branch_id = ANY(%(branches)s::bigint[]))
    GROUP BY week ORDER BY week
"""


@dataclass(frozen=True)
class Week:
    """From the Monday `since`: times freed and filled again, the median minutes that it took (None where none was), the
    price of what was filled in the clinic's currency, and how many offers were made."""

    since: date
    freed: int = 0
    refilled: int = 0
    minutes: float | None = None
    saved: Decimal = Decimal(0)
    offers: int = 0


@dataclass(frozen=True)
class Refilling:
    weeks: Sequence[Week]

    @property
    def freed(self) -> int:
        return sum(week.freed for week in self.weeks)

    @property
    def refilled(self) -> int:
        return sum(week.refilled for week in self.weeks)

    @property
    def saved(self) -> Decimal:
        return sum((week.saved for week in self.weeks), Decimal(0))

    @property
    def offers(self) -> int:
        return sum(week.offers for week in self.weeks)

    @property
    def share(self) -> int | None:
        """Of the freed times how many were filled again, in per cent; None where none was freed."""
        return round(100 * self.refilled / self.freed) if self.freed else None

    @property
    def minutes(self) -> int | None:
        """The median of the weeks' medians."""
        known = [week.minutes for week in self.weeks if week.minutes is not None]
        return round(median(known)) if known else None

    @property
    def minutes_by_hand(self) -> int:
        return MINUTES_BY_HAND

    @property
    def hours_saved(self) -> Decimal:
        return (Decimal(self.offers * MINUTES_BY_HAND) / 60).quantize(Decimal("0.1"))

    @property
    def charts(self) -> list[BarChart]:
        labels, urls = [date_format(week.since, "j E") for week in self.weeks], [_url(week) for week in self.weeks]
        counts = [
            Series(_("freed"), [week.freed for week in self.weeks]),
            Series(_("filled again"), [week.refilled for week in self.weeks]),
        ]
        money = [Series(_("saved"), [week.saved for week in self.weeks])]
        return [
            BarChart("refilled", _("Times freed and filled again, by week"), _("Week from"), labels, counts, urls),
            BarChart("saved", _("Price of the times filled again, by week"), _("Week from"), labels, money, urls),
        ]


def refilling(reach: Reach, *, weeks: int = WEEKS) -> Refilling:
    """The last so many weeks, the running one included, those without a freed time too."""
    mondays = last_mondays(weeks)
    values: dict[str, Any] = {
        "zone": settings.TIME_ZONE,
        "since": _midnight(mondays[0]),
        "is_network": reach.is_network,
        "branches": list(reach.branch_ids),
    }
    with connection.cursor() as cursor:
        cursor.execute(_BY_WEEK, values)
        found = {row[0]: Week(*row) for row in cursor.fetchall()}
    return Refilling([found.get(monday, Week(monday)) for monday in mondays])


def last_mondays(weeks: int) -> list[date]:
    today = timezone.localdate()
    this = today - timedelta(days=today.weekday())
    return [this - timedelta(weeks=back) for back in range(weeks - 1, -1, -1)]


COLUMNS = (
    Column("starts", gettext_lazy("Time"), ("starts_at",), cell=lambda opening: opening.wall_start),
    Column("doctor", gettext_lazy("Doctor"), ("doctor__surname",), cell=lambda opening: opening.doctor),
    Column("service", gettext_lazy("Service"), ("service__name",), cell=lambda opening: opening.service),
    Column("price", gettext_lazy("Sum"), ("price",), is_number=True, cell=lambda opening: opening.price),
    Column("cause", gettext_lazy("Why free"), ("cause",), cell=lambda opening: opening.get_cause_display()),
    Column("freed", gettext_lazy("Freed at"), ("freed_at",), cell=lambda opening: moment_cell(opening.freed_at)),
    Column("state", gettext_lazy("How it ended"), ("state",), cell=lambda opening: opening.get_state_display()),
    Column("minutes", gettext_lazy("Minutes to fill"), is_number=True, cell=lambda opening: minutes_to_fill(opening)),
)


def openings_listing(request: StaffRequest, access: Access) -> Listing:
    """Every freed time, the latest first."""
    reach = access.reach("todos.oversee")
    openings = Opening.objects.select_related("doctor", "branch", "service", "refilled_by__patient")
    if not reach.is_network:
        openings = openings.filter(branch_id__in=reach.branch_ids)
    return Listing(
        request,
        openings,
        key="scheduling.openings",
        columns=COLUMNS,
        filters=[
            Filter("week", gettext_lazy("Week from"), _weeks(), _of_week),
            Filter("state", gettext_lazy("State"), OpeningState.choices, lambda rows, key: rows.filter(state=key)),
            Filter("cause", gettext_lazy("Why free"), OpeningCause.choices, lambda rows, key: rows.filter(cause=key)),
            branch_filter(access, "todos.oversee"),
        ],
        sorted_by="-freed",
    )


def minutes_to_fill(opening: Opening) -> int | None:
    """From the time's being freed to its booking; None where nobody took it."""
    if opening.state != OpeningState.REFILLED or opening.closed_at is None:
        return None
    return round((opening.closed_at - opening.freed_at) / timedelta(minutes=1))


def _weeks() -> list[tuple[str, str]]:
    return [(monday.isoformat(), date_format(monday, "j E")) for monday in reversed(last_mondays(WEEKS))]


def _of_week(openings: QuerySet[Opening], key: str) -> QuerySet[Opening]:
    monday = date.fromisoformat(key)
    return openings.filter(freed_at__gte=_midnight(monday), freed_at__lt=_midnight(monday + timedelta(weeks=1)))


def _url(week: Week) -> str:
    return f"{reverse('scheduling:openings_history')}?{urlencode({'week': week.since.isoformat()})}"


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), timezone.get_current_timezone())
