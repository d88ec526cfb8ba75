"""What is shown by killing the parts of a running installation."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from zabota.base.postgres.connection import DATABASE_NAME
from zabota.base.postgres.server import Server
from zabota.lib.proving import proof

PATIENCE = 300.0
LONGEST_OUTAGE = 60.0  # F5


@proof("program-killed", full=5, smoke=1)
def a_served_clinic_comes_back_when_any_part_is_killed(rounds: int) -> str:
    """Kills the web server, the worker and the database of a real `zabota serve`, each `rounds` times, by force.

    Each time all parts must run again and a page must be answered, within a minute at full size; then SIGTERM must leave no process.
    """
    slowest = 0.0
    with _served() as (supervisor, home, port):
        for _ in range(rounds):
            for part in ("granian", "worker", "database"):
                slowest = max(slowest, _outage(part, supervisor, home, port))
        processes = _all_parts(supervisor, home)
        supervisor.terminate()
        assert supervisor.wait(PATIENCE) == 0, "zabota serve did not end cleanly"
        left = [process for process in processes.values() if _is_alive(process)]
        assert left == [], f"processes left behind: {left}"
    # A smoke runs beside other tests, where a time says nothing.
    assert rounds == 1 or slowest <= LONGEST_OUTAGE, f"the longest outage was {slowest:.0f} s"
    return f"{rounds * 3} kills, longest outage {slowest:.1f} s, nothing left behind"


@contextmanager
def _served() -> Iterator[tuple[subprocess.Popen[bytes], Path, int]]:
    home = Path(tempfile.mkdtemp(prefix="zabota-proof-"))
    home.chmod(0o711)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "ZABOTA_HOME": str(home), "DJANGO_SETTINGS_MODULE": "zabota.site.settings"}
    environment.pop(DATABASE_NAME, None)
    command = [sys.executable, "-m", "zabota", "serve", "--port", str(port), "--processes", "1"]
    supervisor = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _until(lambda: _answers(port) and len(_all_parts(supervisor, home)) == 3, "the clinic was not served")
        yield supervisor, home, port
    finally:
        supervisor.terminate()
        supervisor.wait()
        Server(home).stop(mode="immediate")
        shutil.rmtree(home)


def _outage(part: str, supervisor: subprocess.Popen[bytes], home: Path, port: int) -> float:
    """Seconds from the kill until every part runs again and a page is answered."""
    killed = _all_parts(supervisor, home)[part]
    os.kill(killed, signal.SIGKILL)
    started = time.monotonic()
    _until(lambda: _runs_again(killed, supervisor, home) and _answers(port), f"{part} did not come back")
    return time.monotonic() - started


def _runs_again(killed: int, supervisor: subprocess.Popen[bytes], home: Path) -> bool:
    """All three parts run, and none of them is the one that was killed: a part may fall with the database."""
    parts = _all_parts(supervisor, home)
    return len(parts) == 3 and killed not in parts.values()


def _all_parts(supervisor: subprocess.Popen[bytes], home: Path) -> dict[str, int]:
    """The processes that run now: `{"granian": ..., "worker": ..., "database": ...}`."""
    found: dict[str, int] = {}
    for child in Path(f"/proc/{supervisor.pid}/task/{supervisor.pid}/children").read_text().split():
        words = Path(f"/proc/{child}/cmdline").read_bytes().decode().split("\0")
        found |= {name: int(child) for name in ("granian", "worker") if name in words}
    database = Server(home).process_id()
    return found | ({"database": database} if database else {})


def _answers(port: int) -> bool:
    """Any answer below 500 is one."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5):
            return True
    except urllib.error.HTTPError as answer:
        return answer.code < 500
    except OSError:
        return False


def _is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _until(reached: Callable[[], bool], complaint: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not reached():
        assert time.monotonic() < deadline, complaint
        time.sleep(0.2)
