"""`zabota COMMAND`: every command finds the database running, prepared and migrated, with or without a server beside it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import django
from django.core.management import CommandError, execute_from_command_line
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from zabota.base.postgres.errors import DatabaseUnavailable
from zabota.base.postgres.usage import ensure_running
from zabota.site import shell
from zabota.site.home import KeysUnavailable, open_keys, zabota_home
from zabota.site.messages.catalogues import compile_changed

#: Commands that ask nothing of the database.
WITHOUT_DATABASE = {"makemigrations", "check", "collectstatic", "compilemessages", "audit"}

#: Commands that fill databases of their own and must never meet the clinic's.
MEASURING = {"bench", "prove"}

FOR_HELP = {"help", "--help", "-h"}
NOT_AS_ASKED = 2


def main(arguments: Sequence[str] | None = None) -> None:
    """What goes wrong is told in one line on the standard error; 2 is for a command that is not to be run as it is written."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zabota.site.settings")
    name, *words = (sys.argv[1:] if arguments is None else arguments) or ["help"]
    try:
        carry_out("help" if name in FOR_HELP else name.replace("-", "_"), words)
    except CommandError as error:
        print(f"zabota: {error}", file=sys.stderr)
        raise SystemExit(NOT_AS_ASKED) from error
    except (DatabaseUnavailable, KeysUnavailable) as error:
        raise SystemExit(f"zabota: {error}") from error
    except KeyboardInterrupt:
        raise SystemExit(128 + signal.SIGINT) from None


def carry_out(name: str, words: Sequence[str]) -> None:
    """Raises CommandError, DatabaseUnavailable, KeysUnavailable."""
    if name in MEASURING:
        keep_away_from_the_clinic()
    open_keys(zabota_home())
    django.setup()
    if name == "serve":
        compile_translations()
    if name == "help" and not words:
        print(shell.list_of_commands())
        return
    if name == "help":
        name, words = words[0].replace("-", "_"), ["--help"]
    shell.refuse_unknown(name)
    if not shell.is_ours(name):
        with prepared_database(name):
            execute_from_command_line(["zabota", name, *words])
    elif shell.FOR_HELP & set(words):
        print(shell.how_to_write(name), end="")
    else:
        command, options = shell.read(name, words)
        with prepared_database(name):
            command.execute(**options)


def compile_translations() -> None:
    """A fresh copy of the sources has none, and would be served in English."""
    try:
        for _catalogue in compile_changed():
            pass
    except OSError as error:
        told = _("Translations cannot be written (%s): what is not translated yet is shown in English.") % error
        print(f"zabota: {told}", file=sys.stderr)


@contextmanager
def prepared_database(name: str) -> Iterator[None]:
    """Around the command of this name; nothing where it needs no database."""
    if name in WITHOUT_DATABASE:
        yield
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # the database is stopped on the way out
    with ensure_running(zabota_home()):
        migrate()
        yield


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
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
