"""A visit of three services over a fortnight in a clinic of twenty doctors, nothing in memory."""

from collections.abc import Iterator
from functools import partial

from zabota.lib.benching import BenchFigure, bench
from zabota.work.scheduling.benches.grid import Grid, build
from zabota.work.scheduling.benches.slots import median_of, tidy
from zabota.work.scheduling.models import Performer
from zabota.work.scheduling.queries import timetable
from zabota.work.scheduling.queries.chains import ChainWish, Part, free_chains
from zabota.work.scheduling.testing import a_service

ROUNDS = 15


@bench("chains")
def chains() -> Iterator[BenchFigure]:
    yield from run(doctors=20, rooms=16, devices=8, rounds=ROUNDS)


def run(*, doctors: int, rooms: int, devices: int, rounds: int) -> Iterator[BenchFigure]:
    """Milliseconds, medians: three in a row and with one in parallel, cold; and with free time in memory."""
    grid = build(doctors, rooms=rooms, devices=devices, busy=0.4)
    tidy()
    in_row, beside = _wishes(grid)
    what = f"chains: three services over 14 days, {doctors} doctors"
    for name, wish in (("in a row", in_row), ("one in parallel", beside)):
        cold, found = median_of(partial(_cold, wish), rounds)
        yield BenchFigure.at_most(f"{what}, {name}, cold", cold, "ms", budget=120)
        yield BenchFigure.for_comparison(f"{what}, {name}, found", found, "times")
        warm, _same = median_of(partial(_found, wish), rounds)
        yield BenchFigure.for_comparison(f"{what}, {name}, warm", warm, "ms")


def _wishes(grid: Grid) -> tuple[ChainWish, ChainWish]:
    """A visit, a blood test of a quarter of the doctors, and the procedure with its room and device."""
    visit, blood = a_service("Приём", 30), a_service("Забор крови", 15)
    few = grid.doctors[: max(1, len(grid.doctors) // 4)]
    Performer.objects.bulk_create(
        Performer(doctor=doctor, service=service)
        for service, doctors in ((visit, grid.doctors), (blood, few))
        for doctor in doctors
    )
    row = [Part(visit), Part(blood), Part(grid.service)]
    return ChainWish(row), ChainWish([Part(visit), Part(grid.service), Part(blood, is_parallel=True)])


def _cold(wish: ChainWish) -> int:
    timetable.forget()
    return _found(wish)


def _found(wish: ChainWish) -> int:
    return len(free_chains(wish))
