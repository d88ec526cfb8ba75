"""Notes for the desk, on the bookings that it looks at."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.utils import timezone

from zabota.work.scheduling.models import AHEAD, Appointment
from zabota.work.scheduling.registry import booking_notes


def notes_of(patient_ids: Collection[int]) -> dict[int, list[str]]:
    """Sentences by patient, for those with any; every source is asked once."""
    found: dict[int, list[str]] = defaultdict(list)
    for source in booking_notes:
        for patient_id, sentences in source.find(patient_ids).items():
            found[patient_id] += sentences
    return dict(found)


def pin_notes(bookings: Iterable[Appointment]) -> None:
    """Give `notes` to those of these bookings that are each patient's next one."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    ahead = [each for each in bookings if each.status in AHEAD and each.starts_at >= today]
    waiting = notes_of({each.patient_id for each in ahead}) if ahead else {}
    for booking in sorted(ahead, key=lambda each: each.starts_at):
        booking.notes = waiting.pop(booking.patient_id, [])  # type: ignore[attr-defined]
