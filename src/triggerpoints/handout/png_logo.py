"""A PNG checked to its last row and written anew from the chunks that make the picture; all others are left out."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import Final

from .logo_fault import LogoFault, check_size

_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_CHANNELS: Final = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_DEPTHS: Final = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_ADAM7: Final = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
_PIECE: Final = 1 << 16
_ALLOWED: Final = "a whole PNG"


def clean_png(data: bytes) -> tuple[bytes, float, float]:
    """The picture without metadata, its width and height in pixels. LogoFault for anything but a sound PNG."""
    head, palette, clear, pixels = b"", b"", b"", bytearray()
    ended = False
    for kind, body in _chunks(data):
        if (kind == b"IHDR") != (not head):
            raise _broken("its chunks are out of order")
        if kind == b"IHDR":
            head = _checked_head(body)
        elif kind == b"PLTE":
            if palette or pixels or not body or len(body) % 3 or len(body) > 768:
                raise _broken("its palette is broken")
            palette = body
        elif kind == b"tRNS":
            if clear or pixels:
                raise _broken("its transparency is broken")
            clear = body
        elif kind == b"IDAT":
            pixels += body
        elif kind == b"IEND":
            ended = True
            break
        elif not kind[0] & 0x20:
            raise _broken("it has a part that nobody knows")
    if not ended or not pixels:
        raise _cut()
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", head)
    _check_colours(colour, depth, palette, clear)
    _check_pixels(bytes(pixels), _rows(width, height, depth * _CHANNELS[colour], bool(interlaced)))
    parts = [(b"IHDR", head), (b"IDAT", bytes(pixels)), (b"IEND", b"")]
    if clear:
        parts.insert(1, (b"tRNS", clear))
    if colour == 3:  # in other pictures a palette is but a hint
        parts.insert(1, (b"PLTE", palette))
    return _SIGNATURE + b"".join(_chunk(*part) for part in parts), float(width), float(height)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield kind and body of every chunk, each with a sound checksum."""
    if not data.startswith(_SIGNATURE):
        raise _broken("its first bytes are damaged")
    at = len(_SIGNATURE)
    while at < len(data):
        if at + 12 > len(data):
            raise _cut()
        size = int.from_bytes(data[at : at + 4])
        end = at + 8 + size
        if end + 4 > len(data):
            raise _cut()
        kind = data[at + 4 : at + 8]
        if zlib.crc32(data[at + 4 : end]) != int.from_bytes(data[end : end + 4]):
            raise _broken("a checksum is wrong")
        yield kind, data[at + 8 : end]
        at = end + 4


def _checked_head(body: bytes) -> bytes:
    if len(body) != 13:
        raise _broken("its header is broken")
    width, height, depth, colour, packing, filtering, interlaced = struct.unpack(">IIBBBBB", body)
    check_size(width, height)
    if colour not in _DEPTHS or depth not in _DEPTHS[colour] or packing or filtering or interlaced > 1:
        raise _broken("its header is broken")
    return body


def _check_colours(colour: int, depth: int, palette: bytes, clear: bytes) -> None:
    entries = len(palette) // 3
    if colour == 3 and not 0 < entries <= 1 << depth:
        raise _broken("its palette is broken")
    if palette and colour in (0, 4):
        raise _broken("its palette is broken")
    if clear and not {0: len(clear) == 2, 2: len(clear) == 6, 3: len(clear) <= entries}.get(colour, False):
        raise _broken("its transparency is broken")


def _rows(width: int, height: int, bits: int, interlaced: bool) -> list[tuple[int, int]]:
    """Bytes of a row with its filter, and number of rows, of each pass. bits: of one pixel."""
    passes = _ADAM7 if interlaced else ((0, 0, 1, 1),)
    sizes = [((width - x + dx - 1) // dx, (height - y + dy - 1) // dy) for x, y, dx, dy in passes]
    return [(1 + (across * bits + 7) // 8, down) for across, down in sizes if across > 0 and down > 0]


def _check_pixels(packed: bytes, passes: list[tuple[int, int]]) -> None:
    """Unpack all rows, in pieces and never more than the header says, and look at the filter of each."""
    unpacker = zlib.decompressobj()
    rest = packed

    def more(most: int) -> bytes:
        nonlocal rest
        try:
            piece = unpacker.decompress(rest, most)
        except zlib.error:
            raise _broken("its pixels are damaged") from None
        rest = unpacker.unconsumed_tail
        return piece

    for length, count in passes:
        at, total = 0, length * count
        while at < total:
            piece = more(min(_PIECE, total - at))
            if not piece:
                raise _cut()
            filters = piece[-at % length :: length]
            if filters and max(filters) > 4:
                raise _broken("its pixels are damaged")
            at += len(piece)
    if more(1):
        raise _broken("it has more pixels than its header says")
    if not unpacker.eof:
        raise _cut()
    if unpacker.unused_data:
        raise _broken("something is hidden behind its pixels")


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _broken(why: str) -> LogoFault:
    return LogoFault(f"a damaged PNG: {why}", _ALLOWED, "logo-broken")


def _cut() -> LogoFault:
    return LogoFault("a PNG that is cut off", _ALLOWED, "logo-broken")
