"""Background doors: a function under a name."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from zabota.lib.registry import Registry


@dataclass(frozen=True)
class JobKind:
    name: str
    title: object
    run: Callable[..., Any]
    max_attempts: int
    every: timedelta | None


job_kinds: Registry[JobKind] = Registry("jobs")

#: What a worker does at every turn besides jobs; each returns how much it did.
chores: Registry[Callable[[], int]] = Registry("chores")


def job(
    name: str, title: object = "", *, max_attempts: int = 5, every: timedelta | None = None
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare `run(running: RunningJob, **arguments)` as a job. With `every` it is also started by the clock, once a period.

    A job may run again after a crash: its writes go through `running.transaction()` and continue from what is committed.
    """

    def declare(run: Callable[..., Any]) -> Callable[..., Any]:
        job_kinds.register(name, JobKind(name, title, run, max_attempts, every))
        return run

    return declare
