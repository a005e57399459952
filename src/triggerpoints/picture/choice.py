"""Which views a picture uses: the fewest that together show every mark and nearly all of every zone."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from ..body.surface import Floats
from ..errors import UnknownNameError
from ..text import nearest
from .content import Content, DiagramRequest, Subject
from .shots import BodySide, Shot, quad_normals

SHARE = 0.9  # of every zone that the chosen views show together
_MOST = 4  # views tried in every combination; more are added one by one
_SHORTLIST = 14  # views tried in combinations of more than two
_MARK = 0.35  # how well a mark must be seen, 0..1
# How much less a view is liked than a front or back view of the same use.
_DISLIKE = {"side": 0.16, "front_oblique": 0.1, "back_oblique": 0.1, "leg_inner": 0.1}  # from the side the arm hides the trunk
_PATIENCE = 3  # from this number of views on it is enough that a zone is seen edge-on (the crown of the head)
_OFF_SIDE = 0.3  # a paired view of the side on which there is no muscle
_HIDDEN = 0.6  # what no view shows better than this lies out of sight, and is not asked for
_POOR = 0.75  # a zone of which less than this is seen is worth a word
_CLOSE = 0.5  # how much better it is when everything is seen in a close-up; in proportion, when some is


_BOTH: tuple[BodySide, ...] = ("right", "left")


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
        sides = tuple(one for one in _BOTH if one == side) if side else muscle_sides(request.subjects)
        for shot in _shots(request, view, sides):
            out.setdefault(shot.name, shot)
    return tuple(out.values())


def muscle_sides(subjects: Sequence[Subject]) -> tuple[BodySide, ...]:
    """The sides on which a muscle is drawn, right first: seen from the front it is the first one."""
    every = {side for subject in subjects for side in subject.sides}
    return tuple(side for side in _BOTH if side in every)


def _automatic(request: DiagramRequest, content: Content) -> tuple[Shot, ...]:
    allowed = [view for id, view in request.views.items() if not view.sensitive]
    shots = [shot for view in allowed for shot in _shots(request, view.id, _BOTH)]
    quads = np.flatnonzero(sum((zone.areas for zone in content.zones), np.zeros(len(shots[0].shows))) > 0)
    areas = np.stack([zone.areas[quads] for zone in content.zones])
    areas /= np.maximum(areas.sum(1, keepdims=True), 1e-9)
    seen = np.stack([shot.shows[quads] for shot in shots])
    edge_on = np.stack([shot.art.visible[quads] for shot in shots])
    # How well, not only whether: skin seen from straight above is seen best.
    well = np.stack([shot.shows[quads] * np.clip(shot.facing(quad_normals(shot.figure)[quads]), 0, 1) for shot in shots])
    marks = np.stack([_marks(shot, content) for shot in shots])
    # What no view can show cannot be asked for.
    best_zone, best_mark = areas @ seen.max(0), marks.max(0)
    need_zone = np.where(best_zone < _HIDDEN, 0.0, np.minimum(SHARE, 0.97 * best_zone))
    need_mark = np.where(best_mark < _HIDDEN, 0.0, np.minimum(_MARK, 0.9 * best_mark))
    own = set(muscle_sides(request.subjects)) | {None}
    dislike = [_DISLIKE.get(shot.view.id, 0.0) + (0.0 if shot.side in own else _OFF_SIDE) for shot in shots]
    # A view that shows nearly nothing of anything is out; a zone weighs the same whatever its size.
    use = (seen @ areas.T).mean(1) + marks.mean(1)
    useful = [number for number in np.argsort(-use, kind="stable") if use[number] > 0.02]
    for size in range(1, _MOST + 1):
        pool = useful if size <= 2 else useful[:_SHORTLIST]
        best: tuple[bool, float, tuple[int, ...]] | None = None
        for group in combinations(pool, size):
            rows = list(group)
            shown = marks[rows].max(0)
            if (shown < need_mark - 1e-9).any():
                continue
            plain = not (areas @ seen[rows].max(0) < need_zone - 1e-9).any()
            if not plain and (size < _PATIENCE or (areas @ edge_on[rows].max(0) < need_zone - 1e-9).any()):
                continue
            quality = float((areas @ well[rows].max(0)).mean() + 0.4 * (areas @ well[rows].T).mean() + 0.4 * shown.mean())
            quality -= sum(dislike[row] for row in rows)
            near = [row for row in rows if shots[row].close_up]
            if near:
                quality += _CLOSE * float(np.append(areas @ seen[near].max(0), marks[near].max(0)).mean())
            if best is None or (plain, quality) > (best[0], best[1] + 1e-9):
                best = plain, quality, group
        if best is not None:
            return _ordered([shots[row] for row in best[2]], content)
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


def unseen(request: DiagramRequest, content: Content, shots: Sequence[Shot]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the shots leave out: labels of marks and of zones that none of them shows, and names of views drawn only on request
    that would show more."""
    shown = np.max([shot.art.visible * (shot.shows > 0) for shot in shots], axis=0)
    marks = [mark.label for mark in content.marks if shown[mark.quad()] < 0.1]
    poor = [zone for zone in content.zones if float(zone.areas @ shown) < _POOR * zone.areas.sum()]
    zones = [f"{zone.label} {zone.strength}" for zone in poor if float(zone.areas @ shown) < 0.05 * zone.areas.sum()]
    more = []
    for view in request.views.values():
        if view.sensitive and view.id not in {shot.view.id for shot in shots}:
            hidden = np.max([shot.shows for shot in _shots(request, view.id, _BOTH)], axis=0)
            gained = [float(zone.areas @ np.maximum(hidden - shown, 0)) > 0.2 * zone.areas.sum() for zone in poor]
            if any(gained) or any(shown[mark.quad()] < 0.1 < hidden[mark.quad()] for mark in content.marks):
                more.append(view.id)
    return tuple(dict.fromkeys([*marks, *zones])), tuple(more)


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
