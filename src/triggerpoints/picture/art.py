"""The base drawing of the body: outline, tone and pen strokes of every figure and view, prebuilt by tools/build_lineart.py.

Coordinates are the view's own millimetres as `Camera.project` gives them: u to the right, v DOWN. A paired view is stored for
the left half of the body; `Art.mirrored` gives the right one.

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
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..body.surface import Figure, Floats

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

    figure: Figure
    view: str
    bounds: tuple[float, float, float, float]
    pen: float
    outline: tuple[Floats, ...]
    tones: tuple[Tone, ...]
    strokes: tuple[Stroke, ...]
    cuts: tuple[Floats, ...]
    visible: Floats

    def mirrored(self) -> Art:
        """The same drawing of the other half of the body: u turns round, the quads change sides."""
        u0, v0, u1, v1 = self.bounds
        half = len(self.visible) // 2
        return replace(
            self,
            bounds=(-u1, v0, -u0, v1),
            outline=_flip(self.outline),
            tones=tuple(replace(tone, rings=_flip(tone.rings)) for tone in self.tones),
            strokes=tuple(replace(stroke, points=_flip((stroke.points,))[0]) for stroke in self.strokes),
            cuts=_flip(self.cuts),
            visible=_frozen(np.concatenate([self.visible[half:], self.visible[:half]])),
        )


@lru_cache(maxsize=64)
def load_art(figure: Figure, view: str) -> Art:
    """The drawing of `view` (an id of data/views.yaml) for `figure`. KeyError when there is none."""
    return unpack(_members().read(f"{view}/{figure}"), figure, view)


@lru_cache(maxsize=1)
def _members() -> zipfile.ZipFile:
    """The asset, held in memory: choosing views takes most of it, and its list of members is read once."""
    return zipfile.ZipFile(io.BytesIO(resources.files("triggerpoints").joinpath(ASSET).read_bytes()))


def unpack(raw: bytes, figure: Figure, view: str) -> Art:
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
    whole = (run - np.repeat(before, lengths, axis=1)).T
    points = _frozen(whole * float(head["unit"]) + np.array(head["origin"], dtype=float))
    lines = iter([points[a:b] for a, b in pairwise(starts.tolist())])
    outline = tuple(next(lines) for _ in head["outline"])
    tones = tuple(Tone(opacity, tuple(next(lines) for _ in rings)) for opacity, rings in head["tones"])
    strokes, at = [], 0
    for kind, filled, length in head["strokes"]:
        strokes.append(Stroke(kind, next(lines), _frozen(widths[at : at + length]), bool(filled)))
        at += length
    u0, v0, u1, v1 = head["bounds"]
    return Art(
        figure=figure,
        view=view,
        bounds=(u0, v0, u1, v1),
        pen=head["pen"],
        outline=outline,
        tones=tones,
        strokes=tuple(strokes),
        cuts=tuple(next(lines) for _ in head["cuts"]),
        visible=_frozen(visible),
    )


def _flip(lines: Iterable[Floats]) -> tuple[Floats, ...]:
    return tuple(_frozen(line * _MIRROR) for line in lines)


def _frozen(values: NDArray[np.float64]) -> Floats:
    """Cached drawings are shared: nobody may change them."""
    values.flags.writeable = False
    return values
