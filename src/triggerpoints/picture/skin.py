"""What a window of a view shows of the skin, pixel by pixel, and the fields of zones on it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Generic, TypeVar

import numpy as np

from ..body.anchors import Anchors
from ..body.patches import Patch
from ..body.raster import rasterise
from ..body.surface import Bools, Floats, Ints, Surface, distinct, load_surface
from ..sides import Side
from .camera_view import CameraView, skin_of

_BEYOND = 5  # pixels by which the skin is continued past its outline, so that contours close outside of it
_TILE = 60.0  # mm: windows are rounded out to this, so that pictures share their rasters
CLAMP = 2.5  # pixels: a field is cut off at this distance from its edge
_CROSSING = 0.15  # what lies on a half of the body with no more than this share of it only crosses the midline
_PIECE = 24  # samples in a piece of a band

T = TypeVar("T")


@dataclass(frozen=True)
class SkinMap:
    """The skin in a window of a camera view.

    origin: u, v mm of the centre of pixel (0, 0); step: mm a pixel; size: height, width.
    pixel: (N,) flat index of the pixels that hold skin or lie just beyond it; triangle (N,), weights (N, 3): the skin there.
    depth: (H, W) mm from the camera's plane, infinite where there is no skin. key: tells it from other windows.
    """

    key: Hashable
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

    def columns_rows(self, flat: Floats) -> Floats:
        """(N, 2) pixel column and row, not rounded, of u, v (N, 2 or more)."""
        at: Floats = (flat[:, :2] - self.origin) / self.step
        return at

    def sees(self, flat: Floats, slack: float) -> Bools:
        """Which points u, v, depth (N, 3) on the skin are not hidden by skin more than `slack` mm in front of them."""
        cells = np.round(self.columns_rows(flat)).astype(np.int64)
        high, wide = self.size
        inside = (cells[:, 0] >= 0) & (cells[:, 0] < wide) & (cells[:, 1] >= 0) & (cells[:, 1] < high)
        front = self.depth[np.clip(cells[:, 1], 0, high - 1), np.clip(cells[:, 0], 0, wide - 1)]
        seen: Bools = inside & np.isfinite(front) & (flat[:, 2] < front + slack)
        return seen


def skin_map(view: CameraView, window: tuple[float, float, float, float], step: float) -> SkinMap:
    """The skin in a window u0, v0, u1, v1 (mm) of a camera view, at about `step` mm a pixel. Kept for the next picture."""
    u0, v0, u1, v1 = window
    b0, c0, b1, c1 = view.art.bounds
    pad = (_BEYOND + 1) * step
    low = np.floor(np.maximum([u0, v0], [b0, c0]) / _TILE) * _TILE
    high = np.ceil(np.minimum([u1, v1], [b1, c1]) / _TILE) * _TILE
    low, high = np.maximum(low, [b0 - pad, c0 - pad]), np.minimum(high, [b1 + pad, c1 + pad])
    key = tuple(float(edge) for edge in (*low, *np.maximum(high, low + 4 * step)))
    return _map(view, key, step)


@lru_cache(maxsize=12)
def _map(view: CameraView, window: tuple[float, ...], step: float) -> SkinMap:
    surface = skin_of(view.figure)
    # Quads that are not seen at all hide nothing: they need not be drawn.
    shown = np.flatnonzero(np.tile(view.art.visible > 0, 2))
    flat = view.camera.project(surface.vertices)
    origin = np.array(window[:2])
    size = (int(np.ceil((window[3] - window[1]) / step)) + 1, int(np.ceil((window[2] - window[0]) / step)) + 1)
    points = np.concatenate([(flat[:, :2] - origin) / step, flat[:, 2:]], axis=1)
    raster = rasterise(points, surface.triangles[shown], size)
    seen = raster.covered
    depth = np.full(size, np.inf)
    corners = flat[surface.triangles[shown[raster.triangle[seen]]], 2]
    first, second, third = (raster.weights[seen] * corners).T
    depth[seen] = first + second + third
    source = _continued(seen)
    pixel = np.flatnonzero(source >= 0)
    owner = source[pixel]
    return SkinMap(
        (view, window, step),
        origin,
        step,
        size,
        pixel,
        shown[raster.triangle.ravel()[owner]],
        raster.weights.reshape(-1, 3)[owner],
        depth,
    )


def _continued(seen: Bools) -> Ints:
    """(H * W,) for every pixel the seen pixel it takes its skin from, -1 beyond reach."""
    high, wide = seen.shape
    source = np.full((high + 2, wide + 2), -1, dtype=np.int64)
    source[1:-1, 1:-1] = np.where(seen, np.arange(high * wide).reshape(high, wide), -1)
    flat, row = source.ravel(), wide + 2
    inner = np.zeros((high + 2, wide + 2), dtype=bool)
    inner[1:-1, 1:-1] = True
    inner = inner.ravel()
    shifts = (-1, 1, -row, row)
    front = np.flatnonzero(flat >= 0)
    for _ in range(_BEYOND):
        found: list[tuple[Ints, Ints]] = []
        for shift in shifts:
            beside = front + shift
            free = inner[beside] & (flat[beside] < 0)
            found.append((beside[free], flat[front[free]]))
        # The last write wins: the order of the shifts decides, the same every time.
        fresh = np.concatenate([cells for cells, _ in found])
        flat[fresh] = np.concatenate([owner for _, owner in found])
        front = distinct(fresh, len(flat))
        if not len(front):
            break
    return source[1:-1, 1:-1].ravel()


@dataclass(frozen=True, eq=False)
class ZoneShape:
    """A zone in a window, equal to itself alone. rings: its outline, closed, (N, 2) mm; inside: (H, W) its pixels."""

    rings: tuple[Floats, ...]
    inside: Bools


def zone_shape(skin: SkinMap, patches: Sequence[Patch], *, mirrored: bool) -> ZoneShape | None:
    """The union of patches on the skin of a window, None when nothing of them is seen. Kept for the next picture.

    mirrored: the patches as they lie on the right half of the body.
    """
    key = (skin.key, mirrored, patches_key(patches))
    return kept_shape(Keyed(key, lambda: shape_of(skin, zone_image(skin, patches, mirrored=mirrored))))


def shape_of(skin: SkinMap, image: Floats | None) -> ZoneShape | None:
    """The shape in a window where a field (H, W) is negative, None when that is nowhere."""
    rings = tuple(edges(skin, image)) if image is not None else ()
    return ZoneShape(rings, image < 0) if image is not None and rings else None


def zone_image(skin: SkinMap, patches: Sequence[Patch], *, mirrored: bool, grown: float = 0.0) -> Floats | None:
    """The field (H, W) of a union of patches in pixels, cut off at a few pixels from its edge; negative inside.

    grown: mm (at most 10) by which every patch is made larger.
    """
    surface = load_surface()
    image = np.full(skin.size[0] * skin.size[1], CLAMP)
    count = len(surface.quads)
    quads = skin.triangle % count
    if mirrored:
        quads = np.where(quads < count // 2, quads + count // 2, quads - count // 2)
    found = False
    for patch in patches:
        for piece in pieces(patch):
            where_quads, value = quad_field(piece)
            near_quads = np.zeros(count, dtype=bool)
            near_quads[where_quads[value < surface.reach[where_quads] + 4 * skin.step + grown]] = True
            near = np.flatnonzero(near_quads[quads])
            if not len(near):
                continue
            positions, normals = places(surface, skin, near)
            if mirrored:
                positions, normals = positions * [-1.0, 1.0, 1.0], normals * [-1.0, 1.0, 1.0]
            values = piece.field(positions, normals, quads[near]) / skin.step - grown / skin.step
            where = skin.pixel[near]
            image[where] = np.minimum(image[where], np.clip(values, -CLAMP, CLAMP))
            found = found or bool((values < 0).any())
    return image.reshape(skin.size) if found else None


def pieces(patch: Patch) -> tuple[Patch, ...]:
    """A long band in short ones, whose union it is: each is measured only on the skin near to it."""
    count = len(patch.anchors)
    if patch.closed or count <= 2 * _PIECE:
        return (patch,)

    def cut() -> tuple[Patch, ...]:
        cuts = np.linspace(0, count - 1, round(count / _PIECE) + 1).astype(np.int64).tolist()
        spans = [slice(start, end + 1) for start, end in pairwise(cuts)]
        anchors = patch.anchors
        parts = (Anchors(anchors.triangle[span], anchors.weights[span]) for span in spans)
        return tuple(Patch(part, patch.radii[span], closed=False) for part, span in zip(parts, spans, strict=True))

    return _kept_pieces(Keyed(_content(patch), cut))


def patches_key(patches: Sequence[Patch]) -> Hashable:
    """What tells some patches from others."""
    return tuple(_content(patch) for patch in patches)


def _content(patch: Patch) -> Hashable:
    """What tells a patch from another, the same for two copies of it."""
    anchors = patch.anchors
    return anchors.triangle.tobytes(), anchors.weights.tobytes(), patch.radii.tobytes(), patch.closed


@dataclass(frozen=True, slots=True)
class Keyed(Generic[T]):
    """Something to be made once for equal keys: `lru_cache` sees only the key."""

    key: Hashable
    make: Callable[[], T] = field(compare=False)


@lru_cache(maxsize=60)
def kept_shape(wanted: Keyed[ZoneShape | None]) -> ZoneShape | None:
    """The shape of that key, made only when it is not among the last few."""
    return wanted.make()


@lru_cache(maxsize=200)
def _kept_pieces(wanted: Keyed[tuple[Patch, ...]]) -> tuple[Patch, ...]:
    return wanted.make()


@lru_cache(maxsize=1000)
def _kept_field(wanted: Keyed[tuple[Ints, Floats]]) -> tuple[Ints, Floats]:
    return wanted.make()


def places(surface: Surface, skin: SkinMap, near: Ints) -> tuple[Floats, Floats]:
    """Positions and calm unit normals (N, 3) on the reference figure of pixels."""
    corners, weights = surface.triangles[skin.triangle[near]], skin.weights[near]
    mixed = np.einsum("nk,nkd->nd", weights, surface.placed[corners])
    normals = mixed[:, 3:]
    return mixed[:, :3], normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-9)


def quad_field(patch: Patch) -> tuple[Ints, Floats]:
    """The quads (N,) near to a patch and the field (N,) in mm at their centres."""
    return _kept_field(Keyed(_content(patch), lambda: patch.near))


def patch_areas(patches: Sequence[Patch]) -> Floats:
    """(F,) mm2 of the reference skin that a union of patches covers as it is written, quad by quad (roughly)."""
    surface = load_surface()
    count = len(surface.quads)
    share = np.zeros(count)
    for patch in patches:
        for piece in pieces(patch):
            near, value = quad_field(piece)
            share[near] = np.maximum(share[near], np.clip(0.5 - value / (2 * surface.reach[near]), 0, 1))
    areas: Floats = share * (surface.areas[:count] + surface.areas[count:])
    return areas


def halves(areas: Floats) -> tuple[Side, ...]:
    """The halves of the body on which more than the rim of an area (F,) lies, right first."""
    share = float(areas[: len(areas) // 2].sum()) / max(float(areas.sum()), 1e-9)
    found: list[tuple[Side, bool]] = [("right", share < 1 - _CROSSING), ("left", share > _CROSSING)]
    return tuple(side for side, there in found if there)


def smoothed(image: Floats) -> Floats:
    """The image blurred over 3 x 3 pixels: it turns the pixel steps along a hidden edge into a line."""
    padded = np.pad(image, 1, mode="edge")
    across = (padded[:, :-2] + 2 * padded[:, 1:-1] + padded[:, 2:]) / 4
    out: Floats = (across[:-2] + 2 * across[1:-1] + across[2:]) / 4
    return out


def edges(skin: SkinMap, image: Floats) -> list[Floats]:
    """The closed rings (N, 2) in mm where a field is zero."""
    # The class itself: contourpy's own factory loads numpy.ma, which costs more than the contours of a whole picture.
    from contourpy import FillType, LineType, SerialContourGenerator, ZInterp

    rows, columns = (_around(np.flatnonzero((image < CLAMP).any(axis)), image.shape[1 - axis]) for axis in (1, 0))
    framed = np.pad(smoothed(image[rows, columns]), 1, constant_values=CLAMP)
    x, y = np.meshgrid(*(np.arange(span.start, span.stop + 2, dtype=np.float64) for span in (columns, rows)))
    generator = SerialContourGenerator(
        x, y, framed, np.zeros(framed.shape, dtype=bool),
        line_type=LineType.Separate, fill_type=FillType.OuterOffset, corner_mask=False, quad_as_tri=False,
        z_interp=ZInterp.Linear, x_chunk_size=0, y_chunk_size=0,
    )  # fmt: skip
    rings = [skin.origin + (np.asarray(row) - 1) * skin.step for row in generator.lines(0.0)]
    return [ring for ring in rings if len(ring) > 5]


def _around(there: Ints, size: int) -> slice:
    """The rows or columns of an image where something is, and two more on either side."""
    return slice(max(int(there[0]) - 2, 0), min(int(there[-1]) + 3, size)) if len(there) else slice(0, size)
