"""Closed time of doctors, rooms and devices: what there is of it, and which visits stand where it is to be."""

from collections import defaultdict
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
#: Closed time around visits lies in several pieces.
MOST_PIECES = 200


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
    rows = _taken_by(of).filter(block__isnull=False, state=TAKEN).select_related("block__branch")
    pieces: dict[Block, list[Occupancy]] = defaultdict(list)
    for row in rows.order_by("-during")[:MOST_PIECES]:
        if row.block:
            pieces[row.block].append(row)
    return [
        Closing(
            block.pk, block.public_id, *_by_the_clock(own, block.branch), block.get_reason_display(), block.note,
            max(each.during.upper for each in own) <= timezone.now(),
        )
        for block, own in list(pieces.items())[:20]
    ]  # fmt: skip


def coming_closings_of(of: Resource | Doctor) -> list[Closing]:
    """The nearest first."""
    return [each for each in reversed(closings_of(of)) if not each.is_over]


@dataclass(frozen=True)
class ClosedTime:
    """A block as its drawer tells it: whose time, from and until by the clock of the branch, closed by whom."""

    block: Block
    of: Doctor | Resource
    since: datetime
    until: datetime
    is_closed: bool
    #: Whom a breakdown found there and who has not been moved yet.
    standing: Sequence[Appointment] = ()

    @property
    def name(self) -> str:
        return name_of(self.of)


def name_of(of: Resource | Doctor) -> str:
    return of.short_name if isinstance(of, Doctor) else of.name


def closed_time_for(branches: Sequence[Branch], public_id: UUID) -> ClosedTime:
    """Closed time of the branches, open again or not. Raises Http404 alike for missing ones."""
    blocks = Block.objects.select_related("branch", "created_by").filter(branch__in=branches, public_id=public_id)
    block = blocks.first()
    rows = list(block.occupancies.all()) if block else []
    if block is None or block.branch is None or not rows:
        raise Http404
    kind = Doctor.objects if rows[0].resource == Occupancy.Kind.DOCTOR else Resource.objects.select_related("type")
    of, (since, until) = kind.get(pk=rows[0].resource_id), _edges(rows)
    is_closed = any(each.state == TAKEN for each in rows)
    standing = list(visits_in_time(of, since, until)) if is_closed else []
    return ClosedTime(block, of, *_by_the_clock(rows, block.branch), is_closed, standing)


def _edges(pieces: Sequence[Occupancy]) -> tuple[datetime, datetime]:
    return min(each.during.lower for each in pieces), max(each.during.upper for each in pieces)


def _by_the_clock(pieces: Sequence[Occupancy], branch: Branch | None) -> tuple[datetime, datetime]:
    """From the first piece to the end of the last: wall times, naive so that no page tells them by another clock."""
    zone = branch.zone if branch else timezone.get_current_timezone()
    since, until = (each.astimezone(zone).replace(tzinfo=None) for each in _edges(pieces))
    return since, until


def visits_in_time(of: Resource | Doctor, since: datetime, until: datetime) -> QuerySet[Appointment]:
    """Who is booked there within that time, by time."""
    rows = _taken_by(of).filter(state__in=[TAKEN, Occupancy.State.HELD], during__overlap=DateTimeTZRange(since, until))
    visits = Appointment.objects.filter(pk__in=rows.filter(appointment__isnull=False).values("appointment"))
    return visits.select_related("patient", "doctor", "service", "branch").order_by("starts_at", "pk")


def _taken_by(of: Resource | Doctor) -> QuerySet[Occupancy]:
    kind = Occupancy.Kind.DOCTOR if isinstance(of, Doctor) else of.type.kind
    return Occupancy.objects.filter(resource=kind, resource_id=of.pk)
