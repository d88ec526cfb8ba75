"""The worker: does its chores, starts periodic work, runs one job at a time until it is told to stop."""

import signal
import threading

from django.db import close_old_connections

from zabota.base.jobs.commands import Clock, Heartbeat, run_job, take_job
from zabota.base.jobs.registry import chores

IDLE_SECONDS = 0.5


def run_until(stop: threading.Event) -> None:
    clock = Clock()
    while not stop.is_set():
        close_old_connections()
        clock.tick()
        if not work_once():
            stop.wait(IDLE_SECONDS)


def work_once() -> bool:
    """One turn; returns whether there was anything to do."""
    busy = sum(chore() for chore in chores)
    job = take_job()
    if job is None:
        return busy > 0
    with Heartbeat(job):
        run_job(job)
    return True


def stop_on_signals() -> threading.Event:
    """Set by SIGTERM and SIGINT: the job in hand is finished first."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop
