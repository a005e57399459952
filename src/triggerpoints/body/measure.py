"""Areas on the reference skin, in mm2, from samples spread over every triangle."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from .anchors import Anchors
from .patches import Patch
from .surface import FLIP, Bools, Floats, Ints, load_surface

# The centres of the four triangles that halving the sides makes.
_QUARTERS = np.array([[1, 1, 1], [4, 1, 1], [1, 4, 1], [1, 1, 4]]) / np.array([[3], [6], [6], [6]])


@dataclass(frozen=True)
class Samples:
    """Points spread over the reference skin: the left half first, then their mirror images in the same order.

    left: those of the left half as anchors, which give their positions on every figure.
    positions, normals: (N, 3); quads: (N,); areas: (N,) mm2 that each stands for.
    """

    left: Anchors
    positions: Floats
    normals: Floats
    quads: Ints
    areas: Floats

    def mirrored(self, mask: Bools) -> Bools:
        """The mask (N,) of the mirror image of a masked patch."""
        return np.roll(mask, len(mask) // 2)

    def inside(self, patches: Iterable[Patch]) -> Bools:
        """Which samples lie in the union of `patches`, (N,)."""
        mask = np.zeros(len(self.positions), dtype=bool)
        for patch in patches:
            mask |= patch.field(self.positions, self.normals, self.quads) <= 0
        return mask

    def area(self, mask: Bools) -> float:
        """The area in mm2 of the masked samples."""
        return float(self.areas[mask].sum())


@lru_cache(maxsize=1)
def skin_samples() -> Samples:
    """The samples of the reference figure."""
    surface = load_surface()
    count = len(surface.quads)
    own = np.flatnonzero(surface.skin[: count // 2])
    triangles = np.concatenate([own, own + count])
    left = Anchors(np.repeat(triangles, len(_QUARTERS)), np.tile(_QUARTERS, (len(triangles), 1)))
    quads, areas = left.quads(surface), surface.areas[left.triangle] / len(_QUARTERS)
    return Samples(
        left,
        both_halves(left.positions(surface)),
        both_halves(left.normals(surface)),
        np.concatenate([quads, quads + count // 2]),
        np.concatenate([areas, areas]),
    )


def both_halves(left: Floats) -> Floats:
    """Points or directions (N, 3) of the left half of the body, then their mirror images."""
    return np.concatenate([left, left * FLIP])
