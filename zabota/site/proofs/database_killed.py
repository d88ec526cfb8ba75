"""What is shown by killing the database."""

import os
import select
import shutil
import signal
import tempfile
import threading
from pathlib import Path

import psycopg

from zabota.base.postgres.connection import app_address, owner_address
from zabota.base.postgres.server import Server
from zabota.base.postgres.usage import ensure_running, revive
from zabota.lib.proving import proof

WRITERS = 4
ROWS_BEFORE_THE_KILL = 1000


@proof("database-killed", full=10, smoke=1)
def nothing_acknowledged_is_lost_when_the_database_is_killed(rounds: int) -> str:
    """Kills every process of a loaded server by force; all rows whose insert was answered must be there afterwards."""
    home = Path(tempfile.mkdtemp(prefix="zabota-proof-"))
    home.chmod(0o711)
    try:
        with ensure_running(home):
            with psycopg.connect(owner_address(home).conninfo(), autocommit=True) as owner:
                owner.execute("CREATE TABLE acknowledged (id text PRIMARY KEY)")
            known: set[str] = set()
            for number in range(rounds):
                known |= _written_until_killed(home, number)
                revive(home)
                with psycopg.connect(app_address(home).conninfo()) as reader:
                    there = {row[0] for row in reader.execute("SELECT id FROM acknowledged")}
                assert known <= there, f"{len(known - there)} acknowledged rows are lost"
    finally:
        shutil.rmtree(home)
    return f"{rounds} kills, {len(known)} acknowledged rows, none lost"


def _written_until_killed(home: Path, number: int) -> set[str]:
    acknowledged: set[str] = set()
    enough = threading.Event()

    def write(writer: int) -> None:
        try:
            with psycopg.connect(app_address(home).conninfo(), autocommit=True) as connection:
                for row in range(1_000_000):
                    key = f"{number}.{writer}.{row}"
                    connection.execute("INSERT INTO acknowledged VALUES (%s)", [key])
                    acknowledged.add(key)
                    if len(acknowledged) >= ROWS_BEFORE_THE_KILL:
                        enough.set()
        except psycopg.OperationalError:
            enough.set()  # the server is dead: what this proof is about

    threads = [threading.Thread(target=write, args=[writer]) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    enough.wait()
    _kill_by_force(Server(home))
    for thread in threads:
        thread.join()
    return acknowledged


def _kill_by_force(server: Server) -> None:
    """The postmaster first, then its children; returns when the postmaster has ended."""
    process = server.process_id()
    assert process is not None, "the server was not running"
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    handle = os.pidfd_open(process)
    for victim in (process, *map(int, children)):
        try:
            os.kill(victim, signal.SIGKILL)
        except ProcessLookupError:
            continue
    select.select([handle], [], [])
    os.close(handle)
