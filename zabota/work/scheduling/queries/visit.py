"""One visit: who may open it, what may be done with it now, and which times are near."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from zabota.base.accounts.access import Access
from zabota.core.catalog.models import Service
from zabota.core.catalog.queries import Prices
from zabota.core.patients.queries import age_of
from zabota.core.practice.models import Branch
from zabota.core.staff.models import Doctor
from zabota.work.scheduling.models import AHEAD, FOLLOWS, Appointment, Resource, Status
from zabota.work.scheduling.queries.calendar import own_doctor
from zabota.work.scheduling.queries.sessions import Fullness, fullness_at
from zabota.work.scheduling.queries.slots import FreeSlot, Wish, free_slots
from zabota.work.scheduling.queries.visits import within
from zabota.work.scheduling.registry import visit_asides

NEAREST = 3
#: Who moves with the doctor's day: also who sits in the hall.
SHIFTED = (*AHEAD, Status.ARRIVED)


def visit_for(access: Access, public_id: UUID, permission: str) -> Appointment:
    """The visit, where the permission reaches its branch; a doctor's own only. Raises Http404 alike for missing ones."""
    visits = within(Appointment.objects.all(), access.reach(permission))
    own = own_doctor(access)
    if own is not None:
        visits = visits.filter(doctor=own)
    visit = _whole(visits).filter(public_id=public_id).first()
    if visit is None:
        raise Http404
    return visit


def _whole(visits: QuerySet[Appointment]) -> QuerySet[Appointment]:
    return visits.select_related(
        "patient", "doctor", "service", "branch", "moved_to", "next_step__service", "next_step__doctor"
    )


def asides_of(access: Access, visit: Appointment) -> list[tuple[str, Any]]:
    """Template and content of what modules above tell this person of the visit."""
    found = ((each.template, each.find(access, visit)) for each in visit_asides)
    return [(template, aside) for template, aside in found if aside is not None]


@dataclass(frozen=True)
class NextSteps:
    """Which steps may follow now, by the status that each leads to."""

    confirmed: bool
    arrived: bool
    in_room: bool
    completed: bool
    no_show: bool
    cancelled: bool
    moved: bool


def next_steps(visit: Appointment) -> NextSteps:
    may = {status: visit.status in sources for status, sources in FOLLOWS.items()}
    now = timezone.now()
    may[Status.NO_SHOW] &= visit.starts_at <= now
    may[Status.COMPLETED] &= visit.starts_at - timedelta(hours=12) <= now
    may[Status.MOVED] &= visit.has_time and visit.doctor_id is not None
    return NextSteps(**{status: may[status] for status in NextSteps.__dataclass_fields__})


@dataclass(frozen=True)
class NearTime:
    """A free time as it is offered: `wall` is the branch's own, `price` that of the doctor there on that day, where asked,
    `full` how many seats of a group session are taken."""

    doctor: Doctor
    branch: Branch
    wall: datetime
    minutes: int
    price: Decimal | None = None
    full: Fullness | None = None

    @property
    def slot(self) -> str:
        """As the panel sends it: "doctor|branch|2026-03-12T15:30" by public ids."""
        return f"{self.doctor.public_id}|{self.branch.public_id}|{self.wall:%Y-%m-%dT%H:%M}"


def near_times(
    visit: Appointment,
    *,
    around: datetime,
    doctor: Doctor | None,
    place: Resource | None = None,
    limit: int = NEAREST,
) -> list[NearTime]:
    """Free times nearest to `around` with a doctor on that day and after it, for a visit as long as this one; in a room
    or with a device where one is named."""
    doctor = doctor or visit.doctor
    branch = visit.branch
    if doctor is None or branch is None:
        return []
    day = around.astimezone(branch.zone).date()
    found = free_slots(_wish(visit, doctor, day, place), limit=60).nearest
    found.sort(key=lambda slot: abs(slot.starts_at - around))
    return told(sorted(found[:limit]))


def _wish(visit: Appointment, doctor: Doctor, since: date, place: Resource | None) -> Wish:
    """Whoever is with this doctor already was accepted by him."""
    service = visit.service or Service(minutes=visit.minutes)
    is_accepted = doctor == visit.doctor or bool(visit.accepted_reason)
    return Wish(
        age=None if is_accepted else age_of(visit.patient), sex="" if is_accepted else visit.patient.sex,
        service=service, doctor_ids=[doctor.pk], branch_ids=[visit.branch_id or 0], since=since,
        until=since + timedelta(days=14), kind=visit.kind, minutes=visit.minutes,
        place_id=place.pk if place else None,
    )  # fmt: skip


def told(slots: list[FreeSlot]) -> list[NearTime]:
    """Slots with their doctors and branches, in two queries."""
    doctors = Doctor.objects.in_bulk({each.doctor_id for each in slots})
    branches = Branch.objects.in_bulk({each.branch_id for each in slots})
    return [
        NearTime(doctors[each.doctor_id], branches[each.branch_id],
                 each.starts_at.astimezone(branches[each.branch_id].zone), each.minutes)
        for each in slots
    ]  # fmt: skip


def priced(times: list[NearTime], service: Service) -> list[NearTime]:
    """The times with what the service costs then and there, in one query more."""
    prices = Prices([service])
    return [
        replace(each, price=prices.of(
            service, on=each.wall.date(), branch_id=each.branch.pk, grade=each.doctor.grade
        ))
        for each in times
    ]  # fmt: skip


def seated(times: list[NearTime], service: Service) -> list[NearTime]:
    """Times of a group service with how full each session is, in one query more."""
    if service.seats < 2:
        return times
    full = fullness_at(service, [each.wall for each in times])
    return [replace(each, full=full.get((each.doctor.pk, each.branch.pk, each.wall))) for each in times]


def visits_from(first: Appointment) -> QuerySet[Appointment]:
    """The visit and whatever follows it on its doctor's day, by time."""
    if first.doctor_id is None:
        return Appointment.objects.none()
    day = Appointment.objects.filter(doctor=first.doctor_id, wall_start__startswith=first.wall_start[:10])
    later = day.filter(status__in=SHIFTED, has_time=True, starts_at__gte=first.starts_at)
    return later.select_related("patient").order_by("starts_at", "pk")


def way_here(visit: Appointment) -> list[dict[str, Any]]:
    """From which times the visit was moved, the latest first."""
    ways: list[dict[str, Any]] = []
    before = Appointment.objects.filter(moved_to=visit).select_related("doctor").first()
    while before is not None and len(ways) < 5:
        ways.append({"wall": before.wall_start, "doctor": before.doctor})
        before = Appointment.objects.filter(moved_to=before).select_related("doctor").first()
    return ways
