"""Early plugin: gives the test session a `ZABOTA_HOME` of its own before anybody reads settings.

The workers of pytest-xdist inherit it from the process that started them.
"""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from zabota.base.postgres.server import Server
from zabota.site.messages.catalogues import compile_changed

SESSION_HOME = "ZABOTA_TEST_HOME"
FOREIGN = ("ZABOTA_DATABASE_ROLE", "ZABOTA_DATABASE_NAME", "DATABASE_URL", "DATABASE_APP_URL")


def _take_home() -> bool:
    """Returns whether this process made the folder and has to remove it."""
    for name in FOREIGN:
        os.environ.pop(name, None)
    ours = SESSION_HOME not in os.environ
    if ours:
        os.environ[SESSION_HOME] = tempfile.mkdtemp(prefix="zabota-test-")
        Path(os.environ[SESSION_HOME]).chmod(0o711)
    os.environ["ZABOTA_HOME"] = os.environ[SESSION_HOME]
    return ours


_is_first = _take_home()
if _is_first:
    # Screens are tested in Russian: the translations in the tree are read as soon as Django starts.
    list(compile_changed())


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    if not _is_first:
        return
    home = Path(os.environ.pop(SESSION_HOME))
    Server(home, durable=False).stop(mode="immediate")
    shutil.rmtree(home)
