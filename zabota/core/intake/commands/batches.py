"""Files come in; a batch is checked, changed, checked again, and imported when somebody says so."""

from collections.abc import Sequence
from typing import BinaryIO, NamedTuple
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from zabota.base.jobs.commands import enqueue
from zabota.base.jobs.models import Job
from zabota.core.intake.commands.uploads import remove_upload, seal_upload
from zabota.core.intake.models import BatchState, ImportBatch, SourceFile
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused

MOST_FILES = 50


class NothingToImport(Refused):
    """No file was given, or too many."""


class WrongMoment(Refused):
    """The batch is not in a state in which this can be done."""


class NewFile(NamedTuple):
    """A file on its way in."""

    name: str
    content: BinaryIO


@transaction.atomic
def open_batch(*, files: Sequence[NewFile], by: Actor) -> ImportBatch:
    """Take files in, sealed. Nothing is read yet. Raises NothingToImport."""
    if not 0 < len(files) <= MOST_FILES:
        raise NothingToImport(_("Choose at least one file, and not more than fifty."), field="files")
    batch = ImportBatch.objects.create(started_by_id=by.user_id)
    for each in files:
        public_id = uuid4()
        place, size, digest = seal_upload(each.content, public_id=public_id)
        SourceFile.objects.create(
            public_id=public_id, batch=batch, name=each.name[-255:], size=size, digest=digest, place=place
        )
    return batch


@transaction.atomic
def enqueue_check(*, batch: ImportBatch, by: Actor) -> None:
    """Read the files and say what they hold (the dry run)."""
    _expect(batch, BatchState.READING, BatchState.CHECKED, BatchState.STOPPED, BatchState.FAILED)
    _enqueue("intake.check", batch, BatchState.READING, by)


@transaction.atomic
def check_again(*, batch: ImportBatch, by: Actor) -> None:
    """After a mapping was corrected: read the files anew."""
    _expect(batch, BatchState.CHECKED, BatchState.STOPPED)
    batch.files.update(is_staged=False)
    _enqueue("intake.check", batch, BatchState.READING, by)


@transaction.atomic
def enqueue_import(*, batch: ImportBatch, by: Actor) -> None:
    """Import what was checked. Raises WrongMoment when it runs already, or was never checked."""
    _expect(batch, BatchState.CHECKED, BatchState.STOPPED)
    _enqueue("intake.take", batch, BatchState.TAKING, by)


def discard_batch(*, batch: ImportBatch) -> None:
    """Forget files that were only looked at: nothing of them stays, neither staged rows nor sealed copies."""
    places = list(batch.files.values_list("place", flat=True))
    batch.delete()
    for place in places:
        remove_upload(place)


def _expect(batch: ImportBatch, *states: BatchState) -> None:
    """The batch is in one of these states, or was left half-way by a job that ended without ending it."""
    held = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if held.state not in states and not is_left_half_way(held):
        raise WrongMoment(_("This import is in another state now: reload the page."))


def is_left_half_way(batch: ImportBatch) -> bool:
    """Its job has failed for good: nobody works on it, and it may be started again from where it stood."""
    if batch.state not in (BatchState.READING, BatchState.TAKING) or batch.job_id is None:
        return False
    job = Job.objects.filter(public_id=batch.job_id).first()
    return job is None or job.is_finished


def _enqueue(name: str, batch: ImportBatch, state: BatchState, by: Actor) -> None:
    job = enqueue(name, by=by, batch_id=batch.pk)
    batch.state, batch.job_id = state, job.public_id
    batch.save(update_fields=["state", "job_id"])
