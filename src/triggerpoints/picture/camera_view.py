"""A camera view: a view of one figure, for a paired view from one side of the body. Its base drawing, and what it shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from ..arguments import Figure
from ..body.camera import Camera, camera, shown_quads
from ..body.frames import MIDDLE
from ..body.surface import Floats, distinct, load_surface
from ..model import View
from ..sides import Side
from .art import Art, load_art

_CUT = 34.0  # mm at a cut edge of a close-up in which nothing counts as shown: the drawing fades out there
_STEEP, _FLAT = 0.06, 0.22  # cosines of viewing angle below which skin counts as not shown, and above which it counts fully
_LIMB = 700.0  # mm: a close-up so high shows a whole limb


@dataclass(frozen=True)
class CameraView:
    """A view of one figure. side: which half of the body a paired view looks at, None for the others."""

    record: View
    side: Side | None
    figure: Figure

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

    @cached_property
    def camera(self) -> Camera:
        """Where it is seen from."""
        return camera(self.record.towards, self.record.up, mirrored=self.side == "right")

    @property
    def art(self) -> Art:
        """Its base drawing."""
        return load_art(self.figure, self.record.id, mirrored=self.side == "right")

    @property
    def of_one_part(self) -> bool:
        """Whether it shows a head, hand or foot and no more; a close-up of a whole leg is framed as the body is."""
        return self.close_up and self.art.bounds[3] - self.art.bounds[1] < _LIMB

    @property
    def drawable(self) -> bool:
        """Whether there is a base drawing of it: a view of one's own has none until tools/build_lineart.py has run."""
        try:
            return self.art is not None
        except KeyError:
            return False

    @property
    @lru_cache(maxsize=96)  # noqa: B019  # views are few, and equal ones share what is kept
    def shows(self) -> Floats:
        """(F,) 0..1, how well each quad is seen: hidden, steep or cut-off skin is not."""
        surface = load_surface(self.figure)
        steep = np.clip((self.facing(surface.quad_normals) - _STEEP) / (_FLAT - _STEEP), 0, 1)
        left, top, right, bottom = self.cut_edges
        u, v, _ = self.camera.project(surface.centres).T
        u0, v0, u1, v1 = self.art.bounds
        inside = (u > u0 + _CUT * left) & (u < u1 - _CUT * right) & (v > v0 + _CUT * top) & (v < v1 - _CUT * bottom)
        shows = np.where(inside, self.art.visible * steep, 0.0)
        if self.family == "foot" and self.record.frame.parts is not None:
            # The leg behind a foot: foreshortened, and cut.
            shows = np.where(shown_quads(surface, self.record.frame.parts), shows, 0.5 * shows)
        shows.flags.writeable = False
        return shows

    @property
    @lru_cache(maxsize=96)  # noqa: B019
    def cut_edges(self) -> tuple[bool, bool, bool, bool]:
        """Whether the base drawing ends at its left, top, right, bottom bound although the body goes on."""
        parts = self.record.show
        if isinstance(parts, str):
            return (False, False, False, False)
        surface = load_surface(self.figure)
        half = None if MIDDLE & set(parts) else self.side
        quads = surface.quads[shown_quads(surface, parts, half=half)]
        u, v, _ = self.camera.project(surface.vertices[distinct(quads, len(surface.vertices))]).T
        u0, v0, u1, v1 = self.art.bounds
        return bool(u.min() < u0 - 1), bool(v.min() < v0 - 1), bool(u.max() > u1 + 1), bool(v.max() > v1 + 1)

    def facing(self, normals: Floats) -> Floats:
        """(N,) cosine of the angle between skin normals (N, 3) and the line of sight: 1 seen from straight above."""
        cosine: Floats = -normals @ self.camera.towards
        return cosine


def views_of(record: View, sides: Sequence[Side], figure: Figure) -> list[CameraView]:
    """The camera views of a view: of a paired one, one a side."""
    return [CameraView(record, side, figure) for side in sides] if record.paired else [CameraView(record, None, figure)]
