import uuid

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    QUEUED = "queued", pgettext_lazy("job", "waiting")
    RUNNING = "running", pgettext_lazy("job", "running")
    DONE = "done", pgettext_lazy("job", "done")
    FAILED = "failed", pgettext_lazy("job", "failed")
    CANCELLED = "cancelled", pgettext_lazy("job", "cancelled")


class Job(models.Model):
    """A piece of background work. `attempt` fences a worker that was frozen: it may write only while the number is its own."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=80)
    arguments = models.JSONField(default=dict)
    unique_key = models.CharField(max_length=200, null=True, unique=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempt = models.IntegerField(default=0)
    requested_by_id = models.BigIntegerField(null=True)
    run_after = models.DateTimeField(db_default=Now())
    created_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    done_count = models.BigIntegerField(default=0)
    total_count = models.BigIntegerField(null=True)
    step = models.CharField(max_length=80, default="", blank=True)
    result = models.JSONField(default=dict)
    error = models.TextField(default="", blank=True)
    cancel_requested = models.BooleanField(default=False)

    class Meta:
        db_table = "jobs_job"
        indexes = [
            models.Index(fields=["run_after"], condition=models.Q(state="queued"), name="jobs_waiting"),
            models.Index(fields=["heartbeat_at"], condition=models.Q(state="running"), name="jobs_running"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"

    @property
    def is_finished(self) -> bool:
        return self.state in {State.DONE, State.FAILED, State.CANCELLED}
