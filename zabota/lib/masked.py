"""Values that must not leak: they print as a mask and give themselves away only when asked by name."""

from __future__ import annotations

from typing import Any, NoReturn, Self


class MaskedText:
    """A secret piece of text. `str`, `repr`, formatting and templates give the mask; only `reveal()` gives the text.

    It is deliberately no `str`: it cannot be joined, encoded or dumped to JSON by accident (T10).
    """

    __slots__ = ("_clear",)

    _clear: str

    def __init__(self, clear: str) -> None:
        object.__setattr__(self, "_clear", clear)

    def reveal(self) -> str:
        """The text itself. Whoever calls this owes an audit row."""
        return self._clear

    def mask(self) -> str:
        raise NotImplementedError

    def __str__(self) -> str:
        return self.mask()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.mask()}>"

    def __format__(self, specification: str) -> str:
        return format(self.mask(), specification)

    def __bool__(self) -> bool:
        return bool(self._clear)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._clear == other._clear

    def __hash__(self) -> int:
        return hash((type(self).__name__, self._clear))

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} does not change")

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError(f"{type(self).__name__} is not pickled: keep the id of its owner instead")
