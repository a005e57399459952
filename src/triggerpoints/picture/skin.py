"""What a window of a view shows of the skin, pixel by pixel, and the fields of zones on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import numpy as np

from ..body.patches import Patch
from ..body.raster import rasterise
from ..body.surface import Bools, Floats, Ints, Surface, load_surface, unit
from ..sides import Side
from .camera_view import CameraView
from .paths import Box

_BEYOND = 5  # pixels by which the skin is continued past its outline, so that contours close outside of it
_TILE = 60.0  # mm: windows are rounded out to this, so that pictures share their rasters
_IN_FRONT = 6.0  # mm by which skin must lie in front of a point to hide it
CLAMP = 2.5  # pixels: a field is cut off at this distance from its edge
_CROSSING = 0.15  # what lies on a half of the body with no more than this share of it only crosses the midline

SkinKey: TypeAlias = tuple[CameraView, Box, float]
"""A window u0, v0, u1, v1 (mm) of a camera view, and mm a pixel."""


@dataclass(frozen=True)
class SkinMap:
    """The skin in a window of a camera view.

    key: tells it from other windows. origin: u, v mm of the centre of pixel (0, 0); step: mm a pixel; size: height, width.
    pixel: (N,) flat index of the pixels that hold skin or lie just beyond it; triangle (N,), weights (N, 3): the skin there.
    depth: (H, W) mm from the camera's plane, infinite where there is no skin.
    """

    key: SkinKey
    origin: Floats
    step: float
    size: tuple[int, int]
    pixel: Ints
    triangle: Ints
    weights: Floats
    depth: Floats

    @property
    def covered(self) -> Bools:
        """(H, W) where skin is seen."""
        return np.isfinite(self.depth)

    def sees(self, flat: Floats) -> Bools:
        """Which points u, v, depth (N, 3) on the skin are not hidden by skin well in front of them."""
        column, row = np.round((flat[:, :2] - self.origin) / self.step).astype(np.int64).T
        high, wide = self.size
        inside = (column >= 0) & (column < wide) & (row >= 0) & (row < high)
        front = self.depth[np.clip(row, 0, high - 1), np.clip(column, 0, wide - 1)]
        seen: Bools = inside & np.isfinite(front) & (flat[:, 2] < front + _IN_FRONT)
        return seen


def skin_map(view: CameraView, window: Box, step: float) -> SkinMap:
    """The skin in a window u0, v0, u1, v1 (mm) of a camera view, at about `step` mm a pixel. Kept for the next picture."""
    u0, v0, u1, v1 = window
    b0, c0, b1, c1 = view.art.bounds
    pad = (_BEYOND + 1) * step
    low = np.floor(np.maximum([u0, v0], [b0, c0]) / _TILE) * _TILE
    high = np.ceil(np.minimum([u1, v1], [b1, c1]) / _TILE) * _TILE
    low, high = np.maximum(low, [b0 - pad, c0 - pad]), np.minimum(high, [b1 + pad, c1 + pad])
    (left, top), (right, bottom) = low.tolist(), np.maximum(high, low + 4 * step).tolist()
    return kept_map(view, (left, top, right, bottom), step)


@lru_cache(maxsize=12)
def kept_map(view: CameraView, window: Box, step: float) -> SkinMap:
    """The skin in just that window."""
    surface = load_surface(view.figure)
    # Quads that are not seen at all hide nothing: they need not be drawn.
    shown = np.flatnonzero(np.tile(view.art.visible > 0, 2))
    flat = view.camera.project(surface.vertices)
    origin = np.array(window[:2])
    size = (int(np.ceil((window[3] - window[1]) / step)) + 1, int(np.ceil((window[2] - window[0]) / step)) + 1)
    points = np.concatenate([(flat[:, :2] - origin) / step, flat[:, 2:]], axis=1)
    raster = rasterise(points, surface.triangles[shown], size)
    source = _continued(raster.covered).ravel()
    pixel = np.flatnonzero(source >= 0)
    owner = source[pixel]
    triangle, weights = shown[raster.triangle.ravel()[owner]], raster.weights.reshape(-1, 3)[owner]
    return SkinMap((view, window, step), origin, step, size, pixel, triangle, weights, raster.depth)


def _continued(seen: Bools) -> Ints:
    """(H, W) for every pixel the seen pixel from which it takes its skin, -1 beyond reach."""
    source = np.where(seen, np.arange(seen.size, dtype=np.int32).reshape(seen.shape), np.int32(-1))
    for _ in range(_BEYOND):
        before = np.pad(source, 1, constant_values=-1)
        for beside in (before[:-2, 1:-1], before[2:, 1:-1], before[1:-1, :-2], before[1:-1, 2:]):
            source = np.where(source < 0, beside, source)
    return source


@dataclass(frozen=True, eq=False)
class ZoneShape:
    """A zone in a window, equal to itself alone. rings: its outline, closed, (N, 2) mm; inside: (H, W) its pixels."""

    rings: tuple[Floats, ...]
    inside: Bools


@lru_cache(maxsize=60)
def zone_shape(key: SkinKey, parts: tuple[tuple[tuple[Patch, ...], bool], ...], grown: float = 0.0) -> ZoneShape | None:
    """The union of patches on the skin of a window, None when nothing of them is seen. Kept for the next picture.

    parts: patches, and whether they are mirrored to the right half of the body: all as one, without a line down the middle.
    grown: mm (at most 10) by which every patch is made larger.
    """
    skin = kept_map(*key)
    images = [_image(skin, patches, grown, mirrored=mirrored) for patches, mirrored in parts]
    return shape_of(skin, np.min(images, axis=0))


def shape_of(skin: SkinMap, image: Floats) -> ZoneShape | None:
    """The shape in a window where a field (H, W) is negative, None when that is nowhere."""
    inside = image < 0
    rings = tuple(_edges(skin, image)) if inside.any() else ()
    return ZoneShape(rings, inside) if rings else None


def _image(skin: SkinMap, patches: Sequence[Patch], grown: float, *, mirrored: bool) -> Floats:
    """The field (H, W) of a union of patches in pixels, cut off at a few pixels from its edge; negative inside."""
    surface = load_surface()
    image = np.full(skin.size[0] * skin.size[1], CLAMP)
    count = len(surface.quads)
    quads = skin.triangle % count
    if mirrored:
        quads = (quads + count // 2) % count
    for piece in patches:
        where_quads, value = piece.near
        near_quads = where_quads[value < surface.reach[where_quads] + 4 * skin.step + grown]
        near = np.flatnonzero(np.isin(quads, near_quads))
        positions, normals = places(surface, skin, near)
        if mirrored:
            positions, normals = positions * [-1.0, 1.0, 1.0], normals * [-1.0, 1.0, 1.0]
        values = piece.field(positions, normals, quads[near]) / skin.step - grown / skin.step
        where = skin.pixel[near]
        image[where] = np.minimum(image[where], np.clip(values, -CLAMP, CLAMP))
    return image.reshape(skin.size)


def places(surface: Surface, skin: SkinMap, near: Ints) -> tuple[Floats, Floats]:
    """Positions and calm unit normals (N, 3) on the reference figure of pixels."""
    corners, weights = surface.triangles[skin.triangle[near]], skin.weights[near]
    mixed = np.einsum("nk,nkd->nd", weights, surface.placed[corners])
    return mixed[:, :3], unit(mixed[:, 3:])


def patch_areas(patches: Sequence[Patch], *, mirrored: bool) -> Floats:
    """(F,) mm2 of the reference skin that a union of patches covers, quad by quad (roughly: for choosing views)."""
    surface = load_surface()
    count = len(surface.quads)
    share = np.zeros(count)
    for piece in patches:
        near, value = piece.near
        share[near] = np.maximum(share[near], np.clip(0.5 - value / (2 * surface.reach[near]), 0, 1))
    areas: Floats = share * (surface.areas[:count] + surface.areas[count:])
    return np.roll(areas, count // 2) if mirrored else areas


def halves(areas: Floats) -> tuple[Side, ...]:
    """The halves of the body on which more than the rim of an area (F,) lies, right first."""
    share = float(areas[: len(areas) // 2].sum()) / max(float(areas.sum()), 1e-9)
    found: list[tuple[Side, bool]] = [("right", share < 1 - _CROSSING), ("left", share > _CROSSING)]
    return tuple(side for side, there in found if there)


def _edges(skin: SkinMap, image: Floats) -> list[Floats]:
    """The closed rings (N, 2) in mm where a field is zero."""
    # The class itself: contourpy's own factory loads numpy.ma, which costs more than the contours of a whole picture.
    from contourpy import FillType, LineType, SerialContourGenerator, ZInterp

    # Only where the field is near its edge, and two pixels more on every side.
    rows, columns = np.nonzero(image < CLAMP)
    top, left = max(int(rows.min()) - 2, 0), max(int(columns.min()) - 2, 0)
    framed = np.pad(_smoothed(image[top : rows.max() + 3, left : columns.max() + 3]), 1, constant_values=CLAMP)
    high, wide = framed.shape
    x, y = np.meshgrid(np.arange(left, left + wide, dtype=np.float64), np.arange(top, top + high, dtype=np.float64))
    generator = SerialContourGenerator(
        x, y, framed, np.zeros(framed.shape, dtype=bool),
        line_type=LineType.Separate, fill_type=FillType.OuterOffset, corner_mask=False, quad_as_tri=False,
        z_interp=ZInterp.Linear, x_chunk_size=0, y_chunk_size=0,
    )  # fmt: skip
    rings = [skin.origin + (np.asarray(row) - 1) * skin.step for row in generator.lines(0.0)]
    return [ring for ring in rings if len(ring) > 5]


def _smoothed(image: Floats) -> Floats:
    """The image blurred over 3 x 3 pixels: it turns the pixel steps along a hidden edge into a line."""
    padded = np.pad(image, 1, mode="edge")
    across = (padded[:, :-2] + 2 * padded[:, 1:-1] + padded[:, 2:]) / 4
    out: Floats = (across[:-2] + 2 * across[1:-1] + across[2:]) / 4
    return out
