"""A room or a device that breaks down: its visits go to other places at their own time, and it is closed around the rest."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from zabota.base.events.commands import record
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused
from zabota.work.scheduling.commands.closing import new_block
from zabota.work.scheduling.commands.life import places_of, wanted_by
from zabota.work.scheduling.commands.occupying import ACTIVE, lock_days, occupy, release, retried, takings
from zabota.work.scheduling.events import TimeClosed, VisitRehoused
from zabota.work.scheduling.models import AHEAD, Appointment, Block, Occupancy, Resource
from zabota.work.scheduling.queries.closed_time import visits_in_time


class Rehoused(NamedTuple):
    """The closed time, who is elsewhere now, and who stays: nothing else of the kind is free for them."""

    block: Block
    moved: list[Appointment]
    stayed: list[Appointment]


@retried
def close_and_rehouse(
    *, place: Resource, since: datetime, until: datetime, reason: str, note: str = "", by: Actor
) -> Rehoused:
    """Close a place at once: each visit that stands there takes another one with its doctor and hour kept. Around those
    that find none the place is closed, so that nobody new is booked; they wait for somebody to move them."""
    if until <= since:
        raise Refused(_("The time ends before it begins."), field="until")
    block = new_block(branch=place.branch, since=since, reason=reason, note=note, by=by)
    during = DateTimeTZRange(since, until)
    standing = list(visits_in_time(place, since, until))
    lock_days((each.doctor_id, each.wall_day) for each in standing if each.doctor_id)
    moved = [each for each in standing if _rehouse(each, place, block, during, by)]
    Occupancy.objects.bulk_create(_around(place, block, during))
    record(TimeClosed(place.branch_id, block.pk), by=by)
    return Rehoused(block, moved, [each for each in standing if each not in moved])


def _rehouse(visit: Appointment, place: Resource, block: Block, during: DateTimeTZRange, by: Actor) -> bool:
    """False where no other place is free, or the visit is not ahead any more: then nothing of it changes."""
    if visit.status not in AHEAD or visit.doctor is None:
        return False
    wanted = replace(wanted_by(visit), near=[number for number in places_of(visit) if number != place.pk])
    own = DateTimeTZRange(max(wanted.during.lower, during.lower), min(wanted.during.upper, during.upper))
    try:
        with transaction.atomic():
            release(visit.occupancies.all())
            Occupancy.objects.bulk_create(_around(place, block, own))
            occupy(takings(wanted, is_in_hours=True), appointment=visit, held_until=visit.held_until)
    except Refused:
        return False
    record(VisitRehoused(visit.patient_id, visit.branch_id, visit.pk), by=by)
    return True


def _around(place: Resource, block: Block, during: DateTimeTZRange) -> Iterator[Occupancy]:
    """Closes what is free of the place within the time, lane by lane."""
    taken = list(_taken_at(place).filter(during__overlap=during))
    for lane in range(place.capacity):
        spans = sorted((each.during.lower, each.during.upper) for each in taken if each.lane == lane)
        for begins, ends in _gaps(spans, during):
            yield _closed(block, lane, DateTimeTZRange(begins, ends), place)


def _gaps(spans: Iterable[tuple[datetime, datetime]], during: DateTimeTZRange) -> Iterator[tuple[datetime, datetime]]:
    begins = during.lower
    for starts, ends in spans:
        if starts > begins:
            yield begins, starts
        begins = max(begins, ends)
    if begins < during.upper:
        yield begins, during.upper


def _taken_at(place: Resource) -> QuerySet[Occupancy]:
    return Occupancy.objects.filter(resource=place.type.kind, resource_id=place.pk, state__in=ACTIVE)


def _closed(block: Block, lane: int, during: DateTimeTZRange, place: Resource) -> Occupancy:
    return Occupancy(block=block, resource=place.type.kind, resource_id=place.pk, lane=lane, during=during)
