"""Areas on the reference skin, in mm2, from samples spread over every triangle."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from .anchors import Anchors
from .patches import Patch
from .surface import Bools, Floats, Ints, Surface, load_surface

# The centres of the four triangles that halving the sides makes.
_QUARTERS = np.array([[1, 1, 1], [4, 1, 1], [1, 4, 1], [1, 1, 4]]) / np.array([[3], [6], [6], [6]])


@dataclass(frozen=True)
class Samples:
    """Points spread over the reference skin: the left half first, then their mirror images in the same order.

    positions, normals: (N, 3); quads: (N,); areas: (N,) mm2 that each stands for.
    """

    positions: Floats
    normals: Floats
    quads: Ints
    areas: Floats

    def mirrored(self, mask: Bools) -> Bools:
        """The mask (N,) of the mirror image of a masked patch."""
        half = len(mask) // 2
        return np.concatenate([mask[half:], mask[:half]])

    def inside(self, surface: Surface, patches: Iterable[Patch]) -> Bools:
        """Which samples lie in the union of `patches`, (N,)."""
        mask = np.zeros(len(self.positions), dtype=bool)
        for patch in patches:
            mask |= patch.field(surface, self.positions, self.normals, self.quads) <= 0
        return mask

    def area(self, mask: Bools) -> float:
        """The area in mm2 of the masked samples."""
        return float(self.areas[mask].sum())


@lru_cache(maxsize=1)
def skin_samples() -> Samples:
    """The samples of the reference figure."""
    surface = load_surface()
    half = len(surface.quads) // 2
    own = np.flatnonzero(surface.skin[:half])
    left = np.concatenate([own, own + len(surface.quads)])
    triangle = np.repeat(left, len(_QUARTERS))
    anchors = Anchors(triangle, np.tile(_QUARTERS, (len(left), 1)))
    positions, normals = anchors.positions(surface), anchors.normals(surface)
    quads, areas = triangle % len(surface.quads), surface.areas[triangle] / len(_QUARTERS)
    flip = np.array([-1.0, 1.0, 1.0])
    return Samples(
        np.concatenate([positions, positions * flip]),
        np.concatenate([normals, normals * flip]),
        np.concatenate([quads, quads + half]),
        np.concatenate([areas, areas]),
    )
