"""Orthographic rasters: which triangle of a mesh each pixel of a view shows, and where in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .surface import Bools, Floats, Ints, ranges

_CELLS = 500_000  # most pixel tests made at once, to bound memory
_RIM = 1e-9  # pixels, and shares of a triangle, by which a pixel centre may lie outside of it and still count


@dataclass(frozen=True, slots=True)
class Raster:
    """What an orthographic camera sees of a mesh.

    triangle: (H, W) index of the triangle shown, -1 where there is none.
    weights: (H, W, 3) barycentric weights of the pixel centre in that triangle, 0 where there is none.
    depth: (H, W) of what is shown, infinite where there is none.
    """

    triangle: Ints
    weights: Floats
    depth: Floats

    @property
    def covered(self) -> Bools:
        """(H, W) True where the mesh is seen."""
        return np.isfinite(self.depth)


def rasterise(points: Floats, triangles: Ints, size: tuple[int, int], *, cull: bool = True) -> Raster:
    """Rasterise a projected mesh.

    points: (V, 3) column, row (pixels, pixel centres at whole numbers) and depth (smaller is nearer).
    triangles: (T, 3) corners; with `cull`, those that wind clockwise on screen (rows growing downwards) are skipped.
    size: (height, width) of the raster in pixels.
    """
    height, width = size
    corners = np.ascontiguousarray(triangles.T)
    x, y, z = (points[:, axis][corners] for axis in range(3))
    area = (x[1] - x[0]) * (y[2] - y[0]) - (x[2] - x[0]) * (y[1] - y[0])
    keep = area < -1e-9 if cull else np.abs(area) > 1e-9
    left, right = _spans(x, width)
    top, bottom = _spans(y, height)
    ids = np.flatnonzero(keep & (right >= left) & (bottom >= top))
    wide, high = (right - left + 1)[ids], (bottom - top + 1)[ids]

    found: list[tuple[Ints, Floats, Ints, Floats]] = []
    for part in np.split(np.arange(len(ids)), np.flatnonzero(np.diff(np.cumsum(wide * high) // _CELLS)) + 1):
        own = ids[part]
        which, row = ranges(top[own], high[part])
        owner = own[which]
        line, column = ranges(left[owner], wide[part][which])
        weights, inside = _inside(np.take(x, owner, axis=1), np.take(y, owner, axis=1) - row, 1.0 / area[owner], line, column)
        line = line[inside]
        owner = owner[line]
        depths = np.take(z, owner, axis=1)
        # In this order of the sum; another one would change last bits, and with them which of two triangles an edge goes to.
        depth = weights[0] * depths[0] + weights[2] * depths[2] + weights[1] * depths[1]
        found.append((row[line] * width + column[inside], depth, owner, weights))
    return _nearest(size, *(np.concatenate(values, axis=-1) for values in zip(*found, strict=True)))


def _spans(corners: Floats, size: int) -> tuple[Ints, Ints]:
    """First and last row or column (T,) in which triangles with those corners (3, T) may hold a pixel of the raster."""
    first, last = np.ceil(corners.min(0) - _RIM), np.floor(corners.max(0) + _RIM)
    return np.maximum(first, 0).astype(np.int64), np.minimum(last, size - 1).astype(np.int64)


def _inside(x: Floats, y: Floats, inverse: Floats, line: Ints, column: Ints) -> tuple[Floats, Ints]:
    """Which pixels lie in their triangle, and with which weights (3, N).

    x: (3, L) of the corners, y: (3, L) from the row, inverse: (L,) of the area, of every line of pixels of every triangle.
    line, column: (P,) of every pixel.
    """
    across, down = np.take(x, line, axis=1) - column, np.take(y, line, axis=1)
    share = inverse[line]
    first = (across[1] * down[2] - across[2] * down[1]) * share
    second = (across[2] * down[0] - across[0] * down[2]) * share
    third = 1.0 - first - second
    inside = np.flatnonzero((first >= -_RIM) & (second >= -_RIM) & (third >= -_RIM))
    return np.stack([first[inside], second[inside], third[inside]]), inside


def _nearest(size: tuple[int, int], pixel: Ints, depth: Floats, owner: Ints, shares: Floats) -> Raster:
    """The nearest triangle of every pixel; ties go to the lower number, which comes first."""
    pixels = size[0] * size[1]
    nearest = np.full(pixels, np.inf)
    nearest[pixel] = depth
    nearer = np.flatnonzero(depth < nearest[pixel])
    np.minimum.at(nearest, pixel[nearer], depth[nearer])
    front = np.flatnonzero(depth == nearest[pixel])[::-1]
    triangle = np.full(pixels, -1, dtype=np.int64)
    weights = np.zeros((pixels, 3))
    triangle[pixel[front]] = owner[front]
    weights[pixel[front]] = shares[:, front].T
    return Raster(triangle.reshape(size), weights.reshape(*size, 3), nearest.reshape(size))
