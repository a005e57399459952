"""The sheet of a view, on which its blank picture is printed and on which people draw: where it lies and how large it is.

No other module relates the millimetres of the blank picture to those of the camera. It does without numpy, because a drawing is
read before anything is measured.

Coordinates of a frame: millimetres, x to the right, y DOWN, the origin in its upper left corner.
"""

from __future__ import annotations

import json
import math
import struct
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Final

from ..sides import Side

if TYPE_CHECKING:
    from ..arguments import Figure

Direction = tuple[float, float, float]

MARGIN: Final = 10.0
"""Millimetres of paper around the base drawing, at least."""

_ASSET: Final = "assets/lineart.zip"

MIDDLE: Final = frozenset({"head", "neck", "trunk"})
"""The parts of the body that are no limb: both halves are one."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A view of a figure as a sheet to draw on.

    side: which half of the body a paired view looks at, None for the others. towards, up: the directions of the view's camera,
    for the left half. parts: the parts of the body that the view shows, None for all.
    left, top: u and v of the camera at the upper left corner, mm; width, height: whole mm. drawn: x0, y0, x1, y1 of what the base
    drawing fills; around it is paper, even where the body goes on.
    """

    view: str
    figure: Figure
    side: Side | None
    towards: Direction
    up: Direction
    parts: tuple[str, ...] | None
    left: float
    top: float
    width: float
    height: float
    drawn: tuple[float, float, float, float]

    def mirrored(self) -> Frame:
        """The same frame of the other half of the body, for a paired view."""
        x0, y0, x1, y1 = self.drawn
        side: Side = "left" if self.side == "right" else "right"
        return replace(
            self, side=side, left=-self.left - self.width, drawn=(_tenth(self.width - x1), y0, _tenth(self.width - x0), y1)
        )

    @property
    def half(self) -> Side | None:
        """The half of the body to which a view of limbs is limited, None when it shows both."""
        return self.side if self.parts is not None and not MIDDLE & set(self.parts) else None

    @property
    def symmetric(self) -> bool:
        """Whether the view looks along the midline, so that its left and right are alike."""
        return self.towards[0] == 0 and self.up[0] == 0

    @property
    def window(self) -> tuple[float, float, float, float]:
        """u0, v0, u1, v1 of the camera, mm."""
        return self.left, self.top, self.left + self.width, self.top + self.height


def frame(
    view: str,
    towards: Sequence[float],
    up: Sequence[float],
    show: str | Sequence[str],
    figure: Figure,
    side: Side | None,
) -> Frame:
    """The frame of a view. towards, up, show: as in its record; side: for a paired view.

    KeyError when the view has no base drawing: then there is nothing to draw on.
    """
    u0, v0, u1, v1 = _drawn_bounds(view, figure)
    (a, b, c), (d, e, f) = towards, up
    if side is None and a == 0 and d == 0:
        # The body is symmetric: so is the sheet, whatever the last tenth of a millimetre of its drawing is.
        u0, u1 = min(u0, -u1), max(u1, -u0)
    left, top = float(math.floor(u0 - MARGIN)), float(math.floor(v0 - MARGIN))
    width, height = math.ceil(u1 + MARGIN) - left, math.ceil(v1 + MARGIN) - top
    parts = None if isinstance(show, str) else tuple(show)
    drawn = (_tenth(u0 - left), _tenth(v0 - top), _tenth(u1 - left), _tenth(v1 - top))
    of_left = Frame(view, figure, side and "left", (a, b, c), (d, e, f), parts, left, top, width, height, drawn)
    return of_left.mirrored() if side == "right" else of_left


def _tenth(length: float) -> float:
    # The asset holds tenths. Rounding to them makes a frame that is mirrored twice the same again.
    return round(length, 1)


@lru_cache(maxsize=128)
def _drawn_bounds(view: str, figure: Figure) -> tuple[float, float, float, float]:
    """u0, v0, u1, v1 in mm of the base drawing of a view (of the left half, when it is paired). KeyError when there is none."""
    raw = _drawing(view, figure)
    (size,) = struct.unpack_from("<I", raw)
    u0, v0, u1, v1 = json.loads(raw[4 : 4 + size])["bounds"]
    return u0, v0, u1, v1


def drawn_quads(view: str, figure: Figure, count: int) -> bytes:
    """How much of each of the `count` quads of the mesh the base drawing shows, in 255ths. KeyError when there is none."""
    return _drawing(view, figure)[-count:]


def _drawing(view: str, figure: Figure) -> bytes:
    """A base drawing as `picture.art` describes it: a head, and what of the skin is seen at the end."""
    asset = resources.files("triggerpoints").joinpath(_ASSET)
    with asset.open("rb") as file, zipfile.ZipFile(file) as members:
        return members.read(f"{view}/{figure}")
