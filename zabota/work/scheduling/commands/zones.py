"""When a government changes a zone's rules, the hour that was told to the patient stays and the instant moves (F12)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import QuerySet
from django.utils import timezone

from zabota.base.events.commands import record
from zabota.lib.actors import Actor
from zabota.work.scheduling.commands.schedules import during
from zabota.work.scheduling.events import ZoneRulesFollowed
from zabota.work.scheduling.models import AHEAD, Appointment, Block, GroupSession, Hold, HoldState, Occupancy, Shift

ALL_AT_ONCE = "SET CONSTRAINTS scheduling_no_double_booking, scheduling_one_shift_at_a_time {}"
CHUNK = 2000


@transaction.atomic
def follow_zone_rules(*, by: Actor) -> int:
    """Put future visits, holds, closed time and shifts back onto the wall times that were told; returns how many moved.

    All move at once: the constraints are asked when everybody stands at his new place. Safe to repeat.
    """
    with connection.cursor() as cursor:
        cursor.execute(ALL_AT_ONCE.format("DEFERRED"))
        moved = _visits() + _sessions() + _holds() + _blocks() + _shifts()
        cursor.execute(ALL_AT_ONCE.format("IMMEDIATE"))
    if moved:
        record(ZoneRulesFollowed(moved), by=by)
    return moved


def told_instant(wall_start: str, was: datetime, zone: ZoneInfo) -> datetime:
    """The instant of a told wall time, "2026-03-12 15:30". Of an hour that comes twice, the one meant before stays."""
    wall = datetime.fromisoformat(wall_start if len(wall_start) > 10 else f"{wall_start} 12:00")
    first, second = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return second if second == was else first


def _visits() -> int:
    ahead = Appointment.objects.filter(
        status__in=AHEAD, starts_at__gt=timezone.now() - timedelta(days=1), branch__isnull=False
    )
    return _onto_the_wall(ahead, "appointment_id")


def _sessions() -> int:
    ahead = GroupSession.objects.filter(cancelled_at__isnull=True, starts_at__gt=timezone.now() - timedelta(days=1))
    return _onto_the_wall(ahead, "group_id")


def _holds() -> int:
    return _onto_the_wall(Hold.objects.filter(state=HoldState.OPEN), "hold_id")


def _blocks() -> int:
    closed = Occupancy.objects.filter(state=Occupancy.State.TAKEN, block__isnull=False)
    ahead = Block.objects.filter(pk__in=closed.values("block"), branch__isnull=False, starts_at__gt=timezone.now())
    return _onto_the_wall(ahead, "block_id")


def _shifts() -> int:
    ahead = Shift.objects.filter(on__gte=timezone.localdate() - timedelta(days=1)).select_related("branch")
    moved = []
    for shift in ahead.iterator(CHUNK):
        told = during(shift.branch, shift.on, shift.starts, shift.ends)
        if (told.lower, told.upper) != (shift.during.lower, shift.during.upper):
            shift.during = told
            moved.append(shift)
    Shift.objects.bulk_update(moved, ["during"], batch_size=CHUNK)
    return len(moved)


def _onto_the_wall(
    ahead: QuerySet[Appointment] | QuerySet[Hold] | QuerySet[Block] | QuerySet[GroupSession], owner: str
) -> int:
    """Looks without locks, for as a rule nothing has moved; then locks those that have and looks again."""
    strayed = [row.pk for row in ahead.select_related("branch").iterator(CHUNK) if _told(row) != row.starts_at]
    moved = {}
    rows = ahead.select_for_update(of=("self",)).select_related("branch").filter(pk__in=strayed).order_by("pk")
    for row in rows:
        told = _told(row)
        moved[row.pk], row.starts_at = told - (row.starts_at or told), told
    rows.bulk_update(rows, ["starts_at"], batch_size=CHUNK)  # type: ignore[arg-type]  # of one kind
    _shift_taken(moved, owner)
    return len(moved)


def _told(row: Appointment | Hold | Block | GroupSession) -> datetime:
    assert row.branch is not None, "chosen with a branch"
    assert row.starts_at is not None, "kept with the branch"
    return told_instant(row.wall_start, row.starts_at, row.branch.zone)


def _shift_taken(moved: dict[int, timedelta], owner: str) -> None:
    rows = list(Occupancy.objects.filter(**{f"{owner}__in": list(moved)}).exclude(state=Occupancy.State.RELEASED))
    for row in rows:
        by = moved[getattr(row, owner)]
        row.during = DateTimeTZRange(row.during.lower + by, row.during.upper + by)
    Occupancy.objects.bulk_update(rows, ["during"], batch_size=CHUNK)
