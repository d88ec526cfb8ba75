"""A program that the supervisor keeps alive: started, started again with patience, stopped cleanly."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0
HEALTHY_AFTER = 60.0
DEATH_SIGNAL_OPTION = 1  # PR_SET_PDEATHSIG of Linux


class Program:
    """One child process. `patience` is how many seconds it has to finish after SIGTERM."""

    def __init__(self, name: str, command: Sequence[str], *, patience: float) -> None:
        self.name = name
        self.command = command
        self.patience = patience
        self.process: subprocess.Popen[bytes] | None = None
        self._pause = FIRST_PAUSE
        self._started_at = 0.0
        self._not_before = 0.0

    def start(self) -> None:
        self._started_at = time.monotonic()
        # A session of its own: Ctrl+C reaches the supervisor only, which then stops everybody in order.
        self.process = subprocess.Popen(
            [*self.command],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_die_with_parent,
        )

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def keep_alive(self) -> str | None:
        """Starts a dead program when its pause is over. Returns what to tell when it has just died."""
        if self.is_running():
            return None
        if self.process is None:
            if time.monotonic() >= self._not_before:
                self.start()
            return None
        self._end_its_children(self.process.pid)
        code, self.process = self.process.returncode, None
        if time.monotonic() - self._started_at > HEALTHY_AFTER:
            self._pause = FIRST_PAUSE
        told = f"{self.name} stopped ({_ending(code)}), starts again in {self._pause:.0f} s"
        self._not_before = time.monotonic() + self._pause
        self._pause = min(self._pause * 2, LONGEST_PAUSE)
        return told

    @staticmethod
    def _end_its_children(session: int) -> None:
        """Of a program that was killed by force its own processes may live on, and hold the port beside the new one."""
        with suppress(ProcessLookupError):
            os.killpg(session, signal.SIGKILL)

    def ask_to_stop(self) -> None:
        if self.process is not None and self.is_running():
            self.process.terminate()

    def wait(self) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(self.patience)
        except subprocess.TimeoutExpired:
            # The whole session: granian's workers must not outlive it and hold the port.
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def _die_with_parent() -> None:
    """A supervisor killed by force takes its programs along, so that nobody holds the port."""
    if sys.platform == "linux":
        libc: Any = ctypes.CDLL(None)
        libc.prctl(DEATH_SIGNAL_OPTION, signal.SIGTERM)


def _ending(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
