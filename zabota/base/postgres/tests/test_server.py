"""Our own server: made, shared, killed, adopted. Each of these really starts PostgreSQL."""

import os
import select
import signal
import stat
import subprocess
import sys

import psycopg
import pytest

from zabota.base.postgres.account import Account
from zabota.base.postgres.connection import app_address, owner_address
from zabota.base.postgres.errors import DatabaseUnavailable
from zabota.base.postgres.server import Server
from zabota.base.postgres.usage import ensure_running, revive

LEAVE_SERVER_BEHIND = """
import os, pathlib, sys
from zabota.base.postgres.usage import ensure_running
with ensure_running(pathlib.Path(sys.argv[1]), durable=False):
    os.kill(os.getpid(), 9)
"""


def connect(address):
    return psycopg.connect(address.conninfo(), autocommit=True)


def kill_by_force(process):
    """Returns when the kernel has ended the process."""
    handle = os.pidfd_open(process)
    os.kill(process, signal.SIGKILL)
    select.select([handle], [], [])
    os.close(handle)


def test_a_fresh_home_gets_two_roles_and_the_application_owns_nothing(home):
    with ensure_running(home, durable=False):
        with connect(owner_address(home)) as owner:
            owner.execute("CREATE TABLE visits (id int)")
        with connect(app_address(home)) as app:
            app.execute("INSERT INTO visits VALUES (1)")
            assert app.execute("SELECT * FROM visits").fetchall() == [(1,)]
            for forbidden in (
                "CREATE TABLE mine (id int)",
                "DROP TABLE visits",
                "TRUNCATE visits",
                "ALTER ROLE zabota_app SUPERUSER",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    app.execute(forbidden)
            extensions = app.execute(
                "SELECT extname FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY 1"
            ).fetchall()
        assert extensions == [("btree_gist",), ("pg_trgm",)]
    assert Server(home).process_id() is None


def test_passwords_are_readable_by_their_owner_only(home):
    with ensure_running(home, durable=False):
        files = sorted((home / "secrets").iterdir())
    assert [file.name for file in files] == ["postgres.pgpass", "zabota_app.pgpass", "zabota_migrate.pgpass"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE((home / "secrets").stat().st_mode) == 0o700


def test_the_last_user_stops_the_server(home):
    with ensure_running(home, durable=False):
        with ensure_running(home, durable=False):
            first = Server(home).process_id()
        assert Server(home).process_id() == first
    assert Server(home).process_id() is None


def test_a_server_left_by_a_killed_command_is_adopted_and_stopped_after_it(home):
    # Brief 1: an orphaned server is adopted or stopped.
    subprocess.run([sys.executable, "-c", LEAVE_SERVER_BEHIND, str(home)], check=False)
    orphan = Server(home).process_id()
    assert orphan is not None
    with ensure_running(home, durable=False):
        assert Server(home).process_id() == orphan
    assert Server(home).process_id() is None


def test_what_was_committed_survives_kill_9_and_the_watcher_starts_the_server_again(home):
    # stack.md 1: kill -9 under load loses no acknowledged row. The default, durable server.
    with ensure_running(home):
        with connect(owner_address(home)) as owner:
            owner.execute("CREATE TABLE visits (id int)")
        app = connect(app_address(home))
        for number in range(100):
            app.execute("INSERT INTO visits VALUES (%s)", [number])
        kill_by_force(Server(home).process_id())
        app.close()
        assert revive(home) is True
        assert revive(home) is False
        with connect(app_address(home)) as app:
            assert app.execute("SELECT count(*) FROM visits").fetchone() == (100,)


def test_a_pid_file_that_names_a_stranger_does_not_keep_the_server_from_starting(home):
    # After a reboot of a container the number in the file often belongs to another program.
    with ensure_running(home, durable=False):
        pass
    (Server(home).data / "postmaster.pid").write_text(f"{os.getpid()}\n{Server(home).data}\n")
    with ensure_running(home, durable=False), connect(app_address(home)) as app:
        assert app.execute("SELECT 1").fetchone() == (1,)


def test_a_home_too_deep_for_a_socket_gets_a_short_one(home):
    deep = home / ("branch-of-the-clinic" * 5) / "var"
    assert len(str(deep)) > 107
    with ensure_running(deep, durable=False), connect(app_address(deep)) as app:
        assert app.execute("SELECT 1").fetchone() == (1,)
    assert Server(deep).sockets.parent.name == "tmp"
    Server(deep).sockets.rmdir()


def test_the_servers_account_cannot_enter_a_home_directory_closed_to_others(home):
    closed = home / "closed"
    closed.mkdir(mode=0o700)
    stranger = Account(uid=os.geteuid() + 1, gid=os.getegid() + 1, demoted=True)
    assert stranger.can_enter(home)
    assert not stranger.can_enter(closed)


if os.geteuid() == 0:  # nobody else is refused by PostgreSQL, so nobody else's data need shelter

    def test_root_with_a_closed_home_shelters_the_data_elsewhere_and_opens_nothing(home, monkeypatch):
        # stack.md 1, trap 2: the wheel's own server made a home directory readable for everybody.
        shelter = home / "shelter"
        monkeypatch.setattr("zabota.base.postgres.place.SHELTER", shelter)
        closed = home / "closed"
        closed.mkdir(mode=0o700)
        with ensure_running(closed / "var", durable=False), connect(app_address(closed / "var")) as app:
            assert app.execute("SELECT 1").fetchone() == (1,)
        assert (closed / "var" / "postgres").resolve().parent == shelter
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700


def test_a_server_that_cannot_start_says_why_in_one_line(home):
    with ensure_running(home, durable=False):
        pass
    (Server(home).data / "PG_VERSION").write_text("9\n")
    with pytest.raises(DatabaseUnavailable, match=r"^PostgreSQL 9 \(it wrote the data\) is needed, found: .*\.$"):
        Server(home, durable=False).run()
