"""How fast files become clean rows, beside what the machine can do at all (`performance.md`, import)."""

import io
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import python_calamine as calamine
from django.db import connection, transaction
from django.utils import timezone

from zabota.core.intake.cleaning import Setting, TableCleaner
from zabota.core.intake.commands import AtTheShell, NewFile, open_batch, take_batch
from zabota.core.intake.commands.recognising_files import recognise_table
from zabota.core.intake.dirty_base import write_csv, write_workbook
from zabota.core.intake.reading import open_file
from zabota.core.intake.recognising import knows_title
from zabota.lib.actors import SYSTEM
from zabota.lib.ahead import made_ahead
from zabota.lib.benching import BenchFigure, bench

CSV_ROWS, XLSX_ROWS, CARD_ROWS = 1_000_000, 100_000, 20_000
COLUMNS = ("row", "surname", "given_name", "patronymic", "birth_date", "phones", "emails", "total_paid", "card_number")
ROUNDS = 3
_READ_ALONE = """
import re, sys
from pathlib import Path
from zabota.core.intake.reading import open_file
rows = sum(block.height for _, block in open_file(Path(sys.argv[1])).blocks())
print(int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024)
"""


@bench("intake")
def intake() -> Iterator[BenchFigure]:
    """Ratios are taken side by side in one run, the best of three rounds each: the machine may be busy."""
    with tempfile.TemporaryDirectory() as room:
        big, workbook, cards = Path(room) / "big.csv", Path(room) / "people.xlsx", Path(room) / "cards.csv"
        write_csv(big, CSV_ROWS)
        yield from _csv_to_staging(big)
        yield _memory(big)
        write_workbook(workbook, XLSX_ROWS)
        yield from _workbook_with_validation(workbook)
        write_csv(cards, CARD_ROWS)
        yield _into_the_base(cards)


def _csv_to_staging(path: Path) -> Iterator[BenchFigure]:
    took = [_timed_staging(path) for _ in range(ROUNDS)]
    whole, bare = min(whole for whole, _ in took), min(bare for _, bare in took)
    yield BenchFigure.at_most(
        f"intake: {CSV_ROWS} csv rows to a clean staging table, against a bare COPY of them",
        round(whole / bare, 2),
        "x",
        budget=3,
    )
    yield BenchFigure.for_comparison("intake: the same, rows a second", round(CSV_ROWS / whole), "1/s")


def _timed_staging(path: Path) -> tuple[float, float]:
    """(seconds from file to clean table, seconds of the COPY alone of the same clean rows)."""
    began = time.perf_counter()
    clean: list[bytes] = []
    with transaction.atomic(), connection.cursor() as cursor:
        _new_table(cursor, "staging")
        with cursor.copy(_copy("staging")) as copy:
            for lines in made_ahead(_as_csv(frame) for frame in _clean_frames(path)):
                clean.append(lines)
                copy.write(lines)
    whole = time.perf_counter() - began
    began = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        _new_table(cursor, "bare")
        with cursor.copy(_copy("bare")) as copy:
            for lines in clean:
                copy.write(lines)
    return whole, time.perf_counter() - began


def _new_table(cursor: object, name: str) -> None:
    columns = ", ".join(f"{column} text" for column in COLUMNS)
    cursor.execute(f"DROP TABLE IF EXISTS {name}; CREATE TEMPORARY TABLE {name} ({columns})")  # type: ignore[attr-defined]


def _copy(name: str) -> str:
    return f"COPY {name} FROM STDIN WITH (FORMAT csv)"


def _clean_frames(path: Path) -> Iterator[pl.DataFrame]:
    """Everything that an import does to the rows of a file before it takes them."""
    today = timezone.localdate()
    for table in open_file(path, knows_title).tables:
        found = recognise_table(table, today)
        cleaner = TableCleaner(table, found.mapping, importer=found.importer, setting=Setting(today))
        for _, clean in cleaner.blocks():
            yield clean.frame


def _as_csv(frame: pl.DataFrame) -> bytes:
    lines = io.BytesIO()
    frame.select(COLUMNS).write_csv(lines, include_header=False)
    return lines.getvalue()


def _memory(path: Path) -> BenchFigure:
    """F8: a big file is read in bounded memory, measured in a process of its own."""
    told = subprocess.run([sys.executable, "-c", _READ_ALONE, str(path)], capture_output=True, text=True, check=True)
    return BenchFigure.at_most(
        f"intake: memory to read {path.stat().st_size >> 20} MB of csv", int(told.stdout), "MB", budget=300
    )


def _workbook_with_validation(path: Path) -> Iterator[BenchFigure]:
    ours, theirs = [], []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        sum(
            1
            for sheet in calamine.CalamineWorkbook.from_path(path).sheet_names
            for _ in calamine.CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python()
        )
        theirs.append(time.perf_counter() - began)
        began = time.perf_counter()
        rows = sum(frame.height for frame in _clean_frames(path))
        ours.append(time.perf_counter() - began)
        assert rows == XLSX_ROWS
    yield BenchFigure.at_most(
        f"intake: {XLSX_ROWS} rows of xlsx with validation, against calamine's reading",
        round(min(ours) / min(theirs), 2),
        "x",
        budget=2,
    )
    yield BenchFigure.for_comparison("intake: the same", round(min(ours), 2), "s")


def _into_the_base(path: Path) -> BenchFigure:
    """F8: rows a second from a file to cards with contacts, facts, mentions and duplicates found."""
    began = time.perf_counter()
    with path.open("rb") as content:
        batch = open_batch(files=[NewFile(path.name, content)], by=SYSTEM)
    take_batch(batch=batch, run=AtTheShell(), by=SYSTEM)
    took = time.perf_counter() - began
    return BenchFigure.at_least(
        "intake: rows a second to cards, doubles merged", round(CARD_ROWS / took), "1/s", budget=1_000
    )
