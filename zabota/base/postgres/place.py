"""Where a cluster lies below `ZABOTA_HOME`, and what to do when the server's account cannot get there."""

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from zabota.base.postgres.account import Account
from zabota.base.postgres.binaries import Binaries
from zabota.base.postgres.errors import DatabaseUnavailable

PORT = 5432
LONGEST_SOCKET_PATH = 107
SHELTER = Path("/var/lib/zabota")


def cluster_directory(home: Path) -> Path:
    return home / "postgres"


def socket_directory(home: Path) -> Path:
    """Beside the data, or a short path of its own when `home` lies too deep for a Unix socket."""
    beside = cluster_directory(home) / "socket"
    if len(os.fsencode(beside / f".s.PGSQL.{PORT}.lock")) <= LONGEST_SOCKET_PATH:
        return beside
    return Path("/tmp") / f"zabota-{hashlib.sha256(os.fsencode(home)).hexdigest()[:16]}"  # noqa: S108 (owner is checked)


def make_cluster_directory(home: Path, account: Account) -> Path:
    """The real folder of the cluster, made if needed.

    Under root `ZABOTA_HOME` may lie in a home directory closed to the server's account. Nothing is opened then:
    the data go to `/var/lib/zabota` and `ZABOTA_HOME/postgres` points there.
    """
    directory = cluster_directory(home)
    if not directory.exists():
        home.mkdir(mode=0o711, parents=True, exist_ok=True)
        if account.can_enter(home):
            directory.mkdir(exist_ok=True)
        else:
            directory.symlink_to(_shelter(account), target_is_directory=True)
    real = directory.resolve()
    account.own(real, 0o700)
    return real


def make_socket_directory(home: Path, account: Account) -> Path:
    """Raises DatabaseUnavailable when a stranger has taken the place."""
    directory = socket_directory(home)
    directory.mkdir(mode=0o700, exist_ok=True)
    if directory.is_symlink() or directory.stat().st_uid not in {os.geteuid(), account.uid}:
        raise DatabaseUnavailable(f"{directory} belongs to somebody else: remove it, or choose another ZABOTA_HOME.")
    account.own(directory, 0o700)
    return directory


def readable_binaries(binaries: Binaries, directory: Path, account: Account) -> Binaries:
    """The same programs, copied beside the data when the server's account cannot reach them."""
    if account.can_enter(binaries.directory):
        return binaries
    installation = binaries.directory.parent
    copy = directory / f"programs-{binaries.major}"
    target = copy / installation.parent.name / installation.name
    if not target.exists():
        for folder in (copy, target.parent):
            folder.mkdir(exist_ok=True)
            folder.chmod(0o755)
        _copy(installation, target)
        libraries = installation.parent.with_name(f"{installation.parent.name}.libs")
        if libraries.is_dir():
            _copy(libraries, copy / libraries.name)
    return Binaries(target / "bin", binaries.major)


def _copy(source: Path, target: Path) -> None:
    """Leaves either the whole folder or nothing under the name `target`."""
    draft = Path(tempfile.mkdtemp(dir=target.parent))
    shutil.copytree(source, draft, dirs_exist_ok=True, symlinks=True)
    draft.chmod(0o755)
    draft.rename(target)


def _shelter(account: Account) -> Path:
    SHELTER.mkdir(mode=0o755, parents=True, exist_ok=True)
    if not account.can_enter(SHELTER):
        raise DatabaseUnavailable(f"The account of the server cannot enter {SHELTER}: choose another ZABOTA_HOME.")
    return Path(tempfile.mkdtemp(prefix="postgres-", dir=SHELTER))
