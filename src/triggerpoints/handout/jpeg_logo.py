"""A JPEG walked through segment by segment and written anew with what a decoder needs; all metadata is left out.

Of the metadata a picture needs only which way is up (EXIF orientation): a block of our own carries it.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field
from typing import Final

from .jpeg_scan import Scan, is_sound
from .logo_fault import LogoFault, check_size

MOST_SCANS: Final = 64
"""A progressive picture has about ten; thousands of empty ones only keep a decoder busy."""
MOST_BLOCKS: Final = 10
"""Of a unit, by the standard: decoders take no more."""

_ALLOWED: Final = "a whole JPEG (open it and save it again)"
_JFIF: Final = b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"
_FRAMES: Final = {0xC0, 0xC1, 0xC2}
_OTHER_FRAMES: Final = {0xC3, 0xC5, 0xC6, 0xC7, 0xC8, 0xC9, 0xCA, 0xCB, 0xCC, 0xCD, 0xCE, 0xCF, 0xDC, 0xDE, 0xDF}
_RESTART: Final = re.compile(rb"\xff[\xd0-\xd7]")
_TURNED: Final = range(2, 9)


@dataclass(slots=True, eq=False)
class _Component:
    """One colour of the picture: blocks across and down in a unit, its quantisation table."""

    across: int
    down: int
    table: int
    begun: bool = False
    seen: list[int] = field(default_factory=list)
    """See `Scan`."""


@dataclass(slots=True)
class _Walk:
    """What has been met so far."""

    kept: list[bytes] = field(default_factory=list)
    jfif: bool = False
    transform: int | None = None
    upright: int = 1
    width: int = 0
    height: int = 0
    progressive: bool = False
    components: dict[int, _Component] = field(default_factory=dict)
    scales: set[int] = field(default_factory=set)
    codes: dict[int, bytes] = field(default_factory=dict)
    interval: int = 0
    scans: int = 0


def clean_jpeg(data: bytes) -> tuple[bytes, float, float]:
    """The picture without metadata, its width and height in pixels as it is seen. LogoFault for anything but a sound JPEG."""
    walk = _Walk()
    at = 2
    while True:
        marker, at = _marker(data, at)
        if marker == 0xD9:
            break
        if marker in _OTHER_FRAMES:
            raise LogoFault("a JPEG of a rare kind", "an ordinary or progressive JPEG", "logo-kind")
        if marker < 0xC0 or 0xD0 <= marker <= 0xD8:
            raise _broken("a mark is out of place")
        size = int.from_bytes(data[at : at + 2])
        if size < 2 or at + size > len(data):
            raise _cut()
        body = data[at + 2 : at + size]
        at += size
        if marker == 0xDA:
            end = _scan_end(data, at)
            _scan(walk, body, data[at:end])
            walk.kept.append(_segment(marker, body) + data[at:end])
            at = end
        else:
            _segment_met(walk, marker, body)
    if not walk.components or not all(one.begun for one in walk.components.values()):
        raise _cut()
    head = [b"\xff\xd8"]
    if walk.jfif:
        head.append(_segment(0xE0, _JFIF))
    if walk.upright in _TURNED:
        head.append(_segment(0xE1, _orientation_block(walk.upright)))
    if walk.transform is not None:
        head.append(_segment(0xEE, b"Adobe\0\x64\0\0\0\0" + bytes([walk.transform])))
    size_seen = (walk.height, walk.width) if walk.upright >= 5 else (walk.width, walk.height)
    return b"".join([*head, *walk.kept, b"\xff\xd9"]), float(size_seen[0]), float(size_seen[1])


def _marker(data: bytes, at: int) -> tuple[int, int]:
    """The next marker and where what follows it begins. Filling bytes may stand before it."""
    if at >= len(data):
        raise _cut()
    if data[at] != 0xFF:
        raise _broken("a mark is missing")
    while at < len(data) and data[at] == 0xFF:
        at += 1
    if at >= len(data):
        raise _cut()
    return data[at], at + 1


def _scan_end(data: bytes, at: int) -> int:
    """Where the coded pixels that begin at `at` end: at the first mark that is none of theirs."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            raise _cut()
        following = data[at + 1]
        if following != 0 and not 0xD0 <= following <= 0xD7:
            return at
        at += 2


def _segment_met(walk: _Walk, marker: int, body: bytes) -> None:
    if marker in _FRAMES:
        _frame(walk, marker, body)
    elif marker == 0xDB:
        _check_scales(walk, body)
    elif marker == 0xC4:
        _check_codes(walk, body)
    elif marker == 0xDD:
        if len(body) != 2:
            raise _broken("a table is broken")
        walk.interval = int.from_bytes(body)
    else:
        _metadata(walk, marker, body)
        return
    walk.kept.append(_segment(marker, body))


def _metadata(walk: _Walk, marker: int, body: bytes) -> None:
    """Note the little that a decoder needs; nothing of it is kept as it stands."""
    if walk.components:
        return  # decoders look at what stands before the frame
    if marker == 0xE0 and body.startswith(b"JFIF\0"):
        walk.jfif = True
    elif marker == 0xE1 and body.startswith(b"Exif\0\0") and walk.upright == 1:
        walk.upright = _orientation(body[6:])
    elif marker == 0xEE and body.startswith(b"Adobe") and len(body) >= 12:
        walk.transform = min(body[11], 2)


def _orientation(tiff: bytes) -> int:
    """The orientation (1 to 8) of the first directory of an EXIF block; 1 when it says none."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None or len(tiff) < 8:
        return 1
    start = struct.unpack_from(f"{order}I", tiff, 4)[0]
    if start + 2 > len(tiff):
        return 1
    count = struct.unpack_from(f"{order}H", tiff, start)[0]
    for index in range(count):
        at = start + 2 + 12 * index
        if at + 12 > len(tiff):
            return 1
        tag, kind, number, value = struct.unpack_from(f"{order}HHIH", tiff, at)
        if (tag, kind, number) == (0x0112, 3, 1):
            return value if value in _TURNED else 1
    return 1


def _orientation_block(value: int) -> bytes:
    return b"Exif\0\0MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, value, 0, 0)


def upright(data: bytes, width: float, height: float) -> tuple[float, float, str]:
    """For those who draw the pixels as they are stored: width and height of these, and the SVG transform that turns them.

    data, width, height: as `clean_jpeg` gave them.
    """
    head = data[:128]  # our own block is one of the first
    turned = next((value for value in _TURNED if _segment(0xE1, _orientation_block(value)) in head), 1)
    if turned >= 5:
        width, height = height, width
    along, up = f"{width:g}", f"{height:g}"
    turns = {
        1: "1 0 0 1 0 0",
        2: f"-1 0 0 1 {along} 0",
        3: f"-1 0 0 -1 {along} {up}",
        4: f"1 0 0 -1 0 {up}",
        5: "0 1 1 0 0 0",
        6: f"0 1 -1 0 {up} 0",
        7: f"0 -1 -1 0 {up} {along}",
        8: f"0 -1 1 0 0 {along}",
    }
    return width, height, f"matrix({turns[turned]})"


def _frame(walk: _Walk, marker: int, body: bytes) -> None:
    if walk.components or len(body) < 6 or len(body) != 6 + 3 * body[5]:
        raise _broken("its header is broken")
    depth, walk.height, walk.width, count = struct.unpack(">BHHB", body[:6])
    check_size(walk.width, walk.height)
    if count == 4:
        raise LogoFault("a JPEG in the colours of printing (CMYK)", "one in RGB or grey: save it again", "logo-colours")
    if depth != 8 or count not in (1, 3):
        raise LogoFault("a JPEG of a rare kind", "8 bits a colour, RGB or grey", "logo-colours")
    walk.progressive = marker == 0xC2
    for number, sampling, table in struct.iter_unpack("BBB", body[6:]):
        across, down = sampling >> 4, sampling & 15
        if number in walk.components or not 1 <= across <= 4 or not 1 <= down <= 4 or table > 3:
            raise _broken("its header is broken")
        if 3 in (across, down):  # the PDF would be written without the picture
            raise LogoFault("a JPEG of a rare kind", "an ordinary or progressive JPEG", "logo-kind")
        walk.components[number] = _Component(across, down, table)


def _check_scales(walk: _Walk, body: bytes) -> None:
    at = 0
    while at < len(body):
        wide, number = body[at] >> 4, body[at] & 15
        at += 1 + 64 * (wide + 1)
        if wide > 1 or number > 3 or at > len(body):
            raise _broken("a table is broken")
        walk.scales.add(number)
    if not body:
        raise _broken("a table is broken")


def _check_codes(walk: _Walk, body: bytes) -> None:
    """Huffman tables: codes that fit into a tree, none of it all ones, and as many values as there are codes."""
    at = 0
    while at < len(body):
        table, counts = body[at], body[at + 1 : at + 17]
        end = at + 17 + sum(counts)
        room = (1 << 16) - sum(count << (16 - bits) for bits, count in enumerate(counts, start=1))
        sizes = body[at + 17 : end]
        # The values of a table of averages (those below 16) are numbers of bits.
        if table & 0xEC or end > len(body) or not sizes or room <= 0 or (table < 16 and max(sizes) > 15):
            raise _broken("a table is broken")
        walk.codes[table] = bytes(counts) + sizes
        at = end
    if not body:
        raise _broken("a table is broken")


def _scan(walk: _Walk, body: bytes, coded: bytes) -> None:
    """Check the header of a scan, and that its coded pixels can be what it promises."""
    walk.scans += 1
    if walk.scans > MOST_SCANS:
        raise LogoFault(f"a JPEG of more than {MOST_SCANS} scans", f"at most {MOST_SCANS}", "logo-size")
    if not body or not 1 <= body[0] <= 3 or len(body) != 4 + 2 * body[0]:
        raise _broken("a scan is broken")
    first, last, precision = body[-3:]
    high, low = precision >> 4, precision & 15
    chosen: list[_Component] = []
    coding: list[tuple[bytes, bytes]] = []
    for number, tables in struct.iter_unpack("BB", body[1:-3]):
        one = walk.components.get(number)
        if one is None or one in chosen or one.table not in walk.scales:
            raise _broken("a scan is broken")
        chosen.append(one)
        direct, alternating = tables >> 4, 0x10 | tables & 15
        if walk.progressive:
            needed = set() if high and not first else {direct} if not first else {alternating}
        else:
            needed = {direct, alternating}
        if not needed <= walk.codes.keys():
            raise _broken("a table is missing")
        both = walk.codes.get(direct, b""), walk.codes.get(alternating, b"")
        coding += [both] * (one.across * one.down)
    if walk.progressive:
        if (
            last > 63
            or first > last
            or (first == 0) != (last == 0)
            or (first and len(chosen) > 1)
            or low > 13
            or high not in (0, low + 1)
        ):
            raise _broken("a scan is broken")
    elif (first, last, precision) != (0, 63, 0):
        raise _broken("a scan is broken")
    if first and not all(one.begun for one in chosen):
        raise _broken("a scan is broken")
    units, blocks = _units(walk, chosen)
    if blocks > MOST_BLOCKS:
        raise _broken("its header is broken")
    # Every block takes one bit at least, and two where its details are in the same scan: less is a picture cut off.
    if not first and 8 * len(coded) < units * blocks * (1 if walk.progressive else 2):
        raise _cut()
    restarts = [mark[1] & 7 for mark in _RESTART.findall(coded)]
    expected = _up(units, walk.interval) - 1 if walk.interval else 0
    if len(restarts) != expected or any(number != index & 7 for index, number in enumerate(restarts)):
        raise _broken("its marks are out of order")
    seen = chosen[0].seen
    if first and not seen:
        seen += [0] * units
    if not is_sound(coded, Scan(units, walk.interval, coding[:blocks], walk.progressive, first, last, high, seen)):
        raise _broken("its pixels are damaged")
    for one in chosen:
        one.begun = True


def _units(walk: _Walk, chosen: list[_Component]) -> tuple[int, int]:
    """How many units a scan has, and blocks in a unit."""
    widest = max(one.across for one in walk.components.values())
    highest = max(one.down for one in walk.components.values())
    if len(chosen) == 1:
        one = chosen[0]
        return _up(_up(walk.width * one.across, widest), 8) * _up(_up(walk.height * one.down, highest), 8), 1
    units = _up(walk.width, 8 * widest) * _up(walk.height, 8 * highest)
    return units, sum(one.across * one.down for one in chosen)


def _up(value: int, step: int) -> int:
    return -(-value // step)


def _segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def _broken(why: str) -> LogoFault:
    return LogoFault(f"a damaged JPEG: {why}", _ALLOWED, "logo-broken")


def _cut() -> LogoFault:
    return LogoFault("a JPEG that is cut off", _ALLOWED, "logo-broken")
