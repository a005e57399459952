"""The skin: one mesh, three figures.

Axes: x to the body's own left, y up, z forward; millimetres; the soles stand on y = 0, the midline plane is x = 0.
Zones, sites and landmarks are placed on the neutral figure (the reference adult, 1.70 m). The female and the male figure
have the same mesh, so whatever is tied to a triangle of the one lies on the same triangle of the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from ..arguments import Figure

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

FLIP: Floats = np.array([-1.0, 1.0, 1.0])
"""Takes a point or a direction to its mirror image on the other side of the body."""

_UNITS = 16.0  # asset units per millimetre


@dataclass(frozen=True)
class Surface:
    """The skin of one figure.

    vertices: (V, 3) mm. quads: (F, 4) corners, counter-clockwise seen from outside; quad i + F/2 mirrors quad i.
    part: (F,) index into `part_names`.
    skin: (F,) False for what lines the mouth, the nostrils and the closed eyes: it is drawn, but nothing lies on it.
    calm_normals: (V, 3) unit normals smoothed over some 30 mm: which way the limb faces, and not the lip or the ear.
    """

    vertices: Floats
    quads: Ints
    part: Ints
    part_names: tuple[str, ...]
    skin: Bools
    calm_normals: Floats

    @cached_property
    def triangles(self) -> Ints:
        """(2F, 3) corners; triangle t belongs to quad t % F."""
        return np.concatenate([self.quads[:, [0, 1, 2]], self.quads[:, [0, 2, 3]]])

    @cached_property
    def placed(self) -> Floats:
        """(V, 6) vertices and calm normals, side by side."""
        return np.concatenate([self.vertices, self.calm_normals], axis=1)

    @cached_property
    def centres(self) -> Floats:
        """(F, 3) centre of each quad."""
        centres: Floats = self.vertices[self.quads].mean(1)
        return centres

    @cached_property
    def quad_normals(self) -> Floats:
        """(F, 3) unit normals of the quads."""
        first, second, third, fourth = (self.vertices[corner] for corner in self.quads.T)
        return unit(np.cross(third - first, fourth - second))

    @cached_property
    def facing(self) -> Floats:
        """(F, 3) calm unit normal at the centre of each quad."""
        return unit(self.calm_normals[self.quads].mean(1))

    @cached_property
    def reach(self) -> Floats:
        """(F,) mm from the centre of each quad to its furthest corner, about: half its longer diagonal."""
        corners = self.vertices[self.quads]
        first, second = corners[:, 0] - corners[:, 2], corners[:, 1] - corners[:, 3]
        reach: Floats = np.sqrt(np.maximum((first * first).sum(1), (second * second).sum(1))) / 2
        return reach

    @cached_property
    def neighbours(self) -> Ints:
        """(F, 4) the quads across each edge; -1 at the rim of the mouth."""
        count = len(self.quads)
        edges = np.concatenate([self.quads[:, [k, (k + 1) % 4]] for k in range(4)])
        key = edges.min(1) * len(self.vertices) + edges.max(1)
        order = np.argsort(key, kind="stable")
        same = np.flatnonzero(key[order][1:] == key[order][:-1])
        across = np.full(4 * count, -1, dtype=np.int64)
        a, b = order[same], order[same + 1]
        across[a], across[b] = b % count, a % count
        return across.reshape(4, count).T.copy()

    @cached_property
    def by_height(self) -> tuple[Floats, Ints, Floats, Floats]:
        """The triangles of the skin from the floor up: heights (N,) mm, numbers (N,), centres (N, 3), calm normals (N, 3)."""
        centres = self.vertices[self.triangles].mean(1)
        order = np.argsort(centres[:, 1], kind="stable")
        order = order[np.tile(self.skin, 2)[order]]
        return centres[order, 1], order, centres[order], unit(self.calm_normals[self.triangles].mean(1))[order]

    @cached_property
    def areas(self) -> Floats:
        """(2F,) area of each triangle in mm2."""
        corners = self.vertices[self.triangles]
        flat = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        areas: Floats = np.linalg.norm(flat, axis=1) / 2
        return areas


def load_surface(figure: Figure = "neutral") -> Surface:
    """The skin of `figure`, read once: the same object however it is asked for."""
    return _read(figure)


@lru_cache(maxsize=3)
def _read(figure: Figure) -> Surface:
    with resources.files("triggerpoints").joinpath("assets/body.npz").open("rb") as file, np.load(file) as arrays:
        return Surface(
            vertices=arrays[f"vertices_{figure}"] / _UNITS,
            quads=arrays["quads"].astype(np.int64),
            part=arrays["part"].astype(np.int64),
            part_names=tuple(str(name) for name in arrays["part_names"]),
            skin=arrays["skin"],
            calm_normals=unit(arrays[f"calm_{figure}"].astype(np.float64)),
        )


def distinct(values: Ints, count: int) -> Ints:
    """The distinct values, 0 to count - 1, in order. (np.unique loads numpy.ma, which costs more than all its calls here.)"""
    there = np.zeros(count, dtype=bool)
    there[values.ravel()] = True
    return np.flatnonzero(there)


def ranges(first: Ints | int, counts: Ints) -> tuple[Ints, Ints]:
    """All numbers of ranges that begin at `first` and are `counts` long (K,): (N,) which range it is, (N,) the number."""
    which = np.repeat(np.arange(len(counts)), counts)
    return which, np.repeat(first - np.cumsum(counts) + counts, counts) + np.arange(len(which))


def unit(vectors: Floats) -> Floats:
    """(N, 3) `vectors` with length 1."""
    scaled: Floats = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    return scaled
