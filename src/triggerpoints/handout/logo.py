"""A clinic's logo: a PNG, JPEG or SVG told by its content, checked, and written anew without anything but the picture.

    read_logo(path) -> Logo              from a file
    clean_logo(data, file) -> Logo       from bytes

Pillow decodes PNG and JPEG (the extra `logo`); an SVG needs no extra.
"""

from __future__ import annotations

import io
import os
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from ..bounded import read_bounded
from ..errors import DataError, Problem
from ..extras import need
from ..text import clean
from .options import Logo
from .svg_logo import clean_svg

if TYPE_CHECKING:
    from PIL.ImageFile import ImageFile

MOST_BYTES: Final = 1_000_000
MOST_PIXELS: Final = 4_000
"""Along each side."""
MOST_RATIO: Final = 20
"""How many times as wide as high, or as high as wide."""
MOST_SCANS: Final = 64
"""A progressive JPEG has about ten scans. Thousands of empty ones would keep a decoder busy for hours."""


def read_logo(path: str | os.PathLike[str]) -> Logo:
    """Read and clean the logo of a file, of which no more than 1 MB is read.

    Raises DataError with one problem for a logo that cannot be taken, MissingExtraError when it needs Pillow and that is missing.
    """
    return clean_logo(read_bounded(path, MOST_BYTES), clean(Path(path).as_posix()))


def clean_logo(data: bytes, file: str = "logo") -> Logo:
    """Check a picture and write it anew. file: its name in messages. Errors: see `read_logo`."""
    if len(data) > MOST_BYTES:
        raise _refused(file, f"more than {MOST_BYTES // 1_000_000} MB", "at most 1 MB (save it smaller)", "file-size")
    kind = _kind(data)
    cleaned, width, height = clean_svg(data, file) if kind == "svg" else _redrawn(data, kind, file)
    if width > MOST_RATIO * height or height > MOST_RATIO * width:
        found = f"a picture of {width:.6g} x {height:.6g}"
        raise _refused(file, found, f"at most {MOST_RATIO} times as long as wide", "logo-shape")
    return Logo(kind, cleaned, width, height)


def _kind(data: bytes) -> Literal["png", "jpeg", "svg"]:
    """The kind of picture by its first bytes; its name says nothing. What is none of them is no sound JPEG either."""
    if data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        return "svg"
    return "png" if data.startswith(b"\x89PNG") else "jpeg"


def _redrawn(data: bytes, kind: Literal["png", "jpeg"], file: str) -> tuple[bytes, float, float]:
    """The pixels of a PNG or JPEG, upright and without metadata, with width and height.

    Whatever Pillow says about a file that it does not take, here it is a damaged picture: its words change with its versions.
    """
    need("logo")
    from PIL import ImageOps
    from PIL.JpegImagePlugin import JpegImageFile, get_sampling
    from PIL.PngImagePlugin import PngImageFile

    out = io.BytesIO()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            opener = JpegImageFile if kind == "jpeg" else PngImageFile
            with opener(io.BytesIO(data)) as image:
                _check_header(image, data, file)
                opener(io.BytesIO(data)).verify()  # of a PNG, that all of its parts are there; closes what it reads
                image.load()
                upright = ImageOps.exif_transpose(image)
                # Only transparency says what is seen. Pillow would write the rest of what it knows into the new file.
                upright.info = {name: upright.info[name] for name in ("transparency",) if name in upright.info}
                if isinstance(image, JpegImageFile):
                    upright.save(out, "JPEG", qtables=image.quantization, subsampling=get_sampling(image))
                else:
                    upright.save(out, "PNG")
    except DataError:
        raise
    except Exception:
        found, allowed = "no PNG, JPEG or SVG picture, or one that is damaged", "a whole picture (open it and save it again)"
        raise _refused(file, found, allowed, "logo-broken") from None
    return out.getvalue(), float(upright.width), float(upright.height)


def _check_header(image: ImageFile, data: bytes, file: str) -> None:
    """Refuse what would take too much memory or time, before anything of it is unpacked."""
    width, height = image.size
    if max(width, height) > MOST_PIXELS:
        found = f"a picture of {width:,} x {height:,} pixels"
        raise _refused(file, found, f"1 to {MOST_PIXELS:,} pixels each way", "logo-size")
    if image.mode == "CMYK":
        found = "a JPEG in the colours of printing (CMYK)"
        raise _refused(file, found, "one in RGB or grey: save it again", "logo-colours")
    if image.format == "JPEG" and data.count(b"\xff\xda") > MOST_SCANS:
        raise _refused(file, f"a JPEG of more than {MOST_SCANS} scans", f"at most {MOST_SCANS}", "logo-size")


def _refused(file: str, found: str, allowed: str, rule: str) -> DataError:
    return DataError([Problem(file, 0, 0, "", found, allowed, rule=rule)])
