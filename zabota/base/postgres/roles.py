"""The database prepared once by its owner: extensions, and the application's role that owns nothing.

`migrate` owns the tables and changes their shape; `app` reads and writes rows. What a table forbids the application
(`operations.insert_only`) it cannot give itself back, because it does not own the table.
"""

import psycopg
from psycopg import sql

from zabota.base.postgres.errors import DatabaseUnavailable, one_line

OWNER_ROLE = "zabota_migrate"
APP_ROLE = "zabota_app"
DATABASE = "zabota"
EXTENSIONS = ("pg_trgm", "btree_gist")
OLDEST_SUPPORTED = 150000


def make_owned_database(superuser: psycopg.Connection, *, owner_password: str) -> None:
    """In our own cluster: the owner's role and its database."""
    make_role(superuser, OWNER_ROLE, owner_password)
    if not _one(superuser, "SELECT count(*) FROM pg_database WHERE datname = %s", DATABASE):
        statement = sql.SQL("CREATE DATABASE {} OWNER {}")
        superuser.execute(statement.format(sql.Identifier(DATABASE), sql.Identifier(OWNER_ROLE)))


def role_exists(connection: psycopg.Connection, role: str) -> bool:
    return bool(_one(connection, "SELECT count(*) FROM pg_roles WHERE rolname = %s", role))


def make_role(connection: psycopg.Connection, role: str, password: str) -> None:
    verb = "ALTER" if role_exists(connection, role) else "CREATE"
    statement = sql.SQL("{} ROLE {} LOGIN PASSWORD {}")
    connection.execute(statement.format(sql.SQL(verb), sql.Identifier(role), sql.Literal(password)))


def prepare(owner: psycopg.Connection, *, app_role: str) -> None:
    """Everything a database needs before its first migration. Safe to repeat.

    Raises DatabaseUnavailable when the server is too old, may not be prepared, or cannot search in Cyrillic.
    """
    if owner.info.server_version < OLDEST_SUPPORTED:
        raise DatabaseUnavailable(f"PostgreSQL {owner.info.server_version // 10000} is too old: 15 or newer is needed.")
    try:
        for extension in EXTENSIONS:
            owner.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
        _grant_rows(owner, app_role)
    except psycopg.Error as error:
        raise DatabaseUnavailable(f"The database cannot be prepared: {one_line(error)}") from error
    check_trigrams(owner)


def check_trigrams(connection: psycopg.Connection) -> None:
    """With a wrong locale similarity of Russian names is nonsense, silently: better not to start."""
    if not _one(connection, "SELECT cardinality(show_trgm('Ёлкин'))"):
        raise DatabaseUnavailable(
            "This database cannot search names in Cyrillic: create it with LC_CTYPE C.UTF-8 or ru_RU.UTF-8, not C."
        )


def _grant_rows(owner: psycopg.Connection, app_role: str) -> None:
    role = sql.Identifier(app_role)
    for statement in (
        "GRANT USAGE ON SCHEMA public TO {}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {}",
    ):
        owner.execute(sql.SQL(statement).format(role))


def _one(connection: psycopg.Connection, query: str, *parameters: str) -> int:
    row = connection.execute(query, parameters).fetchone()
    return int(row[0]) if row and row[0] is not None else 0
