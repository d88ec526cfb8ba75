"""Slots of a booking: what the modules above hang on it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
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
