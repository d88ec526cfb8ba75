"""The clinic and its branches."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.db.models import QuerySet

from zabota.core.practice.models import Branch, Practice

Read = TypeVar("Read")
#: What was read within `reading_once()`; None outside of it.
_read: ContextVar[dict[str, Any] | None] = ContextVar("practice_read", default=None)


@contextmanager
def reading_once() -> Iterator[None]:
    """Within the block, where nothing is written, the clinic and its branches are read from the database once."""
    before = _read.set({})
    try:
        yield
    finally:
        _read.reset(before)


def the_practice() -> Practice:
    """The clinic; a fresh installation has it under a neutral name until the director writes the real one."""
    return _once("practice", lambda: Practice.objects.get_or_create(pk=1, defaults={"name": "Клиника"})[0])


def open_branches() -> QuerySet[Branch]:
    """For fields of forms; to look at the branches take `branches_now`."""
    return Branch.objects.filter(is_open=True)


def branches_now() -> Sequence[Branch]:
    """The branches that receive patients, by name."""
    return _once("branches", lambda: list(open_branches()))


def _once(key: str, read: Callable[[], Read]) -> Read:
    known = _read.get()
    if known is None:
        return read()
    if key not in known:
        known[key] = read()
    return known[key]  # type: ignore[no-any-return]
