"""What part of a view a panel shows, and how large."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from ..body.camera import camera, shown_quads
from ..body.frames import BodySide
from ..body.surface import Figure, Floats, distinct
from .asked import Asked
from .camera_view import CameraView, skin_of
from .request import Depicted, ZoneItem, positions, quads
from .scene import Box

_MARGIN = 75.0  # mm of body around what matters
_LEAST = 300.0  # mm: a body view shows at least this much
_SHOULDERS = 520.0  # mm: a body view that shows the head shows this much across
_LONG = 700.0  # mm: a close-up so high, of a whole leg, is cut to what matters as a body view is
_NEAR = 25.0  # mm: a head, hand or foot this near to the frame is shown whole
_AIR = 22.0  # mm around a whole head, hand or foot
_HIGH = 520.0  # page units: height of a panel
_WIDE = (1040.0, 1240.0)  # most width of all panels together: up to three, more
_SLIM, _BROAD = 0.46, 1.25  # width over height of a panel: least and most
_ALIKE = 2.1  # panels whose heights in mm differ by no more than this factor share one scale
_ENDS: tuple[tuple[str, ...], ...] = (
    ("head",),
    ("hand", "thumb", "index", "middle", "ring", "little"),
    ("foot", "toe1", "toe2", "toe3", "toe4", "toe5"),
)

Window = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Crop:
    """One view as it is drawn. window: u0, v0, u1, v1 mm that it shows; scale: page units a mm; x, y: its corner on the page."""

    view: CameraView
    window: Window
    scale: float
    x: float = 0.0
    y: float = 0.0

    @property
    def width(self) -> float:
        """Page units."""
        return (self.window[2] - self.window[0]) * self.scale

    @property
    def height(self) -> float:
        """Page units."""
        return (self.window[3] - self.window[1]) * self.scale

    @property
    def box(self) -> Box:
        """The panel on the page."""
        return self.x, self.y, self.x + self.width, self.y + self.height

    @property
    def drawn(self) -> Box:
        """What of it the base drawing fills: a close-up made wider than its drawing has paper beside it."""
        if not self.view.close_up:
            return self.box
        u0, v0, u1, v1 = (
            edge(*pair)
            for edge, pair in zip((max, max, min, min), zip(self.window, self.view.art.bounds, strict=True), strict=True)
        )
        (left, top), (right, bottom) = self.page(np.array([[u0, v0], [u1, v1]]))
        return float(left), float(top), float(right), float(bottom)

    def page(self, flat: Floats) -> Floats:
        """(N, 2) u, v mm to page units."""
        at: Floats = (flat[:, :2] - np.array(self.window[:2])) * self.scale + np.array([self.x, self.y])
        return at


def crops(shots: Sequence[CameraView], content: Depicted) -> tuple[Crop, ...]:
    """The panels, side by side at x, y = 0: all of one height, of one scale unless their parts differ too much in size."""
    windows = [_shaped(_window(shot, content)) for shot in shots]
    highs = [v1 - v0 for _, v0, _, v1 in windows]
    if max(highs) / min(highs) <= _ALIKE and len({shot.family for shot in shots}) == 1:
        windows = [_stretched(shot, window, max(highs)) for shot, window in zip(shots, windows, strict=True)]
    wide = sum((u1 - u0) / (v1 - v0) for u0, v0, u1, v1 in windows)
    high_units = min(_HIGH, _WIDE[len(shots) > 3] / wide)
    return tuple(Crop(shot, window, high_units / (window[3] - window[1])) for shot, window in zip(shots, windows, strict=True))


def moved(panel: Crop, x: float, y: float) -> Crop:
    """The panel at another place of the page."""
    return replace(panel, x=x, y=y)


def _window(shot: CameraView, content: Depicted) -> Window:
    bounds = shot.art.bounds
    if shot.close_up and bounds[3] - bounds[1] < _LONG:
        return bounds
    box = _matter(shot, content)
    low, high = box.min(0) - _MARGIN, box.max(0) + _MARGIN
    shown = _ENDS if shot.record.show == "all" else [parts for parts in _ENDS if set(parts) & set(shot.record.show)]
    for parts in shown:
        for side in ("left", "right") if parts[0] != "head" else (None,):
            ends = _extent(shot.figure, shot.record.towards, shot.record.up, shot.side, parts, side)
            if ends is None:
                continue
            if (ends[0] < high + _NEAR).all() and (ends[1] > low - _NEAR).all() and _mostly(shot, low, high, ends, parts):
                low, high = np.minimum(low, ends[0] - _AIR), np.maximum(high, ends[1] + _AIR)
                if parts[0] == "head":
                    low, high = _at_least(low, high, np.array([_SHOULDERS, 0.0]))
    low, high = _at_least(low, high, np.array([_LEAST, _LEAST]))
    return _within((float(low[0]), float(low[1]), float(high[0]), float(high[1])), bounds)


def _mostly(shot: CameraView, low: Floats, high: Floats, ends: Floats, parts: tuple[str, ...]) -> bool:
    """Whether a head, hand or foot is cut by the frame so that it should be shown whole; a hand beside the hip need not be."""
    if parts[0] == "head":
        return True
    shared = np.minimum(high, ends[1]) - np.maximum(low, ends[0])
    return bool((shared > 0.35 * (ends[1] - ends[0])).all())


def _matter(shot: CameraView, content: Depicted) -> Floats:
    """(N, 2) u, v of all that must lie in the frame of a body view."""
    surface = skin_of(shot.figure)
    look, shows = shot.camera, shot.shows
    found = []
    # What is rarely reported must not make the rest small.
    every: list[ZoneItem | Asked] = [*content.asked, *(zone for zone in content.zones if not zone.rare)]
    for zone in every:
        seen = zone.areas * shows
        if seen.sum() > 0.06 * zone.areas.sum():
            found.append(look.project(surface.vertices[surface.quads[seen > 0.02 * seen.max()]].mean(1)))
    for mark in content.marks:
        if shows[mark.quad()] > 0.1:
            found.append(look.project(mark.position(shot.figure)))
    for line in content.fibres:
        seen_line = shows[quads(line.anchors, line.side)] > 0.2
        found.append(look.project(positions(line.anchors, shot.figure, line.side)[seen_line]))
    if not sum(len(points) for points in found):
        found = [look.project(mark.position(shot.figure)) for mark in content.marks]
        found += [look.project(surface.vertices[surface.quads[area.areas > 0]].mean(1)) for area in content.asked]
    return np.concatenate(found)[:, :2]


@lru_cache(maxsize=256)
def _extent(
    figure: Figure, towards: tuple[float, float, float], up: tuple[float, float, float], view_side: BodySide | None,
    parts: tuple[str, ...], side: BodySide | None,
) -> Floats | None:  # fmt: skip
    """Lowest and highest u, v (2, 2) of a part of the body in a view."""
    surface = skin_of(figure)
    shown = shown_quads(surface, parts, half=side)
    vertices = surface.vertices[distinct(surface.quads[shown], len(surface.vertices))]
    flat = camera(towards, up, mirrored=view_side == "right").project(vertices)
    return np.stack([flat[:, :2].min(0), flat[:, :2].max(0)]) if len(flat) else None


def _at_least(low: Floats, high: Floats, size: Floats) -> tuple[Floats, Floats]:
    grow = np.maximum(size - (high - low), 0) / 2
    return low - grow, high + grow


def _within(window: Window, bounds: Window) -> Window:
    """The window moved inside the bounds of the drawing, and cut to them where it is larger."""
    u0, u1 = _slid(window[0], window[2], bounds[0] - 12, bounds[2] + 12)
    v0, v1 = _slid(window[1], window[3], bounds[1] - 12, bounds[3] + 12)
    return u0, v0, u1, v1


def _slid(low: float, high: float, least: float, most: float) -> tuple[float, float]:
    if high - low >= most - least:
        return least, most
    shift = max(least - low, 0.0) + min(most - high, 0.0)
    return low + shift, high + shift


def _stretched(shot: CameraView, window: Window, high: float) -> Window:
    """The window made `high` mm high, showing more of the body where there is more, else more paper."""
    u0, v0, u1, v1 = window
    middle = (v0 + v1) / 2
    low, top = shot.art.bounds[3] + 12, shot.art.bounds[1] - 12
    if high > low - top:
        return u0, middle - high / 2, u1, middle + high / 2
    v0, v1 = _slid(middle - high / 2, middle + high / 2, top, low)
    return u0, v0, u1, v1


def _shaped(window: Window) -> Window:
    """The window widened or heightened until its shape suits a panel."""
    u0, v0, u1, v1 = window
    wide, high = u1 - u0, v1 - v0
    if wide < _SLIM * high:
        grow = (_SLIM * high - wide) / 2
        return u0 - grow, v0, u1 + grow, v1
    if wide > _BROAD * high:
        grow = (wide / _BROAD - high) / 2
        return u0, v0 - grow, u1, v1 + grow
    return window
