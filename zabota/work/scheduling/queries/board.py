"""«Кто в клинике»: the running day of a branch as it stands this minute, by what is to be done next."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from zabota.core.practice.models import Branch
from zabota.core.staff.models import Doctor
from zabota.work.scheduling.models import AHEAD, Appointment, Block, Occupancy, Shift, Status
from zabota.work.scheduling.models.occupancy import AWAY_LANE
from zabota.work.scheduling.queries.calendar import ACTIVE
from zabota.work.scheduling.queries.running_late import LATE_FROM, Expected, concerned, doctor_free_at, expected

#: Who is told to come within this time stands on the board; later ones are only counted.
SOON = timedelta(minutes=90)
#: Minutes in the waiting room after which the number turns red.
WAITS_TOO_LONG = 20
LATELY_DONE = 12


@dataclass(frozen=True)
class OnBoard:
    """A visit with its minutes: until it begins, since its time passed, since the patient came or went into the room."""

    visit: Appointment
    minutes: int
    is_long: bool = False


@dataclass(frozen=True)
class Away:
    """A doctor who was called away: until when, and the same by the clock of the branch."""

    block: Block
    until: datetime
    clock: str


@dataclass(frozen=True)
class DoctorNow:
    """A doctor of the day: who is inside, how many wait, how far behind he is and whom that concerns."""

    doctor: Doctor
    room: str
    inside: Sequence[OnBoard]
    waiting: int
    behind: int
    concerned: Sequence[Expected]
    away: Away | None

    @property
    def is_late(self) -> bool:
        return self.behind >= LATE_FROM


@dataclass(frozen=True)
class Board:
    branch: Branch
    now: datetime
    soon: Sequence[OnBoard]
    late: Sequence[OnBoard]
    waiting: Sequence[OnBoard]
    inside: Sequence[OnBoard]
    done: Sequence[OnBoard]
    received: int
    later: int
    doctors: Sequence[DoctorNow]

    @property
    def expected(self) -> int:
        return len(self.late) + len(self.soon) + self.later

    @property
    def wall_day(self) -> date:
        return self.now.astimezone(self.branch.zone).date()


def board_of(branch: Branch, now: datetime | None = None) -> Board:
    """The board of the branch's running day, in five queries."""
    now = now or timezone.now()
    visits = list(visits_of_day(branch, now))
    shifts = list(_shifts(branch, now))
    coming = [_ahead(each, now) for each in visits if each.status in AHEAD]
    on_time = [each for each in coming if not each.is_long]
    soon = [each for each in on_time if not each.visit.has_time or each.visit.starts_at <= now + SOON]
    done = _done(visits, now)
    return Board(
        branch=branch,
        now=now,
        soon=soon,
        late=[each for each in coming if each.is_long],
        waiting=[_waiting(each, now) for each in visits if each.status == Status.ARRIVED],
        inside=[_inside(each, now) for each in visits if each.status == Status.IN_ROOM],
        done=done[:LATELY_DONE],
        received=len(done),
        later=len(on_time) - len(soon),
        doctors=_doctors(visits, shifts, away_now(branch, now), now),
    )


def visits_of_day(branch: Branch, now: datetime) -> QuerySet[Appointment]:
    """What the branch has on the day of `now` and was neither cancelled nor moved, by time."""
    since, until = day_edges(branch, now)
    return (
        Appointment.objects.filter(branch=branch, starts_at__gte=since, starts_at__lt=until)
        .exclude(status__in=(Status.CANCELLED, Status.MOVED))
        .select_related("patient", "doctor", "service", "next_step__service", "next_step__doctor")
        .defer("comment")
        .order_by("starts_at", "id")
    )


def day_edges(branch: Branch, now: datetime) -> tuple[datetime, datetime]:
    """The branch's midnight before and after this moment."""
    day = now.astimezone(branch.zone).date()
    return (
        datetime.combine(day, time(), branch.zone),
        datetime.combine(day + timedelta(days=1), time(), branch.zone),
    )


def away_now(branch: Branch, now: datetime) -> dict[int, Away]:
    """Doctors who were called away and are not back, by id."""
    rows = Occupancy.objects.filter(
        resource=Occupancy.Kind.DOCTOR, lane=AWAY_LANE, state__in=ACTIVE, during__contains=now
    ).select_related("block")
    return {
        each.resource_id: Away(each.block, each.during.upper, f"{each.during.upper.astimezone(branch.zone):%H:%M}")
        for each in rows
        if each.block is not None
    }


def doctor_here(branch: Branch, public_id: UUID) -> Doctor:
    """A doctor of this branch: on its list, with hours there these days, or with a visit there today. Raises Http404."""
    now = timezone.now()
    day, one_day = now.astimezone(branch.zone).date(), timedelta(days=1)
    receives = Shift.objects.filter(branch=branch, on__range=(day - one_day, day + one_day)).values("doctor")
    expected_here = visits_of_day(branch, now).values("doctor")
    here = Q(branches=branch) | Q(pk__in=receives) | Q(pk__in=expected_here)
    return get_object_or_404(Doctor.objects.filter(here, public_id=public_id, is_active=True).distinct())


def doctor_now(branch: Branch, doctor: Doctor, now: datetime | None = None) -> DoctorNow:
    """The same of one doctor."""
    now = now or timezone.now()
    visits = list(visits_of_day(branch, now).filter(doctor=doctor))
    shifts = list(_shifts(branch, now).filter(doctor=doctor))
    return _doctor(doctor, visits, shifts, away_now(branch, now).get(doctor.pk), now)


def _shifts(branch: Branch, now: datetime) -> QuerySet[Shift]:
    day = now.astimezone(branch.zone).date()
    return Shift.objects.filter(branch=branch, on=day, is_cancelled=False).select_related("doctor", "room")


def _doctors(
    visits: Sequence[Appointment], shifts: Sequence[Shift], away: dict[int, Away], now: datetime
) -> list[DoctorNow]:
    """Who receives now, or still has somebody to receive; the most behind first."""
    own_visits: dict[int, list[Appointment]] = defaultdict(list)
    own_shifts: dict[int, list[Shift]] = defaultdict(list)
    known: dict[int, Doctor] = {}
    for visit in visits:
        if visit.doctor is not None:
            own_visits[visit.doctor.pk].append(visit)
            known[visit.doctor.pk] = visit.doctor
    for shift in shifts:
        own_shifts[shift.doctor.pk].append(shift)
        known[shift.doctor.pk] = shift.doctor
    found = [
        _doctor(doctor, own_visits[number], own_shifts[number], away.get(number), now)
        for number, doctor in known.items()
        if _is_here(own_visits[number], own_shifts[number], now)
    ]
    return sorted(found, key=lambda each: (-each.behind, each.doctor.surname, each.doctor.given))


def _is_here(visits: Iterable[Appointment], shifts: Iterable[Shift], now: datetime) -> bool:
    receives = any(now in each.during for each in shifts)
    return receives or any(each.status in (Status.ARRIVED, Status.IN_ROOM) for each in visits)


def _doctor(
    doctor: Doctor, visits: Sequence[Appointment], shifts: Sequence[Shift], away: Away | None, now: datetime
) -> DoctorNow:
    inside = [each for each in visits if each.status == Status.IN_ROOM]
    queue = expected(visits, free_at=doctor_free_at(inside, away.until if away else None, now), now=now)
    return DoctorNow(
        doctor=doctor,
        room=next((each.room.name for each in shifts if each.room is not None), ""),
        inside=[_inside(each, now) for each in inside],
        waiting=sum(each.status == Status.ARRIVED for each in visits),
        behind=max((each.minutes for each in queue), default=0),
        concerned=concerned(queue, now),
        away=away,
    )


def _ahead(visit: Appointment, now: datetime) -> OnBoard:
    """`is_long` marks whoever should be here already."""
    passed = _minutes(now, visit.starts_at) if visit.has_time else 0
    return OnBoard(visit, abs(passed), is_long=passed > 0)


def _waiting(visit: Appointment, now: datetime) -> OnBoard:
    waited = _minutes(now, visit.arrived_at or visit.starts_at)
    return OnBoard(visit, waited, is_long=waited >= WAITS_TOO_LONG)


def _inside(visit: Appointment, now: datetime) -> OnBoard:
    """`is_long` marks a visit that takes longer than was planned."""
    minutes = _minutes(now, visit.began_at or visit.starts_at)
    return OnBoard(visit, minutes, is_long=minutes > visit.minutes)


def _done(visits: Sequence[Appointment], now: datetime) -> list[OnBoard]:
    done = [each for each in visits if each.status == Status.COMPLETED]
    ended = sorted(((each.ended_at or each.ends_at, each) for each in done), key=lambda pair: pair[0], reverse=True)
    return [OnBoard(visit, _minutes(now, ended_at)) for ended_at, visit in ended]


def _minutes(later: datetime, earlier: datetime) -> int:
    return int((later - earlier) / timedelta(minutes=1))
