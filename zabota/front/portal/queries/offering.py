"""What patients may book by themselves: services, doctors, times. Nothing here tells who is booked (T30)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.core.catalog.models import OnlineMode, Service
from zabota.core.catalog.queries import prices_for_all, services_offered
from zabota.core.patients.models import Patient
from zabota.core.patients.queries import age_of
from zabota.core.practice.models import Branch
from zabota.core.practice.queries import branches_now
from zabota.core.staff.models import Doctor
from zabota.work.scheduling.models import Appointment, VisitKind
from zabota.work.scheduling.queries.sessions import fullness_at
from zabota.work.scheduling.queries.slots import FreeSlot, Wish, free_slots

FORTNIGHT = 14
#: Nothing is offered so far from now.
FARTHEST = timedelta(days=400)
#: More than a clinic offers in a fortnight's days of one service to one visitor.
MANY = 3000


@dataclass(frozen=True)
class OfferedService:
    """A line of the public price list; `price` of today, None where it is not known or differs."""

    service: Service
    price: Decimal | None

    @property
    def is_booked(self) -> bool:
        return self.service.online == OnlineMode.INSTANT

    @property
    def is_asked_for(self) -> bool:
        return self.service.online == OnlineMode.REQUEST


@dataclass(frozen=True)
class OfferedGroup:
    """Services of a category, or doctors of a speciality."""

    title: str
    lines: list[OfferedService]


def shown_services() -> QuerySet[Service]:
    return services_offered().exclude(online=OnlineMode.NONE).order_by("category__name", "name")


def services_booked_online() -> QuerySet[Service]:
    return shown_services().filter(online=OnlineMode.INSTANT)


def service_to_book(public_id: UUID) -> Service | None:
    return services_booked_online().filter(public_id=public_id).first()


def service_to_ask_for(public_id: UUID) -> Service | None:
    return shown_services().filter(public_id=public_id, online=OnlineMode.REQUEST).first()


def offered_services(doctor: Doctor | None = None) -> list[OfferedGroup]:
    """By category; of one doctor those that he performs."""
    services = shown_services()
    if doctor is not None:
        services = services.filter(Q(performers__doctor=doctor) | Q(performers=None)).distinct()
    prices = prices_for_all(on=timezone.localdate())
    groups: dict[str, list[OfferedService]] = defaultdict(list)
    for each in services:
        groups[each.category.name if each.category else _("Other")].append(OfferedService(each, prices.get(each.pk)))
    return [OfferedGroup(title, lines) for title, lines in groups.items()]


def doctors_booked_online() -> QuerySet[Doctor]:
    booked = Doctor.objects.filter(
        is_active=True, performs__service__online=OnlineMode.INSTANT, performs__service__is_active=True
    )
    return booked.distinct().order_by("speciality", "surname", "given")


def offered_doctors() -> list[tuple[str, list[Doctor]]]:
    """Doctors whom patients book by themselves, by speciality."""
    groups: dict[str, list[Doctor]] = defaultdict(list)
    for doctor in doctors_booked_online():
        groups[doctor.speciality or _("Other")].append(doctor)
    return list(groups.items())


@dataclass(frozen=True)
class OfferedTime:
    """A free time. `wall` is the branch's own, `value` is what the form sends back, `left` the seats left in a group
    session, None for a time of one's own."""

    wall: datetime
    value: str
    left: int | None = None


@dataclass(frozen=True)
class DoctorsTimes:
    doctor: Doctor
    branch: Branch
    times: list[OfferedTime] = field(default_factory=list)


@dataclass(frozen=True)
class OfferedDays:
    """A fortnight: its days with free times, one of them chosen with its doctors. `earlier` and `later` begin others."""

    days: list[date]
    chosen: date | None
    doctors: list[DoctorsTimes]
    earlier: date | None
    later: date | None


def offered_days(
    service: Service,
    *,
    doctor: Doctor | None = None,
    since: date | None = None,
    chosen: date | None = None,
    patient: Patient | None = None,
) -> OfferedDays:
    """The fortnight from `since`, or from the first free day, as the doctors' online hours let it; for a known patient with
    doctors alone who receive him."""
    today = timezone.localdate()
    whole = _wish(service, doctor, patient)
    nearest = _first_free_day(whole) or today
    first = max(since, nearest) if since else nearest
    fortnight = replace(whole, since=first, until=first + timedelta(days=FORTNIGHT - 1))
    slots = free_slots(fortnight, limit=MANY).nearest
    by_day = _by_day(slots)
    day = chosen if chosen in by_day else min(by_day, default=None)
    next_free = _first_free_day(whole, first + timedelta(days=FORTNIGHT))
    return OfferedDays(
        days=sorted(by_day),
        chosen=day,
        doctors=_by_doctor(by_day[day], service) if day else [],
        earlier=max(nearest, first - timedelta(days=FORTNIGHT)) if first > nearest else None,
        later=next_free,
    )


def free_times(service: Service, *, since: date, until: date) -> list[DoctorsTimes]:
    """All that is offered of a service within these days."""
    slots = free_slots(replace(_wish(service, None, None), since=since, until=until), limit=MANY).nearest
    return _by_doctor([each for day in _by_day(slots).values() for each in day], service)


def slot_on_offer(service: Service, value: str, patient: Patient | None = None) -> FreeSlot | None:
    """The free time that a form names, if it is offered now: its length and its doctor are never the browser's (T30)."""
    named = _named(value)
    if named is None:
        return None
    doctor, branch, starts_at = named
    day = timedelta(days=1)
    wish = replace(
        _wish(service, doctor, patient), branch_ids=[branch.pk],
        since=(starts_at - day).date(), until=(starts_at + day).date(),
    )  # fmt: skip
    return next((each for each in free_slots(wish, limit=MANY).nearest if each.starts_at == starts_at), None)


def value_of(doctor: Doctor, branch: Branch, starts_at: datetime) -> str:
    """A time as a form names it."""
    return f"{doctor.public_id.hex}.{branch.public_id.hex}.{int(starts_at.timestamp())}"


def _named(value: str) -> tuple[Doctor, Branch, datetime] | None:
    try:
        doctor_id, branch_id, seconds = value.split(".")
        doctor = Doctor.objects.filter(public_id=UUID(doctor_id), is_active=True).first()
        branch = next((each for each in branches_now() if each.public_id == UUID(branch_id)), None)
        starts_at = datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        return None
    is_near = abs(starts_at - timezone.now()) < FARTHEST
    return (doctor, branch, starts_at) if doctor and branch and is_near else None


def who_is_asked_for(visit: Appointment) -> Patient | None:
    """For whom times are looked up instead of this visit's: nobody in particular where the doctor received him all the
    same."""
    return None if visit.accepted_reason else visit.patient


def _wish(service: Service, doctor: Doctor | None, patient: Patient | None) -> Wish:
    return Wish(
        service, doctor_ids=[doctor.pk] if doctor else [], kind=VisitKind.ONLINE, is_online=True,
        age=age_of(patient) if patient else None, sex=patient.sex if patient else "",
    )  # fmt: skip


def _first_free_day(whole: Wish, since: date | None = None) -> date | None:
    nearest = free_slots(replace(whole, since=since or timezone.localdate()), limit=1).nearest
    return next(iter(_by_day(nearest)), None)


def _by_day(slots: Iterable[FreeSlot]) -> dict[date, list[tuple[FreeSlot, datetime]]]:
    zones = {branch.pk: branch.zone for branch in branches_now()}
    days: dict[date, list[tuple[FreeSlot, datetime]]] = defaultdict(list)
    for slot in slots:
        if slot.branch_id in zones:
            wall = slot.starts_at.astimezone(zones[slot.branch_id])
            days[wall.date()].append((slot, wall))
    return days


def _by_doctor(slots: Sequence[tuple[FreeSlot, datetime]], service: Service) -> list[DoctorsTimes]:
    full = fullness_at(service, [wall for _slot, wall in slots]) if service.seats > 1 else {}
    branches = {branch.pk: branch for branch in branches_now()}
    doctors = Doctor.objects.in_bulk({slot.doctor_id for slot, _wall in slots})
    groups: dict[tuple[int, int], DoctorsTimes] = {}
    for slot, wall in slots:
        key = slot.doctor_id, slot.branch_id
        group = groups.setdefault(key, DoctorsTimes(doctors[slot.doctor_id], branches[slot.branch_id]))
        seats = full.get((*key, slot.starts_at))
        left = seats.left if seats else None
        group.times.append(OfferedTime(wall, value_of(group.doctor, group.branch, slot.starts_at), left))
    return list(groups.values())
