"""Steps of matching on all processors: numpy and rapidfuzz let other threads run while they compute."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Found = TypeVar("Found")


def side_by_side(steps: Sequence[Callable[[], Found]]) -> list[Found]:
    """The answers of independent steps, in their order."""
    with ThreadPoolExecutor(os.cpu_count() or 1) as threads:
        return [started.result() for started in [threads.submit(step) for step in steps]]
