"""How fast files become clean rows, beside what the machine can do at all (`performance.md`, import)."""

import io
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from statistics import median

import polars as pl
import python_calamine as calamine
from django.conf import settings
from django.db import connection
from django.utils import timezone
from psycopg import Connection

from zabota.base.postgres.server import Server
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
ROUNDS = 5
_READ_ALONE = """
import re, sys
from pathlib import Path
from zabota.core.intake.reading import open_file
rows = sum(block.height for _, block in open_file(Path(sys.argv[1])).blocks())
print(int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024)
"""


@bench("intake")
def intake() -> Iterator[BenchFigure]:
    """Ratios are medians of rounds in which both sides take turns: the machine may be busy, and tires."""
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
    """Both sides fill an ordinary table, whose rows PostgreSQL writes to its journal too, as it does for those of
    `intake_chunk`, where an import keeps clean rows between its steps. A temporary table has no journal and is another
    thing: what is staged there is gone with the connection. The tables stand before the clock starts and are emptied
    in a transaction of their own, since a table made or emptied in the very transaction of the COPY skips the journal.
    """
    whole, bare = [], []
    with Server(settings.ZABOTA_HOME).connect(connection.settings_dict["NAME"]) as owner:
        for name in ("staging", "bare"):
            owner.execute(f"CREATE TABLE {name} ({', '.join(f'{column} text' for column in COLUMNS)})")
        for _ in range(ROUNDS):
            clean: list[bytes] = []
            whole.append(_copied(owner, "staging", _kept_in(clean, made_ahead(map(_as_csv, _clean_frames(path))))))
            bare.append(_copied(owner, "bare", clean))
    yield BenchFigure.at_most(
        f"intake: {CSV_ROWS} csv rows to a clean staging table, against a bare COPY of them",
        round(median(whole) / median(bare), 2),
        "x",
        budget=3,
    )
    yield BenchFigure.for_comparison("intake: the same", round(median(whole), 2), "s")
    yield BenchFigure.for_comparison("intake: the bare COPY", round(median(bare), 2), "s")
    yield BenchFigure.for_comparison("intake: rows a second to staging", round(CSV_ROWS / median(whole)), "1/s")


def _copied(owner: Connection, table: str, pieces: Iterable[bytes]) -> float:
    """Seconds until the rows of all pieces stand in the table, which is emptied before."""
    owner.execute(f"TRUNCATE {table}")
    began = time.perf_counter()
    with owner.transaction(), owner.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN (FORMAT csv)") as copy:
        for piece in pieces:
            copy.write(piece)
    return time.perf_counter() - began


def _kept_in(kept: list[bytes], pieces: Iterable[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        kept.append(piece)
        yield piece


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
        theirs.append(_seconds(_read_by_calamine, path))
        ours.append(_seconds(_cleaned, path))
    yield BenchFigure.at_most(
        f"intake: {XLSX_ROWS} rows of xlsx with validation, against calamine's reading",
        round(median(ours) / median(theirs), 2),
        "x",
        budget=2,
    )
    yield BenchFigure.for_comparison("intake: the same", round(median(ours), 2), "s")


def _seconds(read: Callable[[Path], int], path: Path) -> float:
    began = time.perf_counter()
    rows = read(path)
    took = time.perf_counter() - began
    assert rows >= XLSX_ROWS
    return took


def _read_by_calamine(path: Path) -> int:
    workbook = calamine.CalamineWorkbook.from_path(path)
    return sum(len(workbook.get_sheet_by_name(name).to_python()) for name in workbook.sheet_names)


def _cleaned(path: Path) -> int:
    return sum(frame.height for frame in _clean_frames(path))


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
