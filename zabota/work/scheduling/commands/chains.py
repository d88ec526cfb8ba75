"""A visit of several services: booked, moved and cancelled whole or not at all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from zabota.base.events.commands import record
from zabota.core.patients.models import Patient
from zabota.core.patients.queries.gate import card_ids
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused
from zabota.work.scheduling.commands.booking import PAYS_HIMSELF, Chain, book, take_back_booking
from zabota.work.scheduling.commands.life import NotNow, cancel, wanted_by
from zabota.work.scheduling.commands.moving import move
from zabota.work.scheduling.commands.occupying import Wanted, lock_days, release, retried
from zabota.work.scheduling.commands.payers import PaidBy
from zabota.work.scheduling.commands.requests import Request, made_before
from zabota.work.scheduling.events import ChainCancelled
from zabota.work.scheduling.models import AHEAD, INSIDE, Appointment, Occupancy
from zabota.work.scheduling.queries.chains import MOST_PARTS, parts_of


class InTwoPlaces(Refused):
    """The patient would be with two doctors at once."""


class PartsDoNotFollow(Refused):
    """Parts of a visit stand in another order than they were asked for, or in several branches."""


@dataclass(frozen=True)
class PlacedPart:
    """A part of a visit at its place. In parallel it runs beside the parts before it, otherwise after them."""

    wanted: Wanted
    is_parallel: bool = False

    @property
    def ends_at(self) -> datetime:
        return _ends(self.wanted)


@retried
def book_chain(
    *,
    patient: Patient,
    parts: Sequence[PlacedPart],
    comment: str = "",
    waived_reason: str = "",
    paid: PaidBy = PAYS_HIMSELF,
    request_key: UUID | None = None,
    by: Actor,
) -> list[Appointment]:
    """Book every part of a visit, or none (R180). A repeated `request_key` answers with what the first one booked.

    Raises as `book`, and InTwoPlaces, PartsDoNotFollow.
    """
    _refuse_a_wrong_order(parts)
    request = Request.of(
        request_key, "book_chain", patient=patient, comment=comment, waived=waived_reason, paid=paid.columns,
        parts=[(each.wanted, each.is_parallel) for each in parts],
    )  # fmt: skip
    if (known := request.answer()) is not None:
        first = made_before(Appointment.objects.all(), known)
        return list(Appointment.objects.filter(chain=first.chain).order_by("starts_at", "pk"))
    lock_days(each.wanted.day for each in parts)
    _refuse_two_places(patient, [each.wanted for each in parts], besides=())
    chain = Chain(uuid4())
    booked = [
        book(
            patient=patient, wanted=each.wanted, comment=comment, waived_reason=waived_reason, paid=paid, chain=chain,
            by=by,
        )
        for each in parts
    ]  # fmt: skip
    request.keep(booked[0].pk)
    return booked


@transaction.atomic
def take_back_chain(*, first: Appointment, by: Actor) -> None:
    """Remove a visit of several services that was booked by mistake a moment ago. Raises Refused as `take_back_booking`."""
    for part in list(parts_of(first)):
        take_back_booking(appointment=part, by=by)


@transaction.atomic
def cancel_chain(*, visit: Appointment, cancelled_by: str, reason: str, by: Actor) -> list[Appointment]:
    """Cancel a visit with all of its parts that are ahead. Raises NotNow."""
    parts = _parts_ahead(visit)
    off = [
        cancel(
            appointment=each, cancelled_by=cancelled_by, reason=reason, is_spoken_for=each != parts[0], by=by,
        )
        for each in parts
    ]  # fmt: skip
    record(ChainCancelled(visit.patient_id, visit.branch_id, visit.pk, len(off)), by=by)
    return off


@retried
def move_chain(*, visit: Appointment, to: Sequence[Wanted], by: Actor) -> list[Appointment]:
    """Move all parts that are ahead, to the places given in their order, or none. Returns them at their new places.

    Raises as `move`, and InTwoPlaces.
    """
    parts = _parts_ahead(visit)
    if len(parts) != len(to):
        raise NotNow(_("The visit has changed meanwhile: look at it again."))
    lock_days([*(each.day for each in to), *(wanted_by(each).day for each in parts)])
    _refuse_two_places(visit.patient, to, besides=[each.pk for each in parts])
    _refuse_new_overlaps([wanted_by(each) for each in parts], to)
    release(Occupancy.objects.filter(appointment__in=parts))
    return [
        move(appointment=each, to=place, is_spoken_for=each != parts[0], by=by)
        for each, place in zip(parts, to, strict=True)
    ]


@retried
def move_chain_by(*, visit: Appointment, by_minutes: int, by: Actor) -> list[Appointment]:
    """Move all parts that are ahead by so many minutes, with the same doctors. Raises as `move_chain`."""
    later = timedelta(minutes=by_minutes)
    to = [_later(wanted_by(each), later) for each in _parts_ahead(visit)]
    return move_chain(visit=visit, to=to, by=by)


@retried
def move_chain_back(*, visit: Appointment, by: Actor) -> list[Appointment]:
    """Undo a move of the whole visit. Raises as `move_chain`, NotNow where a part was not moved."""
    parts = _parts_ahead(visit)
    before = Appointment.objects.filter(moved_to__in=parts).select_related("doctor", "branch", "service")
    was = {each.moved_to_id: wanted_by(each) for each in before}
    if len(was) != len(parts):
        raise NotNow(_("The visit has changed meanwhile: look at it again."))
    return move_chain(visit=visit, to=[was[each.pk] for each in parts], by=by)


def _later(wanted: Wanted, by: timedelta) -> Wanted:
    return Wanted(wanted.doctor, wanted.branch, wanted.starts_at + by, wanted.minutes, wanted.service, wanted.kind)


def _parts_ahead(visit: Appointment) -> list[Appointment]:
    parts = list(parts_of(visit))
    if visit not in parts:
        raise NotNow(_("Only a visit that is still ahead can be moved or cancelled with its other services."))
    return parts


def _refuse_a_wrong_order(parts: Sequence[PlacedPart]) -> None:
    if not 2 <= len(parts) <= MOST_PARTS:
        raise PartsDoNotFollow(_("A visit has from two to six services."))
    if len({each.wanted.branch.pk for each in parts}) > 1:
        raise PartsDoNotFollow(_("All services of a visit are in one branch."))
    begins, ends = parts[0].wanted.starts_at, parts[0].ends_at
    for part in parts[1:]:
        if part.wanted.starts_at < (begins if part.is_parallel else ends):
            raise InTwoPlaces(_("One service begins before the other has ended. Choose a time."))
        begins = begins if part.is_parallel else part.wanted.starts_at
        ends = max(ends, part.ends_at) if part.is_parallel else part.ends_at


def _refuse_two_places(patient: Patient, wanted: Sequence[Wanted], besides: Iterable[int]) -> None:
    """Under a lock of the card, for another desk may book the same patient elsewhere at this moment."""
    Patient.objects.select_for_update().get(pk=patient.pk)
    since = min(each.starts_at for each in wanted)
    until = max(map(_ends, wanted))
    own = Appointment.objects.filter(
        patient_id__in=card_ids(patient), status__in=(*AHEAD, *INSIDE), has_time=True, starts_at__lt=until,
        starts_at__gt=since - timedelta(hours=12),
    ).exclude(pk__in=list(besides))  # fmt: skip
    for visit in own:
        for each in wanted:
            if visit.starts_at < _ends(each) and each.starts_at < visit.ends_at:
                raise InTwoPlaces(_elsewhere_in_words(visit), field="at")


def _refuse_new_overlaps(was: Sequence[Wanted], to: Sequence[Wanted]) -> None:
    """Parts that stood one after another do so at their new places."""
    for one, other in combinations(range(len(to)), 2):
        if _overlap(to[one], to[other]) and not _overlap(was[one], was[other]):
            raise InTwoPlaces(_("One service begins before the other has ended. Choose a time."))


def _overlap(one: Wanted, other: Wanted) -> bool:
    """By the time that the patient himself spends, without the buffers."""
    return one.starts_at < _ends(other) and other.starts_at < _ends(one)


def _ends(wanted: Wanted) -> datetime:
    return wanted.starts_at + timedelta(minutes=wanted.minutes)


def _elsewhere_in_words(visit: Appointment) -> str:
    at = time_format(visit.wall_time, "H:i") if visit.wall_time else ""
    return _("At this time the patient has another visit, at %(time)s. Choose another time.") % {"time": at}
