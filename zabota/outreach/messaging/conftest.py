"""A gateway for SMS and a mail server that really speak HTTP and SMTP."""

from collections.abc import Iterator
from typing import Any

import pytest

from zabota.outreach.messaging.testing import FakeKannel, a_kannel


@pytest.fixture
def kannel(monkeypatch: Any) -> Iterator[FakeKannel]:
    with a_kannel(monkeypatch) as gateway:
        yield gateway


@pytest.fixture(autouse=True)
def _no_channel_of_this_machine(monkeypatch: Any) -> None:
    """What the developer's own environment says of gateways reaches no test."""
    for name in ("ZABOTA_KANNEL_URL", "ZABOTA_SMTP_HOST"):
        monkeypatch.delenv(name, raising=False)
