"""Which visits of a day have no end yet, and which days are not closed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import Left
from django.utils import timezone

from zabota.core.practice.models import Branch
from zabota.work.scheduling.models import AHEAD, INSIDE, Appointment, ClosedDay, Status

#: Without an end: nobody has said whether the patient came, did not come, cancelled or moved.
UNENDED = (*AHEAD, *INSIDE)
#: So many days back the desk is reminded of.
LOOKS_BACK = timedelta(days=14)


def unended_visits(branch: Branch, on: date) -> QuerySet[Appointment]:
    """Visits of the branch's day that have no end, by time. Nothing ends by the date alone (R013, R208)."""
    since = datetime.combine(on, time(), branch.zone)
    visits = Appointment.objects.filter(branch=branch, starts_at__gte=since, starts_at__lt=since + timedelta(days=1))
    return visits.filter(status__in=UNENDED).order_by("starts_at", "id")


@dataclass(frozen=True)
class DayState:
    """A day at its end: what is left to clear, what became of the others, and the row of its closing if there is one."""

    branch: Branch
    on: date
    unended: Sequence[Appointment]
    ended: dict[str, int]
    closing: ClosedDay | None

    @property
    def is_closed(self) -> bool:
        """A visit booked or taken back after the closing opens the day again."""
        return self.closing is not None and self.closing.reopened_at is None and not self.unended

    @property
    def may_close(self) -> bool:
        return not self.unended and not self.is_closed


def day_state(branch: Branch, on: date) -> DayState:
    unended = list(unended_visits(branch, on).select_related("patient", "doctor", "service").defer("comment"))
    since = datetime.combine(on, time(), branch.zone)
    visits = Appointment.objects.filter(branch=branch, starts_at__gte=since, starts_at__lt=since + timedelta(days=1))
    counts = visits.exclude(status__in=UNENDED).order_by().values_list("status").annotate(count=Count("pk"))
    closing = ClosedDay.objects.filter(branch=branch, on=on).select_related("closed_by", "reopened_by").first()
    return DayState(branch, on, unended, dict(counts), closing)


@dataclass(frozen=True)
class NotClosed:
    """A past day that is not closed, and how many of its visits have no end."""

    branch: Branch
    on: date
    unended: int


def days_not_closed(branches: Collection[Branch], today: date | None = None) -> list[NotClosed]:
    """The last fortnight's days before today, the oldest first: those with visits without an end, and those after the
    first day that the branch has ever closed. Before that the clinic ran its days elsewhere."""
    today = today or timezone.localdate()
    known = {each.pk: each for each in branches}
    closed, first = _closings(known)
    days = _days_with_visits(known, today)
    return [
        NotClosed(known[branch_id], on, unended)
        for branch_id, on, unended in days
        if unended or ((branch_id, on) not in closed and branch_id in first and on > first[branch_id])
    ]


def _closings(branch_ids: Collection[int]) -> tuple[set[tuple[int, date]], dict[int, date]]:
    """The days that stand closed, and the first that each branch closed."""
    closings = ClosedDay.objects.filter(branch_id__in=branch_ids)
    first = dict(closings.order_by().values_list("branch_id").annotate(first=Min("on")))
    return set(closings.filter(reopened_at=None).values_list("branch_id", "on")), first


def _days_with_visits(branch_ids: Collection[int], today: date) -> list[tuple[int, date, int]]:
    since, until = str(today - LOOKS_BACK), str(today)
    # A day more on both sides: the day that counts is the one that the patient was told.
    near = Appointment.objects.filter(branch_id__in=branch_ids, starts_at__gte=_instant(today - LOOKS_BACK, -1))
    rows = (
        near.filter(starts_at__lt=_instant(today, 1))
        .exclude(status__in=(Status.CANCELLED, Status.MOVED))
        .order_by()
        .values("branch_id", day=Left("wall_start", 10))
        .annotate(unended=Count("pk", filter=Q(status__in=UNENDED)))
    )
    found = [(row["branch_id"], date.fromisoformat(row["day"]), row["unended"]) for row in rows]
    return sorted((each for each in found if since <= str(each[1]) < until), key=lambda each: (each[1], each[0]))


def _instant(day: date, days: int) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=days), time()))
