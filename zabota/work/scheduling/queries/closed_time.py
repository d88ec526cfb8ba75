"""Closed time of doctors, rooms and devices: what there is of it, and which visits stand where it is to be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from zabota.core.practice.models import Branch
from zabota.core.staff.models import Doctor
from zabota.work.scheduling.models import Appointment, Block, Occupancy, Resource

TAKEN = Occupancy.State.TAKEN


@dataclass(frozen=True)
class Closing:
    """A time in which a doctor, a room or a device is closed to booking, by the clock of the branch."""

    block_id: int
    public_id: object
    since: datetime
    until: datetime
    reason: str
    note: str
    is_over: bool


def closings_of(of: Resource | Doctor) -> Sequence[Closing]:
    """The latest twenty, those to come first; the history of downtime."""
    rows = _taken_by(of).filter(lane=0, block__isnull=False, state=TAKEN).select_related("block__branch")
    return [
        Closing(
            row.block.pk, row.block.public_id, *_by_the_clock(row, row.block.branch), row.block.get_reason_display(),
            row.block.note, row.during.upper <= timezone.now(),
        )
        for row in rows.order_by("-during")[:20]
        if row.block
    ]  # fmt: skip


def coming_closings_of(doctor: Doctor) -> list[Closing]:
    """The nearest first."""
    return [each for each in reversed(closings_of(doctor)) if not each.is_over]


@dataclass(frozen=True)
class ClosedTime:
    """A block as its drawer tells it: whose time, from and until by the clock of the branch, closed by whom."""

    block: Block
    of: Doctor | Resource
    since: datetime
    until: datetime
    is_closed: bool

    @property
    def name(self) -> str:
        return name_of(self.of)


def name_of(of: Resource | Doctor) -> str:
    return of.short_name if isinstance(of, Doctor) else of.name


def closed_time_for(branches: Sequence[Branch], public_id: UUID) -> ClosedTime:
    """Closed time of the branches, open again or not. Raises Http404 alike for missing ones."""
    blocks = Block.objects.select_related("branch", "created_by").filter(branch__in=branches, public_id=public_id)
    block = blocks.first()
    row = block.occupancies.order_by("lane").first() if block else None
    if block is None or block.branch is None or row is None:
        raise Http404
    of = Doctor.objects if row.resource == Occupancy.Kind.DOCTOR else Resource.objects.select_related("type")
    return ClosedTime(block, of.get(pk=row.resource_id), *_by_the_clock(row, block.branch), row.state == TAKEN)


def _by_the_clock(taken: Occupancy, branch: Branch | None) -> tuple[datetime, datetime]:
    """Wall times, naive so that no page tells them by another clock."""
    zone = branch.zone if branch else timezone.get_current_timezone()
    return tuple(each.astimezone(zone).replace(tzinfo=None) for each in (taken.during.lower, taken.during.upper))


def visits_in_time(of: Resource | Doctor, since: datetime, until: datetime) -> QuerySet[Appointment]:
    """Who is booked there within that time, by time."""
    rows = _taken_by(of).filter(state__in=[TAKEN, Occupancy.State.HELD], during__overlap=DateTimeTZRange(since, until))
    visits = Appointment.objects.filter(pk__in=rows.filter(appointment__isnull=False).values("appointment"))
    return visits.select_related("patient", "doctor", "service", "branch").order_by("starts_at", "pk")


def _taken_by(of: Resource | Doctor) -> QuerySet[Occupancy]:
    kind = Occupancy.Kind.DOCTOR if isinstance(of, Doctor) else of.type.kind
    return Occupancy.objects.filter(resource=kind, resource_id=of.pk)
