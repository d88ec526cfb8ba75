"""`ensure_running`: a command uses the database whether somebody serves it already or not.

Users hold a shared lock; whoever leaves last stops the server. The kernel gives back the lock of a killed process, so a
server left behind is adopted by the next command and stopped after it.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from zabota.base.postgres.connection import Address, app_address, is_external, owner_address
from zabota.base.postgres.errors import DatabaseUnavailable, one_line
from zabota.base.postgres.passwords import make_password, password_file, password_of
from zabota.base.postgres.roles import (
    APP_ROLE,
    DATABASE,
    OWNER_ROLE,
    make_owned_database,
    make_role,
    prepare,
    role_exists,
)
from zabota.base.postgres.server import Server

READY = "prepared for Zabota"


@contextmanager
def ensure_running(home: Path, *, durable: bool = True) -> Iterator[None]:
    """Within the block the database answers and has its roles and extensions.

    Raises DatabaseUnavailable with one line for people.
    """
    home = home.resolve()
    if is_external():
        _prepare_external(home)
        yield
        return
    server = Server(home, durable=durable)
    with _shared_use(server):
        yield


def revive(home: Path) -> bool:
    """For who keeps `ensure_running` open: starts a server that has died meanwhile, and says whether it had to.

    Raises DatabaseUnavailable.
    """
    if is_external():
        return False
    server = Server(home)
    if server.process_id() is not None:
        return False
    with _turn(home):
        server.run()
    return True


@contextmanager
def _shared_use(server: Server) -> Iterator[None]:
    try:
        server.home.mkdir(mode=0o711, parents=True, exist_ok=True)
        users = (server.home / "database.users").open("w")
    except OSError as error:
        raise DatabaseUnavailable(f"{server.home} cannot be written: {error.strerror}.") from error
    with users:
        with _turn(server.home):
            fcntl.flock(users, fcntl.LOCK_SH)
            server.run()
            _prepare_own(server)
        try:
            yield
        finally:
            with _turn(server.home):
                if _is_last(users.fileno()):
                    server.stop()


@contextmanager
def _turn(home: Path) -> Iterator[None]:
    """Starting and stopping is done by one process at a time."""
    with (home / "database.turn").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


def _is_last(users: int) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _prepare_own(server: Server) -> None:
    with server.connect() as superuser:
        if _is_ready(superuser, DATABASE):
            return
        for role in (OWNER_ROLE, APP_ROLE):
            make_password(server.home, role)
        make_owned_database(superuser, owner_password=password_of(server.home, OWNER_ROLE))
        make_role(superuser, APP_ROLE, password_of(server.home, APP_ROLE))
        with _connect(owner_address(server.home)) as owner:
            prepare(owner, app_role=APP_ROLE)
            owner.execute(f"COMMENT ON DATABASE {DATABASE} IS '{READY}'")


def _prepare_external(home: Path) -> None:
    with _connect(owner_address(home)) as owner:
        app = app_address(home)
        if "passfile" in app.options:
            _make_external_role(owner, home, app.user)
        prepare(owner, app_role=app.user)
    _connect(app).close()


def _make_external_role(owner: psycopg.Connection, home: Path, role: str) -> None:
    if password_file(home, role).exists() and role_exists(owner, role):
        return
    if role_exists(owner, role):
        raise DatabaseUnavailable(
            f"The role {role} exists but {password_file(home, role)} does not: copy the file here, or set DATABASE_APP_URL."
        )
    make_password(home, role)
    try:
        make_role(owner, role, password_of(home, role))
    except psycopg.Error as error:
        raise DatabaseUnavailable(
            f"The owner of DATABASE_URL may not create the application's role ({one_line(error)}): "
            "create one without rights and give it as DATABASE_APP_URL."
        ) from error


def _connect(address: Address) -> psycopg.Connection:
    try:
        return psycopg.connect(address.conninfo(), connect_timeout=10, autocommit=True)
    except psycopg.OperationalError as error:
        raise DatabaseUnavailable(f"The database refuses {address.user}: {one_line(error)}") from error


def _is_ready(connection: psycopg.Connection, database: str) -> bool:
    row = connection.execute(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [database]
    ).fetchone()
    return row is not None and row[0] == READY
