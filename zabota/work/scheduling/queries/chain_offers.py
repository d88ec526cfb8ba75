"""What the booking panel offers for a visit of several services, and what booking it brings."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from zabota.core.catalog.models import Service
from zabota.core.patients.models import Patient
from zabota.core.patients.queries import age_of
from zabota.core.patients.queries.gate import card_ids
from zabota.core.practice.models import Branch
from zabota.work.scheduling.models import Appointment
from zabota.work.scheduling.queries.chains import LONGEST_GAP, ChainWish, FoundChain, Part, free_chains, parts_of
from zabota.work.scheduling.queries.consequences import Consequences, consequences_of
from zabota.work.scheduling.queries.desk import EVENING, EVENING_FROM, TOMORROW
from zabota.work.scheduling.queries.visit import NearTime, told
from zabota.work.scheduling.queries.visits import planned_visits


@dataclass(frozen=True)
class OfferedPart:
    """A service with the doctor and time offered for it."""

    service: Service
    time: NearTime

    @property
    def value(self) -> str:
        """ "doctor|branch|2026-03-12T15:30", as the panel sends it back."""
        return f"{self.time.doctor.public_id}|{self.time.branch.public_id}|{self.time.wall:%Y-%m-%dT%H:%M}"


@dataclass(frozen=True)
class OfferedChain:
    parts: Sequence[OfferedPart]

    @property
    def begins(self) -> datetime:
        return self.parts[0].time.wall

    @property
    def ends(self) -> datetime:
        return max(each.time.wall + timedelta(minutes=each.time.minutes) for each in self.parts)

    @property
    def value(self) -> str:
        return ";".join(each.value for each in self.parts)


@dataclass(frozen=True)
class ChainOffer:
    """What the desk wishes: `way` as in the panel, `at` a time that was pointed at, whose branch alone is looked at."""

    parts: Sequence[Part]
    patient: Patient
    branch: Branch | None = None
    branch_ids: Collection[int] = ()
    way: str = ""
    at: datetime | None = None
    kind: str = ""
    besides: Collection[int] = ()


def offered_chains(offer: ChainOffer) -> list[OfferedChain]:
    """The earliest times for all services together, from the day that was pointed at on."""
    since, until = _days(offer)
    wish = ChainWish(
        offer.parts, branch_ids=[offer.branch.pk] if offer.branch else offer.branch_ids, since=since, until=until,
        hours=(EVENING_FROM, time(23, 59)) if offer.way == EVENING else None, kind=offer.kind,
        age=age_of(offer.patient), sex=offer.patient.sex, busy=_busy(offer),
    )  # fmt: skip
    return _told(free_chains(wish), [part.service for part in offer.parts])


def chain_consequences(patient: Patient, chain: OfferedChain) -> Consequences:
    """Of all parts together: the prepayments are summed up, each warning stands once."""
    each_of = [consequences_of(patient, part.service, part.time) for part in chain.parts]
    asked = [each.prepayment for each in each_of if each.prepayment is not None]
    together = replace(asked[0], amount=sum((each.amount for each in asked), Decimal())) if asked else None
    repeated = {visit.pk: visit for each in each_of for visit in each.repeated}
    overlapping = {visit.pk: visit for each in each_of for visit in each.overlapping}
    return Consequences(together, list(overlapping.values()), list(repeated.values()))


def parts_again(visit: Appointment) -> list[Part]:
    """The parts of a visit that are ahead, as a wish for another time: with the same doctors, in parallel where they were."""
    again: list[Part] = []
    begins: datetime | None = None
    ends: datetime | None = None
    for each in parts_of(visit):
        beside = ends is not None and begins is not None and each.starts_at < ends
        after = begins if beside else ends
        waited = int((each.starts_at - after) / timedelta(minutes=1)) if after else 0
        service = each.service or Service(minutes=each.minutes)
        again.append(
            Part(
                service,
                beside,
                min(max(30, waited), LONGEST_GAP),
                [each.doctor_id] if each.doctor_id else [],
                each.minutes,
            )
        )
        begins = begins if beside else each.starts_at
        ends = max(ends, each.ends_at) if beside and ends else each.ends_at
    return again


def _days(offer: ChainOffer) -> tuple[date | None, date | None]:
    if offer.way == TOMORROW:
        tomorrow = timezone.localdate() + timedelta(days=1)
        return tomorrow, tomorrow
    if offer.at is not None and offer.branch is not None:
        return offer.at.astimezone(offer.branch.zone).date(), None
    return None, None


def _busy(offer: ChainOffer) -> list[tuple[datetime, datetime]]:
    own = planned_visits(card_ids(offer.patient)).exclude(pk__in=list(offer.besides))
    return [(each.starts_at, each.ends_at) for each in own if each.has_time]


def _told(found: Sequence[FoundChain], services: Sequence[Service]) -> list[OfferedChain]:
    """With doctors and branches, in two queries for all."""
    times = iter(told([slot for chain in found for slot in chain]))
    return [OfferedChain([OfferedPart(service, next(times)) for service in services]) for _chain in found]
