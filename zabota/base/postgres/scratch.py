"""A database to be thrown away: a copy of the migrated, empty one, for tests, benches and proofs."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections
from psycopg import sql

from zabota.base.postgres.connection import DATABASE_NAME
from zabota.base.postgres.roles import DATABASE, OWNER_ROLE
from zabota.base.postgres.server import Server


@contextmanager
def scratch_database(server: Server, name: str) -> Iterator[None]:
    """Within the block Django, and every program started from it, works in a new copy of `zabota` called `name`.

    Nobody may be connected to `zabota` itself: PostgreSQL copies only a database at rest.
    """
    connections.close_all()
    _execute(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    _execute(server, "CREATE DATABASE {} TEMPLATE {} OWNER {}", name, DATABASE, OWNER_ROLE)
    try:
        with _connected_to(name):
            yield
    finally:
        _execute(server, "DROP DATABASE {} WITH (FORCE)", name)


def _execute(server: Server, statement: str, *names: str) -> None:
    with server.connect() as superuser:
        superuser.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextmanager
def _connected_to(name: str) -> Iterator[None]:
    settings = connections["default"].settings_dict
    before = settings["NAME"]
    inherited = os.environ.get(DATABASE_NAME)
    settings["NAME"] = os.environ[DATABASE_NAME] = name
    try:
        yield
    finally:
        connections.close_all()
        settings["NAME"] = before
        os.environ.pop(DATABASE_NAME)
        if inherited is not None:
            os.environ[DATABASE_NAME] = inherited
