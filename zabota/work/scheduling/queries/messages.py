"""What messages about a visit say, when the reminder comes, and which of them still make sense."""

from collections.abc import Collection, Sequence
from datetime import datetime, time, timedelta

from django.utils import timezone, translation

from zabota.base.ui.writing import day
from zabota.outreach.messaging.queries.wording import language_of
from zabota.work.scheduling.models import Appointment, Status
from zabota.work.scheduling.registry import visit_links

TOLD = (Status.PLANNED, Status.CONFIRMED)
#: The reminder comes a day before at the visit's own hour, within these hours of the branch.
FIRST_REMINDER, LAST_REMINDER = time(10), time(19)
#: Nearer to the booking than this it would only say again what the confirmation said.
REMIND_AFTER = timedelta(hours=3)
#: Nobody is written to about a visit that begins in a moment.
SHORTEST_NOTICE = timedelta(hours=1)
WHAT = ("confirmation", "preparation", "reminder")


def source_of(visit_id: int, what: str) -> str:
    return f"appointment:{visit_id}:{what}"


def sources_of(visit_id: int) -> list[str]:
    return [source_of(visit_id, what) for what in WHAT]


def visit_of(source: str) -> int | None:
    """The visit that a message is about: "appointment:41:reminder" -> 41, also where it was sent again."""
    kind, _colon, rest = source.partition(":")
    number = rest.partition(":")[0]
    return int(number) if kind == "appointment" and number.isdigit() else None


def still_ahead(sources: Sequence[str]) -> Collection[str]:
    """Those sources whose visit has not begun, been moved or cancelled."""
    visits = {source: visit_of(source) for source in sources}
    ahead = Appointment.objects.filter(
        pk__in=[visit for visit in visits.values() if visit], status__in=TOLD, starts_at__gt=timezone.now()
    )
    standing = set(ahead.values_list("pk", flat=True))
    return {source for source, visit in visits.items() if visit in standing}


def is_told(visit: Appointment) -> bool:
    """Whether the patient is written to: booked for an exact hour, and not waiting for a prepayment."""
    return visit.status in TOLD and visit.has_time and visit.starts_at > timezone.now() + SHORTEST_NOTICE


def is_first_of_chain(visit: Appointment) -> bool:
    """Of visits booked together only the first is confirmed; the others are reminded of in their time."""
    if visit.chain is None:
        return True
    earlier = Appointment.objects.filter(chain=visit.chain, status__in=TOLD, starts_at__lt=visit.starts_at)
    return not earlier.exists()


def reminder_moment(visit: Appointment) -> datetime | None:
    """A day before, by the clock of the branch; None where that has passed or is too near."""
    if visit.branch is None or visit.wall_time is None:
        return None
    hour = min(max(visit.wall_time, FIRST_REMINDER), LAST_REMINDER)
    moment = datetime.combine(visit.wall_day - timedelta(days=1), hour, visit.branch.zone)
    return moment if moment >= timezone.now() + REMIND_AFTER else None


def words_of(visit: Appointment) -> dict[str, str]:
    """The merge fields of a visit, in the patient's language; what is not known is empty."""
    service, doctor = visit.service, visit.doctor
    with translation.override(language_of(visit.patient)):
        return {
            "day": day(visit.wall_day, today=timezone.localdate()),
            "time": f"{visit.wall_time:%H:%M}" if visit.wall_time else "",
            "link": next((link for make in visit_links if (link := make(visit))), ""),
            "service": service.name if service else "",
            "doctor": ", ".join(part for part in (str(doctor), doctor.speciality) if part) if doctor else "",
            "preparation": service.preparation.strip() if service else "",
        }
