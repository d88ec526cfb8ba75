"""Time of doctors, rooms and devices that is closed to booking, with its reason: lunch, downtime, a meeting."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as _

from zabota.base.events.commands import record
from zabota.core.practice.models import Branch
from zabota.core.staff.models import Doctor
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused
from zabota.work.scheduling.commands.occupying import TimeIsTaken, block_time, release
from zabota.work.scheduling.events import TimeClosed, TimeOpened
from zabota.work.scheduling.models import Block, Occupancy, Resource


@transaction.atomic
def close_place(*, place: Resource, since: datetime, until: datetime, reason: str, note: str = "", by: Actor) -> Block:
    """Close a room or device for a time, all of its lanes. Raises TimeIsTaken when visits stand there."""
    during = _span(since, until)
    block = new_block(branch=place.branch, since=since, reason=reason, note=note, by=by)
    kind = Occupancy.Kind(place.type.kind)
    block_time(block=block, resource=kind, resource_id=place.pk, lanes=range(place.capacity), during=during)
    record(TimeClosed(place.branch_id, block.pk), by=by)
    return block


@transaction.atomic
def close_doctor(
    *, doctor: Doctor, branch: Branch, since: datetime, until: datetime, reason: str, note: str = "", by: Actor
) -> Block:
    """Close a doctor's time, by the clock of a branch; he is in no other one meanwhile. Raises TimeIsTaken when visits
    stand there."""
    during = _span(since, until)
    block = new_block(branch=branch, since=since, reason=reason, note=note, by=by)
    block_time(block=block, resource=Occupancy.Kind.DOCTOR, resource_id=doctor.pk, lanes=[0], during=during)
    record(TimeClosed(None, block.pk), by=by)
    return block


@transaction.atomic
def open_time(*, block: Block, by: Actor) -> bool:
    """Give closed time back to booking. False when it was open already."""
    closed = Occupancy.objects.filter(block=block, state=Occupancy.State.TAKEN)
    if not closed.exists():
        return False
    release(closed)
    record(TimeOpened(block.pk), by=by)
    return True


@transaction.atomic
def close_again(*, block: Block, by: Actor) -> bool:
    """Undo the opening. False when it was closed already. Raises TimeIsTaken when somebody was booked meanwhile."""
    opened = Occupancy.objects.filter(block=block, state=Occupancy.State.RELEASED)
    if not opened.exists():
        return False
    try:
        with transaction.atomic():
            opened.update(state=Occupancy.State.TAKEN)
    except IntegrityError as error:
        if "scheduling_no_double_booking" not in str(error):
            raise
        raise TimeIsTaken(_("There are visits in this time: move them first."), field="at") from None
    record(TimeClosed(None, block.pk), by=by)
    return True


def new_block(*, branch: Branch, since: datetime, reason: str, note: str, by: Actor) -> Block:
    """Closed time begins at a wall time of the branch, which outlives a change of the zone's rules as that of visits does."""
    wall = f"{since.astimezone(branch.zone):%Y-%m-%d %H:%M}"
    return Block.objects.create(
        branch=branch, starts_at=since, wall_start=wall, reason=reason, note=note.strip(), created_by_id=by.user_id
    )


def _span(since: datetime, until: datetime) -> DateTimeTZRange:
    if until <= since:
        raise Refused(_("The time ends before it begins."), field="until")
    return DateTimeTZRange(since, until)
