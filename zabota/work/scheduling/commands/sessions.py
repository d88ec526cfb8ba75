"""Group sessions: opened in a doctor's free time, once or weekly, and cancelled with everybody who has a seat."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.base.events.commands import record
from zabota.core.catalog.models import Service
from zabota.core.practice.models import Branch
from zabota.core.staff.models import Doctor
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused
from zabota.work.scheduling.commands.booking import wall_instant, wall_text
from zabota.work.scheduling.commands.life import NotNow, cancel
from zabota.work.scheduling.commands.occupying import (
    OutsideSchedule,
    TimeIsTaken,
    Wanted,
    lock_days,
    refuse_the_past,
    release,
    retried,
    takings_of_all,
)
from zabota.work.scheduling.commands.terms import NotPerformed
from zabota.work.scheduling.events import GroupSessionCancelled, GroupSessionOpened
from zabota.work.scheduling.models import AHEAD, CancelledBy, GroupSession, Occupancy, Resource
from zabota.work.scheduling.queries.acceptance import doctors_performing, minutes_with
from zabota.work.scheduling.queries.sessions import participants

LEAST_SEATS, MOST_SEATS = 2, 200
MOST_WEEKS = 26


class NoGroupService(Refused):
    """The service is for one patient at a time."""


class OpenedSessions(NamedTuple):
    """What was opened, and on which days the doctor or a room was not free."""

    opened: list[GroupSession]
    refused: list[date]


def open_sessions(
    *, service: Service, doctor: Doctor, branch: Branch, on: date, at: time, weeks: int = 1, seats: int | None = None,
    by: Actor,
) -> OpenedSessions:  # fmt: skip
    """A session a week from a day on, each by itself: where the doctor is not free that day is told, not forced.

    Raises as `open_session` where the very first day is refused.
    """
    if not 1 <= weeks <= MOST_WEEKS:
        raise Refused(_("A session is repeated for half a year at most."), field="weeks")
    opened, refused = (
        [open_session(service=service, doctor=doctor, branch=branch, on=on, at=at, seats=seats, by=by)],
        [],
    )
    for day in (on + timedelta(weeks=number) for number in range(1, weeks)):
        try:
            opened.append(
                open_session(service=service, doctor=doctor, branch=branch, on=day, at=at, seats=seats, by=by)
            )
        except (TimeIsTaken, OutsideSchedule):
            refused.append(day)
    return OpenedSessions(opened, refused)


@retried
def open_session(
    *, service: Service, doctor: Doctor, branch: Branch, on: date, at: time, seats: int | None = None, by: Actor
) -> GroupSession:
    """Take the doctor, and a room and a device that the service needs, for a session with so many seats, the service's own
    number where none is named. Raises TimeIsTaken, OutsideSchedule, TimeHasPassed, NotPerformed, NoGroupService."""
    if service.seats < LEAST_SEATS:
        raise NoGroupService(_("This service is for one patient at a time: set its seats first."), field="service")
    if not LEAST_SEATS <= (seats or service.seats) <= MOST_SEATS:
        raise Refused(_("A group session has from 2 to 200 seats."), field="seats")
    if at.minute % 5 or at.second:
        raise Refused(_("A session begins at a full five minutes."), field="at")
    if not doctors_performing(service).filter(pk=doctor.pk).exists():
        told = {"doctor": doctor.short_name, "service": service}
        raise NotPerformed(_("%(doctor)s does not perform “%(service)s”.") % told, field="doctor")
    wanted = Wanted(doctor, branch, wall_instant(on, at, branch), minutes_with(doctor, service), service)
    refuse_the_past(wanted.starts_at)
    lock_days([wanted.day])
    rows = takings_of_all(wanted)
    session = GroupSession.objects.create(
        service=service, doctor=doctor, branch=branch, starts_at=wanted.starts_at, wall_start=wall_text(on, at),
        minutes=wanted.minutes, seats=seats or service.seats, created_by_id=by.user_id,
    )  # fmt: skip
    Occupancy.objects.bulk_create(_whole(rows, session))
    record(GroupSessionOpened(branch.pk, session.pk, doctor.pk), by=by)
    return session


@transaction.atomic
def cancel_session(*, session: GroupSession, reason: str, by: Actor) -> int:
    """The session does not take place: everybody who has a seat is cancelled by the clinic and told so; returns how many.

    Raises NotNow for one that is over or off already.
    """
    if not reason.strip():
        raise Refused(_("Say why the clinic cancels: patients ask."), field="reason")
    lock_days([(session.doctor_id, session.wall_day)])
    standing = GroupSession.objects.select_for_update().get(pk=session.pk)
    if standing.cancelled_at is not None or standing.ends_at <= timezone.now():
        raise NotNow(_("This session is over or cancelled already."))
    standing.cancelled_at, standing.cancel_reason = timezone.now(), reason.strip()[:80]
    standing.save(update_fields=["cancelled_at", "cancel_reason"])
    coming = list(participants(standing).filter(status__in=AHEAD))
    for visit in coming:
        cancel(appointment=visit, cancelled_by=CancelledBy.CLINIC, reason=reason, by=by)
    release(Occupancy.objects.filter(group=standing))
    record(GroupSessionCancelled(standing.branch_id, standing.pk, standing.doctor_id, len(coming)), by=by)
    return len(coming)


def _whole(rows: list[Occupancy], session: GroupSession) -> Iterator[Occupancy]:
    """The doctor and the devices, and every lane of the room: nobody else lies on a couch of it meanwhile."""
    rooms = [row.resource_id for row in rows if row.resource == Occupancy.Kind.ROOM]
    capacity = dict(Resource.objects.filter(pk__in=rooms).values_list("pk", "capacity"))
    for row in rows:
        is_room = row.resource == Occupancy.Kind.ROOM
        for lane in range(capacity[row.resource_id]) if is_room else [row.lane]:
            yield Occupancy(
                group=session, resource=row.resource, resource_id=row.resource_id, lane=lane, during=row.during
            )
