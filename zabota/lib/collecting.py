"""Many objects at once, none of them in a circle: the collector of circles would look them over again and again."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_looking_for_circles() -> Iterator[None]:
    """For a bounded portion of work. Objects without circles go as always, when nobody needs them any more."""
    was_looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_looking:
            gc.enable()
