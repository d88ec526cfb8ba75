"""Figures of the product beside their budgets (`performance.md`), and the slot for what measures them.

A module measures in its `benches.py`:

    @bench("search")
    def search() -> Iterator[BenchFigure]:
        yield BenchFigure.at_most("search: name with a typo, p95", 11.2, "ms", budget=15)

`zabota bench search` calls it in an empty, migrated database of its own, never in the clinic's.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from zabota.lib.registry import Registry


@dataclass(frozen=True)
class BenchFigure:
    """One measured number. A figure without a budget is told for comparison and always holds."""

    name: str
    figure: float
    unit: str
    budget: float | None
    holds: bool

    @classmethod
    def at_most(cls, name: str, figure: float, unit: str, budget: float) -> "BenchFigure":
        return cls(name, figure, unit, budget, holds=figure <= budget)

    @classmethod
    def at_least(cls, name: str, figure: float, unit: str, budget: float) -> "BenchFigure":
        return cls(name, figure, unit, budget, holds=figure >= budget)

    @classmethod
    def for_comparison(cls, name: str, figure: float, unit: str) -> "BenchFigure":
        return cls(name, figure, unit, None, holds=True)


Bench = Callable[[], Iterator[BenchFigure]]

benches: Registry[Bench] = Registry("benches")


def bench(name: str) -> Callable[[Bench], Bench]:
    return lambda measure: benches.register(name, measure)
