"""Look into a file: its tables, and what each column is taken for, with what was remembered of files of that shape."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone

from zabota.core.intake.models import RememberedMapping, SourceFile
from zabota.core.intake.reading import OpenedFile, Table, open_file
from zabota.core.intake.recognising import Recognition, knows_title, recognise, shape_of
from zabota.core.intake.recognising.titles import plain_title


def look_into(file: SourceFile, path: Path) -> OpenedFile:
    """Open the file and write what its tables are; a mapping that somebody has corrected stays. Raises UnreadableFile."""
    opened = open_file(path, knows_title)
    file.format = opened.format.value
    file.encoding = opened.dialect.encoding.name if opened.dialect else ""
    decided = {(known["sheet"], known["shape"]): known for known in file.tables}
    file.tables = [
        decided.get((table.sheet, shape_of(table))) or _described(table, timezone.localdate())
        for table in opened.tables
    ]
    file.save(update_fields=["format", "encoding", "tables"])
    return opened


def _described(table: Table, today: date) -> dict[str, Any]:
    recognition = recognise_table(table, today)
    remembered = RememberedMapping.objects.filter(shape=shape_of(table)).first()
    mapping = dict(_remembered(table, remembered)) if remembered else recognition.mapping
    return {
        "sheet": table.sheet,
        "shape": shape_of(table),
        "titles": [*table.titles],
        "columns": [*table.columns],
        "importer": remembered.importer if remembered else recognition.importer,
        "mapping": mapping,
        "is_remembered": remembered is not None,
        "confidence": {guess.column: guess.confidence for guess in recognition.columns},
        "alternatives": {guess.column: [*guess.alternatives] for guess in recognition.columns},
    }


def recognise_table(table: Table, today: date) -> Recognition:
    """By the first block of its rows."""
    first = table.first_block()
    return recognise(table, first.cells, today=today) if first else Recognition("patients", (), 0.0)


def _remembered(table: Table, remembered: RememberedMapping) -> Iterator[tuple[str, str]]:
    for column, title in zip(table.columns, table.titles, strict=False):
        if field := remembered.fields.get(plain_title(title) or column):
            yield column, field
