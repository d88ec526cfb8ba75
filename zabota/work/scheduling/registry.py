"""Slots of a booking: what the modules above hang on it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from zabota.lib.registry import Registry


@dataclass(frozen=True)
class NoteSource:
    """What the desk must see on a patient's next booking.

    `find(patient_ids)` gives sentences for the reader, by patient, for those with any; it asks once for all of them.
    """

    key: str
    find: Callable[[Collection[int]], Mapping[int, Sequence[str]]] = field(compare=False)


booking_notes: Registry[NoteSource] = Registry("booking notes")

#: Functions from a visit to the address where its patient moves or cancels it, "" where there is none (`visit_links.py`).
visit_links: Registry[Callable[[Any], str]] = Registry("links to a visit")
#: Functions from an offer of a freed time to the address where its patient answers, "" where there is none (`visit_links.py`).
offer_links: Registry[Callable[[Any], str]] = Registry("links to an offer")

#: What modules above keep with a visit goes over to its new time in the transaction of the move: functions of the old visit
#: and the new one (`visit_followers.py`).
visit_followers: Registry[Callable[[Any, Any], None]] = Registry("followers of a visit")


@dataclass(frozen=True)
class VisitAside:
    """What a module above tells in a visit's drawer, and what may be done about it there.

    `find(access, visit)` gives what `template` shows as `aside`, None where there is nothing to tell this person.
    """

    key: str
    template: str
    find: Callable[[Any, Any], Any] = field(compare=False)


visit_asides: Registry[VisitAside] = Registry("asides of a visit")


@dataclass(frozen=True)
class Candidate:
    """A patient who may be offered a freed time, and for what.

    `service` is what he would come for, and how many `minutes` it takes; `urgency` 0..2; `since` is the day from which he
    waits, None where he did not ask; `fit` are codes of what suits especially (`queries.candidates.FIT`). `entry` is his wish on the waiting list, `visit`
    what an acceptance would move. `call_reason` is the key of the reason to call that tells him.
    """

    patient: Any
    service: Any
    minutes: int
    call_reason: str
    urgency: int = 0
    since: date | None = None
    passed_over: int = 0
    fit: tuple[str, ...] = ()
    entry: Any = None
    visit: Any = None


@dataclass(frozen=True)
class CandidateSource:
    """Who might want a freed time: `find(opening)` gives those whom exactly this time suits, in a few queries."""

    key: str
    title: object
    find: Callable[[Any], Sequence[Candidate]] = field(compare=False)


candidate_sources: Registry[CandidateSource] = Registry("candidates for a freed time")
