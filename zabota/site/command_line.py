"""`zabota COMMAND`: every command finds the database running, prepared and migrated, with or without a server beside it."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence

from zabota.base.postgres.errors import DatabaseUnavailable
from zabota.base.postgres.usage import ensure_running
from zabota.site.home import KeysUnavailable, open_keys, zabota_home

#: Commands that ask nothing of the database, or bring it up themselves.
WITHOUT_DATABASE = {
    "help",
    "--help",
    "--version",
    "version",
    "makemigrations",
    "check",
    "collectstatic",
    "compilemessages",
    "audit",
}

#: Commands that fill databases of their own and must never meet the clinic's.
MEASURING = {"bench", "prove"}


def main(arguments: Sequence[str] | None = None) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zabota.site.settings")
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    if not arguments or arguments[0] in WITHOUT_DATABASE:
        run_command(arguments)
        return
    if arguments[0] in MEASURING:
        keep_away_from_the_clinic()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # the database is stopped on the way out
    try:
        open_keys(zabota_home())
        with ensure_running(zabota_home()):
            migrate()
            run_command(arguments)
    except (DatabaseUnavailable, KeysUnavailable) as error:
        raise SystemExit(f"zabota: {error}") from error
    except KeyboardInterrupt:
        raise SystemExit(128 + signal.SIGINT) from None


def keep_away_from_the_clinic() -> None:
    """A server of its own below `ZABOTA_HOME`, whatever server the clinic uses."""
    for name in ("DATABASE_URL", "DATABASE_APP_URL"):
        os.environ.pop(name, None)
    os.environ["ZABOTA_HOME"] = str(zabota_home() / "measuring")


def migrate() -> None:
    """Bring the tables up to this version as their owner, in a process of its own: this one stays the application's role."""
    if not has_waiting_migrations():
        return
    environment = {**os.environ, "ZABOTA_DATABASE_ROLE": "migrate"}
    command = [sys.executable, "-m", "django", "migrate", "--verbosity=0"]
    subprocess.run(command, env=environment, check=True)


def has_waiting_migrations() -> bool:
    import django
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    django.setup()
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def run_command(arguments: Sequence[str]) -> None:
    from django.core.management import execute_from_command_line

    name, *rest = arguments or ["help"]
    execute_from_command_line(["zabota", name.replace("-", "_") if name[0] != "-" else name, *rest])
