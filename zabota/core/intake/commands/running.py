"""A batch, step by step: read everything, take chunk after chunk, find duplicates, tidy up. Every step may be repeated."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.base.events.commands import record
from zabota.base.jobs.statistics import refresh_statistics
from zabota.core.intake.commands.forecasting import forecast_of
from zabota.core.intake.commands.staging import Run, chunks_to_take, stage_file
from zabota.core.intake.commands.taking import ChunkResult, origin_of, take_chunk
from zabota.core.intake.commands.uploads import remove_upload
from zabota.core.intake.events import FilesImported
from zabota.core.intake.models import (
    BatchState,
    BroughtCard,
    DoubtfulCell,
    ImportBatch,
    KnownPerson,
    SourceFile,
    SourceRow,
    StagedChunk,
)
from zabota.core.patients.commands.deduplicating import deduplicate
from zabota.core.patients.models import ContactPoint, Mention, Patient
from zabota.lib.actors import Actor
from zabota.lib.collecting import without_looking_for_circles

#: The tables that an import fills are described to the planner anew each time they have grown so many times.
GROWN_BY = 4
FILLED = (Patient, Mention, ContactPoint, BroughtCard, KnownPerson, SourceRow)

__all__ = ["AtTheShell", "Run", "check_batch", "take_batch"]


class AtTheShell:
    """A run that a person watches at the shell: nobody cancels it but Ctrl+C."""

    def __init__(self, show: Callable[[str], None] = lambda _: None) -> None:
        self._show = show
        self._shown_at = 0.0

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """A plain transaction."""
        with transaction.atomic():
            yield

    def progress(self, done: int, total: int | None = None, *, step: str | None = None) -> None:
        """A line, twice a second at most."""
        if time.monotonic() - self._shown_at > 0.5:
            self._shown_at = time.monotonic()
            self._show(f"{step or ''} {done}{f' / {total}' if total else ''}")


def check_batch(*, batch: ImportBatch, run: Run) -> dict[str, object]:
    """Read every file that is not read yet, and say what the import would do. Changes nothing but intake's own tables."""
    for file in batch.files.all():
        if not file.is_staged:
            stage_file(file, run)
    summary = forecast_of(batch)
    with run.transaction():
        readable = batch.files.filter(error="").exists()
        batch.state = BatchState.CHECKED if readable else BatchState.FAILED
        batch.summary = {**batch.summary, "forecast": summary}
        batch.save(update_fields=["state", "summary"])
    return summary


def take_batch(*, batch: ImportBatch, run: Run, by: Actor) -> dict[str, object]:
    """Take what is not taken yet; stopped or killed anywhere, it goes on where it stood, to the same end."""
    for file in batch.files.filter(is_staged=False):
        stage_file(file, run)
    total = sum(file.row_count for file in batch.files.all())
    known = 0
    for file in _patients_first(batch):
        origin = origin_of(file, by)
        for chunk in chunks_to_take(file):
            with without_looking_for_circles(), run.transaction():
                result = take_chunk(chunk, batch=batch, origin=origin, by=by)
                taken = _add_up(batch, result)
                if taken["rows"] > GROWN_BY * known:
                    known = taken["rows"]
                    refresh_statistics(*FILLED)
            run.progress(taken["rows"], total, step=_("Importing %(file)s") % {"file": file.name})
    merged = _find_duplicates(batch, run, by)
    return _finish(batch, merged, run, by)


def _patients_first(batch: ImportBatch) -> list[SourceFile]:
    """Lists of patients before journals: a card is opened by what says most of its person."""
    files = list(batch.files.filter(error=""))
    return sorted(files, key=lambda file: (any(table["importer"] != "patients" for table in file.tables), file.pk))


def _add_up(batch: ImportBatch, result: ChunkResult) -> dict[str, int]:
    """Count in the chunk's own transaction, so that the figures are right after any kill."""
    held = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    taken = ChunkResult(**held.summary.get("taken", {})) + result
    batch.summary = {**held.summary, "taken": taken.as_dict()}
    ImportBatch.objects.filter(pk=batch.pk).update(summary=batch.summary)
    return taken.as_dict()


def _find_duplicates(batch: ImportBatch, run: Run, by: Actor) -> dict[str, object]:
    if not batch.cards.exists():
        return {"merged": 0}
    found = deduplicate(run=run, by=by)
    return {"merged": found.merged, "proposals": found.proposals, "patients": found.patients_after}


def _finish(batch: ImportBatch, merged: dict[str, object], run: Run, by: Actor) -> dict[str, object]:
    with run.transaction():
        held = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if held.state != BatchState.DONE:
            earlier = held.summary.get("merged", 0)
            held.summary = {**held.summary, **merged, "merged": earlier + int(str(merged["merged"]))}
            held.summary["doubts"] = DoubtfulCell.objects.filter(file__batch=held).count()
            held.state, held.done_at = BatchState.DONE, timezone.now()
            held.save(update_fields=["summary", "state", "done_at"])
            StagedChunk.objects.filter(file__batch=held).delete()
            taken = ChunkResult(**held.summary.get("taken", {}))
            fact = FilesImported(held.pk, taken.rows, taken.created, taken.changed, taken.added)
            record(fact, by=by, triggers=False)
    batch.refresh_from_db()
    for file in batch.files.all():
        remove_upload(file.place)
    return dict(batch.summary)
