"""What a note says: who was promised which time, and what the base can offer instead."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext as _

from zabota.core.catalog.models import Service
from zabota.core.patients.models import Patient
from zabota.core.staff.models import Doctor
from zabota.front.daypack.models import Act, Note
from zabota.lib.errors import Refused
from zabota.work.scheduling.commands import Wanted, wall_instant
from zabota.work.scheduling.queries.slots import nearest_free
from zabota.work.scheduling.queries.visit import NearTime, told

OFFERED = 6
SHORTEST_VISIT, LONGEST_VISIT = 5, 12 * 60


class Unclear(Refused):
    """The note does not say what is needed, or speaks of what is not there any more."""


@dataclass(frozen=True)
class Promise:
    """A booking that a note tells of: for whom (a name and a phone as written), when, and the nearest free times."""

    patient: str
    phone: str
    comment: str
    wanted: Wanted
    near: Sequence[NearTime]

    @property
    def over_schedule(self) -> Wanted:
        return replace(self.wanted, is_over_schedule=True)


def said_in(note: Note) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(str(note.said) or "{}")
    return said


def wanted_in(note: Note) -> Wanted:
    """The time that was promised. Raises Unclear, NoSuchTime."""
    said = said_in(note)
    try:
        on, at = date.fromisoformat(str(said["day"])), time.fromisoformat(str(said["time"]))
        minutes = int(said["minutes"])
    except (KeyError, ValueError, TypeError) as error:
        raise Unclear(_("The note does not say when.")) from error
    if not SHORTEST_VISIT <= minutes <= LONGEST_VISIT or at.tzinfo is not None:
        raise Unclear(_("The note does not say when."))
    doctor, service = _named(Doctor, said.get("doctor")), _named(Service, said.get("service"))
    return Wanted(doctor, note.branch, wall_instant(on, at, note.branch), minutes, service)


def promise_in(note: Note) -> Promise | None:
    """The booking of a note that waits to be settled; None for another note, and for one that does not say enough."""
    if note.act != Act.BOOK:
        return None
    try:
        wanted = wanted_in(note)
    except Refused:
        return None
    said = said_in(note)
    near = nearest_free(
        service=wanted.service or Service(minutes=wanted.minutes), doctor_id=wanted.doctor.pk,
        branch_id=wanted.branch.pk, starts_at=wanted.starts_at, minutes=wanted.minutes, count=OFFERED,
    )  # fmt: skip
    return Promise(name_in(said), str(said.get("phone") or ""), str(said.get("comment") or ""), wanted, told(near))


def name_in(said: dict[str, Any]) -> str:
    """The name on the card that the pack held, else as it was written."""
    number = uuid_in(said.get("card"))
    card = Patient.objects.filter(public_id=number).first() if number else None
    names = (str(said.get(name) or "") for name in ("surname", "given", "patronymic"))
    return card.full_name if card else " ".join(filter(None, names))


def uuid_in(text: object) -> UUID | None:
    try:
        return UUID(str(text)) if text else None
    except ValueError:
        return None


def _named(model: type[Model], text: object) -> Any:
    number = uuid_in(text)
    found = model._default_manager.filter(public_id=number).first() if number else None
    if found is None:
        raise Unclear(_("The doctor or the service of this note is not in the base any more."))
    return found
