"""The base drawing of the body: outline, tone and pen strokes of every figure and view, prebuilt by tools/build_lineart.py.

Coordinates are the view's own millimetres as `Camera.project` gives them: u to the right, v DOWN. A paired view is stored for
the left half of the body; `load_art` mirrors it for the right one.

The asset is a zip with one member a view and figure, `<view>/<figure>`. A member is
    4 bytes   length n of the head, little endian
    n bytes   head, JSON: unit (mm), origin (u, v), pen (mm), bounds, and the lengths of all rings and strokes
    points    int16 little endian, in units from the origin: all u, then all v; each ring or stroke
              is a first value and differences
    widths    uint8, in 50ths of the pen, one a stroke point
    visible   uint8, in 255ths, one a quad of the surface
"""

from __future__ import annotations

import io
import json
import struct
import zipfile
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import pairwise
from typing import Literal

import numpy as np

from ..arguments import Figure
from ..body.surface import Floats

StrokeKind = Literal["contour", "inner", "cue"]

ASSET = "assets/lineart.zip"
WIDTH_STEPS = 50.0
SHARE_STEPS = 255.0
_MIRROR = np.array([-1.0, 1.0])


@dataclass(frozen=True, slots=True)
class Tone:
    """One level of shade. rings: closed (N, 2) mm, even-odd, inside the outline; levels lie on top of each other."""

    opacity: float
    rings: tuple[Floats, ...]


@dataclass(frozen=True, slots=True)
class Stroke:
    """One stroke of the pen.

    kind: contour (outer edge of the body), inner (edge of a part in front of another), cue (mark of the surface).
    points: (N, 2) mm; closed when the last point is the first. widths: (N,) full width, 1 = the pen; 0 at free ends.
    filled: a closed patch to be filled as it is (an eyebrow, a nipple); its widths are 0.
    """

    kind: StrokeKind
    points: Floats
    widths: Floats
    filled: bool = False


@dataclass(frozen=True, slots=True)
class Art:
    """The drawing of one view of one figure.

    bounds: u0, v0, u1, v1 of what is drawn, mm. pen: the width in mm of a normal line when the view is shown whole; a picture
    that shows a smaller part at a greater scale multiplies `Stroke.widths` by less.
    outline: closed rings (N, 2) of what the view shows, even-odd. cuts: open lines (N, 2) along which the skin is cut off
    because the view leaves parts out: no body edge runs there, the drawing should fade out towards them.
    visible: (F,) 0..1, which share of each quad of the surface faces the viewer and is not hidden.
    """

    bounds: tuple[float, float, float, float]
    pen: float
    outline: tuple[Floats, ...]
    tones: tuple[Tone, ...]
    strokes: tuple[Stroke, ...]
    cuts: tuple[Floats, ...]
    visible: Floats


@lru_cache(maxsize=96)
def load_art(figure: Figure, view: str, *, mirrored: bool = False) -> Art:
    """The drawing of `view` (an id of data/views.yaml) for `figure`. KeyError when there is none.

    mirrored: of the other half of the body: u turns round, the quads change sides.
    """
    return unpack(_members().read(f"{view}/{figure}"), mirrored=mirrored)


@lru_cache(maxsize=1)
def _members() -> zipfile.ZipFile:
    """The asset, held in memory: choosing views takes most of it, and its list of members is read once."""
    return zipfile.ZipFile(io.BytesIO(resources.files("triggerpoints").joinpath(ASSET).read_bytes()))


def unpack(raw: bytes, *, mirrored: bool = False) -> Art:
    """The drawing that `pack` of tools/lineart/packing.py wrote."""
    (size,) = struct.unpack_from("<I", raw)
    head = json.loads(raw[4 : 4 + size])
    lengths = [*head["outline"], *(n for _, rings in head["tones"] for n in rings)]
    lengths += [*(n for _, _, n in head["strokes"]), *head["cuts"]]
    total, pens = sum(lengths), sum(n for _, _, n in head["strokes"])
    steps = np.frombuffer(raw, "<i2", 2 * total, 4 + size).reshape(2, total).astype(np.int64)
    widths = np.frombuffer(raw, "u1", pens, 4 + size + 4 * total) / WIDTH_STEPS
    visible = np.frombuffer(raw, "u1", offset=4 + size + 4 * total + pens) / SHARE_STEPS
    starts = np.cumsum([0, *lengths])
    # Undo the differences of all lines at once: a running sum, less what it held before each line began.
    run = np.cumsum(steps, axis=1)
    before = np.concatenate([np.zeros((2, 1), dtype=np.int64), run], axis=1)[:, starts[:-1]]
    points = (run - np.repeat(before, lengths, axis=1)).T * float(head["unit"]) + np.array(head["origin"], dtype=float)
    u0, v0, u1, v1 = head["bounds"]
    if mirrored:
        points, visible = points * _MIRROR, np.roll(visible, len(visible) // 2)
        u0, u1 = -u1, -u0
    for values in (points, widths, visible):
        values.flags.writeable = False  # drawings are kept and shared: nobody may change them
    lines = iter([points[a:b] for a, b in pairwise(starts.tolist())])
    pen_widths = iter(np.split(widths, np.cumsum([n for _, _, n in head["strokes"]])))
    return Art(
        bounds=(u0, v0, u1, v1),
        pen=head["pen"],
        outline=tuple(next(lines) for _ in head["outline"]),
        tones=tuple(Tone(opacity, tuple(next(lines) for _ in rings)) for opacity, rings in head["tones"]),
        strokes=tuple(Stroke(kind, next(lines), next(pen_widths), bool(filled)) for kind, filled, _ in head["strokes"]),
        cuts=tuple(next(lines) for _ in head["cuts"]),
        visible=visible,
    )
