"""Programs under the supervisor: started again when they die, ended when asked, killed when they do not listen."""

import os
import select
import signal
import sys

from zabota.site.serving.program import Program

DEAF = """
import signal, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
open(sys.argv[1], "w").close()
signal.pause()
"""


PARENT = """
import signal, subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
open(sys.argv[1], "w").write(str(child.pid))
signal.pause()
"""


def test_a_dead_program_is_told_once_and_starts_again_after_a_growing_pause():
    program = Program("worker", [sys.executable, "-c", "raise SystemExit(3)"], patience=5)
    told = []
    for _ in range(2):
        program._not_before = 0.0  # the pause is over
        program.keep_alive()
        program.process.wait()
        told.append(program.keep_alive())
        assert program.keep_alive() is None
        assert not program.is_running()
    assert told == [
        "worker stopped (exit code 3), starts again in 1 s",
        "worker stopped (exit code 3), starts again in 2 s",
    ]


def test_a_program_killed_by_a_signal_names_it():
    program = Program("web", [sys.executable, "-c", "import signal; signal.pause()"], patience=5)
    program.keep_alive()
    os.kill(program.process.pid, signal.SIGKILL)
    program.process.wait()
    assert program.keep_alive() == "web stopped (signal SIGKILL), starts again in 1 s"


def test_a_program_that_ignores_sigterm_is_killed_when_patience_ends(tmp_path):
    # stack.md 2: granian that is still importing ignores SIGTERM and would keep the port.
    ready = tmp_path / "ready"
    os.mkfifo(ready)
    program = Program("web", [sys.executable, "-c", DEAF, str(ready)], patience=0.1)
    program.start()
    ready.read_text()  # waits until the program has opened it
    program.ask_to_stop()
    program.wait()
    assert program.process.returncode == -signal.SIGKILL


def test_of_a_program_that_was_killed_by_force_nothing_lives_on(tmp_path):
    """A process of the old web server would answer on the port beside the new one."""
    told = tmp_path / "child"
    os.mkfifo(told)
    program = Program("web", [sys.executable, "-c", PARENT, str(told)], patience=5)
    program.start()
    child = os.pidfd_open(int(told.read_text()))
    os.kill(program.process.pid, signal.SIGKILL)
    program.process.wait()
    program.keep_alive()
    ended, _write, _error = select.select([child], [], [], 10)
    os.close(child)
    assert ended == [child]
