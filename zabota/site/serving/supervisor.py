"""Watches the database, the web server and the worker until it is told to stop."""

import signal
import threading
from collections.abc import Callable, Sequence

from django.db import DatabaseError, close_old_connections

from zabota.base.jobs.commands import recover_stalled
from zabota.base.postgres.errors import DatabaseUnavailable, one_line
from zabota.site.serving.program import Program

ROUND = 0.5
SECONDS_BETWEEN_RECOVERIES = 15.0

Tell = Callable[[str], None]


class Supervisor:
    """`revive_database` is called every round; `tell` prints one line for people."""

    def __init__(self, programs: Sequence[Program], *, revive_database: Callable[[], bool], tell: Tell) -> None:
        self.programs = programs
        self.revive_database = revive_database
        self.tell = tell
        self.stopping = threading.Event()

    def stop_on_signals(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stopping.set())

    def run(self) -> None:
        """Returns after a signal, when every program has ended."""
        recovery = threading.Thread(target=self._recover_jobs, name="recovery", daemon=True)
        recovery.start()
        try:
            while not self.stopping.is_set():
                self._look_after_database()
                for program in self.programs:
                    if told := program.keep_alive():
                        self.tell(told)
                self.stopping.wait(ROUND)
        finally:
            self.stopping.set()
            self._stop_programs()
            recovery.join(timeout=5)

    def _look_after_database(self) -> None:
        try:
            if self.revive_database():
                self.tell("the database had stopped and runs again")
        except DatabaseUnavailable as error:
            self.tell(str(error))
            self.stopping.wait(SECONDS_BETWEEN_RECOVERIES)

    def _stop_programs(self) -> None:
        for program in self.programs:
            program.ask_to_stop()
        for program in self.programs:
            program.wait()

    def _recover_jobs(self) -> None:
        """Not a job itself: it is what rescues jobs when every worker is frozen."""
        while not self.stopping.wait(SECONDS_BETWEEN_RECOVERIES):
            try:
                if recovered := recover_stalled():
                    self.tell(f"jobs taken back from a worker that died: {recovered}")
            except DatabaseError as error:
                self.tell(f"stalled jobs could not be looked for: {one_line(error)}")
            finally:
                close_old_connections()
