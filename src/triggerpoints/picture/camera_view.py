"""A camera view: a view of one figure, for a paired view from one side of the body. Its base drawing, and what it shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from ..body.camera import Camera, camera, shown_quads
from ..body.surface import Figure, Floats, Surface, distinct, load_surface
from ..model import View
from ..sides import Side
from .art import Art, load_art

_CUT = 34.0  # mm at a cut edge of a close-up in which nothing counts as shown: the drawing fades out there
_STEEP, _FLAT = 0.06, 0.22  # cosines of viewing angle below which skin counts as not shown, and above which it counts fully


@dataclass(frozen=True, eq=False)
class CameraView:
    """A view of one figure. side: which half of the body a paired view looks at, None for the others.

    Two are equal when they look at the same figure in the same way: what is made for one serves the other.
    """

    record: View
    side: Side | None
    figure: Figure

    @cached_property
    def _key(self) -> tuple[object, ...]:
        record = self.record
        return self.figure, record.id, self.side, record.towards, record.up, record.show, record.frame.parts

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CameraView) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    @property
    def name(self) -> str:
        """The view's id, with its side for a paired view: "back", "head_side-right"."""
        return f"{self.record.id}-{self.side}" if self.side else self.record.id

    @property
    def close_up(self) -> bool:
        """Whether it shows a part of the body alone."""
        return self.record.show != "all"

    @property
    def family(self) -> str:
        """What it shows: body, head, hand, foot..."""
        return self.record.id.partition("_")[0] if self.close_up else "body"

    @property
    def camera(self) -> Camera:
        """Where it is seen from."""
        return _camera(self.record.towards, self.record.up, self.side == "right")

    @property
    def art(self) -> Art:
        """Its base drawing."""
        return _art(self.figure, self.record.id, self.side == "right")

    @property
    def height(self) -> float:
        """Of its base drawing, in mm."""
        return self.art.bounds[3] - self.art.bounds[1]

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
        return _shows(self)

    @property
    def cut_edges(self) -> tuple[bool, bool, bool, bool]:
        """Whether the base drawing ends at its left, top, right, bottom bound although the body goes on."""
        return _cut_edges(self)

    def facing(self, normals: Floats) -> Floats:
        """(N,) cosine of the angle between skin normals (N, 3) and the line of sight: 1 seen from straight above."""
        cosine: Floats = -normals @ self.camera.towards
        return cosine


def views_of(record: View, sides: Sequence[Side], figure: Figure) -> list[CameraView]:
    """The camera views of a view: of a paired one, one a side."""
    return [CameraView(record, side, figure) for side in sides] if record.paired else [CameraView(record, None, figure)]


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


@lru_cache(maxsize=96)
def _cut_edges(view: CameraView) -> tuple[bool, bool, bool, bool]:
    parts = view.record.show
    if isinstance(parts, str):
        return (False, False, False, False)
    surface = skin_of(view.figure)
    half = view.side if view.side and not {"head", "neck", "trunk"} & set(parts) else None
    quads = surface.quads[shown_quads(surface, parts, half=half)]
    u, v, _ = view.camera.project(surface.vertices[distinct(quads, len(surface.vertices))]).T
    u0, v0, u1, v1 = view.art.bounds
    return bool(u.min() < u0 - 1), bool(v.min() < v0 - 1), bool(u.max() > u1 + 1), bool(v.max() > v1 + 1)


@lru_cache(maxsize=96)
def _shows(view: CameraView) -> Floats:
    surface = skin_of(view.figure)
    steep = np.clip((view.facing(surface.quad_normals) - _STEEP) / (_FLAT - _STEEP), 0, 1)
    left, top, right, bottom = view.cut_edges
    u, v, _ = view.camera.project(surface.centres).T
    u0, v0, u1, v1 = view.art.bounds
    inside = (u > u0 + _CUT * left) & (u < u1 - _CUT * right) & (v > v0 + _CUT * top) & (v < v1 - _CUT * bottom)
    shows = np.where(inside, view.art.visible * steep, 0.0)
    if view.family == "foot" and view.record.frame.parts is not None:
        # The leg behind a foot: foreshortened, and cut.
        shows = np.where(shown_quads(surface, view.record.frame.parts), shows, 0.5 * shows)
    shows.flags.writeable = False
    return shows
