"""What messages about a visit say, when the reminder comes, and which of them still make sense."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, time, timedelta

from django.utils import timezone, translation

from zabota.base.ui.writing import day, money
from zabota.core.catalog.models import Service
from zabota.core.practice.queries import the_practice
from zabota.outreach.messaging.queries.wording import language_of
from zabota.work.scheduling.models import Appointment, CancelledBy, Status
from zabota.work.scheduling.queries.chains import parts_of
from zabota.work.scheduling.queries.remote import remote_link_of
from zabota.work.scheduling.registry import visit_links

TOLD = (Status.PLANNED, Status.CONFIRMED)
#: The reminder comes a day before at the visit's own hour, within these hours of the branch.
FIRST_REMINDER, LAST_REMINDER = time(10), time(19)
#: Nearer to the booking than this it would only say again what the confirmation said.
REMIND_AFTER = timedelta(hours=3)
#: Nobody is written to about a visit that begins in a moment.
SHORTEST_NOTICE = timedelta(hours=1)
KIND = "appointment"


def place_of(visit: Appointment) -> str:
    """When, where and with whom a message says that the visit is, as it stands in sources: "2026-03-12 15.30@3/7"."""
    return f"{visit.wall_start}@{visit.branch_id}/{visit.doctor_id}".replace(":", ".")


def source_of(visit: Appointment, what: str, time_of_change: int | None = None) -> str:
    """Once for ever: of a visit, what is written, and which hour it names. What may be written again of the same hour
    carries the number of the change."""
    again = "" if time_of_change is None else f":{time_of_change}"
    return f"{KIND}:{visit.pk}:{what}:{place_of(visit)}{again}"


def about(visit_id: int) -> str:
    """With what all sources of a visit begin."""
    return f"{KIND}:{visit_id}:"


def visit_of(source: str) -> int | None:
    """The visit that a message is about, also where it was sent again: "appointment:41:reminder:..." -> 41."""
    kind, _colon, rest = source.partition(":")
    number = rest.partition(":")[0]
    return int(number) if kind == KIND and number.isdigit() else None


def what_of(source: str) -> str:
    return source.split(":")[2]


def named_place(source: str) -> str:
    """The place in time that a message names; "" where it says that there is no visit."""
    parts = source.split(":")
    return parts[3] if len(parts) > 3 and parts[2] != "cancelled" else ""


def still_ahead(sources: Sequence[str]) -> Collection[str]:
    """Those sources whose visit stands and has not begun, at the very hour that the message names (F12)."""
    return _true(sources, lambda visit: visit.status in TOLD)


def still_held(sources: Sequence[str]) -> Collection[str]:
    """Those whose visit waits for its prepayment."""
    return _true(sources, waits_for_money)


def still_new(sources: Sequence[str]) -> Collection[str]:
    """Those whose visit stands at the new hour, paid or not yet."""
    return _true(sources, lambda visit: visit.status in TOLD or waits_for_money(visit))


def still_off(sources: Sequence[str]) -> Collection[str]:
    """Those whose visit is cancelled and would not have begun yet."""
    return _true(sources, lambda visit: visit.status == Status.CANCELLED)


def _true(sources: Sequence[str], is_so: Callable[[Appointment], bool]) -> set[str]:
    numbers = [number for source in sources if (number := visit_of(source)) is not None]
    visits = Appointment.objects.filter(pk__in=numbers, starts_at__gt=timezone.now()).in_bulk()
    found = {source: visits.get(visit_of(source) or 0) for source in sources}
    return {
        source
        for source, visit in found.items()
        if visit and is_so(visit) and named_place(source) in ("", place_of(visit))
    }


def waits_for_money(visit: Appointment) -> bool:
    """Held for a prepayment, unlike a booking from the site that waits for a call."""
    is_held = visit.status == Status.HELD and visit.held_until is not None and visit.held_until > timezone.now()
    return is_held and visit.prepayment is not None


def waits_for_call(visit: Appointment) -> bool:
    """A booking from the site without a proved phone, or what was one when it was cancelled: the desk has it in hand."""
    return visit.held_until is not None and visit.prepayment is None


def has_lapsed(visit: Appointment) -> bool:
    """Cancelled because its deadline passed."""
    is_off = visit.status == Status.CANCELLED and visit.cancelled_by == CancelledBy.CLINIC
    return is_off and visit.held_until is not None and visit.status_at >= visit.held_until


def is_told(visit: Appointment) -> bool:
    """Whether the patient is written to: booked for an exact hour, and not waiting for a prepayment."""
    return visit.status in TOLD and may_be_told(visit)


def may_be_told(visit: Appointment) -> bool:
    """Of an exact hour that is not here in a moment, and of somebody who lives."""
    is_coming = visit.has_time and visit.starts_at > timezone.now() + SHORTEST_NOTICE
    return is_coming and not visit.patient.is_deceased


def is_first_of_chain(visit: Appointment) -> bool:
    """Of visits booked together only the first is confirmed; the others are reminded of in their time."""
    if visit.chain is None:
        return True
    told = Appointment.objects.filter(chain=visit.chain, status__in=TOLD).order_by("starts_at", "pk")
    first = told.values_list("pk", flat=True).first()
    return first is None or first == visit.pk


def speaks_for_all(visit: Appointment) -> bool:
    """Whether what is written is written of this visit: of several services in one visit only of the first."""
    return visit.session is not None or is_first_of_chain(visit)


def services_of(visit: Appointment) -> list[Service]:
    """What the patient comes for: every service of a visit of several, in their order."""
    if visit.chain is None or visit.session is not None:
        return [visit.service] if visit.service else []
    return [each.service for each in parts_of(visit) if each.service] or ([visit.service] if visit.service else [])


def preparation_for(visit: Appointment) -> str:
    """How to prepare, for all services of the visit."""
    asked = [each for each in services_of(visit) if each.preparation.strip()]
    if len(asked) < 2:
        return asked[0].preparation.strip() if asked else ""
    return "\n\n".join(f"{each.name}\n{each.preparation.strip()}" for each in asked)


def reminder_moment(visit: Appointment) -> datetime | None:
    """A day before, by the clock of the branch; None where that has passed or is too near."""
    if visit.branch is None or visit.wall_time is None:
        return None
    hour = min(max(visit.wall_time, FIRST_REMINDER), LAST_REMINDER)
    moment = datetime.combine(visit.wall_day - timedelta(days=1), hour, visit.branch.zone)
    return moment if moment >= timezone.now() + REMIND_AFTER else None


def words_of(visit: Appointment, *, was: str = "") -> dict[str, str]:
    """The merge fields of a visit, in the patient's language; what is not known is empty. `was` is its place in time
    before, as sources have it."""
    doctor = visit.doctor
    with translation.override(language_of(visit.patient)):
        return {
            "day": day(visit.wall_day, today=timezone.localdate()),
            "time": f"{visit.wall_time:%H:%M}" if visit.wall_time else "",
            "was": _was_in_words(visit, was),
            "until": _until_in_words(visit),
            "amount": money(visit.prepayment, the_practice().currency) if visit.prepayment else "",
            "link": next((link for make in visit_links if (link := make(visit))), ""),
            "join": remote_link_of(visit),
            "service": ", ".join(each.name for each in services_of(visit)),
            "doctor": ", ".join(part for part in (str(doctor), doctor.speciality) if part) if doctor else "",
            "preparation": preparation_for(visit),
        }


def _until_in_words(visit: Appointment) -> str:
    """By the clock of the branch."""
    if visit.held_until is None or visit.branch is None:
        return ""
    return day(visit.held_until.astimezone(visit.branch.zone).replace(tzinfo=None), today=timezone.localdate())


def _was_in_words(visit: Appointment, was: str) -> str:
    """The hour before, where it was another one."""
    wall = was.partition("@")[0]
    if not wall or wall == visit.wall_start.replace(":", "."):
        return ""
    return day(datetime.fromisoformat(wall.replace(".", ":")), today=timezone.localdate())
