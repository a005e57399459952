"""What a window of a view shows of the skin, pixel by pixel, and the fields of zones on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from .shots import Shot
from ..body.patches import Patch
from ..body.raster import rasterise
from ..body.surface import Bools, Floats, Ints, Surface, load_surface

_BEYOND = 5  # pixels by which the skin is continued past its outline, so that contours close outside of it
_TILE = 60.0  # mm: windows are rounded out to this, so that pictures share their rasters
_CLAMP = 2.5  # pixels: a field is cut off at this distance from its edge


@dataclass(frozen=True)
class SkinMap:
    """The skin in a window of a shot.

    origin: u, v mm of the centre of pixel (0, 0); step: mm a pixel; size: height, width.
    pixel: (N,) flat index of the pixels that hold skin or lie just beyond it; triangle (N,), weights (N, 3): the skin there.
    depth: (H, W) mm from the camera's plane, infinite where there is no skin.
    """

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


def skin_map(shot: Shot, window: tuple[float, float, float, float], step: float) -> SkinMap:
    """The skin in a window u0, v0, u1, v1 (mm) of a shot, at about `step` mm a pixel. Kept for the next picture."""
    u0, v0, u1, v1 = window
    b0, c0, b1, c1 = shot.art.bounds
    pad = (_BEYOND + 1) * step
    low = np.floor(np.maximum([u0, v0], [b0, c0]) / _TILE) * _TILE
    high = np.ceil(np.minimum([u1, v1], [b1, c1]) / _TILE) * _TILE
    low, high = np.maximum(low, [b0 - pad, c0 - pad]), np.minimum(high, [b1 + pad, c1 + pad])
    key = tuple(float(edge) for edge in (*low, *np.maximum(high, low + 4 * step)))
    return _map(shot.figure, shot.name, key, step, _Held(shot))


class _Held:
    """A shot that does not count in the key of a cache (its name does)."""

    def __init__(self, shot: Shot) -> None:
        self.shot = shot

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=24)
def _map(figure: str, name: str, window: tuple[float, ...], step: float, held: _Held) -> SkinMap:
    surface = load_surface(held.shot.figure)
    # Quads that are not seen at all hide nothing: they need not be drawn.
    shown = np.flatnonzero(np.tile(held.shot.art.visible > 0, 2))
    flat = held.shot.camera.project(surface.vertices)
    origin = np.array(window[:2])
    size = (int(np.ceil((window[3] - window[1]) / step)) + 1, int(np.ceil((window[2] - window[0]) / step)) + 1)
    points = np.concatenate([(flat[:, :2] - origin) / step, flat[:, 2:]], axis=1)
    raster = rasterise(points, surface.triangles[shown], size)
    seen = raster.covered
    depth = np.full(size, np.inf)
    corners = flat[surface.triangles[shown[raster.triangle[seen]]], 2]
    depth[seen] = (raster.weights[seen] * corners).sum(1)
    source = _continued(seen)
    pixel = np.flatnonzero(source >= 0)
    owner = source[pixel]
    return SkinMap(
        origin, step, size, pixel, shown[raster.triangle.ravel()[owner]], raster.weights.reshape(-1, 3)[owner], depth
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
        front = np.unique(fresh)
        if not len(front):
            break
    return source[1:-1, 1:-1].ravel()


def zone_image(skin: SkinMap, patches: Iterable[Patch], *, mirrored: bool) -> Floats | None:
    """The field (H, W) of a union of patches in pixels, cut off at a few pixels from its edge; negative inside.

    mirrored: the patches as they lie on the right half of the body. None when the window shows nothing of them.
    """
    surface = load_surface()
    image = np.full(skin.size[0] * skin.size[1], _CLAMP)
    count = len(surface.quads)
    quads = skin.triangle % count
    if mirrored:
        quads = np.where(quads < count // 2, quads + count // 2, quads - count // 2)
    found = False
    for patch in patches:
        near = np.flatnonzero(_near_quads(surface, patch, 4 * skin.step)[quads])
        if not len(near):
            continue
        positions, normals = _places(surface, skin, near)
        if mirrored:
            positions, normals = positions * [-1.0, 1.0, 1.0], normals * [-1.0, 1.0, 1.0]
        value = patch.field(surface, positions, normals, quads[near]) / skin.step
        where = skin.pixel[near]
        image[where] = np.minimum(image[where], np.clip(value, -_CLAMP, _CLAMP))
        found = found or bool((value < 0).any())
    return image.reshape(skin.size) if found else None


def _places(surface: Surface, skin: SkinMap, near: Ints) -> tuple[Floats, Floats]:
    """Positions and calm unit normals (N, 3) on the reference figure of pixels."""
    corners, weights = surface.triangles[skin.triangle[near]], skin.weights[near]
    both = np.concatenate([surface.vertices, surface.calm_normals], axis=1)
    mixed = np.einsum("nk,nkd->nd", weights, both[corners])
    normals = mixed[:, 3:]
    return mixed[:, :3], normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-9)


def _near_quads(surface: Surface, patch: Patch, room: float) -> Bools:
    """(F,) the quads that hold a part of a patch or come within `room` mm of it."""
    value, size = quad_field(surface, patch)
    near: Bools = value < size + room
    return near


def quad_field(surface: Surface, patch: Patch) -> tuple[Floats, Floats]:
    """(F,) the field at the centre of each quad and half its diagonal, both in mm. Kept on the patch."""
    centres, normals, half = _quads()
    kept = _FIELDS.get(id(patch))
    if kept is not None and kept[0] is patch:
        return kept[1], half
    value = patch.field(surface, centres, normals, np.arange(len(centres)))
    if len(_FIELDS) >= _MOST_FIELDS:
        _FIELDS.pop(next(iter(_FIELDS)))
    _FIELDS[id(patch)] = (patch, value)
    return value, half


_MOST_FIELDS = 200
_FIELDS: dict[int, tuple[Patch, Floats]] = {}


@lru_cache(maxsize=1)
def _quads() -> tuple[Floats, Floats, Floats]:
    """Centre, calm normal and half the diagonal of each quad of the reference figure."""
    surface = load_surface()
    corners = surface.vertices[surface.quads]
    normals = surface.calm_normals[surface.quads].mean(1)
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    half = np.maximum(
        np.linalg.norm(corners[:, 0] - corners[:, 2], axis=1), np.linalg.norm(corners[:, 1] - corners[:, 3], axis=1)
    )
    return corners.mean(1), normals, half / 2


def smoothed(image: Floats) -> Floats:
    """The image blurred over 3 x 3 pixels: it turns the pixel steps along a hidden edge into a line."""
    padded = np.pad(image, 1, mode="edge")
    across = (padded[:, :-2] + 2 * padded[:, 1:-1] + padded[:, 2:]) / 4
    out: Floats = (across[:-2] + 2 * across[1:-1] + across[2:]) / 4
    return out


def edges(skin: SkinMap, image: Floats) -> list[Floats]:
    """The closed rings (N, 2) in mm where a field is zero."""
    from contourpy import LineType, contour_generator

    framed = np.pad(smoothed(image), 1, constant_values=_CLAMP)
    rows = contour_generator(z=framed, line_type=LineType.Separate).lines(0.0)
    rings = [skin.origin + (row - 1) * skin.step for row in rows]
    return [ring for ring in rings if len(ring) > 5]
