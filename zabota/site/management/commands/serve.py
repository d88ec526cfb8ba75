"""`zabota serve`: database, web and worker under one supervisor."""

import errno
import os
import socket
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zabota.base.accounts.queries import nobody_yet
from zabota.base.accounts.setup_code import setup_code
from zabota.base.postgres.usage import revive
from zabota.site.serving.programs import web, worker
from zabota.site.serving.static_files import collect_if_changed
from zabota.site.serving.supervisor import Supervisor

LOOPBACK = "127.0.0.1"


class Command(BaseCommand):
    help = gettext_noop("Open Zabota in the browser: the database, the web server and the worker, until stopped.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help=_("the port to listen on (8000)"))
        parser.add_argument("--host", default=LOOPBACK, help=_("the address to listen on (this machine only)"))
        parser.add_argument(
            "--processes", type=int, default=min(os.cpu_count() or 1, 4), help=_("web server processes")
        )

        parser.add_argument("--demo", action="store_true", help=_("load the demo clinic first where nobody works yet"))

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
        address = f"http://{'localhost' if host == LOOPBACK else host}:{port}"
        self.stdout.write(_("Zabota is open at %s (stop it with Ctrl+C).") % address)
        if nobody_yet():
            told = _("Nobody works here yet. The page asks for this code, so that only you can begin: %s")
            self.stdout.write(told % setup_code())
        self.stdout.flush()
        supervisor.run()


def refuse_taken_port(host: str, port: int) -> None:
    """Raises CommandError."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            raise CommandError(_refusal(error) % {"host": host, "port": port}) from error


def _refusal(error: Exception) -> str:
    number = getattr(error, "errno", None)
    if number == errno.EADDRINUSE:
        return _("Port %(port)s is taken by another program: stop it, or choose another port: --port 8123.")
    if number == errno.EACCES:
        return _("Port %(port)s is for the administrator of this machine: choose one above 1023: --port 8123.")
    return _("Nothing can be served at %(host)s, port %(port)s: check the address, and a port from 1 to 65535.")
