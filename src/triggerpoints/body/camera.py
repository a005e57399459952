"""The camera of a view: orthographic, in millimetres."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .surface import FLIP, Bools, Floats, Ints, Surface


@dataclass(frozen=True, slots=True)
class Camera:
    """Axes of a view, unit vectors in body axes. Picture coordinates: u to the right, v DOWN, depth away from the viewer."""

    right: Floats
    up: Floats
    towards: Floats

    def project(self, points: Floats) -> Floats:
        """Body points (N, 3) mm to u, v, depth (N, 3) mm."""
        flat: Floats = np.einsum("nd,kd->nk", points, np.array([self.right, -self.up, self.towards]))
        return flat


def camera(towards: tuple[float, float, float], up: tuple[float, float, float], *, mirrored: bool = False) -> Camera:
    """The camera that looks in direction `towards` with `up` upwards; `mirrored` moves it to the other side of the body."""
    flip = FLIP if mirrored else np.ones(3)
    look = np.array(towards, dtype=float) * flip
    look /= np.linalg.norm(look)
    right = np.cross(look, np.array(up, dtype=float) * flip)
    right /= np.linalg.norm(right)
    return Camera(right, np.cross(right, look), look)


def shown_quads(surface: Surface, show: tuple[str, ...] | None, *, half: str | None = None) -> Bools:
    """Which quads a view shows, (F,). show: part names, None for all; half: "left" or "right" for one side alone."""
    shown = np.ones(len(surface.quads), dtype=bool)
    if show is not None:
        wanted: Ints = np.array([surface.part_names.index(name) for name in show], dtype=np.int64)
        shown &= np.isin(surface.part, wanted)
    if half is not None:
        left = np.arange(len(surface.quads)) < len(surface.quads) // 2
        shown &= left if half == "left" else ~left
    return shown
