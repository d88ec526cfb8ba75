"""How far a job is."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from zabota.base.jobs.models import Job, State
from zabota.base.jobs.registry import job_kinds


@dataclass(frozen=True)
class Progress:
    """`per_cent` 0..100 or None while the size is unknown; `seconds_left` estimated from the pace so far.

    `refusal` is the clinic's rule that stopped it, in words, empty when it broke for any other reason.
    """

    title: str
    step: str
    state: str
    done: int
    total: int | None
    per_cent: int | None
    seconds_left: int | None
    is_finished: bool
    refusal: str


def progress_of(job: Job) -> Progress:
    total = job.total_count
    per_cent = min(100, 100 * job.done_count // total) if total else None
    return Progress(
        str(job_kinds[job.name].title),
        job.step,
        job.state,
        job.done_count,
        total,
        100 if job.state == State.DONE else per_cent,
        _seconds_left(job),
        job.is_finished,
        job.result.get("refusal", "") if job.state == State.FAILED else "",
    )


def _seconds_left(job: Job) -> int | None:
    if job.is_finished or not job.total_count or not job.done_count or job.started_at is None:
        return None
    spent = (timezone.now() - job.started_at).total_seconds()
    return max(0, round(spent * (job.total_count - job.done_count) / job.done_count))


def jobs_requested_by(user_id: int) -> QuerySet[Job]:
    return Job.objects.filter(requested_by_id=user_id)
