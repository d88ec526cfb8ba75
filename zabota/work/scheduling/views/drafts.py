"""What stands in the booking panel, as its form carries it from choice to choice."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.base.accounts.requests import StaffRequest
from zabota.core.catalog.models import Service
from zabota.core.patients.models import Patient
from zabota.core.patients.queries import patient_to_change
from zabota.core.practice.models import Branch
from zabota.core.staff.models import Doctor
from zabota.lib.dates import typed_date
from zabota.lib.errors import Refused
from zabota.work.scheduling.commands import PaidBy, Wanted, wall_instant
from zabota.work.scheduling.commands.booking import NOON
from zabota.work.scheduling.models import Appointment, NextStep, Payer, Resource, VisitKind
from zabota.work.scheduling.queries.acceptance import minutes_with
from zabota.work.scheduling.queries.desk import SOONEST
from zabota.work.scheduling.queries.payers import last_letter

WAIVE = "scheduling.waive_prepayment"


@dataclass(frozen=True)
class Draft:
    """What stands in the panel. `slot` is the chosen time, "doctor|branch|2026-03-12T15:30" by public ids."""

    request_key: UUID
    patient: Patient | None = None
    service: Service | None = None
    doctor: Doctor | None = None
    branch: Branch | None = None
    place: Resource | None = None
    at: str = ""
    way: str = SOONEST
    kind: str = ""
    slot: str = ""
    is_over: bool = False
    is_walk_in: bool = False
    reason: str = ""
    comment: str = ""
    next_of: UUID | None = None
    waived_reason: str = ""
    accepted_reason: str = ""
    payer: str = Payer.SELF
    payer_name: str = ""
    letter_number: str = ""
    letter_until: str = ""

    @classmethod
    def read(cls, request: StaffRequest, sent: QueryDict) -> "Draft":
        who = uuid_in(sent.get("patient"))
        return cls(
            request_key=uuid_in(sent.get("request_key")) or uuid4(),
            patient=patient_to_change(request.access, who) if who else None,
            service=named(Service, sent.get("service")),
            doctor=named(Doctor, sent.get("doctor")),
            branch=named(Branch, sent.get("branch")),
            place=named(Resource, sent.get("place")),
            at=sent.get("at", "") if _wall(sent.get("at", "")) else "",
            way=sent.get("way", SOONEST),
            kind=sent.get("kind", "") if sent.get("kind") in VisitKind.values else "",
            slot=sent.get("slot", ""),
            is_over=bool(sent.get("is_over")),
            is_walk_in=bool(sent.get("walk_in")),
            reason=sent.get("reason", "")[:200],
            comment=sent.get("comment", "")[:2000],
            next_of=uuid_in(sent.get("next_of")),
            waived_reason=sent.get("waived_reason", "")[:200] if request.access.may(WAIVE) else "",
            accepted_reason=sent.get("accepted_reason", "")[:200],
            payer=sent.get("payer", "") if sent.get("payer") in Payer.values else Payer.SELF,
            payer_name=sent.get("payer_name", "")[:200],
            letter_number=sent.get("letter_number", "")[:60],
            letter_until=sent.get("letter_until", "")[:20],
        )

    @classmethod
    def after(cls, visit: Appointment) -> "Draft":
        """What the doctor asked for: the service, with whom, about the day that he named and the hour of this visit."""
        step = get_object_or_404(NextStep.objects.select_related("service", "doctor"), appointment=visit, booked=None)
        at = f"{visit.wall_day + timedelta(days=step.after_days)}T{visit.wall_time or NOON:%H:%M}"
        return cls(
            uuid4(), visit.patient, step.service, step.doctor, visit.branch, at=at, next_of=visit.public_id,
        )  # fmt: skip

    @property
    def paid(self) -> PaidBy:
        """Who pays. Raises Refused where the day of the letter cannot be read."""
        until = typed_date(self.letter_until, today=timezone.localdate()) if self.letter_until.strip() else None
        if self.letter_until.strip() and until is None:
            raise Refused(_("The letter is valid until which day? Write 5.3 or 31.12.2026."), field="letter_until")
        return PaidBy(self.payer, self.payer_name, self.letter_number, until)

    def with_letter(self) -> "Draft":
        """An insurer was chosen: the patient's last letter that still holds stands there at once."""
        is_asked = self.payer == Payer.INSURANCE and not (self.payer_name or self.letter_number)
        known = last_letter(self.patient, timezone.localdate()) if is_asked and self.patient else None
        if known is None or known.letter_until is None:
            return self
        until = f"{known.letter_until:%d.%m.%Y}"
        return replace(self, payer_name=known.payer_name, letter_number=known.letter_number, letter_until=until)

    @property
    def refused(self) -> "Draft":
        """The same under a key of its own: under the old one nothing was made."""
        return replace(self, request_key=uuid4())

    @cached_property
    def pointed_at(self) -> datetime | None:
        """The time that was pointed at in the calendar."""
        wall = _wall(self.at)
        return wall_instant(wall.date(), wall.time(), self.branch) if wall and self.branch else None

    @property
    def pointed_at_wall(self) -> datetime | None:
        return _wall(self.at)


def wanted_in(known: Draft) -> Wanted:
    return _over_schedule(known) if known.is_over else chosen_place(known)


def chosen_place(known: Draft) -> Wanted:
    parts = known.slot.split("|")
    wall = _wall(parts[2]) if len(parts) == 3 else None
    doctor, branch = (named(Doctor, parts[0]), named(Branch, parts[1])) if wall else (None, None)
    if wall is None or doctor is None or branch is None or known.service is None:
        raise Refused(_("Choose a time."))
    instant = wall_instant(wall.date(), wall.time(), branch)
    minutes = minutes_with(doctor, known.service)
    return Wanted(doctor, branch, instant, minutes, known.service, known.kind, place=known.place)


def _over_schedule(known: Draft) -> Wanted:
    """Outside the schedule the doctor and the time are named by the desk itself."""
    if known.doctor is None or known.branch is None or known.pointed_at is None or known.service is None:
        raise Refused(_("Over the schedule: name the doctor and the time."))
    minutes = minutes_with(known.doctor, known.service)
    return Wanted(
        known.doctor, known.branch, known.pointed_at, minutes, known.service, known.kind, True, known.place
    )  # fmt: skip


def uuid_in(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Http404 from None


def named(model: Any, text: str | None) -> Any:
    public_id = uuid_in(text)
    return get_object_or_404(model, public_id=public_id) if public_id else None


def _wall(text: str) -> datetime | None:
    try:
        wall = datetime.fromisoformat(text)
    except ValueError:
        return None
    return wall if wall.tzinfo is None else None
