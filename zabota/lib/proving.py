"""Long proofs, and the slot for them: what is shown by killing, flooding and waiting rather than by one example.

A module proves in its `proofs.py`:

    @proof("import-killed", full=20, smoke=2)
    def an_import_killed_anywhere_ends_the_same(rounds: int) -> str:
        ...
        return f"{rounds} kills, identical bases"

The size is what the proof makes of it: rounds, values, clients. A failing proof raises AssertionError. `zabota prove`
runs each at its full size in an empty database of its own, `make test` at its smoke size.
"""

from collections.abc import Callable
from dataclasses import dataclass

from zabota.lib.registry import Registry

Run = Callable[[int], str]


@dataclass(frozen=True)
class Proof:
    """`run(size)` returns one line that says what was shown."""

    name: str
    run: Run
    full: int
    smoke: int


proofs: Registry[Proof] = Registry("proofs")


def proof(name: str, *, full: int, smoke: int) -> Callable[[Run], Run]:
    def keep(run: Run) -> Run:
        proofs.register(name, Proof(name, run, full, smoke))
        return run

    return keep
