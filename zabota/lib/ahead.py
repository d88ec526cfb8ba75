"""Work of one kind beside work of another: reading the next block of a file while this one is being cleaned."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")


def made_ahead(items: Iterable[Item]) -> Iterator[Item]:
    """The same items in the same order; a thread of its own makes the next one while the caller works on this one.

    Never more than one item waits. What `items` raises is raised here; it must not touch the database, whose
    connections belong to their threads.
    """
    making, end = iter(items), object()
    with ThreadPoolExecutor(max_workers=1) as thread:
        coming = thread.submit(next, making, end)
        while (item := coming.result()) is not end:
            coming = thread.submit(next, making, end)
            yield item  # type: ignore[misc]
