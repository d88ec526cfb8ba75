"""Group sessions: which have seats left, who comes, and how full they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404

from zabota.base.accounts.access import Access
from zabota.core.catalog.models import Service
from zabota.core.practice.models import Branch
from zabota.work.scheduling.models import Appointment, GroupSession, Occupancy, Resource, Status
from zabota.work.scheduling.queries.bits import CELL_SECONDS, instant_of

ACTIVE = (Occupancy.State.HELD, Occupancy.State.TAKEN)
SEAT = Occupancy.Kind.SEAT


class SeatsLeft(NamedTuple):
    """A session with seats left that begins in cell `cell`."""

    doctor_id: int
    branch_id: int
    minutes: int
    cell: int


#: Of sessions that stand in the doctor's hours: whoever is absent holds none.
_LEFT = """
    SELECT session.doctor_id, session.branch_id, session.minutes, floor(extract(epoch FROM session.starts_at) / %s)::int
    FROM scheduling_group_session session
    WHERE session.service_id = %s AND session.cancelled_at IS NULL AND session.starts_at >= %s AND session.starts_at < %s
        AND session.seats > (
            SELECT count(*) FROM scheduling_occupancy taken
            WHERE taken.resource = 'seat' AND taken.resource_id = session.id AND taken.state IN ('held', 'taken'))
        AND EXISTS (
            SELECT 1 FROM scheduling_shift shift
            WHERE shift.doctor_id = session.doctor_id AND shift.branch_id = session.branch_id AND NOT shift.is_cancelled
                AND shift.during @> session.starts_at)
"""


def seats_left(service_id: int, first_cell: int, cells: int) -> list[SeatsLeft]:
    """Sessions of the service with seats left within so many cells from the first one."""
    edges = instant_of(first_cell), instant_of(first_cell + cells)
    with connection.cursor() as cursor:
        cursor.execute(_LEFT, [CELL_SECONDS, service_id, *edges])
        return [SeatsLeft(*row) for row in cursor.fetchall()]


class Seat(NamedTuple):
    """A free seat of a session, and how long that lasts."""

    session_id: int
    lane: int
    minutes: int


_FREE = """
    SELECT session.id, seat.lane, session.minutes
    FROM scheduling_group_session session CROSS JOIN generate_series(0, session.seats - 1) AS seat (lane)
    WHERE session.service_id = %s AND session.doctor_id = %s AND session.branch_id = %s AND session.starts_at = %s
        AND session.cancelled_at IS NULL AND NOT EXISTS (
            SELECT 1 FROM scheduling_occupancy taken
            WHERE taken.resource = 'seat' AND taken.resource_id = session.id AND taken.lane = seat.lane
                AND taken.state IN ('held', 'taken'))
    ORDER BY seat.lane LIMIT 1
"""


def free_seat(service: Service, doctor_id: int, branch_id: int, starts_at: datetime) -> Seat | None:
    """The first free seat of the session that begins then, or None where there is no session or no seat."""
    with connection.cursor() as cursor:
        cursor.execute(_FREE, [service.pk, doctor_id, branch_id, starts_at])
        row = cursor.fetchone()
    return Seat(*row) if row else None


def sessions() -> QuerySet[GroupSession]:
    """With `taken`, the number of seats that patients have or that are held for them."""
    seats = Occupancy.objects.filter(resource=SEAT, resource_id=OuterRef("pk"), state__in=ACTIVE).order_by()
    counted = seats.values("resource_id").annotate(count=Count("pk")).values("count")
    told = GroupSession.objects.select_related("service", "doctor", "branch")
    return told.annotate(taken=Coalesce(Subquery(counted), 0)).order_by("starts_at", "pk")


def sessions_between(branch: Branch, since: datetime, until: datetime) -> QuerySet[GroupSession]:
    """Those that stand, by time."""
    return sessions().filter(branch=branch, starts_at__gte=since, starts_at__lt=until, cancelled_at__isnull=True)


def session_for(access: Access, public_id: UUID, permission: str) -> GroupSession:
    """The session, where the permission reaches its branch; a doctor's own only. Raises Http404 alike for missing ones."""
    reach = access.reach(permission)
    found = sessions() if reach.is_network else sessions().filter(branch__in=reach.branch_ids)
    session = found.filter(public_id=public_id).first()
    if session is None:
        raise Http404
    return session


def participants(session: GroupSession) -> QuerySet[Appointment]:
    """Who has a seat, by name; and who came or did not once it is over."""
    seats = Occupancy.objects.filter(resource=SEAT, resource_id=session.pk, appointment__isnull=False)
    own = Appointment.objects.filter(pk__in=seats.values("appointment"), starts_at=session.starts_at)
    return (
        own.exclude(status__in=(Status.CANCELLED, Status.MOVED)).select_related("patient").order_by("patient__sort_key")
    )


#: Of a visit and of the session in which it has a seat.
SessionKey = tuple[int | None, int | None, datetime]


def key_of(visit: Appointment | GroupSession) -> SessionKey:
    return visit.doctor_id, visit.service_id, visit.starts_at


def rooms_of_sessions(branch: Branch, visits: Sequence[Appointment]) -> dict[SessionKey, str]:
    """The rooms of the group sessions in which these visits have seats, by name."""
    times = {each.starts_at for each in visits if each.service is not None and each.service.seats > 1}
    if not times:
        return {}
    names = dict(Resource.objects.filter(branch=branch).values_list("pk", "name"))
    rows = Occupancy.objects.filter(
        group__branch=branch, group__starts_at__in=times, resource=Occupancy.Kind.ROOM, state__in=ACTIVE
    ).select_related("group")
    return {key_of(row.group): names.get(row.resource_id, "") for row in rows if row.group is not None}


@dataclass(frozen=True)
class Fullness:
    """How many seats of a session are taken, of how many."""

    taken: int
    seats: int

    @property
    def left(self) -> int:
        return self.seats - self.taken


def fullness_at(service: Service, times: Sequence[datetime]) -> dict[tuple[int, int, datetime], Fullness]:
    """Of the sessions that begin at these times, by doctor, branch and time."""
    found = sessions().filter(Q(service=service), starts_at__in=times, cancelled_at__isnull=True)
    return {(each.doctor_id, each.branch_id, each.starts_at): fullness_of(each) for each in found}


def fullness_of(session: GroupSession) -> Fullness:
    """Of one that `sessions` found."""
    return Fullness(getattr(session, "taken"), session.seats)  # noqa: B009  (counted there)
