"""Orthographic rasters: which triangle of a mesh each pixel of a view shows, and where in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_CLASSES = (2, 4, 8, 16, 32, 64, 128, 256, 512)
_CELLS = 2_000_000  # most pixel tests made at once, to bound memory


@dataclass(frozen=True, slots=True)
class Raster:
    """What an orthographic camera sees of a mesh.

    triangle: (H, W) index of the triangle shown, -1 where there is none.
    weights:  (H, W, 3) barycentric weights of the pixel centre in that triangle (0 where there is none).
    """

    triangle: Ints
    weights: Floats

    @property
    def covered(self) -> NDArray[np.bool_]:
        """(H, W) True where the mesh is seen."""
        covered: NDArray[np.bool_] = self.triangle >= 0
        return covered

    def interpolate(self, values: Floats, triangles: Ints) -> Floats:
        """Per-vertex `values` (V, k) at every pixel, (H, W, k); 0 where nothing is seen."""
        out = np.zeros((*self.triangle.shape, values.shape[1]))
        seen = self.covered
        corners = values[triangles[self.triangle[seen]]]
        out[seen] = np.einsum("nk,nkd->nd", self.weights[seen], corners)
        return out


def rasterise(points: Floats, triangles: Ints, size: tuple[int, int], *, cull: bool = True) -> Raster:
    """Rasterise a projected mesh.

    points: (V, 3) column, row (pixels, pixel centres at whole numbers) and depth (smaller is nearer).
    triangles: (T, 3) corners; with `cull`, those that wind clockwise on screen (rows growing downwards) are skipped.
    size: (height, width) of the raster in pixels.
    """
    height, width = size
    p = points[triangles]
    x, y = p[:, :, 0], p[:, :, 1]
    area = (x[:, 1] - x[:, 0]) * (y[:, 2] - y[:, 0]) - (x[:, 2] - x[:, 0]) * (y[:, 1] - y[:, 0])
    keep = area < -1e-9 if cull else np.abs(area) > 1e-9
    left = np.maximum(np.ceil(x.min(1)), 0)
    right = np.minimum(np.floor(x.max(1)), width - 1)
    top = np.maximum(np.ceil(y.min(1)), 0)
    bottom = np.minimum(np.floor(y.max(1)), height - 1)
    keep &= (right >= left) & (bottom >= top)
    ids = np.flatnonzero(keep)
    span = np.maximum(right[ids] - left[ids], bottom[ids] - top[ids]).astype(np.int64) + 1

    found: list[tuple[Ints, Floats, Ints, Floats]] = []
    lower = 0
    for side in _CLASSES:
        members = ids[(span > lower) & (span <= side)]
        lower = side
        step = max(1, _CELLS // (side * side))
        for start in range(0, len(members), step):
            hit = _cover(members[start : start + step], side, x, y, p[:, :, 2], area, left, top, size)
            if len(hit[0]):
                found.append(hit)

    triangle = np.full(height * width, -1, dtype=np.int64)
    weights = np.zeros((height * width, 3))
    if found:
        pixel = np.concatenate([f[0] for f in found])
        depth = np.concatenate([f[1] for f in found])
        owner = np.concatenate([f[2] for f in found])
        bary = np.concatenate([f[3] for f in found])
        # Far to near, so that the nearest is written last; ties go to the lower triangle number.
        order = np.lexsort((-owner, -depth))
        triangle[pixel[order]] = owner[order]
        weights[pixel[order]] = bary[order]
    return Raster(triangle.reshape(height, width), weights.reshape(height, width, 3))


def _cover(
    members: Ints, side: int, x: Floats, y: Floats, z: Floats, area: Floats, left: Floats, top: Floats, size: tuple[int, int]
) -> tuple[Ints, Floats, Ints, Floats]:
    """Test a side x side block of pixels against each of the `members`: pixel, depth, triangle, weights of the hits."""
    height, width = size
    grid = np.arange(side)
    px = left[members][:, None, None] + grid[None, None, :]
    py = top[members][:, None, None] + grid[None, :, None]
    xs, ys, inverse = x[members], y[members], 1.0 / area[members][:, None, None]

    def weight(i: int, j: int) -> Floats:
        xi, yi = xs[:, i, None, None], ys[:, i, None, None]
        xj, yj = xs[:, j, None, None], ys[:, j, None, None]
        value: Floats = ((xi - px) * (yj - py) - (xj - px) * (yi - py)) * inverse
        return value

    w0, w1 = weight(1, 2), weight(2, 0)
    w2 = 1.0 - w0 - w1
    inside = (w0 >= -1e-9) & (w1 >= -1e-9) & (w2 >= -1e-9) & (px < width) & (py < height)
    which, row, column = np.nonzero(inside)
    owner = members[which]
    bary = np.stack([w0[inside], w1[inside], w2[inside]], axis=1)
    depth = np.einsum("nk,nk->n", bary, z[owner])
    pixel = (top[owner].astype(np.int64) + row) * width + left[owner].astype(np.int64) + column
    return pixel, depth, owner, bary
