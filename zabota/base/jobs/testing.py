"""Run a job inside a test's own connection."""

from django.utils import timezone

from zabota.base.jobs.commands import run_job
from zabota.base.jobs.models import Job, State


def next_waiting_job() -> Job | None:
    return Job.objects.filter(state=State.QUEUED, run_after__lte=timezone.now()).order_by("pk").first()


def run_now(job: Job) -> Job:
    """Run a waiting job; an error that it would be tried again for is raised here."""
    job.state, job.attempt, job.heartbeat_at = State.RUNNING, job.attempt + 1, timezone.now()
    job.started_at = job.started_at or timezone.now()
    job.save(update_fields=["state", "attempt", "heartbeat_at", "started_at"])
    run_job(job)
    job.refresh_from_db()
    if job.error:
        raise AssertionError(job.error)
    return job
