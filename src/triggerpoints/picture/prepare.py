"""A panel before it is drawn: what its crop shows of the zones, the pain asked about and the fibres."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..body.surface import Floats
from .asked import AskedPlace
from .framing import Crop
from .labels import Layout
from .request import Depicted, PointMark, ZoneItem
from .skin import SkinMap, ZoneShape, skin_map, zone_shape

_STEPS = (0.6, 0.8, 1.0, 1.3, 1.7, 2.2)  # mm a pixel of the rasters
_PIXEL = 2.2  # page units a pixel of the rasters at most
_SLIVER = 3.2  # units: a piece of a zone thinner than this at the rim of the body says nothing


@dataclass(frozen=True)
class Panel:
    """A panel before it has a place on the page.

    zones, asked: what is seen of them; of what was asked about its number from 1, too. fibres: u, v, depth (N, 3) mm of every
    line. marks: those that are seen; layout: their labels, then those of the pain asked about.
    """

    crop: Crop
    depicted: Depicted
    skin: SkinMap
    zones: Sequence[tuple[ZoneItem, ZoneShape]]
    asked: Sequence[tuple[int, AskedPlace, ZoneShape]]
    fibres: Sequence[Floats]
    marks: Sequence[PointMark] = ()
    layout: Layout = Layout(())  # noqa: RUF009  # frozen

    @property
    def width(self) -> float:
        """Of the panel with the margins for its labels."""
        return self.layout.left + self.crop.width + self.layout.right


def prepared(crop: Crop, depicted: Depicted, *, whole: bool) -> Panel:
    """A panel with what its crop shows.

    whole: with the thinnest slivers of zones, too; views that choose themselves show those better elsewhere.
    """
    step = max((step for step in _STEPS if step * crop.scale <= _PIXEL), default=_STEPS[0])
    skin = skin_map(crop.view, crop.window, step)
    least = 0.0 if whole else _SLIVER / crop.scale
    zones = ((zone, _thick(zone_shape(skin.key, ((zone.patches, zone.side == "right"),)), least)) for zone in depicted.zones)
    asked = ((number, area, _thick(area.shape(skin), least)) for number, area in enumerate(depicted.asked, start=1))
    look, figure = crop.view.camera, crop.view.figure
    fibres = [look.project(line.positions(figure)) for line in depicted.fibres]
    return Panel(
        crop,
        depicted,
        skin,
        [(zone, shape) for zone, shape in zones if shape is not None],
        [(number, area, shape) for number, area, shape in asked if shape is not None],
        fibres,
    )


def _thick(shape: ZoneShape | None, least: float) -> ZoneShape | None:
    """The shape without pieces thinner than `least` mm, None when nothing is left."""
    rings = tuple(ring for ring in shape.rings if _thickness(ring) > least) if shape else ()
    if shape is None or not rings:
        return None
    # The same object when nothing is left out: what is made of it is kept.
    return shape if len(rings) == len(shape.rings) else ZoneShape(rings, shape.inside)


def _thickness(ring: Floats) -> float:
    """How thick the shape in a ring (N, 2) is, roughly: of a long strip its width."""
    after = np.roll(ring, -1, axis=0)
    area = abs(float((ring[:, 0] * after[:, 1] - after[:, 0] * ring[:, 1]).sum())) / 2
    return 2 * area / max(float(np.hypot(*(after - ring).T).sum()), 1e-9)
