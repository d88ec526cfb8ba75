"""The databases of a test session: one cluster, migrated once, from which every test process copies its own.

A migrated cluster is kept in pytest's cache under a name made of all migrations, so the next session only copies it.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from importlib.metadata import distributions
from pathlib import Path

from zabota.base.postgres.binaries import find_binaries
from zabota.base.postgres.scratch import scratch_database
from zabota.base.postgres.server import Server
from zabota.base.postgres.usage import ensure_running


class TestCluster:
    """The server of this session, while `serving()`."""

    __test__ = False

    def __init__(self, home: Path, cache: Path) -> None:
        self.home = home
        self.cache = cache
        self.server = Server(home, durable=False)

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Within the block the server runs and its database `zabota`, never connected to, is the migrated template."""
        with _locked(self.home / "template.lock"):
            if not self.server.data.exists():
                self._fill()
        self.server = Server(self.home, durable=False)
        with ensure_running(self.home, durable=False):
            yield

    def copy(self, name: str) -> AbstractContextManager[None]:
        """Within the block Django works in a new copy of the template, as the application's role."""
        return scratch_database(self.server, name)

    def _fill(self) -> None:
        kept = self.cache / _fingerprint()
        self.cache.mkdir(parents=True, exist_ok=True)
        with _locked(self.cache / "lock"):
            if not kept.exists():
                self._migrate()
                self._keep(kept)
        _copy_cluster(kept, self.home)

    def _migrate(self) -> None:
        with ensure_running(self.home, durable=False):
            command = [sys.executable, "-W", "ignore", "-m", "django", "migrate", "--no-input", "--verbosity=0"]
            subprocess.run(command, check=True, env={**os.environ, "ZABOTA_DATABASE_ROLE": "migrate"})

    def _keep(self, kept: Path) -> None:
        for old in self.cache.glob("cluster-*"):
            shutil.rmtree(old)
        draft = self.cache / f"draft-{os.getpid()}"
        draft.mkdir()
        _copy_cluster(self.home, draft)
        shutil.rmtree(self.home / "postgres")
        draft.rename(kept)


def _copy_cluster(source: Path, target: Path) -> None:
    """The data and their passwords. Keeps the owners: under root the server's data belong to a system account."""
    (target / "secrets").mkdir(mode=0o700, exist_ok=True)
    for path in [source / "postgres", *source.glob("secrets/*.pgpass")]:
        to = target / path.relative_to(source)
        subprocess.run(["cp", "-a", "--reflink=auto", str(path), str(to)], check=True)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _fingerprint() -> str:
    """A name that changes with any migration, installed package or version of the server."""
    digest = hashlib.sha256(find_binaries().program("postgres").encode())
    for package in sorted(f"{each.name}{each.version}" for each in distributions()):
        digest.update(package.encode())
    sources = Path(__file__).parents[2]
    for path in sorted([*sources.glob("**/migrations/*.py"), *sources.glob("base/postgres/*.py")]):
        digest.update(path.name.encode() + path.read_bytes())
    return f"cluster-{digest.hexdigest()[:20]}"
