"""A clinic's logo: a PNG, JPEG or SVG told by its content, checked, and written anew without anything but the picture.

    read_logo(path) -> Logo              from a file
    clean_logo(data, file) -> Logo       from bytes

Checked by hand and not by an imaging library: HTML handouts have logos too and need no extra, the answer may not depend on what
is installed, and the writers take the bytes of the picture, not its pixels.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Final, Literal

from ..errors import DataError, Problem
from .blocks import Logo
from .logo_fault import LogoFault

MOST_BYTES: Final = 1_000_000
MOST_RATIO: Final = 20
"""How many times as wide as high, or as high as wide."""

_ALLOWED: Final = "a PNG, JPEG or SVG picture"
_OTHERS: Final = (
    (b"GIF8", "a GIF picture"),
    (b"BM", "a BMP picture"),
    (b"II*\0", "a TIFF picture"),
    (b"MM\0*", "a TIFF picture"),
    (b"%PDF", "a PDF file"),
    (b"\x1f\x8b", "a compressed file (gzip)"),
    (b"PK\x03\x04", "a zip file"),
)


def read_logo(path: str | os.PathLike[str]) -> Logo:
    """Read and clean the logo of a file. DataError with one problem when it is not taken; never more than 1 MB is read."""
    name = Path(path).as_posix()
    allowed = "a readable picture"
    try:
        target = Path(path)
        if not stat.S_ISREG(target.stat().st_mode):  # a pipe would wait for ever
            raise _refused(name, LogoFault("no ordinary file", allowed, "file"))
        with target.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except DataError:
        raise
    except (OSError, ValueError) as error:  # ValueError: a null character in the name
        said = getattr(error, "strerror", None) or "no name of a file"
        raise _refused(name, LogoFault(f"a file that cannot be read ({said})", allowed, "file")) from None
    return clean_logo(data, name)


def clean_logo(data: bytes, file: str = "logo") -> Logo:
    """Check a picture and write it anew. file: its name in messages. Cleaning twice changes nothing more."""
    try:
        if len(data) > MOST_BYTES:
            raise LogoFault(f"more than {MOST_BYTES // 1_000_000} MB", "at most 1 MB (save it smaller)", "file-size")
        kind = _kind(data)
        cleaned, width, height = _clean(kind, data)
        _check_shape(width, height)
    except LogoFault as fault:
        raise _refused(file, fault) from None
    return Logo(kind, cleaned, width, height)


def _clean(kind: Literal["png", "jpeg", "svg"], data: bytes) -> tuple[bytes, float, float]:
    if kind == "png":
        from .png_logo import clean_png

        return clean_png(data)
    if kind == "jpeg":
        from .jpeg_logo import clean_jpeg

        return clean_jpeg(data)
    from .svg_logo import clean_svg

    return clean_svg(data)


def _kind(data: bytes) -> Literal["png", "jpeg", "svg"]:
    """The kind of picture by its first bytes; its name says nothing."""
    if data.startswith(b"\x89PNG"):
        return "png"
    if data.startswith(b"\xff\xd8"):
        return "jpeg"
    if data.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n").startswith(b"<"):
        return "svg"
    if not data:
        raise LogoFault("an empty file", _ALLOWED, "logo-kind")
    if data[8:12] == b"WEBP":
        raise LogoFault("a WebP picture", _ALLOWED, "logo-kind")
    found = next((what for start, what in _OTHERS if data.startswith(start)), "no picture that is known")
    raise LogoFault(found, _ALLOWED, "logo-kind")


def _check_shape(width: float, height: float) -> None:
    if width > MOST_RATIO * height or height > MOST_RATIO * width:
        found = f"a picture of {width:.6g} x {height:.6g}"
        raise LogoFault(found, f"at most {MOST_RATIO} times as long as wide", "logo-shape")


def _refused(file: str, fault: LogoFault) -> DataError:
    return DataError([Problem(file, fault.line, fault.column, "", fault.found, fault.allowed, rule=fault.rule)])
