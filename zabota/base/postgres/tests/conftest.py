"""A `ZABOTA_HOME` for a test that runs a server of its own. Under root pytest's folders are closed to the server."""

import shutil
import tempfile
from pathlib import Path

import pytest

from zabota.base.postgres.server import Server


@pytest.fixture
def home():
    folder = Path(tempfile.mkdtemp(prefix="zabota-home-"))
    folder.chmod(0o711)
    yield folder
    Server(folder).stop(mode="immediate")
    shutil.rmtree(folder)
