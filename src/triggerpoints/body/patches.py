"""Patches of skin: spots, bands and areas as signed distance fields.

A patch is a row of samples on the skin. A spot is one sample with a radius, a band is a path of samples with a radius each,
an area is the closed path of its border. The field of a patch is the distance in mm along the skin to its edge, negative
inside; the field of a union is the smallest of its members' fields.

Distance along the skin is the straight distance, stretched by how far the skin turns between the two places (exact on a
round limb), and counted only where the skin is connected through the patch: so nothing leaks to the next finger, the other
thigh or through the palm.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ..model.shapes import Band, Shape, Spot
from .anchors import Anchors
from .frames import MIDDLE
from .places import Places
from .surface import Bools, Floats, Ints, distinct, load_surface, ranges, unit

FAR = 1e3  # mm: the field where a patch is not connected
MARGIN = 14.0  # mm around a patch in which its field is exact
_FINE = 2.5  # mm between samples when a field is computed
# Without the thumb: its root is broad, and what lies on the palm beside it would end in a ragged line.
_DIGITS = frozenset({"index", "middle", "ring", "little", "toe1", "toe2", "toe3", "toe4", "toe5"})
_BLOCK = 50_000  # distances computed at once: they stay in the processor's cache


@dataclass(frozen=True, eq=False)
class Patch:
    """One shape on the skin of the reference figure, left half.

    anchors: its samples (N). radii: (N,) mm, all 0 for an area. closed: True for the border of an area, counter-clockwise
    seen from outside, so that the inside lies to the left of the path.
    """

    anchors: Anchors
    radii: Floats
    closed: bool

    def __reduce__(self) -> tuple[Any, ...]:
        # Without what was computed from these.
        return Patch, (self.anchors, self.radii, self.closed)

    def field(self, points: Floats, normals: Floats, quads: Ints) -> Floats:
        """The field (N,) in mm at points of the reference skin.

        points: (N, 3); normals: (N, 3), the calm unit normals there; quads: (N,), in which they lie.
        """
        out = np.full(len(points), FAR)
        where = np.flatnonzero(self._reach[quads])
        if len(where):
            out[where] = self._raw(points[where], normals[where])
        return out

    @cached_property
    def _reach(self) -> Bools:
        """(F,) the quads of the patch and its margin that are connected to its samples through the skin."""
        reached = np.zeros(len(load_surface().quads), dtype=bool)
        reached[self.near[0]] = True
        return reached

    @cached_property
    def near(self) -> tuple[Ints, Floats]:
        """The quads (N,) of the patch and its margin, and the field (N,) at their centres in mm."""
        surface = load_surface()
        samples, _, radii, _ = self._fine
        count = len(surface.quads)
        room = float(radii.max()) + MARGIN + 25.0  # 25 mm: half a quad of the trunk, with room
        box = np.ones(count, dtype=bool)
        for along, low, high in zip(surface.centres.T, samples.min(0) - room, samples.max(0) + room, strict=True):
            box &= (along > low) & (along < high)
        inside = np.flatnonzero(box)
        value = np.full(count, FAR)
        value[inside] = self._raw(surface.centres[inside], surface.facing[inside])
        open_ = np.zeros(count, dtype=bool)
        # A quad may straddle the edge: allow half its size.
        open_[inside] = (value[inside] < MARGIN + surface.reach[inside]) & surface.skin[inside] & ~self._elsewhere(inside)
        reached = np.zeros(count, dtype=bool)
        front = distinct(self.anchors.quads(surface), count)
        while len(front):
            reached[front] = True
            beside = surface.neighbours[front]
            beside = beside[beside >= 0]
            front = distinct(beside[open_[beside] & ~reached[beside]], count)
        quads = np.flatnonzero(reached)
        return quads, value[quads]

    def _elsewhere(self, quads: Ints) -> Bools:
        """Which quads (N,) the patch leaves out although the skin leads there: of the other leg, the next toe or finger."""
        surface = load_surface()
        own, names = self.anchors.quads(surface), surface.part_names
        part, left, own_left = surface.part[quads], surface.centres[quads, 0] > 0, surface.centres[own, 0] > 0
        limb = np.array([name not in MIDDLE for name in names])[part]
        closed = np.zeros(len(quads), dtype=bool)
        for side in (True, False):
            if not (own_left == side).any():
                closed |= limb & (left == side)
        digit, mine = np.array([name in _DIGITS for name in names]), np.zeros(len(names), dtype=bool)
        mine[surface.part[own]] = True
        if (digit & mine).any():
            closed |= (digit & ~mine)[part]
        return closed

    @cached_property
    def _fine(self) -> tuple[Floats, Floats, Floats, Floats]:
        """Samples close together: positions (N, 3), normals (N, 3), radii (N,), outward unit vectors (N, 3) of a border."""
        surface = load_surface()
        rows = np.concatenate([self.anchors.positions(surface), self.anchors.normals(surface), self.radii[:, None]], axis=1)
        if self.closed:
            rows = np.concatenate([rows, rows[:1]])
        lengths = np.linalg.norm(rows[1:, :3] - rows[:-1, :3], axis=1)
        counts = np.maximum(1, np.ceil(lengths / _FINE).astype(np.int64))
        start, step = ranges(0, counts)
        t = (step / counts[start])[:, None]
        between = (1 - t) * rows[start] + t * rows[start + 1]
        fine = between if self.closed else np.concatenate([between, rows[-1:]])
        positions, normals = fine[:, :3].copy(), unit(fine[:, 3:6])
        tangents = np.roll(positions, -1, axis=0) - np.roll(positions, 1, axis=0)
        return positions, normals, fine[:, 6], unit(np.cross(tangents, normals))

    def _raw(self, points: Floats, normals: Floats) -> Floats:
        """The field without regard to connection."""
        samples, facing, radii, sides = self._fine
        out = np.empty(len(points))
        block = max(1, _BLOCK // len(samples))
        own = np.einsum("kd,kd->k", samples, samples)
        for start in range(0, len(points), block):
            p, n = points[start : start + block], normals[start : start + block]
            # The squared distance, then in the same place the distance, along the skin, to the edge.
            edge = _products(p, samples)
            edge *= 2
            np.subtract(np.einsum("nd,nd->n", p, p)[:, None], edge, out=edge)
            edge += own
            np.sqrt(np.maximum(edge, 0, out=edge), out=edge)
            edge *= _bend(_products(n, facing))
            edge -= radii
            best = edge.argmin(1)
            value = edge[np.arange(len(p)), best]
            if self.closed:
                outward = np.einsum("nd,nd->n", p - samples[best], sides[best])
                value = np.where(outward < 0, -value, value)
            out[start : start + block] = value
        return out


def _products(left: Floats, right: Floats) -> Floats:
    """(N, K) dot products of (N, 3) and (K, 3). Not by `@`: the last bits of its sums depend on the number of threads."""
    (x, y, z), (u, v, w) = left.T[:, :, None], np.ascontiguousarray(right.T)
    out: Floats = x * u
    out += z * w  # before y * v: any order would do, but another one would change last bits
    out += y * v
    return out


def _bend(cosine: Floats) -> Floats:
    """Arc over chord for two places whose normals make that angle: (t/2) / sin(t/2), by its series in sin2(t/2)."""
    s = np.subtract(1, cosine, out=cosine)
    s /= 2
    np.clip(s, 0, 1, out=s)
    bend = s * 0.2843
    for term in (15 / 336, 3 / 40, 1 / 6):
        bend += term
        bend *= s
    bend += 1
    return bend


def build_patch(places: Places, shape: Shape) -> Patch:
    """A shape in words as a patch of the reference skin."""
    if isinstance(shape, Spot):
        return Patch(places.place(shape.spot.point).anchor, np.array([shape.spot.size]), closed=False)
    if isinstance(shape, Band):
        anchors, along = places.path([places.place(one.point) for one in shape.band])
        radii = np.interp(along, np.arange(len(shape.widths)), np.array(shape.widths, dtype=float) / 2)
        return Patch(anchors, radii, closed=False)
    anchors, _ = places.path([places.place(point) for point in shape.area], closed=True)
    positions, normals = anchors.positions(places.surface), anchors.normals(places.surface)
    # Counter-clockwise seen from outside: the loop's vector area points the way its skin faces.
    centre = positions.mean(0)
    spin = np.cross(positions - centre, np.roll(positions, -1, axis=0) - centre).sum(0)
    if float(spin @ normals.mean(0)) < 0:
        anchors = Anchors(anchors.triangle[::-1].copy(), anchors.weights[::-1].copy())
    return Patch(anchors, np.zeros(len(anchors)), closed=True)
