"""Put work into the queue, take it, run it, rescue it."""

import logging
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from zabota.base.jobs.models import Job, State
from zabota.base.jobs.registry import JobKind, job_kinds
from zabota.lib.actors import SYSTEM, Actor
from zabota.lib.errors import Refused

HEARTBEAT_SECONDS = 5
STALLED_AFTER = timedelta(seconds=30)
FIRST_RETRY = timedelta(seconds=10)

log = logging.getLogger(__name__)


class LostJob(Exception):
    """Another attempt owns this job now; whatever this worker was about to write is rolled back."""


class JobCancelled(Exception):
    """A person asked to stop."""


def enqueue(
    name: str, *, by: Actor, unique_key: str | None = None, run_after: datetime | None = None, **arguments: Any
) -> Job:
    """Add work in the running transaction: it exists if and only if the transaction commits.

    With `unique_key` there is one job under this key for ever, whoever asks and however often.
    """
    job_kinds[name]
    values: dict[str, Any] = {"name": name, "arguments": arguments, "requested_by_id": by.user_id}
    if run_after is not None:
        values["run_after"] = run_after
    if unique_key is None:
        return Job.objects.create(**values)
    return Job.objects.get_or_create(unique_key=unique_key, defaults=values)[0]


def cancel_job(*, job: Job, by: Actor) -> None:
    """Stop a waiting job at once, and a running one at its next step."""
    Job.objects.filter(pk=job.pk, state=State.QUEUED).update(state=State.CANCELLED, finished_at=Now())
    Job.objects.filter(pk=job.pk, state=State.RUNNING).update(cancel_requested=True)


class RunningJob:
    """What a job's function holds: fenced transactions, progress, and the question whether to stop."""

    def __init__(self, job: Job) -> None:
        self.id = job.pk
        self.attempt = job.attempt
        self.requested_by_id = job.requested_by_id
        self.actor = Actor("user", job.requested_by_id) if job.requested_by_id else SYSTEM

    def _own(self) -> Any:
        return Job.objects.filter(pk=self.id, attempt=self.attempt, state=State.RUNNING)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """A transaction that commits only while this attempt owns the job; a person's cancel ends it before it begins."""
        with transaction.atomic():
            owned = self._own().select_for_update(no_key=True).values("cancel_requested").first()
            if owned is None:
                raise LostJob(self.id)
            if owned["cancel_requested"]:
                raise JobCancelled(self.id)
            yield

    def progress(self, done: int, total: int | None = None, *, step: str | None = None) -> None:
        """Show how far it is; raises LostJob or JobCancelled when it must stop."""
        values: dict[str, Any] = {"done_count": done, "heartbeat_at": Now()}
        if total is not None:
            values["total_count"] = total
        if step is not None:
            values["step"] = step
        if not self._own().update(**values):
            raise LostJob(self.id)
        if self._own().filter(cancel_requested=True).exists():
            raise JobCancelled(self.id)


def take_job() -> Job | None:
    """Claim the oldest waiting job for this worker, in a transaction of its own."""
    with transaction.atomic():
        job = (
            Job.objects.select_for_update(skip_locked=True)
            .filter(state=State.QUEUED, run_after__lte=Now())
            .order_by("run_after", "id")
            .first()
        )
        if job is None:
            return None
        job.state, job.attempt = State.RUNNING, job.attempt + 1
        job.started_at = job.started_at or timezone.now()
        job.heartbeat_at = timezone.now()
        job.save(update_fields=["state", "attempt", "started_at", "heartbeat_at"])
        return job


def run_job(job: Job) -> None:
    """Run a claimed job and write how it ended, unless another attempt took it over meanwhile."""
    running, kind = RunningJob(job), job_kinds[job.name]
    try:
        result = kind.run(running, **job.arguments)
    except LostJob:
        log.warning("job %s attempt %s was taken over", job.pk, job.attempt)
    except JobCancelled:
        _finish(job, State.CANCELLED)
    except Refused as refusal:
        _finish(job, State.FAILED, error=str(refusal), result={"refusal": str(refusal)})
    except Exception:  # whatever a job raises is kept with it, and it is tried again
        _fail(job, kind, traceback.format_exc())
    else:
        _finish(job, State.DONE, result=result if isinstance(result, dict) else {})


def _finish(job: Job, state: State, **values: Any) -> None:
    Job.objects.filter(pk=job.pk, attempt=job.attempt, state=State.RUNNING).update(
        state=state, finished_at=Now(), **values
    )


def _fail(job: Job, kind: JobKind, error: str) -> None:
    log.error("job %s %s attempt %s failed\n%s", job.name, job.pk, job.attempt, error)
    if job.attempt >= kind.max_attempts:
        _finish(job, State.FAILED, error=error)
        return
    Job.objects.filter(pk=job.pk, attempt=job.attempt, state=State.RUNNING).update(
        state=State.QUEUED, error=error, run_after=timezone.now() + FIRST_RETRY * 2 ** (job.attempt - 1)
    )


def recover_stalled() -> int:
    """Give back to the queue what a dead or frozen worker held (F5). Called by the supervisor, never by a job.

    A job that has used its attempts is failed with a word about it; returns how many were rescued.
    """
    stalled = Job.objects.filter(state=State.RUNNING, heartbeat_at__lt=Now() - STALLED_AFTER)
    worn_out = Q()
    for kind in job_kinds:
        worn_out |= Q(name=kind.name, attempt__gte=kind.max_attempts)
    if worn_out:
        stalled.filter(worn_out).update(
            state=State.FAILED, finished_at=Now(), error="The worker died at every attempt."
        )
    return stalled.update(state=State.QUEUED, run_after=Now())


class Clock:
    """Puts every clock-driven job into the queue once a period, however many workers have a clock."""

    def __init__(self) -> None:
        self._queued: dict[str, int] = {}

    def tick(self, now: datetime | None = None) -> None:
        seconds = (now or timezone.now()).timestamp()
        for kind in job_kinds:
            if kind.every:
                self._queue(kind.name, int(seconds // kind.every.total_seconds()))

    def _queue(self, name: str, period: int) -> None:
        if self._queued.get(name) != period:
            enqueue(name, by=SYSTEM, unique_key=f"{name}@{period}")
            self._queued[name] = period


class Heartbeat:
    """Shows, from a thread and connection of its own, that the worker is alive while its job computes."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> "Heartbeat":
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._stop.set()
        self._thread.join()

    def _beat(self) -> None:
        try:
            while not self._stop.wait(HEARTBEAT_SECONDS):
                mine = Job.objects.filter(pk=self.job.pk, attempt=self.job.attempt, state=State.RUNNING)
                if not mine.update(heartbeat_at=Now(), done_count=F("done_count")):
                    return
        finally:
            connection.close()
