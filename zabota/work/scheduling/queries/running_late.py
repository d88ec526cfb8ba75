"""When the visits that are still to come will really begin, and whom a doctor's delay concerns."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from zabota.work.scheduling.models import AHEAD, Appointment, Status

#: From so many minutes on a doctor runs late, and a patient is worth a call.
LATE_FROM = 15
#: Whom a delay concerns: whoever is told to come within these hours.
NEXT_HOURS = timedelta(hours=3)


@dataclass(frozen=True)
class Expected:
    """A visit with the moment at which the doctor will be free for it; `minutes` is how long its patient waits then,
    counted from his time or from when he came, whichever is later."""

    visit: Appointment
    begins_at: datetime
    minutes: int

    @property
    def is_late(self) -> bool:
        return self.minutes >= LATE_FROM


def doctor_free_at(inside: Sequence[Appointment], away_until: datetime | None, now: datetime) -> datetime:
    """When the doctor can receive the next one: after whoever is in the room, and after what he was called away for."""
    ends = [each.began_at + timedelta(minutes=each.minutes) for each in inside if each.began_at is not None]
    return max([now, *ends, *([away_until] if away_until else [])])


def expected(visits: Iterable[Appointment], *, free_at: datetime, now: datetime) -> list[Expected]:
    """One visit of the doctor after another, in the order of their time. Who is late himself is not waited for."""
    queue = sorted((each for each in visits if _will_begin(each, now)), key=lambda each: (each.starts_at, each.pk))
    found = []
    for visit in queue:
        due_at = max(visit.starts_at, visit.arrived_at or visit.starts_at)
        begins_at = max(free_at, visit.starts_at)
        found.append(Expected(visit, begins_at, max(0, int((begins_at - due_at) / timedelta(minutes=1)))))
        free_at = begins_at + timedelta(minutes=visit.minutes)
    return found


def concerned(queue: Iterable[Expected], now: datetime) -> list[Expected]:
    """Those still on their way whom the delay will keep waiting within the next hours."""
    until = now + NEXT_HOURS
    return [each for each in queue if each.is_late and each.visit.status in AHEAD and each.visit.starts_at <= until]


def _will_begin(visit: Appointment, now: datetime) -> bool:
    return visit.has_time and (visit.status == Status.ARRIVED or (visit.status in AHEAD and visit.starts_at >= now))
