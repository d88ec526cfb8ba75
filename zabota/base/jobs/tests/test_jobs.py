"""R030, F5: work is neither lost nor done by a worker that no longer owns it."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from zabota.base.jobs.commands import (
    STALLED_AFTER,
    Clock,
    JobCancelled,
    LostJob,
    RunningJob,
    cancel_job,
    enqueue,
    recover_stalled,
    run_job,
    take_job,
)
from zabota.base.jobs.models import Job, State
from zabota.base.jobs.queries import progress_of
from zabota.base.jobs.registry import JobKind, job_kinds
from zabota.lib.actors import SYSTEM, Actor
from zabota.lib.errors import Refused


@pytest.fixture
def kind(monkeypatch):
    """Declare a job for one test: `kind(run, max_attempts=2)` returns its name."""

    def declare(run, *, max_attempts=2, every=None):
        kinds = {**job_kinds._contributions, "test.job": JobKind("test.job", "A job", run, max_attempts, every)}
        monkeypatch.setattr(job_kinds, "_contributions", kinds)
        return "test.job"

    return declare


def taken(name, **arguments):
    enqueue(name, by=SYSTEM, **arguments)
    return take_job()


def frozen(job):
    """The worker of this job has shown no sign of life for longer than it may."""
    Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - STALLED_AFTER - timedelta(seconds=1))


def test_a_job_runs_once_with_its_arguments_and_keeps_its_result(db, kind):
    name = kind(lambda running, file: {"read": file})
    job = taken(name, file="journal.csv")
    run_job(job)
    job.refresh_from_db()
    assert (job.state, job.result, job.attempt) == (State.DONE, {"read": "journal.csv"}, 1)
    assert take_job() is None


def test_a_job_of_a_rolled_back_transaction_never_existed(db, kind):
    name = kind(lambda running: None)
    with transaction.atomic():
        enqueue(name, by=SYSTEM)
        transaction.set_rollback(True)
    assert Job.objects.count() == 0


def test_a_key_is_taken_once(db, kind):
    name = kind(lambda running: None)
    assert enqueue(name, by=SYSTEM, unique_key="import:1") == enqueue(name, by=SYSTEM, unique_key="import:1")


def test_a_job_nobody_declared_is_not_accepted(db):
    with pytest.raises(KeyError):
        enqueue("nobody.knows", by=SYSTEM)


def test_a_failed_job_is_tried_again_later_and_then_given_up(db, kind):
    def run(running):
        raise ValueError("the file ended early")

    job = taken(kind(run, max_attempts=2))
    run_job(job)
    job.refresh_from_db()
    assert job.state == State.QUEUED
    assert job.run_after > timezone.now()
    Job.objects.update(run_after=timezone.now())
    run_job(take_job())
    job.refresh_from_db()
    assert (job.state, job.attempt) == (State.FAILED, 2)
    assert "the file ended early" in job.error


def test_a_refusal_is_final_and_said_in_its_own_words(db, kind):
    def run(running):
        raise Refused("Этот файл пуст.")

    job = taken(kind(run, max_attempts=5))
    run_job(job)
    job.refresh_from_db()
    assert (job.state, job.error) == (State.FAILED, "Этот файл пуст.")


def test_a_dead_workers_job_goes_to_another(db, kind):
    job = taken(kind(lambda running: {"done": True}, max_attempts=3))
    assert recover_stalled() == 0
    frozen(job)
    assert recover_stalled() == 1
    again = take_job()
    assert (again.pk, again.attempt) == (job.pk, 2)


def test_a_job_that_kills_every_worker_is_given_up(db, kind):
    job = taken(kind(lambda running: None, max_attempts=1))
    frozen(job)
    assert recover_stalled() == 0
    job.refresh_from_db()
    assert job.state == State.FAILED


def test_a_worker_that_wakes_up_late_writes_nothing(db, kind):
    # F5: the attempt is checked in the job's own transaction.
    job = taken(kind(lambda running: None, max_attempts=3))
    sleeper = RunningJob(job)
    frozen(job)
    recover_stalled()
    rescuer = take_job()
    with pytest.raises(LostJob), sleeper.transaction():
        Job.objects.filter(pk=job.pk).update(result={"written": "by the sleeper"})
    with pytest.raises(LostJob):
        sleeper.progress(10)
    run_job(job)  # the sleeper's own ending
    rescuer.refresh_from_db()
    assert (rescuer.state, rescuer.attempt, rescuer.result) == (State.RUNNING, 2, {})


def test_cancelling_stops_a_waiting_job_at_once_and_a_running_one_at_its_next_step(db, kind):
    name = kind(lambda running: running.progress(1, 10))
    waiting = enqueue(name, by=SYSTEM)
    cancel_job(job=waiting, by=SYSTEM)
    assert take_job() is None

    running = taken(name)
    cancel_job(job=running, by=SYSTEM)
    with pytest.raises(JobCancelled), RunningJob(running).transaction():
        pass
    run_job(running)
    running.refresh_from_db()
    assert running.state == State.CANCELLED


def test_progress_tells_the_share_and_the_time_left(db, kind):
    job = taken(kind(lambda running: None))
    RunningJob(job).progress(250, 1000, step="rows")
    Job.objects.filter(pk=job.pk).update(started_at=timezone.now() - timedelta(seconds=30))
    job.refresh_from_db()
    progress = progress_of(job)
    assert (progress.per_cent, progress.seconds_left, progress.step) == (25, 90, "rows")


def test_periodic_work_is_queued_once_a_period(db, kind):
    name = kind(lambda running: None, every=timedelta(hours=1))
    nine = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
    one_worker, another = Clock(), Clock()
    for minutes in (0, 1, 59, 60):
        one_worker.tick(nine + timedelta(minutes=minutes))
        another.tick(nine + timedelta(minutes=minutes))
    assert Job.objects.filter(name=name).count() == 2


def test_a_job_acts_for_the_person_who_asked(db, kind):
    name = kind(lambda running: {"user": running.actor.user_id})
    job = enqueue(name, by=Actor("user", 7))
    run_job(take_job())
    job.refresh_from_db()
    assert job.result == {"user": 7}


def test_twenty_workers_take_each_job_once(committed_db, kind):
    name = kind(lambda running: None)
    for _ in range(100):
        enqueue(name, by=SYSTEM)
    taken_ids, lock = [], threading.Lock()

    def work():
        while job := take_job():
            with lock:
                taken_ids.append(job.pk)
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(20)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(taken_ids) == sorted(Job.objects.values_list("pk", flat=True))
