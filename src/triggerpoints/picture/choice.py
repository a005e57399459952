"""Which views a picture uses: a search for the fewest that together show every mark and nearly all of every zone.

Among equally few the best picture is taken. The pain asked about weighs as much as all the zones together.
Nothing is searched for where the views are named, or where the file of a single muscle lists them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from ..arguments import FIGURES, Figure
from ..body.surface import Floats, distinct, load_surface
from ..errors import UnknownNameError, UsageError
from ..messages import say
from ..sides import Side
from ..text import nearest
from .camera_view import CameraView, views_of
from .request import Depicted, DiagramRequest

SHARE = 0.86  # of every zone that the chosen views show together
LEAST_MARK = 0.12  # a mark that a view shows no better than this is not drawn in it
_MARK = 0.62  # how well a mark must be seen, 0 to 1
_HIDDEN = 0.6  # what no view shows better than this lies out of sight, and is not asked for
_OF_BEST = 0.97  # nobody asks for more than this share of what all views together show
_IN_ANSWER = (0.8, 0.95)  # shares of what a plate must show that are enough in an answer: of a zone, of the pain asked about
_TRIED = 14  # the most useful views, which are tried in combinations of more than two
_MOST = 4  # views tried in every combination; more are added one by one
_MOST_WITH_CLOSE_UP = 3  # panels of a picture to which a close-up of the pain asked about is added
# What a good picture is made of, by weight: zones seen squarely, each zone whole in one view, marks, all of it close up.
_SQUARELY, _WHOLE, _MARKS, _CLOSE = 1.0, 0.5, 0.4, 0.5
# How much less a view is liked than one from the front or back: it is harder to read, or the arm hides the trunk.
_TURNED, _ARM_IN_FRONT = 0.1, 0.2
_LESS_LIKED = {
    **dict.fromkeys(("front_oblique", "back_oblique", "head_oblique", "head_top", "hip_side", "leg_inner"), _TURNED),
    "side": _ARM_IN_FRONT,
}
_ORDER = ("front", "back", "front_oblique", "side", "back_oblique")  # in which an atlas shows them
_BOTH: tuple[Side, ...] = ("right", "left")


def choose(request: DiagramRequest, depicted: Depicted, most: int | None = None) -> tuple[CameraView, ...]:
    """The views of a picture, named or chosen. most: how many at most, when they are chosen; then some things may not be seen.

    Raises UnknownNameError for a view that is not known, UsageError for one that has no base drawing.
    """
    if request.chosen is not None:
        return _named(request, request.chosen)
    listed = request.listed
    if listed and (most is None or len(listed) <= most):
        return _named(request, listed)
    # The views are those of the reference figure: who turns from one figure to another compares like with like.
    reference = _searched(request, depicted, FIGURES[0], most)
    views = tuple(replace(view, figure=request.figure) for view in reference)
    if views == reference or not (_lost(depicted, views) - _lost(depicted, reference)):
        return views
    return _searched(request, depicted, request.figure, most)


def _named(request: DiagramRequest, names: Sequence[str]) -> tuple[CameraView, ...]:
    out: dict[str, CameraView] = {}
    for name in names:
        id, _, side = name.partition("-")
        if id not in request.views or side not in ("", "left", "right") or (side and not request.views[id].paired):
            raise UnknownNameError("view", name, nearest(name, request.views))
        sides = tuple(one for one in _BOTH if one == side) if side else _own_sides(request)
        for view in views_of(request.views[id], sides, request.figure):
            if not view.drawable:
                raise UsageError(say("no_base_drawing", view=id))
            out.setdefault(view.name, view)
    return tuple(out.values())


def _own_sides(request: DiagramRequest) -> tuple[Side, ...]:
    """The sides on which a muscle is drawn or the pain asked about lies; the right one, first seen from the front, first."""
    subjects = {side for subject in request.subjects for side in subject.sides}
    every = subjects | {side for area in request.asked for side in area.sides}
    return tuple(side for side in _BOTH if side in every)


def mark_scores(depicted: Depicted, views: Sequence[CameraView]) -> Floats:
    """(V, M) how well each view shows each mark, 0 to 1."""
    if not depicted.marks:
        return np.zeros((len(views), 0))
    at = [mark.quad for mark in depicted.marks]
    normals = np.concatenate([mark.normals(views[0].figure) for mark in depicted.marks])
    return np.stack([view.shows[at] * np.clip(view.facing(normals), 0, 1) ** 0.5 for view in views])


def _lost(depicted: Depicted, views: Sequence[CameraView]) -> set[str]:
    """The ids of the marks that none of the views shows."""
    best = mark_scores(depicted, views).max(0)
    return {mark.id for mark, score in zip(depicted.marks, best, strict=True) if score < LEAST_MARK}


class _Search:
    """What each of V views shows of Z areas on Q quads, and of M marks; the areas of the pain asked about are the last.

    kinds: how many zones, marks and areas of the pain asked about there are.

    seen: (V, Q) how fully each quad is shown; square: times the cosine of the viewing angle. marks: (V, M).
    """

    def __init__(self, request: DiagramRequest, depicted: Depicted, figure: Figure) -> None:
        surface = load_surface()
        every = [*(zone.areas for zone in depicted.zones), *(area.areas for area in depicted.asked)]
        areas = np.array(every).reshape(-1, len(surface.quads))
        quads = np.flatnonzero(areas.sum(0))
        # A close-up of a part of the body on which nothing is drawn need not be looked at.
        there = np.append(quads, [mark.quad for mark in depicted.marks]).astype(np.int64)
        parts = {surface.part_names[part] for part in distinct(surface.part[there], len(surface.part_names))}
        ordinary = [record for record in request.views.values() if not record.sensitive]
        records = [record for record in ordinary if not record.frame.parts or parts & set(record.frame.parts)]
        self.views = [view for record in records for view in views_of(record, _sides(depicted), figure) if view.drawable]
        self.kinds = len(depicted.zones), len(depicted.marks), len(depicted.asked)
        self.areas = areas[:, quads] / np.maximum(areas.sum(1, keepdims=True), 1e-9)
        self.seen = np.stack([view.shows[quads] for view in self.views])
        facing = [np.clip(view.facing(load_surface(figure).quad_normals[quads]), 0, 1) for view in self.views]
        self.square = self.seen * np.stack(facing)
        self.marks = mark_scores(depicted, self.views)
        self.less_liked = np.array([_LESS_LIKED.get(view.record.id, 0.0) for view in self.views])
        self.balanced = len({side for subject in request.subjects for side in subject.sides}) > 1

    def shares(self, shown: Floats) -> Floats:
        """(..., Z) the share of each area in what is shown (..., Q). Not by `@`: its sums depend on the number of threads."""
        found: Floats = np.einsum("zq,...q->...z", self.areas, shown)
        return found

    def together(self, rows: Iterable[int]) -> Floats:
        """(Z + M,) how much some views show together of each zone, mark, and area of the pain asked about."""
        some = list(rows)
        zones, asked = np.split(self.shares(self.seen[some].max(0)), [self.kinds[0]])
        return np.concatenate([zones, self.marks[some].max(0), asked])

    def mean(self, values: Floats) -> Floats:
        """The mean of a figure of each area (..., Z); the pain asked about weighs as much as all else."""
        parts = [part.mean(-1) for part in np.split(values, [values.shape[-1] - self.kinds[2]], axis=-1) if part.shape[-1]]
        found: Floats = np.mean(parts, axis=0) if parts else np.zeros(values.shape[:-1])
        return found

    def quality(self, group: Iterable[int]) -> float:
        """How good a picture these views make together."""
        rows = list(group)
        square = self.square[rows]
        quality = _SQUARELY * self.mean(self.shares(square.max(0))) + _WHOLE * self.mean(self.shares(square).max(0))
        quality += _MARKS * self.marks[rows].max(0).mean() if self.marks.size else 0.0
        quality -= self.less_liked[rows].sum()
        if near := [row for row in rows if self.views[row].close_up]:
            quality += _CLOSE * self.mean(self.together(near))
        return round(float(quality), 9)

    def even(self, group: Sequence[int]) -> bool:
        """Whether both sides of every paired view are among some views, where two like muscles ask for two like views."""
        sided = {(self.views[row].record.id, self.views[row].side) for row in group if self.views[row].side}
        return not self.balanced or len(sided) == len(_BOTH) * len({id for id, _ in sided})


def _searched(request: DiagramRequest, depicted: Depicted, figure: Figure, most: int | None) -> tuple[CameraView, ...]:
    # What is rarely reported must not spoil the picture of what is common.
    depicted = replace(depicted, zones=tuple(zone for zone in depicted.zones if not zone.rare))
    search = _Search(request, depicted, figure)
    shares = search.shares(search.seen)
    # An area weighs the same whatever its size.
    use = search.mean(shares) + (search.marks.mean(1) if depicted.marks else 0.0)
    worthwhile = np.concatenate([shares, search.marks], axis=1).max(1) > LEAST_MARK
    order = np.argsort(-use.round(9), kind="stable")
    # When all of it lies out of sight: the least bad view, and the caption says so.
    useful = [int(row) for row in order if worthwhile[row]] or [int(order[0])]
    needs = _needs(search, search.together(useful))
    for size in range(1, min(_MOST, most or _MOST) + 1):
        groups = [group for group in combinations(useful if size <= 2 else useful[:_TRIED], size) if search.even(group)]
        groups = [group for group in groups if (search.together(group) >= needs - 1e-9).all()]
        if groups:
            rows = list(max(groups, key=search.quality))
            break
    else:
        rows = _most_of(search, useful, needs, most)
    if most is None or len(rows) < most:
        rows = _with_close_ups(search, rows)
    return _ordered([search.views[row] for row in rows], depicted)


def _needs(search: _Search, best: Floats) -> Floats:
    """(Z + M,) how much of each zone, mark, and area of the pain a picture must show. best: how much all views show together."""
    zone, pain = _IN_ANSWER if search.kinds[2] else (1.0, 1.0)
    hidden = np.repeat((_HIDDEN, LEAST_MARK, _HIDDEN), search.kinds)
    enough = np.repeat((SHARE, _MARK, SHARE), search.kinds)
    # What no view can show cannot be asked for.
    needs: Floats = np.where(best < hidden, 0.0, np.minimum(enough, _OF_BEST * best)) * np.repeat((zone, 1.0, pain), search.kinds)
    return needs


def _most_of(search: _Search, useful: Sequence[int], needs: Floats, most: int | None) -> list[int]:
    """Where no few views show everything: those that show most of it. More are added as long as they add something, unless
    `most` are allowed."""

    def shown(rows: Iterable[int]) -> float:
        return float(np.minimum(search.together(rows), needs).sum())

    groups = combinations(useful[:_TRIED], min(most or _MOST, len(useful)))
    rows = list(max(groups, key=lambda group: round(shown(group) + search.quality(group) / 4, 9)))
    while most is None:
        more = max(([*rows, row] for row in useful), key=lambda tried: round(shown(tried), 9))
        if shown(more) < shown(rows) + 1e-9:
            break
        rows = more
    return rows


def _with_close_ups(search: _Search, rows: list[int]) -> list[int]:
    """The views, and a close-up of the pain asked about when only body views show it and one close-up can: a palm, an ear."""
    near = [row for row, view in enumerate(search.views) if view.of_one_part]
    for area in range(search.kinds[0], len(search.areas)):
        able = [row for row in near if search.shares(search.seen[row])[area] > _HIDDEN]
        if able and len(rows) < _MOST_WITH_CLOSE_UP and not set(able) & set(rows):
            rows = [*rows, max(able, key=lambda row: round(float(search.shares(search.square[row])[area]), 9))]
    return rows


def _sides(depicted: Depicted) -> tuple[Side, ...]:
    """The sides of the body on which anything is drawn, but for the rim of a zone that crosses the midline."""
    there = {mark.side for mark in depicted.marks}
    there |= {side for zone in depicted.zones for side in zone.sides} | {side for area in depicted.asked for side in area.sides}
    return tuple(side for side in _BOTH if side in there)


def _ordered(views: Sequence[CameraView], depicted: Depicted) -> tuple[CameraView, ...]:
    """The view with most of the pain asked about first, a close-up before the body, then that with most of the marks, then as an
    atlas has them."""

    def rank(view: CameraView) -> tuple[float, int, int, str]:
        asked = sum(float((area.areas * view.shows).sum() / area.areas.sum()) for area in depicted.asked)
        close = 0.2 * view.of_one_part if depicted.asked else 0.0
        marks = int((mark_scores(depicted, [view]) > 0.3).sum())
        order = _ORDER.index(view.record.id) if view.record.id in _ORDER else len(_ORDER)
        return -round(asked + close, 1), -marks, order, view.name

    return tuple(sorted(views, key=rank))
