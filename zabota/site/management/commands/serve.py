"""`zabota serve`: database, web and worker under one supervisor."""

import os
import socket
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command

from zabota.base.accounts.queries import nobody_yet
from zabota.base.accounts.setup_code import setup_code
from zabota.base.postgres.usage import revive
from zabota.site.serving.program import Program
from zabota.site.serving.static_files import collect_if_changed
from zabota.site.serving.supervisor import Supervisor

LOOPBACK = "127.0.0.1"
THREADS_PER_PROCESS = 4
SECONDS_TO_FINISH_REQUESTS = 15
SECONDS_TO_FINISH_A_JOB = 30


class Command(BaseCommand):
    help = "Run the database, the web server and the worker until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default=LOOPBACK, help="the address to listen on (default: this machine only)")
        parser.add_argument("--processes", type=int, default=min(os.cpu_count() or 1, 4), help="web server processes")

        parser.add_argument("--demo", action="store_true", help="load the demo clinic first where nobody works yet")

    def handle(self, *args: Any, host: str, port: int, processes: int, demo: bool, **options: Any) -> None:
        refuse_taken_port(host, port)
        collect_if_changed()
        if demo:
            call_command("demo", if_empty=True)
        supervisor = Supervisor(
            [web(host, port, processes), worker()],
            revive_database=lambda: revive(settings.ZABOTA_HOME),
            tell=lambda line: self.stderr.write(f"zabota: {line}", self.style.NOTICE),
        )
        supervisor.stop_on_signals()
        self.stdout.write(
            f"Zabota is served at http://{'localhost' if host == LOOPBACK else host}:{port} (stop with Ctrl+C)"
        )
        if nobody_yet():
            self.stdout.write(
                f"Nobody works here yet. The page asks for this code, so that only you can begin: {setup_code()}"
            )
        self.stdout.flush()
        supervisor.run()


def refuse_taken_port(host: str, port: int) -> None:
    """Raises CommandError with one line for people."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            raise CommandError(
                f"Port {port} of {host} cannot be used ({error}): choose another, `make run PORT=8123`."
            ) from error


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
