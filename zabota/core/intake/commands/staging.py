"""Read a file into clean, sealed chunks, and list its doubtful cells."""

import io
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Protocol
from uuid import uuid4

import polars as pl
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.base.postgres.copying import copy_objects
from zabota.base.postgres.sealed import keyring
from zabota.core.intake.cleaning import CleanBlock, Setting, TableCleaner
from zabota.core.intake.cleaning.outcomes import FATAL
from zabota.core.intake.commands.mapping import value_maps
from zabota.core.intake.commands.recognising_files import look_into
from zabota.core.intake.commands.uploads import opened_upload
from zabota.core.intake.models import DoubtfulCell, SourceFile, SourceRow, StagedChunk
from zabota.core.intake.own_fields import own_fields
from zabota.core.intake.reading import Block, OpenedFile, UnreadableFile
from zabota.core.practice.queries import the_practice

ROWS_A_CHUNK = 1_000
LABEL = "intake.chunk"
MOST_VALUES, MOST_VALUES_COUNTED = 300, 20_000
MOST_PASSED_OVER = 500


class Run(Protocol):
    """Who watches and may stop: a running job, or a person at the shell."""

    def transaction(self) -> AbstractContextManager[None]: ...
    def progress(self, done: int, total: int | None = None, *, step: str | None = None) -> None: ...


def stage_file(file: SourceFile, run: Run) -> None:
    """Read the whole file anew. What an unfinished reading left is removed first, so it may be repeated at any point."""
    with run.transaction():
        for table in (StagedChunk, DoubtfulCell, SourceRow):
            table.objects.filter(file=file).delete()
    try:
        with opened_upload(file.place, public_id=file.public_id, name=file.name) as path:
            _stage(file, look_into(file, path), run)
    except UnreadableFile as unreadable:
        file.error, file.is_staged, file.row_count = unreadable.cause.value, True, 0
        file.save(update_fields=["error", "is_staged", "row_count"])


def _stage(file: SourceFile, opened: OpenedFile, run: Run) -> None:
    setting = Setting(
        today=timezone.localdate(), country=the_practice().country, value_maps=value_maps(), own_fields=own_fields()
    )
    number = rows = 0
    values: dict[str, Counter[str]] = {}
    samples: dict[int, dict[str, list[str]]] = {}
    passed: list[dict[str, object]] = [_passed(each) for each in opened.passed_over]
    for position, table in enumerate(opened.tables):
        described = file.tables[position]
        cleaner = TableCleaner(table, described["mapping"], importer=described["importer"], setting=setting)
        passed += [_passed(each) for each in table.letterhead]
        for block, clean in cleaner.blocks(after_row=rows):
            samples.setdefault(position, _samples(block))
            for field, counts in cleaner.value_counts(block):
                _add_values(values.setdefault(field.key, Counter()), counts)
            passed += [_passed(each) for each in block.passed_over[: max(0, MOST_PASSED_OVER - len(passed))]]
            with run.transaction():
                number = _keep_chunks(file, clean, described["importer"], number)
                _keep_doubts(file, block, clean)
            rows += block.height
            run.progress(rows, step=_("Reading %(file)s") % {"file": file.name})
    file.row_count, file.is_staged, file.error = rows, True, ""
    if file.tables:
        file.tables[0]["passed_over"] = passed[:MOST_PASSED_OVER]
    shown = {key: dict(counts.most_common(MOST_VALUES)) for key, counts in values.items()}
    file.found = json.dumps({"samples": samples, "values": shown}, ensure_ascii=False)
    file.save()


def _add_values(known: Counter[str], counts: dict[str, int]) -> None:
    """Of a column that never repeats itself only the most frequent values are counted on."""
    known.update(counts)
    if len(known) > MOST_VALUES_COUNTED:
        frequent = known.most_common(MOST_VALUES_COUNTED // 2)
        known.clear()
        known.update(dict(frequent))


def _passed(each: object) -> dict[str, object]:
    return {"sheet": each.sheet, "first": each.first, "last": each.last, "reason": each.reason.value}  # type: ignore[attr-defined]


def _samples(block: Block) -> dict[str, list[str]]:
    """The first few different cells of each column."""
    cells = block.cells
    return {
        column: cells[column].drop_nulls().unique(maintain_order=True).head(3).to_list() for column in cells.columns
    }


def _keep_chunks(file: SourceFile, clean: CleanBlock, importer: str, number: int) -> int:
    chunks = []
    for part in clean.frame.iter_slices(ROWS_A_CHUNK):
        number += 1
        public_id = uuid4()
        content = seal_frame(part, public_id)
        chunks.append(
            StagedChunk(
                public_id=public_id, file=file, number=number, importer=importer, row_count=part.height, content=content
            )
        )
    copy_objects(chunks)
    return number


def seal_frame(frame: pl.DataFrame, public_id: object) -> bytes:
    """Rows of a chunk, packed and sealed."""
    packed = io.BytesIO()
    frame.write_ipc(packed, compression="zstd")
    return keyring().seal_bytes(packed.getvalue(), label=LABEL, row_id=public_id)


def unseal_frame(chunk: StagedChunk) -> pl.DataFrame:
    """The clean rows of a chunk."""
    packed = keyring().unseal_bytes(bytes(chunk.content), label=LABEL, row_id=chunk.public_id)
    return pl.read_ipc(io.BytesIO(packed), use_pyarrow=False)


def _keep_doubts(file: SourceFile, block: Block, clean: CleanBlock) -> None:
    first = block.rows[0] if block.height else 0
    copy_objects(
        DoubtfulCell(
            file_id=file.pk,
            row=doubt.row,
            line=doubt.line,
            column=doubt.column[:200],
            kind=doubt.kind.value,
            written=doubt.written or _whole_row(block, doubt.row - first),
            suggestion=doubt.suggestion,
        )
        for doubt in clean.doubts
    )


def _whole_row(block: Block, index: int) -> str:
    return " | ".join(cell for cell in block.cells.row(index) if cell)[:2_000]


def chunks_to_take(file: SourceFile) -> Iterator[StagedChunk]:
    """Chunks that are not taken yet, in the order of their rows, one at a time."""
    for number in file.chunks.filter(is_taken=False).order_by("number").values_list("number", flat=True):
        yield file.chunks.get(number=number)


def is_usable(problem: str | None) -> bool:
    """Whether a clean row can be taken."""
    return problem not in FATAL
