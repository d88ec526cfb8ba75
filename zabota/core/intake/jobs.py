"""Background doors."""

from django.utils.translation import gettext_lazy as _

from zabota.base.jobs.commands import JobCancelled, RunningJob
from zabota.base.jobs.registry import job
from zabota.core.intake.commands import check_batch, take_batch, undo_batch
from zabota.core.intake.models import BatchState, ImportBatch


@job("intake.check", _("Reading files"))
def check(running: RunningJob, *, batch_id: int) -> None:
    try:
        check_batch(batch=ImportBatch.objects.get(pk=batch_id), run=running)
    except JobCancelled:
        ImportBatch.objects.filter(pk=batch_id).update(state=BatchState.STOPPED)
        raise


@job("intake.take", _("Importing files"))
def take(running: RunningJob, *, batch_id: int) -> None:
    try:
        take_batch(batch=ImportBatch.objects.get(pk=batch_id), run=running, by=running.actor)
    except JobCancelled:
        ImportBatch.objects.filter(pk=batch_id).update(state=BatchState.STOPPED)
        raise


@job("intake.undo", _("Taking an import back"))
def undo(running: RunningJob, *, batch_id: int) -> None:
    undo_batch(batch=ImportBatch.objects.get(pk=batch_id), run=running, by=running.actor)
