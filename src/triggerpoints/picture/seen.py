"""What the panels of a picture show in the end, and what they leave out. The drawing and the words both follow it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..body.surface import Floats
from .asked import Asked
from .choice import LEAST_MARK, mark_scores, shots_of
from .content import Content, DiagramRequest, Mark, ZoneItem
from .framing import Panel
from .shots import skin_of

_RIM_FACING, _WELL = 0.45, 0.75  # a mark so near to the rim of the body is left out where another panel shows it so well
_ROOM = 12.0  # page units between a mark and the frame
_NOTHING = 0.05  # a zone of which no more than this is seen is named
_POOR = 0.75  # a zone of which less than this is seen is worth a word when a view on request shows the rest
_GAIN = 0.2  # and shows so much of it


def drawn_marks(panels: Sequence[Panel], content: Content) -> tuple[tuple[Mark, ...], ...]:
    """The marks that each panel shows."""
    scores = mark_scores(content, [panel.shot for panel in panels])
    best = scores.max(0, initial=0.0)
    out = []
    for panel, row in zip(panels, scores, strict=True):
        shown = []
        for mark, score, most in zip(content.marks, row.tolist(), best.tolist(), strict=True):
            facing = float(panel.shot.facing(mark.normal(panel.shot.figure))[0])
            at_rim = facing < _RIM_FACING and most > _WELL
            if score >= LEAST_MARK and not at_rim and _inside(panel, mark):
                shown.append(mark)
        out.append(tuple(shown))
    return tuple(out)


def _inside(panel: Panel, mark: Mark) -> bool:
    x, y = (float(value) for value in panel.page(panel.shot.camera.project(mark.position(panel.shot.figure)))[0])
    x, y = x - panel.x, y - panel.y
    return _ROOM < x < panel.width - _ROOM and _ROOM < y < panel.height - _ROOM


def unseen(request: DiagramRequest, content: Content, panels: Sequence[Panel]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the panels leave out: labels of the pain asked about, marks and zones of which they show nothing; views on request
    that show more."""
    marks, areas = hidden_marks(content, panels), _poorly_seen(content, panels, _POOR)
    unseen_areas = hidden_areas(content, panels)
    nothing = [_named(area) for area in unseen_areas]
    count = sum(isinstance(area, Asked) for area in unseen_areas)
    hidden = tuple(dict.fromkeys([*nothing[:count], *(mark.label for mark in marks), *nothing[count:]]))
    return hidden, _on_request(request, panels, areas, marks) if areas or marks else ()


def hidden_marks(content: Content, panels: Sequence[Panel]) -> list[Mark]:
    """The marks that no panel shows."""
    drawn = {mark.id for marks in drawn_marks(panels, content) for mark in marks}
    return [mark for mark in content.marks if mark.id not in drawn]


def hidden_areas(content: Content, panels: Sequence[Panel]) -> list[ZoneItem | Asked]:
    """What was asked about, then the zones, of which the panels show nothing."""
    return _poorly_seen(content, panels, _NOTHING)


def _poorly_seen(content: Content, panels: Sequence[Panel], least: float) -> list[ZoneItem | Asked]:
    shown = np.max([_shown(panel) for panel in panels], axis=0)
    every: list[ZoneItem | Asked] = [*content.asked, *content.zones]
    return [area for area in every if float((area.areas * shown).sum() / max(area.areas.sum(), 1e-9)) < least]


def _named(zone: ZoneItem | Asked) -> str:
    if isinstance(zone, Asked):
        return f"the pain asked about, {zone.label}"
    return f"{zone.label} {zone.strength}" + (" (rare)" if zone.rare else "")


def _shown(panel: Panel) -> Floats:
    """(F,) the share of each quad that a panel shows."""
    u, v, _ = panel.shot.camera.project(skin_of(panel.shot.figure).centres).T
    u0, v0, u1, v1 = panel.window
    inside = (panel.shot.shows > 0) & (u > u0) & (u < u1) & (v > v0) & (v < v1)
    return np.where(inside, panel.shot.art.visible, 0.0)


def _on_request(
    request: DiagramRequest, panels: Sequence[Panel], poor: Sequence[ZoneItem | Asked], marks: Sequence[Mark]
) -> tuple[str, ...]:
    """The views, drawn only when asked for, that show what no other view does."""
    every = [
        (view, shot)
        for view in request.views.values()
        for shot in shots_of(view, ("right", "left"), request.figure)
        if shot.drawable and shot not in [panel.shot for panel in panels]
    ]
    common = [*(panel.shot for panel in panels), *(shot for view, shot in every if not view.sensitive)]
    ordinary = np.max([shot.shows for shot in common], axis=0)
    more = {}
    for view, shot in every:
        gain = np.maximum(shot.shows - ordinary, 0.0)
        if view.sensitive and (
            any(float((zone.areas * gain).sum()) > _GAIN * float(zone.areas.sum()) for zone in poor)
            or any(gain[mark.quad()] > LEAST_MARK for mark in marks)
        ):
            more[view.id] = view
    return tuple(more)
