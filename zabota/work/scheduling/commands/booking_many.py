"""Book a whole journal of coming visits at once, as when a clinic moves over from another system on a working day."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import inf
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone

from zabota.base.events.commands import record_many
from zabota.base.postgres.copying import copy_objects
from zabota.core.catalog.models import Service
from zabota.core.patients.models import Patient
from zabota.lib.actors import Actor
from zabota.work.scheduling.commands.booking import Chain, wall_text
from zabota.work.scheduling.commands.life import GIVES_TIME_BACK
from zabota.work.scheduling.commands.occupying import ACTIVE, Wanted, lock_days, retried
from zabota.work.scheduling.events import AppointmentBooked
from zabota.work.scheduling.models import (
    Appointment,
    DoctorRules,
    GroupSession,
    Occupancy,
    Performer,
    Shift,
    Status,
)
from zabota.work.scheduling.queries.acceptance import accepts_patient, booked_by_kind
from zabota.work.scheduling.queries.bits import cell_of, cells_in, run
from zabota.work.scheduling.queries.timetable import timetable

Kind = Occupancy.Kind
#: A lane of a doctor, room or device, or a seat of a group session.
Lane = tuple[str, int, int]
#: Service, doctor, branch and beginning of a group session.
SessionKey = tuple[int, int, int, datetime]


@dataclass(frozen=True)
class ComingVisit:
    """A visit of a journal with the point it has reached: `status` and the moments belong together as `life` leaves them."""

    patient_id: int
    wanted: Wanted
    status: str = Status.PLANNED
    confirmed_at: datetime | None = None
    arrived_at: datetime | None = None
    began_at: datetime | None = None
    ended_at: datetime | None = None
    late_minutes: int | None = None
    held_until: datetime | None = None
    prepayment: Decimal | None = None
    amount: Decimal | None = None
    booked_by: str = "desk"
    comment: str = ""
    chain: Chain | None = None


class BookedMany(NamedTuple):
    """`refused` are those whose doctor does not receive or has somebody then, for whom no room or device is free, and whom
    the doctor's own terms leave out."""

    booked: list[Appointment]
    refused: list[ComingVisit]


@retried
def book_many(*, visits: Sequence[ComingVisit], by: Actor) -> BookedMany:
    """Book in the given order each visit that fits into the schedule with what it needs; the others are returned.

    Unlike `book`, takes the running day's morning too, and reads the schedule once: 2,000 visits are a second's work.
    """
    booked: list[Appointment] = []
    refused: list[ComingVisit] = []
    taken: list[Occupancy] = []
    if visits:
        lock_days({each.wanted.day for each in visits})
        places, terms = _Places([each.wanted for each in visits]), _Terms(visits)
    for each in visits:
        lanes = places.take(each.wanted) if terms.allow(each) else None
        if lanes is None:
            refused.append(each)
            continue
        terms.count(each)
        visit = _appointment(each)
        booked.append(visit)
        if each.status not in GIVES_TIME_BACK:
            taken += [_occupancy(lane, each, visit) for lane in lanes]
    _write(booked, taken, by)
    return BookedMany(booked, refused)


def _write(booked: list[Appointment], taken: list[Occupancy], by: Actor) -> None:
    copy_objects(booked)
    for row in taken:
        row.appointment_id = row.appointment.pk if row.appointment else None
    copy_objects(taken)
    record_many((AppointmentBooked(each.patient_id, each.branch_id, each.pk) for each in booked), by=by, triggers=False)


def _appointment(visit: ComingVisit) -> Appointment:
    wanted = visit.wanted
    moments = (
        "confirmed_at",
        "arrived_at",
        "began_at",
        "ended_at",
        "late_minutes",
        "held_until",
        "prepayment",
        "amount",
    )
    return Appointment(
        patient_id=visit.patient_id, branch=wanted.branch, doctor=wanted.doctor, service=wanted.service,
        starts_at=wanted.starts_at, wall_start=wall_text(wanted.wall.date(), wanted.wall.time()),
        minutes=wanted.minutes, kind=wanted.kind, status=visit.status, booked_by=visit.booked_by,
        comment=visit.comment, status_at=_reached_at(visit), **{name: getattr(visit, name) for name in moments},
        **(visit.chain.columns if visit.chain else {}),
    )  # fmt: skip


def _reached_at(visit: ComingVisit) -> datetime:
    return visit.ended_at or visit.began_at or visit.arrived_at or visit.confirmed_at or timezone.now()


def _occupancy(lane: Lane, visit: ComingVisit, appointment: Appointment) -> Occupancy:
    kind, number, place = lane
    return Occupancy(
        appointment=appointment, resource=kind, resource_id=number, lane=place, during=visit.wanted.during,
        state=Occupancy.State.HELD if visit.held_until else Occupancy.State.TAKEN, held_until=visit.held_until,
    )  # fmt: skip


class _Hours(NamedTuple):
    cells: int
    room_id: int | None
    kinds: Collection[str]


class _Places:
    """Free time between the first and the last wish, in memory, as rows of cells by lane."""

    def __init__(self, wishes: Sequence[Wanted]) -> None:
        since = min(each.during.lower for each in wishes)
        until = max(each.during.upper for each in wishes)
        self.first = cell_of(since)
        self.taken = self._occupied(since, until)
        self.hours = self._shifts(since, until)
        self.rules = timetable().rules
        self.sessions = self._sessions(since, until)

    def take(self, wanted: Wanted) -> list[Lane] | None:
        """The lanes that the visit occupies from now on, or None where it does not fit."""
        cells = self._cells(wanted.during.lower, wanted.during.upper)
        choices = self._seats(wanted) if wanted.is_group else self._of_schedule(wanted, cells)
        lanes = [self._free_lane(each, cells) for each in choices]
        if not lanes or None in lanes:
            return None
        found = [lane for lane in lanes if lane is not None]
        for lane in found:
            self.taken[lane] |= cells
        return found

    def _of_schedule(self, wanted: Wanted, cells: int) -> list[Iterable[Lane]]:
        """For each thing that the visit needs the lanes that would do, the best first; nothing where the doctor does not
        receive. What is needed is told by the rules of the timetable, as wherever free time is looked for."""
        known = self.hours[wanted.doctor.pk, wanted.branch.pk]
        hours = next((each for each in known if _covers(each, cells, wanted)), None)
        if hours is None:
            return []
        service = wanted.service or Service()
        needed: list[Iterable[Lane]] = [[(Kind.DOCTOR, wanted.doctor.pk, 0)]]
        for type_id in self.rules.types_for(service):
            numbers = self.rules.places_of_type.get((wanted.branch.pk, type_id), ())
            needed.append(self._lanes(sorted(numbers, key=lambda number: number != hours.room_id)))
        own_room = self.rules.room_for(service, hours.room_id)
        return [*needed, self._lanes([own_room])] if own_room is not None else needed

    def _seats(self, wanted: Wanted) -> list[Iterable[Lane]]:
        """The seats of the group session that begins then."""
        assert wanted.service is not None, "a group has a service"
        key = wanted.service.pk, wanted.doctor.pk, wanted.branch.pk, wanted.starts_at
        session_id, seats = self.sessions.get(key, (0, 0))
        return [[(Kind.SEAT, session_id, lane) for lane in range(seats)]]

    def _lanes(self, places: Iterable[int]) -> list[Lane]:
        """Those of places in use."""
        known = ((number, self.rules.places[number]) for number in places if number in self.rules.places)
        return [(place.kind, number, lane) for number, place in known for lane in range(place.capacity)]

    def _free_lane(self, choices: Iterable[Lane], cells: int) -> Lane | None:
        return next((lane for lane in choices if not self.taken[lane] & cells), None)

    def _cells(self, since: datetime, until: datetime) -> int:
        lead = timedelta(seconds=since.timestamp() % 300)
        return run(max(0, cell_of(since) - self.first), cells_in(int((until - since + lead) / timedelta(minutes=1))))

    def _occupied(self, since: datetime, until: datetime) -> dict[Lane, int]:
        taken: dict[Lane, int] = defaultdict(int)
        rows = Occupancy.objects.filter(state__in=ACTIVE, during__overlap=(since, until))
        for kind, number, lane, during in rows.values_list("resource", "resource_id", "lane", "during"):
            taken[kind, number, lane] |= self._cells(max(since, during.lower), during.upper)
        return taken

    def _sessions(self, since: datetime, until: datetime) -> dict[SessionKey, tuple[int, int]]:
        rows = GroupSession.objects.filter(cancelled_at__isnull=True, starts_at__gte=since, starts_at__lt=until)
        return {
            (each.service_id, each.doctor_id, each.branch_id, each.starts_at): (each.pk, each.seats) for each in rows
        }

    def _shifts(self, since: datetime, until: datetime) -> dict[tuple[int, int], list[_Hours]]:
        hours: dict[tuple[int, int], list[_Hours]] = defaultdict(list)
        rows = Shift.objects.filter(Q(is_cancelled=False), during__overlap=(since, until))
        for doctor_id, branch_id, room_id, kinds, during in rows.values_list(
            "doctor_id", "branch_id", "room_id", "kinds", "during"
        ):
            cells = self._cells(max(since, during.lower), during.upper)
            hours[doctor_id, branch_id].append(_Hours(cells, room_id, kinds))
        return hours


class _Terms:
    """On what terms the doctors of these visits receive, and how much of their quotas is given away."""

    def __init__(self, visits: Sequence[ComingVisit]) -> None:
        self.performers: dict[int, set[int]] = defaultdict(set)
        for service_id, doctor_id in Performer.objects.values_list("service_id", "doctor_id"):
            self.performers[service_id].add(doctor_id)
        self.limits = DoctorRules.objects.in_bulk()
        patients = Patient.objects.only("birth_date", "birth_year", "sex", "is_deceased", "deceased_on")
        self.patients = patients.in_bulk({each.patient_id for each in visits})
        self.booked = Counter(self._booked_before(visits))

    def allow(self, visit: ComingVisit) -> bool:
        wanted = visit.wanted
        performers = self.performers.get(wanted.service.pk) if wanted.service else None
        limits = self.limits.get(wanted.doctor.pk) or DoctorRules()
        is_accepted = accepts_patient(limits, self.patients[visit.patient_id])
        is_performed = performers is None or wanted.doctor.pk in performers
        return is_accepted and is_performed and self.booked[_quota_of(wanted)] < limits.quotas.get(wanted.kind, inf)

    def count(self, visit: ComingVisit) -> None:
        if visit.status not in GIVES_TIME_BACK:
            self.booked[_quota_of(visit.wanted)] += 1

    def _booked_before(self, visits: Sequence[ComingVisit]) -> dict[tuple[int, date, str], int]:
        limited = {each.wanted.doctor.pk for each in visits} & {pk for pk, each in self.limits.items() if each.quotas}
        if not limited:
            return {}
        cells = [cell_of(each.wanted.starts_at) for each in visits]
        return booked_by_kind(limited, min(cells), max(cells))


def _quota_of(wanted: Wanted) -> tuple[int, date, str]:
    return *wanted.day, wanted.kind


def _covers(hours: _Hours, cells: int, wanted: Wanted) -> bool:
    return not cells & ~hours.cells and (not hours.kinds or wanted.kind in hours.kinds)
