"""Which database, as which role: the settings Django gets, for our own server and for one of `DATABASE_URL`.

- nothing configured: our own server below `ZABOTA_HOME`;
- `DATABASE_URL`: somebody's server, as the owner of the database. The application gets a role of its own, made when
  the owner may make roles, else named by `DATABASE_APP_URL`.

`ZABOTA_DATABASE_ROLE=migrate` chooses the owner (migrations), anything else the application.
"""

import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from psycopg.conninfo import make_conninfo

from zabota.base.postgres.errors import DatabaseUnavailable
from zabota.base.postgres.passwords import password_file
from zabota.base.postgres.place import PORT, socket_directory
from zabota.base.postgres.roles import APP_ROLE, DATABASE, OWNER_ROLE

#: Names the copy that a test, bench or proof works in, so that the programs it starts work in the same one.
DATABASE_NAME = "ZABOTA_DATABASE_NAME"
IDLE_IN_TRANSACTION = "30s"  # a frozen worker would otherwise keep its rows locked against its rescuer


@dataclass(frozen=True)
class Address:
    """Where a database is and as whom to enter. The password is in `options`, as a file's name where it is ours."""

    host: str
    port: str
    database: str
    user: str
    options: dict[str, str] = field(default_factory=dict)

    @classmethod
    def from_url(cls, url: str) -> "Address":
        """Raises DatabaseUnavailable when the text is no PostgreSQL URL."""
        parts = urlsplit(url)
        options = dict(parse_qsl(parts.query))
        if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
            raise DatabaseUnavailable("DATABASE_URL must look like postgres://user:password@host:5432/database.")
        if parts.password:
            options["password"] = unquote(parts.password)
        host = unquote(parts.hostname or options.pop("host", ""))
        return cls(host, str(parts.port or ""), unquote(parts.path.strip("/")), unquote(parts.username or ""), options)

    def conninfo(self) -> str:
        given = {"host": self.host, "port": self.port, "dbname": self.database, "user": self.user, **self.options}
        return make_conninfo(**{name: value for name, value in given.items() if value})


def owner_address(home: Path) -> Address:
    if url := os.environ.get("DATABASE_URL"):
        return Address.from_url(url)
    return _own(home, OWNER_ROLE)


def app_address(home: Path) -> Address:
    if url := os.environ.get("DATABASE_APP_URL"):
        return Address.from_url(url)
    if not os.environ.get("DATABASE_URL"):
        return _own(home, APP_ROLE)
    owner = owner_address(home)
    role = f"{owner.database}_app"  # one server may carry several clinics
    kept = {name: value for name, value in owner.options.items() if name != "password"}
    return replace(owner, user=role, options={**kept, "passfile": str(password_file(home, role))})


def app_role(home: Path) -> str:
    """The name of the application's role, for migrations that take rights from it."""
    return app_address(home).user


def is_external() -> bool:
    return bool(os.environ.get("DATABASE_URL"))


def database_settings(home: Path) -> dict[str, Any]:
    """The `default` of Django's DATABASES. Touches nothing: the files it names are made by `ensure_running`."""
    migrating = os.environ.get("ZABOTA_DATABASE_ROLE") == "migrate"
    address = owner_address(home) if migrating else app_address(home)
    options = dict(address.options)
    password = options.pop("password", "")
    if not migrating:
        options["options"] = f"-c idle_in_transaction_session_timeout={IDLE_IN_TRANSACTION}"
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ.get(DATABASE_NAME, address.database),
        "USER": address.user,
        "PASSWORD": password,
        "HOST": address.host,
        "PORT": address.port,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def _own(home: Path, role: str) -> Address:
    passfile = {"passfile": str(password_file(home, role))}
    return Address(str(socket_directory(home)), str(PORT), DATABASE, role, passfile)
