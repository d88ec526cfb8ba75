"""Time as a row of five-minute cells in one big integer: bit n is the n-th cell of the window.

A clinic's two months are 17,280 bits of two kilobytes, so that a whole schedule is compared by a few machine-speed
operations instead of by rows.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

CELL = 5
CELL_SECONDS = CELL * 60
DAY_CELLS = 288


def cell_of(instant: datetime) -> int:
    """The cell since 1970 that an instant lies in."""
    return int(instant.timestamp()) // CELL_SECONDS


def instant_of(cell: int) -> datetime:
    """When a cell begins, in UTC."""
    return datetime.fromtimestamp(cell * CELL_SECONDS, UTC)


def cells_in(minutes: int) -> int:
    """How many cells so many minutes take, a begun one included."""
    return -(-minutes // CELL)


def run(first: int, count: int) -> int:
    """`count` bits set from bit `first` on."""
    return ((1 << count) - 1) << first


def starts_of_runs(free: int, length: int) -> int:
    """Bits from which at least `length` set bits follow each other."""
    have = 1
    while have < length and free:
        further = min(have, length - have)
        free &= free >> further
        have += further
    return free


def set_bits(bits: int) -> Iterator[int]:
    """Numbers of the set bits, lowest first. For short rows: every step copies what is left."""
    at = 0
    while bits:
        gap = (bits & -bits).bit_length()
        at += gap
        bits >>= gap
        yield at - 1
