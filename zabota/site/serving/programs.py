"""The programs that serve a clinic: the web server and the worker."""

import sys

from zabota.site.serving.program import Program

THREADS_PER_PROCESS = 4
SECONDS_TO_FINISH_REQUESTS = 15
SECONDS_TO_FINISH_A_JOB = 30


def web(host: str, port: int, processes: int) -> Program:
    options = {
        "--interface": "wsgi",
        "--host": host,
        "--port": port,
        "--workers": processes,
        "--blocking-threads": THREADS_PER_PROCESS,
        # Without it granian ignores SIGTERM while its workers are still importing.
        "--workers-kill-timeout": "10s",
        "--log-level": "warning",
    }
    words = [str(word) for option in options.items() for word in option]
    command = [sys.executable, "-m", "granian", *words, "--respawn-failed-workers", "zabota.site.wsgi:application"]
    return Program("web", command, patience=SECONDS_TO_FINISH_REQUESTS)


def worker() -> Program:
    return Program("worker", [sys.executable, "-m", "django", "worker"], patience=SECONDS_TO_FINISH_A_JOB)
