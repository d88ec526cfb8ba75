"""Items made ahead come as they would have come."""

import threading
from collections.abc import Iterator

import pytest

from zabota.lib.ahead import made_ahead


def test_the_next_item_is_made_while_this_one_is_used() -> None:
    begun = threading.Event()

    def items() -> Iterator[int]:
        yield 1
        begun.set()
        yield 2

    made = made_ahead(items())
    assert next(made) == 1
    assert begun.wait(10)
    assert list(made) == [2]


def test_what_goes_wrong_is_raised_after_what_went_well() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise ValueError("torn page")

    made = made_ahead(items())
    assert next(made) == 1
    with pytest.raises(ValueError, match="torn page"):
        next(made)


def test_whoever_stops_early_leaves_no_thread_behind() -> None:
    before = threading.active_count()
    made = made_ahead(range(1_000_000))
    assert next(made) == 0
    made.close()  # type: ignore[attr-defined]
    assert threading.active_count() == before
