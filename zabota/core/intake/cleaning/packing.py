"""Several values in one text column: phones of one row, marks of one row. No cell can hold the two separators."""

from collections.abc import Iterable, Sequence

BETWEEN_VALUES, BETWEEN_PARTS = "\x1e", "\x1f"


def pack(values: Iterable[Sequence[str]]) -> str:
    """[("+79...", "мама", "mobile"), ...] as one text."""
    return BETWEEN_VALUES.join(BETWEEN_PARTS.join(parts) for parts in values)


def unpack(text: str | None) -> list[list[str]]:
    """The values that `pack` put together."""
    return [value.split(BETWEEN_PARTS) for value in text.split(BETWEEN_VALUES)] if text else []
