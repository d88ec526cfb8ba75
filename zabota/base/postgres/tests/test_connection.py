"""`DATABASE_URL`: somebody's server, its owner and the application's role."""

import pytest

from zabota.base.postgres.connection import Address, app_address, database_settings, owner_address
from zabota.base.postgres.errors import DatabaseUnavailable
from zabota.base.postgres.roles import APP_ROLE
from zabota.base.postgres.usage import ensure_running

SCRAMBLED = "postgres://vera%40desk:p%2Fw@db.clinic.example:5433/clinic?sslmode=require"


def test_a_url_is_read_with_its_escapes_and_options():
    assert Address.from_url(SCRAMBLED) == Address(
        "db.clinic.example", "5433", "clinic", "vera@desk", {"sslmode": "require", "password": "p/w"}
    )


@pytest.mark.parametrize("url", ["mysql://localhost/clinic", "postgres://localhost", "clinic"])
def test_what_is_no_postgresql_url_is_refused_in_one_line(url):
    with pytest.raises(
        DatabaseUnavailable, match=r"^DATABASE_URL must look like postgres://user:password@host:5432/database\.$"
    ):
        Address.from_url(url)


def test_django_works_as_the_application_and_migrates_as_the_owner(home, monkeypatch):
    assert database_settings(home)["USER"] == "zabota_app"
    assert database_settings(home)["OPTIONS"]["options"] == "-c idle_in_transaction_session_timeout=30s"
    monkeypatch.setenv("ZABOTA_DATABASE_ROLE", "migrate")
    assert database_settings(home)["USER"] == "zabota_migrate"


def test_no_password_stands_in_the_settings(home):
    assert database_settings(home)["PASSWORD"] == ""
    assert database_settings(home)["OPTIONS"]["passfile"] == str(home / "secrets" / "zabota_app.pgpass")


@pytest.fixture
def foreign_server(cluster, home, monkeypatch):
    """The session's server as a hosting company would give it: an owner of one database, who may make roles or not."""

    def rent(*, may_make_roles):
        with cluster.server.connect() as superuser:
            superuser.execute(f"CREATE ROLE tenant LOGIN {'CREATEROLE' if may_make_roles else ''} PASSWORD 'rent'")
            superuser.execute("CREATE DATABASE rented OWNER tenant")
        monkeypatch.setenv("DATABASE_URL", f"postgres://tenant:rent@/rented?host={cluster.server.sockets}")

    yield rent
    with cluster.server.connect() as superuser:
        superuser.execute("DROP DATABASE rented WITH (FORCE)")
        superuser.execute("DROP ROLE IF EXISTS rented_app")
        superuser.execute("DROP ROLE tenant")


def test_an_owner_who_may_make_roles_gets_an_application_role_of_this_database(home, foreign_server):
    foreign_server(may_make_roles=True)
    with ensure_running(home):
        assert app_address(home).user == "rented_app"
        assert owner_address(home).user == "tenant"
    with ensure_running(home):  # again: nothing is made twice
        assert (home / "secrets" / "rented_app.pgpass").exists()
    assert not (home / "postgres").exists()


def test_an_owner_who_may_not_is_told_what_to_do_in_one_line(home, foreign_server, monkeypatch, cluster):
    foreign_server(may_make_roles=False)
    with (
        pytest.raises(DatabaseUnavailable, match=r"^The owner of DATABASE_URL may not create .* DATABASE_APP_URL\.$"),
        ensure_running(home),
    ):
        pass
    password = (cluster.home / "secrets" / f"{APP_ROLE}.pgpass").read_text().strip().rsplit(":", 1)[1]
    monkeypatch.setenv("DATABASE_APP_URL", f"postgres://{APP_ROLE}:{password}@/rented?host={cluster.server.sockets}")
    with ensure_running(home):
        assert app_address(home).user == APP_ROLE


def test_a_server_that_is_not_there_is_told_in_one_line(home, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://zoya:x@127.0.0.1:1/clinic")
    with pytest.raises(DatabaseUnavailable, match=r"^The database refuses zoya: .*$") as raised, ensure_running(home):
        pass
    assert "\n" not in str(raised.value)
