"""Points tied to the skin: a triangle and the weights of its corners."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from triggerpoints.body.surface import Floats, Ints, Surface

_NEAR = 48  # triangles tried exactly when a point is dropped onto the skin
_FACING = 22.0  # mm of extra distance that skin facing the opposite way (per unit of 1 - cosine) is charged


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
        mixed = self.at(surface.calm_normals, surface.triangles)
        unit: Floats = mixed / np.maximum(np.linalg.norm(mixed, axis=1, keepdims=True), 1e-12)
        return unit

    def quads(self, surface: Surface) -> Ints:
        """(N,) the quad each point lies in."""
        return self.triangle % len(surface.quads)


def join(parts: list[Anchors]) -> Anchors:
    """All points of several sets, in order."""
    return Anchors(np.concatenate([p.triangle for p in parts]), np.concatenate([p.weights for p in parts]))


def drop(surface: Surface, points: Floats, facing: Floats | None = None) -> Anchors:
    """Move (N, 3) points to the nearest skin.

    facing: (N, 3) unit normals of the skin they came from. Skin that faces another way counts as further off, so that a
    point over the palm does not land on the back of the hand.
    """
    # Coarse: the distance of every triangle's centre, as one matrix product per block of points.
    triangles, vertices = surface.triangles, surface.vertices
    centres = vertices[triangles].mean(1)
    lengths = np.einsum("td,td->t", centres, centres)
    faces = surface.calm_normals[triangles].mean(1)
    chosen = np.empty(len(points), dtype=np.int64)
    weights = np.empty((len(points), 3))
    for number, point in enumerate(points):
        cost = lengths - 2 * (centres @ point)
        if facing is not None:
            away = _FACING * (1 - faces @ facing[number])
            cost = cost + away * away
        near = np.argpartition(cost, _NEAR)[:_NEAR]
        near.sort()
        corners = vertices[triangles[near]]
        bary = closest_on_triangles(point, corners)
        gap = np.einsum("nk,nkd->nd", bary, corners) - point
        exact = np.einsum("nd,nd->n", gap, gap)
        if facing is not None:
            exact = exact + away[near] ** 2
        best = int(exact.argmin())
        chosen[number] = near[best]
        weights[number] = bary[best]
    return Anchors(chosen, weights)


def closest_on_triangles(point: Floats, corners: Floats) -> Floats:
    """Barycentric weights (N, 3) of the point of each triangle (N, 3, 3) that is nearest to `point`."""
    a, b, c = corners[:, 0], corners[:, 1], corners[:, 2]
    ab, ac, ap = b - a, c - a, point - a
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
        t = np.einsum("nd,nd->n", point - start, edge) / np.maximum(np.einsum("nd,nd->n", edge, edge), 1e-12)
        t = np.clip(t, 0, 1)
        gap = start + t[:, None] * edge - point
        distance = np.einsum("nd,nd->n", gap, gap)
        better = outside & (distance < best)
        best[better] = distance[better]
        out[better] = 0.0
        out[better, i] = 1 - t[better]
        out[better, j] = t[better]
    return out
