"""What part of a view a panel shows, and how large."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ..body.camera import shown_quads
from ..body.surface import Floats, distinct, load_surface
from ..sides import Side
from .asked import AskedPlace
from .camera_view import CameraView
from .paths import Box
from .request import Depicted, PointMark, ZoneItem

_MARGIN = 75.0  # mm of body around what matters
_LEAST = 300.0  # mm: a body view shows at least this much
_SHOULDERS = 520.0  # mm: a body view that shows the head shows this much across
_NEAR = 25.0  # mm: a head, hand or foot this near to the frame is shown whole
_AIR = 22.0  # mm around a whole head, hand or foot
_CUT = 0.35  # a hand or foot of which the frame shows no more than this across or down need not be shown whole
_PAPER = 12.0  # mm around a base drawing
_HIGH = 520.0  # page units: height of a panel
_WIDE = (1040.0, 1240.0)  # most width of all panels together: up to three, more
_SLIM, _BROAD = 0.46, 1.25  # width over height of a panel: least and most
_ALIKE = 2.1  # panels whose heights in mm differ by no more than this factor share one scale
_HAND, _FOOT = ("hand", "thumb", "index", "middle", "ring", "little"), ("foot", "toe1", "toe2", "toe3", "toe4", "toe5")
_ENDS: tuple[tuple[tuple[str, ...], Side | None], ...] = (
    (("head",), None), (_HAND, "left"), (_HAND, "right"), (_FOOT, "left"), (_FOOT, "right")
)  # fmt: skip

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
        window, bounds = np.array(self.window).reshape(2, 2), np.array(self.view.art.bounds).reshape(2, 2)
        corners = np.stack([np.maximum(window[0], bounds[0]), np.minimum(window[1], bounds[1])])
        left, top, right, bottom = self.page(corners).ravel().tolist()
        return left, top, right, bottom

    def page(self, flat: Floats) -> Floats:
        """(N, 2) u, v mm to page units."""
        at: Floats = (flat[:, :2] - np.array(self.window[:2])) * self.scale + np.array([self.x, self.y])
        return at

    def spot(self, mark: PointMark) -> Floats:
        """(2,) where a mark is on the page."""
        at: Floats = self.page(self.view.camera.project(mark.positions(self.view.figure)))[0]
        return at


def crops(views: Sequence[CameraView], depicted: Depicted) -> tuple[Crop, ...]:
    """The crops, side by side at x, y = 0: all of one height, of one scale unless their parts differ too much in size."""
    windows = [_shaped(_window(view, depicted)) for view in views]
    highs = [float(window[1, 1] - window[0, 1]) for window in windows]
    if max(highs) / min(highs) <= _ALIKE and len({view.family for view in views}) == 1:
        windows = [_stretched(view, window, max(highs)) for view, window in zip(views, windows, strict=True)]
    wide = sum(float(np.divide(*(window[1] - window[0]))) for window in windows)
    units = min(_HIGH, _WIDE[len(views) > 3] / wide)
    corners = (window.ravel().tolist() for window in windows)
    return tuple(Crop(view, (u0, v0, u1, v1), units / (v1 - v0)) for view, (u0, v0, u1, v1) in zip(views, corners, strict=True))


def _window(view: CameraView, depicted: Depicted) -> Floats:
    """The lowest and highest u, v (2, 2) of what a view should show."""
    bounds = np.array(view.art.bounds).reshape(2, 2)
    if view.of_one_part:
        return bounds
    matter = _matter(view, depicted)
    low, high = matter.min(0) - _MARGIN, matter.max(0) + _MARGIN
    for parts, side in _ENDS:
        if view.close_up and not set(parts) & set(view.record.show):
            continue
        first, last = _extent(view, parts, side)
        if (first >= high + _NEAR).any() or (last <= low - _NEAR).any():
            continue
        shared = np.minimum(high, last) - np.maximum(low, first)
        if side is None or (shared > _CUT * (last - first)).all():
            low, high = np.minimum(low, first - _AIR), np.maximum(high, last + _AIR)
        if side is None:
            low, high = _grown(np.stack([low, high]), (_SHOULDERS, 0.0))
    return _slid(_grown(np.stack([low, high]), (_LEAST, _LEAST)), bounds + np.array([[-_PAPER], [_PAPER]]))


def _matter(view: CameraView, depicted: Depicted) -> Floats:
    """(N, 2) u, v of all that must lie in the frame of a body view."""
    surface, shows, figure = load_surface(view.figure), view.shows, view.figure
    found = []
    # What is rarely reported must not make the rest small.
    every: list[ZoneItem | AskedPlace] = [*depicted.asked, *(zone for zone in depicted.zones if not zone.rare)]
    for area in every:
        seen = area.areas * shows
        if seen.sum() > 0.06 * area.areas.sum():
            found.append(surface.vertices[surface.quads[seen > 0.02 * seen.max()]].mean(1))
    found += [mark.positions(figure) for mark in depicted.marks if shows[mark.quad] > 0.1]
    for line in depicted.fibres:
        found.append(line.positions(figure)[shows[line.quads] > 0.2])
    if not sum(len(points) for points in found):
        found = [mark.positions(figure) for mark in depicted.marks]
        found += [surface.vertices[surface.quads[area.areas > 0]].mean(1) for area in depicted.asked]
    return view.camera.project(np.concatenate(found))[:, :2]


@lru_cache(maxsize=256)
def _extent(view: CameraView, parts: tuple[str, ...], side: Side | None) -> Floats:
    """Lowest and highest u, v (2, 2) of a part of the body in a view."""
    surface = load_surface(view.figure)
    quads = surface.quads[shown_quads(surface, parts, half=side)]
    flat = view.camera.project(surface.vertices[distinct(quads, len(surface.vertices))])[:, :2]
    return np.stack([flat.min(0), flat.max(0)])


def _grown(window: Floats, size: tuple[float, float]) -> Floats:
    """The window made at least so large on both sides."""
    grow = np.maximum(size - (window[1] - window[0]), 0) / 2
    return np.stack([window[0] - grow, window[1] + grow])


def _slid(window: Floats, bounds: Floats) -> Floats:
    """The window moved between bounds, and cut to them where it is larger."""
    larger = window[1] - window[0] >= bounds[1] - bounds[0]
    shift = np.maximum(bounds[0] - window[0], 0) + np.minimum(bounds[1] - window[1], 0)
    return np.where(larger, bounds, window + shift)


def _stretched(view: CameraView, window: Floats, tall: float) -> Floats:
    """The window made `tall` mm high, showing more of the body where there is more, else more paper."""
    middle, bounds = (window[0, 1] + window[1, 1]) / 2, window.copy()
    window[:, 1] = middle - tall / 2, middle + tall / 2
    bounds[:, 1] = view.art.bounds[1] - _PAPER, view.art.bounds[3] + _PAPER
    return window if tall > bounds[1, 1] - bounds[0, 1] else _slid(window, bounds)


def _shaped(window: Floats) -> Floats:
    """The window widened or heightened until its shape suits a panel."""
    wide, tall = window[1] - window[0]
    return _grown(window, (_SLIM * tall, wide / _BROAD))
