"""The hour at which a test runs, where it matters."""

from collections.abc import Iterator

import pytest
import time_machine
from django.utils import timezone


@pytest.fixture
def by_day() -> Iterator[None]:
    """At noon by the clinic's clock: messages that may not ring by night leave."""
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    with time_machine.travel(noon):
        yield
