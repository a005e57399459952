"""Points tied to the skin: a triangle and the weights of its corners."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .surface import Floats, Ints, Surface, unit

_NEAR = 48  # triangles tried exactly when a point is dropped onto the skin
_SLAB = 90.0  # mm above and below a point in which its nearest skin is looked for
_FACING = 22.0  # mm by which skin counts as further off, for every unit of 1 - cosine that it faces another way


@dataclass(frozen=True, slots=True)
class Anchors:
    """N points on the skin. triangle: (N,); weights: (N, 3), summing to 1."""

    triangle: Ints
    weights: Floats

    def __len__(self) -> int:
        return len(self.triangle)

    def at(self, values: Floats, triangles: Ints) -> Floats:
        """Per-vertex `values` (V, k) at the points, (N, k)."""
        mixed: Floats = np.einsum("nk,nkd->nd", self.weights, values[triangles[self.triangle]])
        return mixed

    def positions(self, surface: Surface) -> Floats:
        """(N, 3) mm on that figure."""
        return self.at(surface.vertices, surface.triangles)

    def normals(self, surface: Surface) -> Floats:
        """(N, 3) unit normals of the calm skin."""
        return unit(self.at(surface.calm_normals, surface.triangles))

    def quads(self, surface: Surface) -> Ints:
        """(N,) the quad each point lies in."""
        return self.triangle % len(surface.quads)


def drop(surface: Surface, points: Floats, facing: Floats | None = None) -> Anchors:
    """Move (N, 3) points to the nearest skin.

    facing: (N, 3) unit normals of the skin they came from. Skin that faces another way counts as further off, so that a
    point over the palm does not land on the back of the hand.
    """
    triangles, vertices = surface.triangles, surface.vertices
    heights, order, centres, faces = surface.by_height
    near = np.empty((len(points), _NEAR), dtype=np.int64)
    away = np.zeros((len(points), _NEAR))
    for number, point in enumerate(points):
        # Only triangles about the same height can be nearest; all of them when the point is far off the body.
        low, high = np.searchsorted(heights, (point[1] - _SLAB, point[1] + _SLAB))
        if high - low < 4 * _NEAR:
            low, high = 0, len(heights)
        gap = centres[low:high] - point
        cost = np.einsum("td,td->t", gap, gap)
        if facing is not None:
            charge = (_FACING * (1 - np.einsum("td,d->t", faces[low:high], facing[number]))) ** 2
            cost += charge
        best = np.argpartition(cost, _NEAR)[:_NEAR]
        best.sort()
        near[number] = order[low:high][best]
        if facing is not None:
            away[number] = charge[best]
    corners = vertices[triangles[near.ravel()]]
    targets = np.repeat(points, _NEAR, axis=0)
    weights = closest_on_triangles(targets, corners)
    off = np.einsum("nk,nkd->nd", weights, corners) - targets
    exact = np.einsum("nd,nd->n", off, off).reshape(near.shape) + away
    row = np.arange(len(points))
    winner = exact.argmin(1)
    return Anchors(near[row, winner], weights.reshape(*near.shape, 3)[row, winner])


def closest_on_triangles(points: Floats, corners: Floats) -> Floats:
    """Barycentric weights (N, 3) of the place on each triangle (N, 3, 3) that is nearest to its point (N, 3)."""
    a, b, c = corners[:, 0], corners[:, 1], corners[:, 2]
    ab, ac, ap = b - a, c - a, points - a
    d00 = np.einsum("nd,nd->n", ab, ab)
    d01 = np.einsum("nd,nd->n", ab, ac)
    d11 = np.einsum("nd,nd->n", ac, ac)
    d20 = np.einsum("nd,nd->n", ap, ab)
    d21 = np.einsum("nd,nd->n", ap, ac)
    scale = np.maximum(d00 * d11 - d01 * d01, 1e-12)
    v = (d11 * d20 - d01 * d21) / scale
    w = (d00 * d21 - d01 * d20) / scale
    inner = np.stack([1 - v - w, v, w], axis=1)
    outside = (inner < 0).any(1)
    if not outside.any():
        return inner
    # Outside: the nearest point lies on an edge; try the three and keep the best.
    best = np.full(len(corners), np.inf)
    out = inner.copy()
    for i, j in ((0, 1), (1, 2), (2, 0)):
        start, edge = corners[:, i], corners[:, j] - corners[:, i]
        t = np.einsum("nd,nd->n", points - start, edge) / np.maximum(np.einsum("nd,nd->n", edge, edge), 1e-12)
        t = np.clip(t, 0, 1)
        gap = start + t[:, None] * edge - points
        distance = np.einsum("nd,nd->n", gap, gap)
        better = outside & (distance < best)
        best[better] = distance[better]
        out[better] = 0.0
        out[better, i] = 1 - t[better]
        out[better, j] = t[better]
    return out
