"""What is shown by killing and freezing workers in the middle of a job (F5)."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

from django.db.models import F

from zabota.base.jobs.commands import STALLED_AFTER, RunningJob, enqueue, recover_stalled
from zabota.base.jobs.models import Job, State
from zabota.base.jobs.registry import job
from zabota.lib.actors import SYSTEM
from zabota.lib.proving import proof

STEPS = 40
PAUSE = 0.02
PATIENCE = 120.0
WORKER = """
import django
django.setup()
import zabota.base.jobs.proofs
from django.core.management import call_command
call_command("worker")
"""


@job("proof.steps", max_attempts=1000)
def take_steps(running: RunningJob) -> None:
    """Leaves one row a step that names the attempt which took it; a step taken before is not taken again."""
    taken = Job.objects.filter(name="proof.step").count()
    for number in range(taken, STEPS):
        with running.transaction():
            Job.objects.create(
                name="proof.step",
                unique_key=f"step {number}",
                state=State.CANCELLED,
                arguments={"attempt": running.attempt},
            )
        time.sleep(PAUSE)


@proof("worker-killed", full=20, smoke=1)
def a_job_survives_killed_and_frozen_workers(rounds: int) -> str:
    """Each round one worker is killed by force in the middle of the job and another is frozen and wakes too late.

    In the end every step was taken once, and no attempt wrote after the next one had begun.
    """
    for _ in range(rounds):
        Job.objects.all().delete()
        work = enqueue("proof.steps", by=SYSTEM)
        _kill_in_the_middle(work)
        frozen = _freeze_in_the_middle(work)
        rescuer = _worker()
        _until_done(work)
        frozen.send_signal(signal.SIGCONT)
        _end(frozen)
        _end(rescuer)
        attempts = [
            row["attempt"]
            for row in Job.objects.filter(name="proof.step").order_by("pk").values_list("arguments", flat=True)
        ]
        assert len(attempts) == STEPS, f"{len(attempts)} steps instead of {STEPS}"
        assert attempts == sorted(attempts), "a worker wrote after it had lost the job"
        assert set(attempts) == {1, 2, 3}, f"attempts {sorted(set(attempts))}"
    return f"{rounds} kills and {rounds} frozen workers, every step taken once"


def _kill_in_the_middle(work: Job) -> None:
    worker = _worker_at_step(10)
    worker.kill()
    worker.wait()
    _let_heartbeat_grow_old(work)


def _freeze_in_the_middle(work: Job) -> subprocess.Popen[bytes]:
    worker = _worker_at_step(20)
    worker.send_signal(signal.SIGSTOP)
    _let_heartbeat_grow_old(work)
    return worker


def _worker_at_step(number: int) -> subprocess.Popen[bytes]:
    worker = _worker()
    _until(lambda: Job.objects.filter(name="proof.step").count() >= number, "the worker did not start the job")
    return worker


def _worker() -> subprocess.Popen[bytes]:
    environment = {"DJANGO_SETTINGS_MODULE": "zabota.site.settings", **os.environ}
    return subprocess.Popen([sys.executable, "-c", WORKER], env=environment, stderr=subprocess.DEVNULL)


def _let_heartbeat_grow_old(work: Job) -> None:
    """Instead of waiting for half a minute. A worker frozen inside a transaction holds the row until the server ends it."""
    _until(
        lambda: Job.objects.filter(pk=work.pk, state=State.RUNNING).update(
            heartbeat_at=F("heartbeat_at") - STALLED_AFTER
        ),
        "the job was not running",
    )
    assert recover_stalled() == 1, "the stalled job was not found"


def _end(worker: subprocess.Popen[bytes]) -> None:
    worker.terminate()
    worker.wait(PATIENCE)


def _until_done(work: Job) -> None:
    _until(lambda: Job.objects.filter(pk=work.pk, state=State.DONE).exists(), "the job was not finished")


def _until(reached: Callable[[], object], complaint: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not reached():
        assert time.monotonic() < deadline, complaint
        time.sleep(PAUSE)
