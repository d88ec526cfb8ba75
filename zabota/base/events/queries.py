"""Reading of recorded facts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from zabota.base.events.models import Event
from zabota.base.events.registry import fact_from, kinds


@dataclass(frozen=True)
class TimelineEntry:
    """A line of the timeline: what happened, when, and by whom (`actor_id` of accounts, or None)."""

    public_id: object
    kind: str
    title: str
    happened_at: datetime
    actor_kind: str
    actor_id: int | None
    fact: Any


def events_of(patient_ids: Iterable[int]) -> QuerySet[Event]:
    """Facts about a patient: pass all ids that were merged into the card, newest first."""
    shown = [kind.key for kind in kinds if kind.on_timeline]
    return Event.objects.filter(patient_id__in=list(patient_ids), kind__in=shown).order_by("-happened_at", "-id")


def timeline_entry(event: Event) -> TimelineEntry:
    kind = kinds[event.kind]
    fact = fact_from(event.kind, event.data, patient_id=event.patient_id, branch_id=event.branch_id)
    title = str(kind.title) % event.data if "%(" in str(kind.title) else str(kind.title)
    return TimelineEntry(event.public_id, event.kind, title, event.happened_at, event.actor_kind, event.actor_id, fact)
