"""Fixtures of the database. Migrations ran as the owner, tests run as the application's role.

- `db` (or the mark `django_db`): everything the test writes is rolled back;
- `committed_db`: a database of the test's own, for code that really commits, for threads and other processes.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from zabota.site.testing.cluster import TestCluster


@pytest.fixture(scope="session")
def cluster(request: pytest.FixtureRequest) -> Iterator[TestCluster]:
    cache = request.config.cache
    assert cache is not None, "the test harness keeps its migrated database in pytest's cache"
    cluster = TestCluster(Path(os.environ["ZABOTA_HOME"]), cache.mkdir("zabota"))
    with cluster.serving():
        yield cluster


@pytest.fixture(scope="session")
def django_db_setup(cluster: TestCluster, django_db_blocker: Any) -> Iterator[None]:
    """Replaces pytest-django's: one copy of the migrated database for each test process."""
    with django_db_blocker.unblock(), cluster.copy(f"test_{_process()}"):
        django_db_blocker.block()
        yield


@pytest.fixture
def committed_db(cluster: TestCluster, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), cluster.copy(f"committed_{_process()}"):
        yield


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        mark = item.get_closest_marker("django_db")
        if mark and mark.kwargs.get("transaction"):
            raise pytest.UsageError(f"{item.nodeid}: use the fixture committed_db instead of transaction=True.")


def _process() -> str:
    return os.environ.get("PYTEST_XDIST_WORKER", "main")
