"""A shot: a view of one figure, for a paired view from one side of the body. Its camera, base drawing, and what it shows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np

from ..body.camera import Camera, camera, shown_quads
from ..body.surface import Bools, Figure, Floats, Surface, distinct, load_surface
from ..model import View
from .art import Art, load_art

BodySide = Literal["left", "right"]

_CUT = 34.0  # mm at a cut edge of a close-up in which nothing counts as shown: the drawing fades out there
_STEEP, _FLAT = 0.06, 0.22  # cosines of viewing angle below which skin counts as not shown, and above which it counts fully


@dataclass(frozen=True, eq=False)
class Shot:
    """A view. side: which half of the body a paired view looks at, None for the others.

    Two shots are equal when they look at the same figure in the same way: what is made for one serves the other.
    """

    view: View
    side: BodySide | None
    figure: Figure

    @property
    def _key(self) -> tuple[object, ...]:
        return self.figure, self.view.id, self.side, self.view.towards, self.view.up

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Shot) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    @property
    def name(self) -> str:
        """The view's id, with its side for a paired view: "back", "head_side-right"."""
        return f"{self.view.id}-{self.side}" if self.side else self.view.id

    @property
    def close_up(self) -> bool:
        """Whether it shows a part of the body alone."""
        return self.view.show != "all"

    @property
    def family(self) -> str:
        """What it shows: body, head, hand, foot..."""
        return self.view.id.partition("_")[0] if self.close_up else "body"

    @property
    def camera(self) -> Camera:
        """Where it is seen from."""
        return _camera(self.view.towards, self.view.up, self.side == "right")

    @property
    def art(self) -> Art:
        """Its base drawing."""
        return _art(self.figure, self.view.id, self.side == "right")

    @property
    def drawable(self) -> bool:
        """Whether there is a base drawing of it: a view of one's own has none until tools/build_lineart.py has run."""
        try:
            return self.art is not None
        except KeyError:
            return False

    @property
    def shows(self) -> Floats:
        """(F,) 0..1, how well each quad is seen: hidden, steep or cut-off skin is not."""
        limb = self.view.frame.parts if self.family == "foot" else None
        return _shows(self.figure, self.view.id, self.side, self.view.towards, self.view.up, self._parts, limb)

    @property
    def cut_edges(self) -> tuple[bool, bool, bool, bool]:
        """Whether the base drawing ends at its left, top, right, bottom bound although the body goes on."""
        return _cut_edges(self.figure, self.view.id, self.side, self.view.towards, self.view.up, self._parts)

    @property
    def _parts(self) -> tuple[str, ...] | None:
        return None if isinstance(self.view.show, str) else self.view.show

    def facing(self, normals: Floats) -> Floats:
        """(N,) cosine of the angle between skin normals (N, 3) and the line of sight: 1 seen from straight above."""
        cosine: Floats = -normals @ self.camera.towards
        return cosine


def skin_of(figure: Figure) -> Surface:
    """The skin of a figure; of the neutral one the very object on which zones are measured, so that it is held only once."""
    return load_surface() if figure == "neutral" else load_surface(figure)


@lru_cache(maxsize=64)
def _camera(towards: tuple[float, float, float], up: tuple[float, float, float], mirrored: bool) -> Camera:
    return camera(towards, up, mirrored=mirrored)


@lru_cache(maxsize=64)
def _art(figure: Figure, view: str, mirrored: bool) -> Art:
    art = load_art(figure, view)
    return art.mirrored() if mirrored else art


@lru_cache(maxsize=3)
def quad_normals(figure: Figure) -> Floats:
    """(F, 3) unit normals of the quads."""
    surface = skin_of(figure)
    across = np.cross(
        surface.vertices[surface.quads[:, 2]] - surface.vertices[surface.quads[:, 0]],
        surface.vertices[surface.quads[:, 3]] - surface.vertices[surface.quads[:, 1]],
    )
    unit: Floats = across / np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-9)
    return unit


@lru_cache(maxsize=96)
def _cut_edges(
    figure: Figure, view: str, side: BodySide | None, towards: tuple[float, float, float], up: tuple[float, float, float],
    parts: tuple[str, ...] | None,
) -> tuple[bool, bool, bool, bool]:  # fmt: skip
    if parts is None:
        return (False, False, False, False)
    surface = skin_of(figure)
    look = camera(towards, up, mirrored=side == "right")
    u, v, _ = look.project(surface.vertices[distinct(surface.quads[_half(figure, parts, side)], len(surface.vertices))]).T
    u0, v0, u1, v1 = _art(figure, view, side == "right").bounds
    return bool(u.min() < u0 - 1), bool(v.min() < v0 - 1), bool(u.max() > u1 + 1), bool(v.max() > v1 + 1)


def _half(figure: Figure, parts: tuple[str, ...], side: BodySide | None) -> Bools:
    half = side if side and not {"head", "neck", "trunk"} & set(parts) else None
    return shown_quads(skin_of(figure), parts, half=half)


@lru_cache(maxsize=96)
def _shows(
    figure: Figure, view: str, side: BodySide | None, towards: tuple[float, float, float], up: tuple[float, float, float],
    parts: tuple[str, ...] | None, limb: tuple[str, ...] | None,
) -> Floats:  # fmt: skip
    surface = skin_of(figure)
    look = camera(towards, up, mirrored=side == "right")
    art = _art(figure, view, side == "right")
    steep = np.clip((-quad_normals(figure) @ look.towards - _STEEP) / (_FLAT - _STEEP), 0, 1)
    shows = art.visible * steep
    left, top, right, bottom = _cut_edges(figure, view, side, towards, up, parts)
    u, v, _ = look.project(surface.centres).T
    u0, v0, u1, v1 = art.bounds
    inside = (u > u0 + _CUT * left) & (u < u1 - _CUT * right) & (v > v0 + _CUT * top) & (v < v1 - _CUT * bottom)
    shows = np.where(inside, shows, 0.0)
    if limb is not None:
        # The leg behind a foot: foreshortened, and cut.
        shows = np.where(shown_quads(surface, limb), shows, 0.5 * shows)
    shows.flags.writeable = False
    return shows
