"""The smooth skin: Catmull-Clark subdivision of the shipped mesh, whose vertices lie on the limit surface."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from triggerpoints.body.anchors import Anchors
from triggerpoints.body.surface import unit

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Smooth:
    """A subdivided skin.

    vertices: (V, 3) mm. quads: (F * 4^n, 4); child quads of coarse quad f stand at f * 4^n ... . grid: (F, 2^n + 1, 2^n + 1)
    the vertices that lie on each coarse quad, from corner 0 along corner 1 (first axis) and corner 3 (second axis).
    """

    vertices: Floats
    quads: Ints
    grid: Ints

    @property
    def triangles(self) -> Ints:
        """(2F, 3); triangle t belongs to quad t % F."""
        return np.concatenate([self.quads[:, [0, 1, 2]], self.quads[:, [0, 2, 3]]])

    def parent(self, quads: Ints) -> Ints:
        """The coarse quad of each quad number."""
        return quads // (len(self.quads) // len(self.grid))

    def positions(self, anchors: Anchors) -> Floats:
        """(N, 3) mm: points tied to the coarse mesh, on the smooth skin."""
        return self.mixed(anchors, self.vertices)

    def mixed(self, anchors: Anchors, values: Floats) -> Floats:
        """Per-vertex `values` (V, k) at points tied to the coarse mesh."""
        count, side = len(self.grid), self.grid.shape[1] - 1
        quad, w = anchors.triangle % count, anchors.weights
        second = anchors.triangle >= count
        s = np.where(second, w[:, 1], w[:, 1] + w[:, 2])
        t = np.where(second, w[:, 1] + w[:, 2], w[:, 2])
        i = np.clip((s * side).astype(np.int64), 0, side - 1)
        j = np.clip((t * side).astype(np.int64), 0, side - 1)
        a, b = (s * side - i)[:, None], (t * side - j)[:, None]
        g = self.grid
        low = (1 - a) * values[g[quad, i, j]] + a * values[g[quad, i + 1, j]]
        high = (1 - a) * values[g[quad, i, j + 1]] + a * values[g[quad, i + 1, j + 1]]
        mixed: Floats = (1 - b) * low + b * high
        return mixed


def smooth_skin(limit: Floats, quads: Ints, rounds: int) -> Smooth:
    """Subdivide `rounds` times the control mesh whose limit surface goes through `limit` (V, 3)."""
    points = limit.copy()
    for _ in range(3):
        points = points + (limit - _limit(points, quads))
    grid = quads[:, [[0, 3], [1, 2]]]
    for _ in range(rounds):
        points, quads, grid = _subdivide(points, quads, grid)
    return Smooth(_limit(points, quads), quads, grid)


def vertex_normals(vertices: Floats, quads: Ints, rounds: int = 0) -> Floats:
    """(V, 3) unit normals, averaged `rounds` times with their neighbours."""
    p = vertices[quads]
    flat = np.cross(p[:, 2] - p[:, 0], p[:, 3] - p[:, 1])
    normals = unit(sum_at(np.repeat(flat[:, None], 4, axis=1), quads, len(vertices)))
    for _ in range(rounds):
        around = np.repeat(normals[quads].sum(1)[:, None], 4, axis=1)
        normals = unit(sum_at(around, quads, len(vertices)))
    return normals


def _edges(quads: Ints) -> tuple[Ints, Ints, Ints]:
    """Unique edges (E, 2), the edge of each quad's side (F, 4), and how many quads each edge has (E,)."""
    count = int(quads.max()) + 1
    sides = np.stack([quads, np.roll(quads, -1, axis=1)], axis=2)
    key = sides.min(2) * count + sides.max(2)
    unique, inverse, uses = np.unique(key.ravel(), return_inverse=True, return_counts=True)
    return np.stack([unique // count, unique % count], axis=1), inverse.reshape(-1, 4), uses


def _subdivide(points: Floats, quads: Ints, grid: Ints) -> tuple[Floats, Ints, Ints]:
    count = len(points)
    edges, side_of, uses = _edges(quads)
    faces = points[quads].mean(1)
    rim = uses == 1
    mid = points[edges].mean(1)
    beside = sum_at(np.repeat(faces[:, None], 4, axis=1), side_of, len(edges))
    edge_points = np.where(rim[:, None], mid, (mid * 2 + beside) / 4)
    valence = np.bincount(quads.ravel(), minlength=count).astype(float)[:, None]
    valence[valence == 0] = 1
    f = sum_at(np.repeat(faces[:, None], 4, axis=1), quads, count) / valence
    both = mid[:, None].repeat(2, axis=1)
    r = sum_at(both, edges, count) / np.maximum(np.bincount(edges.ravel(), minlength=count), 1)[:, None]
    moved = (f + 2 * r + (valence - 3) * points) / valence
    on_rim = np.zeros(count, dtype=bool)
    on_rim[edges[rim].ravel()] = True
    moved[on_rim] = points[on_rim]
    edge_id, face_id = count + side_of, count + len(edges) + np.arange(len(quads))
    children = np.stack([np.stack([quads[:, c], edge_id[:, c], face_id, edge_id[:, c - 1]], axis=1) for c in range(4)], axis=1)
    return np.concatenate([moved, edge_points, faces]), children.reshape(-1, 4), _finer(grid, quads, edge_id, face_id)


def _finer(grid: Ints, quads: Ints, edge_id: Ints, face_id: Ints) -> Ints:
    """The grid of each coarse quad after one more subdivision."""
    side = grid.shape[1] - 1
    fine = np.empty((len(grid), 2 * side + 1, 2 * side + 1), dtype=np.int64)
    fine[:, ::2, ::2] = grid
    # Look each cell's quad up by its diagonal corners, then its new points by side.
    order = {tuple(sorted(q)): n for n, q in enumerate(quads.tolist())}
    for i in range(side):
        for j in range(side):
            corners = np.stack([grid[:, i, j], grid[:, i + 1, j], grid[:, i + 1, j + 1], grid[:, i, j + 1]], axis=1)
            cell = np.array([order[tuple(sorted(q))] for q in corners.tolist()], dtype=np.int64)
            fine[:, 2 * i + 1, 2 * j + 1] = face_id[cell]
            for k, (a, b) in enumerate(((1, 0), (2, 1), (1, 2), (0, 1))):
                # side k of the cell runs from its corner k to k + 1; find which side of the quad that is
                start, end = corners[:, k], corners[:, (k + 1) % 4]
                q = quads[cell]
                forward = (q == start[:, None]) & (np.roll(q, -1, axis=1) == end[:, None])
                back = (q == end[:, None]) & (np.roll(q, -1, axis=1) == start[:, None])
                fine[:, 2 * i + a, 2 * j + b] = edge_id[cell, (forward | back).argmax(1)]
    return fine


def _limit(points: Floats, quads: Ints) -> Floats:
    """Where the vertices lie on the limit surface; the rim of the mouth keeps its place."""
    count = len(points)
    valence = np.bincount(quads.ravel(), minlength=count).astype(float)[:, None]
    beside = (points[np.roll(quads, -1, axis=1)] + points[np.roll(quads, 1, axis=1)]) / 2
    edge = sum_at(beside, quads, count)
    corner = sum_at(points[np.roll(quads, -2, axis=1)], quads, count)
    smooth: Floats = (valence * valence * points + 4 * edge + corner) / np.maximum(valence * (valence + 5), 1)
    edges, _, uses = _edges(quads)
    rim = np.unique(edges[uses == 1])
    smooth[rim] = points[rim]
    return smooth


def sum_at(values: Floats, corners: Ints, count: int) -> Floats:
    """Sum (N, k, 3) `values` into the `count` rows that (N, k) `corners` names."""
    flat = corners.ravel()
    return np.stack([np.bincount(flat, values[..., axis].ravel(), minlength=count) for axis in range(3)], axis=1)
