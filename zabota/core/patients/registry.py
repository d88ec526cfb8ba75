"""Slots of the card: what the modules above hang on a patient."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from zabota.core.patients.patient_rows import PatientData
from zabota.lib.registry import Registry


@dataclass(frozen=True)
class Panel:
    """A part of the patient's page. `url_name` takes the patient's public id and answers with a fragment.

    It is shown to holders of `permission`, in the order of `order`; a wide panel takes the whole width. What the panel
    shows is loaded by the gate (`patient_for`), like everything else of a patient.
    """

    key: str
    title: object
    url_name: str
    permission: str
    order: int
    is_wide: bool = False


@dataclass(frozen=True)
class Alert:
    """A line of the alert bar. `level` is "danger", "warning" or "info"; `text` is a sentence for the reader."""

    level: str
    text: object
    icon: str = "alert-triangle"


@dataclass(frozen=True)
class AlertSource:
    """`find(patient, access)` gives the alerts that this person may see."""

    key: str
    find: Callable[[Any, Any], Iterable[Alert]] = field(compare=False)


@dataclass(frozen=True)
class VisitSpan:
    """What is known of a patient's visits; `paid` in the clinic's currency."""

    first_on: date
    last_on: date
    count: int
    paid: Decimal | None = None


@dataclass(frozen=True)
class VisitSource:
    """Who knows of visits that took place. Where it knows of none, stated facts of files are shown.

    `spans(patient_ids)` answers for those with visits only; `visited()` are rows with a `patient` who came at least once.
    """

    key: str
    spans: Callable[[Sequence[int]], Mapping[int, VisitSpan]] = field(compare=False)
    visited: Callable[[], QuerySet[Any]] = field(compare=False)


@dataclass(frozen=True)
class ContactRight:
    """A reason to see a number without giving one: `holds(access, patient)`, for example a visit within the week."""

    key: str
    title: object
    holds: Callable[[Any, Any], bool] = field(compare=False)


panels: Registry[Panel] = Registry("panels")
alerts: Registry[AlertSource] = Registry("alerts")
visit_sources: Registry[VisitSource] = Registry("visits")
contact_rights: Registry[ContactRight] = Registry("rights to contacts")
#: Every table with a patient, by its model's label: how it is merged, exported and erased (`patient_data.py`).
patient_data: Registry[PatientData] = Registry("patient data")
