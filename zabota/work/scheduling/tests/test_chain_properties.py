"""Whatever the clinic and the wish: what is found can be booked, nobody is in two places, and a refusal leaves nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from itertools import combinations, product

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zabota.core.practice.testing import samara_centre
from zabota.core.staff.testing import a_doctor
from zabota.lib.actors import SYSTEM
from zabota.lib.errors import Refused
from zabota.work.scheduling.commands import PlacedPart, Wanted, book, book_chain
from zabota.work.scheduling.models import Appointment, Occupancy, Performer, ServiceNeed
from zabota.work.scheduling.queries.chains import ChainWish, FoundChain, Part, free_chains
from zabota.work.scheduling.testing import a_patient, a_place, a_service, days_ago, receives

pytestmark = pytest.mark.django_db
OPENS, QUARTERS = time(9), 10
quarters = st.integers(0, QUARTERS - 1)
parts = st.builds(
    lambda service, is_parallel, gap: (service, is_parallel, gap),
    st.integers(0, 2), st.booleans(), st.sampled_from([0, 15, 45]),
)  # fmt: skip


@st.composite
def in_some_order(draw: st.DrawFn) -> list[tuple[int, int, int, bool]]:
    """Doctors, quarters, services, and whether each runs beside the one before: mostly one after another."""
    quarter, chain = draw(st.integers(0, 5)), []
    for number in range(draw(st.integers(2, 3))):
        chain.append((draw(st.integers(0, 2)), quarter, draw(st.integers(0, 2)), number > 0 and draw(st.booleans())))
        quarter += draw(st.integers(1, 3))
    return chain


chains = in_some_order()
small = settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)


@contextmanager
def undone() -> Iterator[None]:
    """Every example begins with an empty clinic."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def at(quarter: int) -> datetime:
    return datetime.combine(days_ago(-1), OPENS, samara_centre().zone) + timedelta(minutes=15 * quarter)


class Clinic:
    """Three doctors of one morning; each service is for two of them, the last one needs the only laser."""

    def __init__(self, busy: list[tuple[int, int]]) -> None:
        self.doctors = [a_doctor(f"Врач{number}") for number in range(3)]
        for doctor in self.doctors:
            receives(doctor, hours=(OPENS, at(QUARTERS).time()))
        laser = a_place("Лазер", "лазер", "device")
        self.services = [a_service(f"Услуга{number}", minutes) for number, minutes in enumerate((15, 30, 30))]
        for number, service in enumerate(self.services):
            for doctor in (self.doctors[number], self.doctors[(number + 1) % 3]):
                Performer.objects.create(doctor=doctor, service=service)
        ServiceNeed.objects.create(service=self.services[2], type=laser.type)
        other = a_patient("Котов")
        for doctor, quarter in set(busy):
            book(patient=other, wanted=Wanted(self.doctors[doctor], samara_centre(), at(quarter), 15), by=SYSTEM)

    def wanted(self, doctor: int, quarter: int, service: int) -> Wanted:
        chosen = self.services[service]
        return Wanted(self.doctors[doctor], samara_centre(), at(quarter), chosen.minutes, chosen)

    def placed(self, found: FoundChain, wish: ChainWish) -> list[PlacedPart]:
        doctors = {each.pk: each for each in self.doctors}
        return [
            PlacedPart(
                Wanted(doctors[slot.doctor_id], samara_centre(), slot.starts_at, slot.minutes, part.service),
                part.is_parallel,
            )
            for slot, part in zip(found, wish.parts, strict=True)
        ]  # fmt: skip


def follows(placed: list[PlacedPart], gaps: list[int]) -> bool:
    """Told anew, part by part: each begins in its time after what it follows or runs beside."""
    begins = ends = None
    for part, gap in zip(placed, gaps, strict=True):
        if begins is not None and ends is not None:
            since = begins if part.is_parallel else ends
            if not since <= part.wanted.starts_at <= since + timedelta(minutes=gap):
                return False
        beside = part.is_parallel and begins is not None and ends is not None
        begins, ends = (begins, max(ends, part.ends_at)) if beside else (part.wanted.starts_at, part.ends_at)
    return True


@small
@given(
    busy=st.lists(st.tuples(st.integers(0, 2), quarters), max_size=12), wished=st.lists(parts, min_size=2, max_size=3)
)
def test_what_is_found_can_be_booked_and_nothing_else_exists(db, busy, wished):
    with undone():
        clinic = Clinic(busy)
        gaps = [gap for _service, _is_parallel, gap in wished]
        wish = ChainWish([Part(clinic.services[number], beside, gap) for number, beside, gap in wished])
        found = free_chains(wish)
        if not found:
            assert not any(_may_be_booked(clinic, each, gaps) for each in _every_way(clinic, wished))
            return
        chosen = clinic.placed(found[0], wish)
        assert follows(chosen, gaps)
        booked = book_chain(patient=a_patient(), parts=chosen, by=SYSTEM)
        assert [each.starts_at for each in booked] == [slot.starts_at for slot in found[0]]


def _every_way(clinic: Clinic, wished: list[tuple[int, bool, int]]) -> Iterator[list[PlacedPart]]:
    """Every choice of doctors and quarters, without looking at what is free."""
    ways = [
        [(number, clinic.wanted(doctor, quarter, number), beside)
         for doctor in (number, (number + 1) % 3) for quarter in range(QUARTERS)]
        for number, beside, _gap in wished
    ]  # fmt: skip
    for chosen in product(*ways):
        yield [PlacedPart(wanted, beside) for _number, wanted, beside in chosen]


def _may_be_booked(clinic: Clinic, placed: list[PlacedPart], gaps: list[int]) -> bool:
    """Asked of the command itself, for those few ways that keep the order."""
    if not follows(placed, gaps):
        return False
    try:
        with transaction.atomic():
            book_chain(patient=a_patient("Проба"), parts=placed, by=SYSTEM)
            raise _Fits
    except _Fits:
        return True
    except Refused:
        return False


class _Fits(Exception):
    """What was tried is rolled back."""


@small
@given(
    busy=st.lists(st.tuples(st.integers(0, 2), quarters), max_size=8),
    asked=st.lists(chains, min_size=2, max_size=5),
)
def test_any_wish_is_booked_whole_or_not_at_all_and_never_in_two_places(db, busy, asked):
    with undone():
        clinic, patient = Clinic(busy), a_patient()
        for wish in asked:
            placed = [
                PlacedPart(clinic.wanted(doctor, quarter, service), beside) for doctor, quarter, service, beside in wish
            ]
            before = Appointment.objects.count(), Occupancy.objects.count()
            try:
                booked = book_chain(patient=patient, parts=placed, by=SYSTEM)
            except Refused:
                assert (Appointment.objects.count(), Occupancy.objects.count()) == before
            else:
                assert Appointment.objects.filter(chain=booked[0].chain).count() == len(wish)
        for one, other in combinations(Appointment.objects.filter(patient=patient), 2):
            is_apart = one.ends_at <= other.starts_at or other.ends_at <= one.starts_at
            assert is_apart or (one.chain == other.chain and _one_was_beside(asked, clinic, one, other))


def _one_was_beside(asked: list[list[tuple[int, int, int, bool]]], clinic: Clinic, *visits: Appointment) -> bool:
    """Whether a wish let one of the two run in parallel."""
    return any(
        (clinic.doctors[doctor].pk, at(quarter)) == (visit.doctor_id, visit.starts_at)
        for wish in asked for doctor, quarter, _service, beside in wish if beside for visit in visits
    )  # fmt: skip
