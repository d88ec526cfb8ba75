"""What is shown by killing an import anywhere, and by a hundred thousand malformed values (F8, F13, T45)."""

import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from zabota.base.postgres.scratch import scratch_database
from zabota.base.postgres.server import Server
from zabota.core.intake.auditing import FileToAudit, gather
from zabota.core.intake.commands import AtTheShell, NewFile, open_batch, take_batch
from zabota.core.intake.dirty_base import TITLES, write_csv
from zabota.core.intake.models import BatchState, ImportBatch, SourceRow
from zabota.core.intake.queries.canonical import canonical_dump
from zabota.core.patients.models import Patient
from zabota.lib.actors import SYSTEM
from zabota.lib.proving import proof

ROWS, FEW_ROWS = 3_000, 1_200
TAKER = """
import sys
import django
django.setup()
from zabota.core.intake.commands import AtTheShell, take_batch
from zabota.core.intake.models import ImportBatch
from zabota.lib.actors import SYSTEM
print("begun", flush=True)
take_batch(batch=ImportBatch.objects.get(), run=AtTheShell(), by=SYSTEM)
"""


@proof("import-killed", full=20, smoke=1)
def an_import_killed_anywhere_ends_the_same(kills: int) -> str:
    """The import runs in a process of its own that is killed by force again and again until it is through; the base that
    it leaves is compared with that of an undisturbed import, by canonical dump. Repeated until there were enough kills."""
    server, chance = Server(settings.ZABOTA_HOME), random.Random(kills)
    rows = ROWS if kills > 1 else FEW_ROWS
    done = bases = 0
    with tempfile.TemporaryDirectory() as room:
        path = Path(room) / "people.csv"
        write_csv(path, rows, seed=kills)
        with scratch_database(server, "undisturbed"):
            began = time.monotonic()
            _open(path)
            _finish()
            took = time.monotonic() - began
            expected = list(canonical_dump())
        while done < kills:
            with scratch_database(server, "killed"):
                _open(path)
                done += _kill_at_random(kills - done, took / 3, chance)
                _finish()
                assert list(canonical_dump()) == expected
                assert SourceRow.objects.count() == ImportBatch.objects.get().summary["taken"]["rows"] == rows
            bases += 1
    return f"{done} kills at random moments of {bases} imports of {rows} rows, identical bases"


def _open(path: Path) -> None:
    with path.open("rb") as content:
        open_batch(files=[NewFile(path.name, content)], by=SYSTEM)


def _kill_at_random(most: int, longest: float, chance: random.Random) -> int:
    """Start the import and kill it, until it is done or was killed often enough; returns how often."""
    kills = 0
    while kills < most:
        taker = _taker()
        time.sleep(chance.uniform(0.0, longest))
        kills += taker.poll() is None
        taker.send_signal(signal.SIGKILL)
        taker.communicate()
        connection.close()
        if ImportBatch.objects.get().state == BatchState.DONE:
            break
    return kills


def _taker() -> "subprocess.Popen[str]":
    taker = subprocess.Popen(
        [sys.executable, "-c", TAKER], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert taker.stdout is not None
    taker.stdout.readline()
    return taker


def _finish() -> None:
    batch = ImportBatch.objects.get()
    if batch.state != BatchState.DONE:
        take_batch(batch=batch, run=AtTheShell(), by=SYSTEM)


CHECKER = """
import re
from pathlib import Path
import django
django.setup()
from zabota.core.intake.commands import AtTheShell, check_batch
from zabota.core.intake.models import ImportBatch
check_batch(batch=ImportBatch.objects.get(), run=AtTheShell())
print(int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024)
"""
MOST_MEMORY = 400
ROWS_A_MEGABYTE = 9_500


@proof("large-csv", full=100, smoke=1)
def a_large_csv_is_read_and_forecast_in_bounded_memory(megabytes: int) -> str:
    """A csv of that size is read into clean staged rows, and told what its import would do, in a process of its own."""
    rows = megabytes * ROWS_A_MEGABYTE
    with tempfile.TemporaryDirectory() as room:
        path = Path(room) / "large.csv"
        write_csv(path, rows)
        size = path.stat().st_size >> 20
        _open(path)
    told = subprocess.run([sys.executable, "-c", CHECKER], capture_output=True, text=True, check=True)
    batch, peak = ImportBatch.objects.get(), int(told.stdout)
    assert batch.state == BatchState.CHECKED, batch.state
    assert batch.summary["forecast"]["rows"] == rows
    assert peak <= MOST_MEMORY, f"{peak} MB"
    return f"{size} MB of csv, {rows} rows, read and forecast in {peak} MB of memory"


NASTY = (
    "\x00", "\ud800", "\ufeff", "\u202e", "=1+1", "@SUM(A1)", "'; DROP TABLE patients_patient; --", "<script>alert(1)</script>", "../../etc/passwd",
    "9" * 400, "-1", "1e309", "NaN", "31.02.2020", "00.00.0000", "99.99.9999", "2026-13-45", "٣٤٥", "😀" * 50, "a" * 5_000, "\t\r\n", '"', '""', ";;;;",
    "+7", "8" * 30, "@@", "a@b@c", "р.", "−", "½", "ВИЧ", "О’Коннор-Ёлкина оглы", "%s%n{0}{{7*7}}", "null", "None", "\x1e\x1f", "Итого:", "12:99",
)  # fmt: skip


@proof("malformed-values", full=100_000, smoke=2_000)
def malformed_values_are_reported_and_never_break_anything(values: int) -> str:
    """Values from a nasty list, alone, cut and glued, fill every column of a list of patients: it is imported, and its
    audit made; every row is either taken or kept as a problem."""
    chance = random.Random(values)
    rows = max(1, values // len(TITLES))
    with tempfile.TemporaryDirectory() as room:
        path = Path(room) / "nasty.csv"
        path.write_bytes("\r\n".join(_nasty_lines(rows, chance)).encode("utf-8", "surrogatepass"))
        gathered = gather([FileToAudit(path.name, path)], today=timezone.localdate())
        with path.open("rb") as content:
            batch = open_batch(files=[NewFile(path.name, content)], by=SYSTEM)
        take_batch(batch=batch, run=AtTheShell(), by=SYSTEM)
    batch.refresh_from_db()
    taken = batch.summary["taken"]["rows"]
    assert batch.state == BatchState.DONE, batch.state
    assert taken == SourceRow.objects.filter(file__batch=batch).count() == gathered.files[0].rows
    with transaction.atomic():
        assert not Patient.objects.filter(surname__contains="\x1e").exists()
    return f"{values} malformed values in {taken} rows: taken or kept as problems, nothing broke"


def _nasty_lines(rows: int, chance: random.Random) -> Iterator[str]:
    yield ";".join(TITLES)
    for number in range(rows):
        cells = [_nasty_cell(chance) for _ in TITLES]
        cells[0] = str(number)
        yield ";".join(cells)


def _nasty_cell(chance: random.Random) -> str:
    pieces = [chance.choice(NASTY) for _ in range(chance.randrange(1, 4))]
    return "".join(piece[: chance.randrange(1, 60)] for piece in pieces)
