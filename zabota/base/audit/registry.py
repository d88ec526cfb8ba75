"""What the floor above lends to the audit: it alone knows patients."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from zabota.lib.registry import Registry


@dataclass(frozen=True)
class PatientBook:
    """`ids_of`: all ids that were ever merged into the card, none for an unknown one. `labels`: how people call patients."""

    ids_of: Callable[[UUID], Sequence[int]]
    labels: Callable[[Iterable[int]], Mapping[int, tuple[UUID, str]]]


@dataclass(frozen=True)
class ObjectName:
    """What rows of the audit with this `object_type` are about, in words."""

    object_type: str
    title: object


object_names: Registry[ObjectName] = Registry("objects of the audit")
patient_books: Registry[PatientBook] = Registry("patients of the audit")
