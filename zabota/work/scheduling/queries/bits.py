"""Time as a row of five-minute cells in one big integer: bit n is the n-th cell of the window.

A clinic's two months are 17,280 bits of two kilobytes, so that a whole schedule is compared by a few machine-speed
operations instead of by rows.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

CELL = 5
CELL_SECONDS = CELL * 60


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


def every(step: int, first: int, count: int) -> int:
    """Bits `first`, `first + step` ... of a run of `count` bits."""
    repeats = -(-count // step)
    return (((1 << (step * repeats)) - 1) // ((1 << step) - 1)) << first


def starts_of_runs(free: int, length: int) -> int:
    """Bits from which at least `length` set bits follow each other."""
    have = 1
    while have < length and free:
        further = min(have, length - have)
        free &= free >> further
        have += further
    return free


def set_bits(bits: int, *, newest_first: bool = False) -> Iterator[int]:
    """Numbers of the set bits in order. Reads byte by byte, so the cost follows the length and not its square."""
    octets = bits.to_bytes((bits.bit_length() + 7) // 8, "little")
    order = range(len(octets) - 1, -1, -1) if newest_first else range(len(octets))
    for place in order:
        octet = octets[place]
        if octet:
            yield from (place * 8 + bit for bit in _BITS_OF[octet][:: -1 if newest_first else 1])


_BITS_OF = tuple(tuple(bit for bit in range(8) if octet >> bit & 1) for octet in range(256))
