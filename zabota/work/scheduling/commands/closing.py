"""Time of doctors, rooms and devices that is closed to booking, with its reason: downtime, a meeting, an operation."""

from datetime import datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as _

from zabota.base.events.commands import record
from zabota.core.staff.models import Doctor
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused
from zabota.work.scheduling.commands.occupying import block_time, release
from zabota.work.scheduling.events import TimeClosed, TimeOpened
from zabota.work.scheduling.models import Block, Occupancy, Resource


@transaction.atomic
def close_place(*, place: Resource, since: datetime, until: datetime, reason: str, note: str = "", by: Actor) -> Block:
    """Close a room or device for a time, all of its lanes. Raises TimeIsTaken when visits stand there."""
    block = _block(since, until, reason, note, by)
    block_time(
        block=block, resource=Occupancy.Kind(place.type.kind), resource_id=place.pk, lanes=range(place.capacity),
        during=DateTimeTZRange(since, until),
    )  # fmt: skip
    record(TimeClosed(place.branch_id, block.pk), by=by)
    return block


@transaction.atomic
def close_doctor(*, doctor: Doctor, since: datetime, until: datetime, reason: str, note: str = "", by: Actor) -> Block:
    """Close a doctor's time. Raises TimeIsTaken when visits stand there."""
    block = _block(since, until, reason, note, by)
    block_time(
        block=block, resource=Occupancy.Kind.DOCTOR, resource_id=doctor.pk, lanes=[0],
        during=DateTimeTZRange(since, until),
    )  # fmt: skip
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


def _block(since: datetime, until: datetime, reason: str, note: str, by: Actor) -> Block:
    if until <= since:
        raise Refused(_("The time ends before it begins."), field="until")
    return Block.objects.create(reason=reason, note=note.strip(), created_by_id=by.user_id)
