"""Our own supervisor of one PostgreSQL server on a Unix socket.

It makes the cluster, starts it, adopts one that a killed process left running, clears what a kill -9 left behind, and
stops it. Works as root (the server then runs under a system account) and as an ordinary user.
"""

import os
import shutil
import tempfile
import time
from pathlib import Path

import psycopg

from zabota.base.postgres import place
from zabota.base.postgres.account import Account, account_for
from zabota.base.postgres.binaries import Binaries, find_binaries
from zabota.base.postgres.configuration import configuration
from zabota.base.postgres.errors import DatabaseUnavailable, one_line
from zabota.base.postgres.passwords import make_password, password_of

SUPERUSER = "postgres"
SECONDS_OF_RETRY = 5.0  # the processes of a killed server hold its memory for a moment
BUILTIN_LOCALE_SINCE = 17
LOG_KEPT = 10 * 2**20


class Server:
    """The server of one `ZABOTA_HOME`. Making the object touches nothing."""

    def __init__(self, home: Path, *, durable: bool = True) -> None:
        self.home = home
        self.durable = durable
        self.sockets = place.socket_directory(home)
        self.data = place.cluster_directory(home).resolve() / "data"

    @property
    def log(self) -> Path:
        return self.data.parent / "server.log"

    def run(self) -> None:
        """Leaves a server that answers: the one that runs already, or a new one over the same data.

        Raises DatabaseUnavailable.
        """
        if self.process_id() is not None:
            if self._answers():
                return
            self.stop(mode="immediate")
        account = account_for(self.data)
        directory = place.make_cluster_directory(self.home, account)
        self.data = directory / "data"
        place.make_socket_directory(self.home, account)
        if not (self.data / "PG_VERSION").exists():
            self._create(account)
        self._start(account)

    def stop(self, *, mode: str = "fast") -> None:
        """Returns when the server is gone; open transactions are rolled back."""
        if self.process_id() is None:
            return
        account, binaries = self._programs()
        for attempt in (mode, "immediate"):
            command = [binaries.program("pg_ctl"), "stop", "-D", str(self.data), "-m", attempt, "-w", "-t", "60"]
            if account.run(command, cwd=self.data.parent).returncode == 0 or self.process_id() is None:
                return
        raise DatabaseUnavailable(f"PostgreSQL (process {self.process_id()}) does not stop.")

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """A connection of the superuser that commits every statement."""
        return psycopg.connect(
            host=str(self.sockets),
            port=place.PORT,
            dbname=database,
            user=SUPERUSER,
            password=password_of(self.home, SUPERUSER),
            connect_timeout=10,
            autocommit=True,
        )

    def process_id(self) -> int | None:
        """The living postmaster of exactly these data, or None."""
        try:
            process = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None
        return process if self._is_ours(process) else None

    def _is_ours(self, process: int) -> bool:
        """A number in a stale file may by now belong to another program, or to a corpse nobody has buried."""
        if not Path("/proc/self").exists():
            return _exists(process)
        try:
            state = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0]
            return state != "Z" and Path(f"/proc/{process}/cwd").samefile(self.data)
        except OSError:
            return False

    def _answers(self) -> bool:
        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def _programs(self) -> tuple[Account, Binaries]:
        account = account_for(self.data)
        version = self.data / "PG_VERSION"
        major = int(version.read_text()) if version.exists() else None
        return account, place.readable_binaries(find_binaries(major=major), self.data.parent, account)

    def _create(self, account: Account) -> None:
        """A cluster appears under its name only when it is complete."""
        make_password(self.home, SUPERUSER)
        _, binaries = self._programs()
        workshop = Path(tempfile.mkdtemp(prefix="initdb-", dir=self.data.parent))
        account.own(workshop, 0o700)
        password = workshop / "password"
        password.write_text(password_of(self.home, SUPERUSER))
        account.own(password, 0o600)
        draft = workshop / "data"
        made = account.run(
            [*_initdb(binaries, draft, password), *([] if self.durable else ["--no-sync"])], cwd=workshop
        )
        if made.returncode:
            raise DatabaseUnavailable(f"initdb failed: {_last_line(made.stderr)}")
        (draft / "pg_hba.conf").write_text("local all all scram-sha-256\n")
        with (draft / "postgresql.conf").open("a") as file:
            file.write("include 'zabota.conf'\n")
        draft.rename(self.data)
        shutil.rmtree(workshop)

    def _start(self, account: Account) -> None:
        _, binaries = self._programs()
        self._write_configuration(account)
        self._trim_log()
        deadline = time.monotonic() + SECONDS_OF_RETRY
        while self._try_to_start(account, binaries):
            if time.monotonic() > deadline:
                raise DatabaseUnavailable(f"PostgreSQL did not start: {self._reason()}")
            time.sleep(0.2)
        try:
            self.connect().close()
        except psycopg.OperationalError as error:
            raise DatabaseUnavailable(f"PostgreSQL refuses us: {one_line(error)}") from error

    def _try_to_start(self, account: Account, binaries: Binaries) -> int:
        if self.process_id() is None:
            (self.data / "postmaster.pid").unlink(missing_ok=True)
        command = [
            binaries.program("pg_ctl"),
            "start",
            "-D",
            str(self.data),
            "-l",
            str(self.log),
            "-w",
            "-t",
            "600",
            "-s",
        ]
        return account.run(command, cwd=self.data.parent).returncode

    def _write_configuration(self, account: Account) -> None:
        path = self.data / "zabota.conf"
        path.write_text(configuration(self.sockets.resolve(), durable=self.durable))
        account.own(path, 0o600)

    def _trim_log(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LOG_KEPT:
            self.log.replace(self.log.with_suffix(".log.1"))

    def _reason(self) -> str:
        if not self.log.exists():
            return f"no log at {self.log}"
        lines = self.log.read_text(errors="replace").splitlines()[-50:]
        fatal = [line for line in lines if "FATAL" in line or "PANIC" in line]
        return f"{(fatal or lines or ['nothing was logged'])[-1]} ({self.log})"


def _initdb(binaries: Binaries, data: Path, password: Path) -> list[str]:
    """Locale C would make the trigrams of Cyrillic words empty; C.UTF-8 is what every platform has."""
    builtin = (
        ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if binaries.major >= BUILTIN_LOCALE_SINCE else []
    )
    return [
        binaries.program("initdb"),
        f"--pgdata={data}",
        f"--username={SUPERUSER}",
        f"--pwfile={password}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--data-checksums",
        *builtin,
    ]


def _exists(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _last_line(text: str) -> str:
    return text.strip().rsplit("\n", 1)[-1]
