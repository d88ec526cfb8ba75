"""The operating system's account the server runs under: PostgreSQL refuses to run as root."""

import os
import pwd
import stat
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from zabota.base.postgres.errors import DatabaseUnavailable

SYSTEM_ACCOUNTS = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """A uid and gid; `demoted` when we are root and the server must not be."""

    uid: int
    gid: int
    demoted: bool

    def run(self, command: Sequence[str], *, cwd: Path) -> subprocess.CompletedProcess[str]:
        """Runs a program of PostgreSQL in a clean environment and returns it, whatever its exit code."""
        return subprocess.run(
            command,
            cwd=cwd,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            start_new_session=True,
            user=self.uid if self.demoted else None,
            group=self.gid if self.demoted else None,
            extra_groups=[] if self.demoted else None,
        )

    def own(self, path: Path, mode: int) -> None:
        path.chmod(mode)
        if self.demoted:
            os.chown(path, self.uid, self.gid)

    def can_enter(self, directory: Path) -> bool:
        """May this account pass through every folder down to and including `directory`?"""
        return all(self._may_search(folder) for folder in (directory, *directory.parents))

    def _may_search(self, folder: Path) -> bool:
        if not self.demoted:
            return os.access(folder, os.X_OK)
        status = folder.stat()
        if status.st_uid == self.uid:
            return bool(status.st_mode & stat.S_IXUSR)
        if status.st_gid == self.gid:
            return bool(status.st_mode & stat.S_IXGRP)
        return bool(status.st_mode & stat.S_IXOTH)


def account_for(data: Path) -> Account:
    """Who owns the data runs the server; new data belong to ourselves, or to a system account when we are root.

    Raises DatabaseUnavailable when the data belong to somebody else and we may not become him.
    """
    if os.geteuid() != 0:
        ourselves = Account(os.geteuid(), os.getegid(), demoted=False)
        if data.exists() and data.stat().st_uid != ourselves.uid:
            raise DatabaseUnavailable(
                f"{data} belongs to {_name_of(data.stat().st_uid)}: run as root, or give it back by chown."
            )
        return ourselves
    if data.exists() and data.stat().st_uid != 0:
        owner = data.stat()
        return Account(owner.st_uid, owner.st_gid, demoted=True)
    return _system_account()


def _system_account() -> Account:
    for name in SYSTEM_ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid, demoted=True)
    raise DatabaseUnavailable(
        f"PostgreSQL cannot run as root and there is no account {' or '.join(SYSTEM_ACCOUNTS)} here."
    )


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"uid {uid}"
