"""The pack of a hundred doctors: how long it takes to build and how large it is."""

import time
from collections.abc import Iterator

from zabota.core.practice.testing import samara_centre
from zabota.front.daypack.models import Pack
from zabota.front.daypack.saved_file import saved_file
from zabota.front.daypack.testing import DAYS, a_pack, two_full_days
from zabota.lib.benching import BenchFigure, bench

ROUNDS = 5


@bench("daypack")
def daypack() -> Iterator[BenchFigure]:
    yield from run(doctors=100, rounds=ROUNDS)


def run(*, doctors: int, rounds: int) -> Iterator[BenchFigure]:
    """The slowest of so many builds, and the size of what leaves."""
    two_full_days(samara_centre(), doctors)
    seconds, pack = zip(*(_built() for _round in range(rounds)), strict=True)
    what = f"day pack: {doctors} doctors x {DAYS} days"
    yield BenchFigure.for_comparison(f"{what}, visits", pack[-1].visits, "rows")
    yield BenchFigure.at_most(f"{what}, built, slowest", max(seconds), "s", budget=2)
    yield BenchFigure.at_most(f"{what}, saved file", len(saved_file(pack[-1]).encode()) / 1e6, "MB", budget=2)


def _built() -> tuple[float, Pack]:
    begun = time.perf_counter()
    pack = a_pack()
    return time.perf_counter() - begun, pack
