"""Which views a picture uses: the fewest that together show every mark and nearly all of every zone."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from .content import Content, DiagramRequest, Subject
from .shots import BodySide, Shot
from ..body.surface import Floats
from ..errors import UnknownNameError
from ..text import nearest

SHARE = 0.9  # of every zone that the chosen views show together
_MOST = 4  # views tried in every combination; more are added one by one
_SHORTLIST = 14  # views tried in combinations of more than two
_MARK = 0.35  # how well a mark must be seen, 0..1
# How much less a view is liked than a front or back view of the same use.
_DISLIKE = {"side": 0.06, "front_oblique": 0.14, "back_oblique": 0.14, "leg_inner": 0.1, "foot_top": 0.0, "foot_sole": 0.02}
_MIXED = 0.2  # a close-up beside a body view
_CLOSE = 0.35  # a close-up that shows everything is liked better


def choose(request: DiagramRequest, content: Content) -> tuple[Shot, ...]:
    """The shots of a picture, named or chosen.

    Raises UnknownNameError for a view that is not known.
    """
    if request.chosen is not None:
        return _named(request)
    return _automatic(request, content)


def _shots(request: DiagramRequest, view: str, sides: Sequence[BodySide]) -> list[Shot]:
    found = request.views[view]
    return [Shot(found, side, request.figure) for side in sides] if found.paired else [Shot(found, None, request.figure)]


def _named(request: DiagramRequest) -> tuple[Shot, ...]:
    out: dict[str, Shot] = {}
    for name in request.chosen or ():
        view, _, side = name.partition("-")
        if view not in request.views or side not in ("", "left", "right") or (side and not request.views[view].paired):
            raise UnknownNameError("view", name, nearest(name, request.views))
        sides: tuple[BodySide, ...] = ("left",) if side == "left" else ("right",) if side == "right" else muscle_sides(request.subjects)
        for shot in _shots(request, view, sides):
            out.setdefault(shot.name, shot)
    return tuple(out.values())


def muscle_sides(subjects: Sequence[Subject]) -> tuple[BodySide, ...]:
    """The sides on which a muscle is drawn, right first: seen from the front it is the first one."""
    every = {side for subject in subjects for side in subject.sides}
    return tuple(side for side in ("right", "left") if side in every)  # type: ignore[misc]


def _automatic(request: DiagramRequest, content: Content) -> tuple[Shot, ...]:
    allowed = [view for id, view in request.views.items() if not view.sensitive]
    shots = [shot for view in allowed for shot in _shots(request, view.id, ("right", "left"))]
    quads = np.flatnonzero(sum((zone.areas for zone in content.zones), np.zeros(len(shots[0].shows))) > 0)
    areas = np.stack([zone.areas[quads] for zone in content.zones])
    areas /= np.maximum(areas.sum(1, keepdims=True), 1e-9)
    seen = np.stack([shot.shows[quads] for shot in shots])
    marks = np.stack([_marks(shot, content) for shot in shots])
    # What no view can show cannot be asked for.
    best_zone, best_mark = areas @ seen.max(0), marks.max(0)
    need_zone = np.minimum(SHARE, 0.97 * best_zone)
    need_mark = np.minimum(_MARK, 0.9 * best_mark)
    # A view that shows nearly nothing of anything is out; a zone weighs the same whatever its size.
    use = (seen @ areas.T).mean(1) + marks.mean(1)
    useful = [number for number in np.argsort(-use, kind="stable") if use[number] > 0.02]
    # One muscle's own side first: among equals the views of that side win by their use.
    for size in range(1, _MOST + 1):
        pool = useful if size <= 2 else useful[:_SHORTLIST]
        best: tuple[float, tuple[int, ...]] | None = None
        for group in combinations(pool, size):
            rows = list(group)
            together, shown = seen[rows].max(0), marks[rows].max(0)
            if (areas @ together < need_zone - 1e-9).any() or (shown < need_mark - 1e-9).any():
                continue
            quality = float((areas @ together).mean() + (areas @ seen[rows].T).sum() / len(areas) / size * 0.5 + shown.mean() * 0.4)
            quality -= _dislike([shots[row] for row in rows])
            if best is None or quality > best[0] + 1e-9:
                best = quality, group
        if best is not None:
            return _ordered([shots[row] for row in best[1]], content)
    return _ordered([shots[row] for row in _greedy(useful, seen, marks, areas, need_zone, need_mark)], content)


def _greedy(useful: list[int], seen: Floats, marks: Floats, areas: Floats, need_zone: Floats, need_mark: Floats) -> list[int]:
    chosen: list[int] = []
    together, shown = np.zeros(seen.shape[1]), np.zeros(marks.shape[1])
    while (areas @ together < need_zone - 1e-9).any() or (shown < need_mark - 1e-9).any():
        gains = [
            float(
                np.minimum(areas @ np.maximum(together, seen[row]), need_zone).sum()
                + np.minimum(np.maximum(shown, marks[row]), need_mark).sum()
            )
            for row in useful
        ]
        row = useful[int(np.argmax(gains))]
        if row in chosen:
            break
        chosen.append(row)
        together, shown = np.maximum(together, seen[row]), np.maximum(shown, marks[row])
    return chosen


def _marks(shot: Shot, content: Content) -> Floats:
    """(M,) how well the shot shows each mark."""
    quads = [mark.quad() for mark in content.marks]
    facing = np.array([shot.facing(mark.normal(shot.figure))[0] for mark in content.marks])
    shown: Floats = shot.shows[quads] * np.clip(facing, 0, 1) ** 0.5
    return shown


def _dislike(shots: Sequence[Shot]) -> float:
    families = {shot.family for shot in shots}
    whole = families - {"body"}
    cost = sum(_DISLIKE.get(shot.view.id, 0.0) for shot in shots)
    if not whole:
        return cost
    return cost - _CLOSE if families == whole else cost + _MIXED


_ORDER = ("front", "back", "front_oblique", "side", "back_oblique")


def _ordered(shots: Sequence[Shot], content: Content) -> tuple[Shot, ...]:
    """The view with most of the marks first, then as an atlas has them."""

    def rank(shot: Shot) -> tuple[float, int, str]:
        return (
            -float((_marks(shot, content) > 0.3).sum()),
            _ORDER.index(shot.view.id) if shot.view.id in _ORDER else len(_ORDER),
            shot.name,
        )

    return tuple(sorted(shots, key=rank))
