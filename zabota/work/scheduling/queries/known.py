"""What a patient knows of his visit: what the last word to him named, else the hour for which he was booked."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db.models import Q

from zabota.base.events.models import Event
from zabota.core.patients.queries.gate import card_ids
from zabota.outreach.messaging.models import HANDED_OVER, Message, MessageState, Purpose
from zabota.outreach.todos.models import Todo, TodoState
from zabota.work.scheduling.events import AppointmentShifted
from zabota.work.scheduling.models import Appointment
from zabota.work.scheduling.queries.messages import about, named_place, place_of, what_of

#: What tells the hour of a visit for the first time, or anew.
NEWS = (Purpose.CONFIRMATION, Purpose.HELD, Purpose.MOVED)
#: The patient has it, or may have it.
LEFT = (*HANDED_OVER, MessageState.SENDING, MessageState.UNKNOWN)


def whole_way(visit: Appointment) -> list[Appointment]:
    """The visit, and before it the times from which it was moved, the first one last."""
    way = [visit]
    while before := Appointment.objects.filter(moved_to=way[-1]).select_related("branch", "patient").first():
        way.append(before)
    return way


def waiting_words(way: Iterable[Appointment]) -> list[str]:
    """Sources of what waits to be sent about the visit."""
    waiting = Message.objects.filter(_about(way), state=MessageState.QUEUED)
    return list(waiting.values_list("source", flat=True))


def open_calls(way: Iterable[Appointment]) -> list[Todo]:
    """Tasks of the desk to tell the patient of the visit."""
    return list(Todo.objects.filter(_about(way), closed_at__isnull=True))


def never_left(way: Sequence[Appointment]) -> set[str]:
    """What was written about the visit and taken back each time before it left: "confirmation", "preparation"..."""
    states = Message.objects.filter(_about(way)).values_list("source", "state")
    left = {what_of(source) for source, state in states if state in LEFT}
    return {what_of(source) for source, state in states if state == MessageState.CANCELLED} - left


def said_so_far(way: Sequence[Appointment]) -> set[str]:
    """Which news of the visit the patient has or is about to have, of whatever hour."""
    said = Message.objects.filter(_about(way), state__in=(*LEFT, MessageState.QUEUED)).values_list("source", flat=True)
    return {what for source in said if (what := what_of(source)) in NEWS}


def last_word(way: Sequence[Appointment]) -> str | None:
    """The source of the newest that reached the patient, by a message or by a call; None where nothing did."""
    words = Message.objects.filter(_about(way), state__in=LEFT).values_list("created_at", "source")
    calls = Todo.objects.filter(_about(way), state=TodoState.DONE).values_list("closed_at", "source")
    named = [(at, source) for at, source in (*words, *calls) if at is not None and source is not None]
    return max(named)[1] if named else None


def known_place(way: Sequence[Appointment]) -> str:
    """Where the patient believes his visit to be; "" where he was told that it is off."""
    word = last_word(way)
    return _booked_place(way[-1]) if word is None else named_place(word)


def _booked_place(first: Appointment) -> str:
    """The hour for which he was booked, before any shift of the day."""
    shifts = Event.objects.filter(
        kind=AppointmentShifted.kind,  # type: ignore[attr-defined]
        patient_id__in=card_ids(first.patient),
    ).values_list("data", flat=True)
    minutes = sum(each["minutes"] for each in shifts if each["appointment_id"] == first.pk)
    if not minutes or first.branch is None:
        return place_of(first)
    wall = (first.starts_at - timedelta(minutes=minutes)).astimezone(first.branch.zone)
    return place_of(Appointment(wall_start=f"{wall:%Y-%m-%d %H:%M}", branch=first.branch, doctor_id=first.doctor_id))


def _about(way: Iterable[Appointment]) -> Q:
    found = Q()
    for each in way:
        found |= Q(source__startswith=about(each.pk))
    return found
