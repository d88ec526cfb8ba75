"""Passwords of the database roles: made once, kept in files that only their owner reads, never in settings.

A file is in libpq's password format, so Django, psql and pg_dump are only told where it lies.
"""

import os
import secrets
from pathlib import Path

from zabota.base.postgres.errors import DatabaseUnavailable


def password_file(home: Path, role: str) -> Path:
    return home / "secrets" / f"{role}.pgpass"


def password_of(home: Path, role: str) -> str:
    """Raises DatabaseUnavailable when the file is missing or unreadable."""
    path = password_file(home, role)
    try:
        return path.read_text().strip().rsplit(":", 1)[1]
    except (OSError, IndexError) as error:
        raise DatabaseUnavailable(f"The password file {path} cannot be read: {error}.") from error


def make_password(home: Path, role: str) -> None:
    """Keeps the password that is there already."""
    path = password_file(home, role)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.exists():
        return
    draft = path.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(f"*:*:*:{role}:{secrets.token_urlsafe(24)}\n")
    draft.rename(path)
