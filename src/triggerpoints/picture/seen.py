"""What the crops of a picture show in the end, and what they leave out. The drawing and the words both follow it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..body.surface import Floats, load_surface
from ..model import View
from .asked import AskedPlace
from .camera_view import views_of
from .choice import LEAST_MARK, mark_scores
from .framing import Crop
from .request import Depicted, DiagramRequest, PointMark, ZoneItem

_RIM_FACING, _WELL = 0.45, 0.75  # a mark so near to the rim of the body is left out where another crop shows it so well
_ROOM = 12.0  # page units between a mark and the frame
_NOTHING = 0.05  # a zone of which no more than this is seen is named
_POOR = 0.75  # a zone of which less than this is seen is worth a word when a view on request shows the rest
_GAIN = 0.2  # and shows so much of it


@dataclass(frozen=True)
class Coverage:
    """What crops show of what is depicted."""

    crops: Sequence[Crop]
    depicted: Depicted

    @cached_property
    def marks(self) -> tuple[tuple[PointMark, ...], ...]:
        """The marks that each crop shows."""
        scores = mark_scores(self.depicted, [crop.view for crop in self.crops])
        best = scores.max(0, initial=0.0)

        def shown(crop: Crop, mark: PointMark, score: float, most: float) -> bool:
            at_rim = crop.view.facing(mark.normals(crop.view.figure))[0] < _RIM_FACING
            at = crop.spot(mark)
            framed = (at > _ROOM).all() and (at < np.array([crop.width, crop.height]) - _ROOM).all()
            return bool(score >= LEAST_MARK and not (at_rim and most > _WELL) and framed)

        return tuple(
            tuple(mark for mark, *rated in zip(self.depicted.marks, row, best, strict=True) if shown(crop, mark, *rated))
            for crop, row in zip(self.crops, scores, strict=True)
        )

    @cached_property
    def hidden_marks(self) -> list[PointMark]:
        """The marks that no crop shows."""
        drawn = {mark.id for marks in self.marks for mark in marks}
        return [mark for mark in self.depicted.marks if mark.id not in drawn]

    @cached_property
    def hidden_areas(self) -> list[ZoneItem | AskedPlace]:
        """What was asked about, then the zones, of which the crops show nothing."""
        return self._seen_less_than(_NOTHING)

    def on_request(self, request: DiagramRequest) -> list[View]:
        """The sensitive views, drawn only when they are named, that show what no other view does."""
        poor, hidden = self._seen_less_than(_POOR), self.hidden_marks
        if not (poor or hidden):
            return []
        shown = [crop.view for crop in self.crops]
        every = [one for view in request.views.values() for one in views_of(view, ("right", "left"), request.figure)]
        every = [one for one in every if one.drawable and one not in shown]
        ordinary = np.max([one.shows for one in (*shown, *every) if one in shown or not one.record.sensitive], axis=0)
        more: dict[str, View] = {}
        for one in every:
            gain = np.maximum(one.shows - ordinary, 0.0)
            if one.record.sensitive and (
                any(float((zone.areas * gain).sum()) > _GAIN * float(zone.areas.sum()) for zone in poor)
                or any(gain[mark.quad] > LEAST_MARK for mark in hidden)
            ):
                more[one.record.id] = one.record
        return list(more.values())

    def _seen_less_than(self, share: float) -> list[ZoneItem | AskedPlace]:
        every: list[ZoneItem | AskedPlace] = [*self.depicted.asked, *self.depicted.zones]
        return [area for area in every if float((area.areas * self._shown).sum() / max(area.areas.sum(), 1e-9)) < share]

    @cached_property
    def _shown(self) -> Floats:
        """(F,) the share of each quad that the crops show together."""
        shown = []
        for crop in self.crops:
            u, v, _ = crop.view.camera.project(load_surface(crop.view.figure).centres).T
            u0, v0, u1, v1 = crop.window
            inside = (crop.view.shows > 0) & (u > u0) & (u < u1) & (v > v0) & (v < v1)
            shown.append(np.where(inside, crop.view.art.visible, 0.0))
        together: Floats = np.max(shown, axis=0)
        return together
