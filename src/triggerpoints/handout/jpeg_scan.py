"""The coded pixels of a JPEG read to their end, and no picture made of them: only how long every code is counts.

A JPEG that is damaged in the middle has sound headers; a browser then shows half a picture, a printer none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

Tables = list[tuple[list[int], list[int]]]
"""For each block of a unit what `_lengths` makes of its two tables."""

_RESTART: Final = re.compile(rb"\xff[\xd0-\xd7]")
_END: Final = 128  # more than any block and a run of zeros: the rest of a block is zero
_STEPS: Final = tuple((symbol >> 4) + 1 if symbol & 15 or symbol == 0xF0 else _END for symbol in range(256))
"""How many of the 64 values of a block a code of the sequential kind tells of."""


@dataclass(frozen=True, slots=True, eq=False)
class Scan:
    """What the headers say of a scan.

    units: how many there are. interval: how many between two restarts, 0 for no restarts. blocks: of a unit, each with its two
    tables, of averages and of details: 16 counts of codes, then the symbols; b"" for one that is not there. first, last, high:
    of a progressive scan. seen: of its only component, the values that are not zero, a bit each, for every block; what the scan
    brings is added.
    """

    units: int
    interval: int
    blocks: Sequence[tuple[bytes, bytes]]
    progressive: bool
    first: int
    last: int
    high: int
    seen: list[int]


class _DamagedError(Exception):
    """A code that no table has, or more values than a block holds."""


def is_sound(coded: bytes, scan: Scan) -> bool:
    """Whether all blocks can be read, and nothing is left when they are. Restarts were counted by then."""
    whole = not (scan.progressive and scan.first)
    known = {table: _lengths(table, whole) for pair in scan.blocks for table in pair}
    tables = [(known[direct], known[alternating]) for direct, alternating in scan.blocks]
    done = 0
    for piece in _RESTART.split(coded):
        count = min(scan.units - done, scan.interval or scan.units)
        data = piece.replace(b"\xff\0", b"\xff")
        try:
            end = _read(data, scan, tables, range(done, done + count))
        except (_DamagedError, IndexError):  # IndexError: read on behind the end
            return False
        if not 0 <= 8 * len(data) - end < 8:
            return False
        done += count
    return True


def _read(data: bytes, scan: Scan, tables: Tables, units: range) -> int:
    """Read some units. Returns how many bits that took."""
    # Three bytes from each on: 16 bits from any bit on are in them.
    ahead = [a << 16 | b << 8 | c for a, b, c in zip(data, data[1:] + b"\xff", data[2:] + b"\xff\xff", strict=False)]
    if not scan.progressive:
        return _sequential(ahead, tables, len(units))
    if scan.first == 0:
        return len(units) * len(tables) if scan.high else _averages(ahead, tables, len(units))
    return (_refined if scan.high else _details)(ahead, scan, tables[0][1], units)


def _lengths(table: bytes, whole: bool) -> list[int]:
    """For any 16 bits: the length of the code that they begin with, the symbol it stands for << 6; 0 where there is none.

    whole: the length includes the value that follows the code.
    """
    found: list[int] = []
    at = 16
    for length, many in enumerate(table[:16], start=1):
        for symbol in table[at : at + many]:
            found += [length + (symbol & 15 if whole else 0) | symbol << 6] * (1 << 16 - length)
        at += many
    return found + [0] * ((1 << 16) - len(found))


def _sequential(ahead: list[int], tables: Tables, count: int) -> int:
    """All values of every block."""
    at = 0
    for _ in range(count):
        for direct, alternating in tables:
            code = direct[ahead[at >> 3] >> 8 - (at & 7) & 0xFFFF]
            if not code:
                raise _DamagedError
            at += code & 63
            value = 1
            while value < 64:
                code = alternating[ahead[at >> 3] >> 8 - (at & 7) & 0xFFFF]
                if not code:
                    raise _DamagedError
                at += code & 63
                value += _STEPS[code >> 6]
            if 64 < value < _END:
                raise _DamagedError
    return at


def _averages(ahead: list[int], tables: Tables, count: int) -> int:
    """The first bits of the first value of every block."""
    at = 0
    for _ in range(count):
        for direct, _alternating in tables:
            code = direct[ahead[at >> 3] >> 8 - (at & 7) & 0xFFFF]
            if not code:
                raise _DamagedError
            at += code & 63
    return at


def _details(ahead: list[int], scan: Scan, table: list[int], units: range) -> int:
    """The first bits of a band of values. A code may end the band for this block and many after it."""
    at, unit = 0, units.start
    while unit < units.stop:
        value, ended = scan.first, 0
        while value <= scan.last:
            code = table[ahead[at >> 3] >> 8 - (at & 7) & 0xFFFF]
            if not code:
                raise _DamagedError
            at += code & 63
            run, size = code >> 10, code >> 6 & 15
            if not size and run < 15:
                ended, at = _run(ahead, at, run), at + run
                break
            value += run + 1
            if value > scan.last + 1:
                raise _DamagedError
            if size:
                scan.seen[unit] |= 1 << value - 1
            at += size
        unit += max(ended, 1)
    if unit > units.stop:
        raise _DamagedError
    return at


def _refined(ahead: list[int], scan: Scan, table: list[int], units: range) -> int:
    """One more bit of a band of values: of each that is not zero, and codes for those that become so."""
    last, seen = scan.last, scan.seen
    band = (1 << last + 1) - 1  # every value up to the last
    at = ended = 0
    for unit in units:
        value = scan.first
        while not ended and value <= last:
            code = table[ahead[at >> 3] >> 8 - (at & 7) & 0xFFFF]
            if not code:
                raise _DamagedError
            at += code & 63
            run, size = code >> 10, code >> 6 & 15
            if not size and run < 15:
                ended, at = _run(ahead, at, run), at + run
                break
            if size > 1:
                raise _DamagedError
            at += size
            while value <= last and (run or seen[unit] >> value & 1):
                if seen[unit] >> value & 1:
                    at += 1
                else:
                    run -= 1
                value += 1
            if value <= last:
                seen[unit] |= size << value
            elif size or run:
                raise _DamagedError
            value += 1
        if ended:
            ended -= 1
            at += ((seen[unit] & band) >> value).bit_count()
    if ended:
        raise _DamagedError
    return at


def _run(ahead: list[int], at: int, size: int) -> int:
    """For how many blocks a band is ended."""
    return (1 << size) + ((ahead[at >> 3] >> 8 - (at & 7) & 0xFFFF) >> 16 - size) if size else 1
