"""Batches, their reports, and where every row went."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from zabota.core.intake.models import BatchState, BroughtCard, DoubtfulCell, ImportBatch, SourceRow


def figures_of(batch: ImportBatch) -> dict[str, int]:
    """What came of the rows, or what would; asks the database nothing.

    `rows` data rows read, `created` cards opened, `merged` of these into others, `changed` cards and appointments that
    were there and differ now, `unchanged` rows known in every word, `added` appointments, `problems` rows left out,
    `proposals` pairs that wait for a person.
    """
    told = batch.summary.get("taken") or batch.summary.get("forecast", {})
    return {
        "rows": told.get("rows", 0),
        "created": told.get("created", 0),
        "merged": batch.summary.get("merged", told.get("merged", 0)),
        "changed": told.get("changed", 0),
        "unchanged": told.get("known", 0),
        "added": told.get("added", 0),
        "problems": told.get("problems", 0),
        "proposals": batch.summary.get("proposals", 0),
    }


def report_of(batch: ImportBatch) -> dict[str, Any]:
    """The figures that the shell and the result page show, with the doubtful cells and the files."""
    doubts = (
        DoubtfulCell.objects.filter(file__batch=batch)
        .values_list("kind")
        .annotate(count=Count("id"))
        .order_by("-count", "kind")
    )
    return {
        "batch": str(batch.public_id),
        "is_dry_run": "taken" not in batch.summary,
        **figures_of(batch),
        "doubts": sum(count for _, count in doubts),
        "doubts_by_kind": dict(doubts),
        "files": [_file_line(file) for file in batch.files.all()],
    }


def _file_line(file: Any) -> dict[str, Any]:
    return {
        "name": file.name,
        "rows": file.row_count,
        "format": file.format,
        "encoding": file.encoding,
        "sheets": [
            {"sheet": table["sheet"], "kind": table["importer"], "columns": len(table["mapping"])}
            for table in file.tables
        ],
        "error": file.error,
    }


def unfinished_batch_of(batch: ImportBatch) -> ImportBatch | None:
    """An earlier batch of exactly the same files that was begun and not ended."""
    digests = sorted(batch.files.values_list("digest", flat=True))
    begun = ImportBatch.objects.filter(state__in=(BatchState.READING, BatchState.TAKING, BatchState.STOPPED)).exclude(
        pk=batch.pk
    )
    for earlier in begun.filter(files__digest=digests[0]).distinct().order_by("-id"):
        if sorted(earlier.files.values_list("digest", flat=True)) == digests:
            return earlier
    return None


def origins() -> Iterator[tuple[str, int, int]]:
    """(file, row, patient id) of every imported row, in order; a merged card answers with its survivor."""
    rows = SourceRow.objects.filter(mention__isnull=False).order_by("file_id", "row")
    yield from rows.values_list("file__name", "row", "mention__patient_id").iterator(chunk_size=10_000)


def batches() -> QuerySet[ImportBatch]:
    """All imports, the newest first."""
    return ImportBatch.objects.prefetch_related("files").order_by("-id")


def running_imports_hinder(patient_ids: Sequence[int]) -> str:
    """Why these cards cannot be erased now, as a sentence; "" where no unfinished import speaks of them."""
    unfinished = BroughtCard.objects.filter(
        patient_id__in=patient_ids, batch__state__in=(BatchState.TAKING, BatchState.STOPPED)
    )
    if not unfinished.exists():
        return ""
    return _("An import that speaks of this person is not finished: finish it or take it back.")
