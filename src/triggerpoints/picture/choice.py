"""Which views a picture uses: the fewest that together show every mark and nearly all of every zone.

The pain asked about is one more zone, which weighs as much as all the others together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from ..body.frames import BodySide
from ..body.surface import FIGURES, Figure, Floats, Ints, distinct, load_surface
from ..errors import UnknownNameError, UsageError
from ..text import nearest
from .camera_view import CameraView, quad_normals, views_of
from .request import Depicted, DiagramRequest, Subject
from .request import quads as fibre_quads

SHARE = 0.9  # of every zone that the chosen views show together
_WELL = 0.86  # of every zone that they show at an angle at which its shape can be read
_MOST = 4  # views tried in every combination; more are added one by one
_SHORTLIST = 14  # views tried in combinations of more than two
_MARK = 0.62  # how well a mark must be seen, 0..1
LEAST_MARK = 0.12  # a mark that a view shows no better than this is not drawn in it
# How much less a view is liked than a front or back view of the same use.
_DISLIKE = {
    "side": 0.16,  # the arm hides the trunk
    "hip_side": 0.04,
    "head_top": 0.04,
    "head_oblique": 0.06,
    "front_oblique": 0.1,
    "back_oblique": 0.1,
    "leg_inner": 0.1,
}
_MIXED = 0.02  # body views beside close-ups
_OFF_SIDE = 0.3  # a paired view of the side on which there is no muscle
_CROSSING = 0.15  # a zone that lies on the other side with no more than this share does not ask for views of it
_LITTLE = 0.12  # a view that shows no more than this of any one thing is not worth a panel
_HIDDEN = 0.6  # what no view shows better than this lies out of sight, and is not asked for
_WHOLE = 0.5  # that one view shows a zone whole, and not each a piece of it
_MUSCLE = 0.3  # that the fibres are seen
_CLOSE = 0.5  # how much better it is when everything is seen in a close-up; in proportion, when some is


_SLACK, _SLACK_OF_ASKED = 0.8, 0.95  # shares of what a plate must show that are enough in an answer
_NEAR = 500.0  # mm: a close-up no higher than this is one of a head, hand or foot
_MOST_PANELS = 3  # a close-up of the pain asked about is added to fewer panels than this
_FIRST = 0.2  # share of it that counts for nothing when a close-up is to stand before a body view
_SOME_NEAR, _MOST_NEAR = 0.4, 0.75  # shares of it that the chosen close-ups show already, and that an added one must show

_BOTH: tuple[BodySide, ...] = ("right", "left")


def choose(request: DiagramRequest, content: Depicted, most: int | None = None) -> tuple[CameraView, ...]:
    """The shots of a picture, named or chosen. most: how many at most, when they are chosen; then some things may not be seen.

    Raises UnknownNameError for a view that is not known, UsageError for one that has no base drawing.
    """
    if request.chosen is not None:
        return _named(request)
    # The views are those of the reference figure: who turns from one figure to another compares like with like.
    reference = _automatic(request, content, FIGURES[0], most)
    shots = tuple(replace(shot, figure=request.figure) for shot in reference)
    if shots == reference or not (lost(content, shots) - lost(content, reference)):
        return shots
    return _automatic(request, content, request.figure, most)


def _named(request: DiagramRequest) -> tuple[CameraView, ...]:
    out: dict[str, CameraView] = {}
    for name in request.chosen or ():
        view, _, side = name.partition("-")
        if view not in request.views or side not in ("", "left", "right") or (side and not request.views[view].paired):
            raise UnknownNameError("view", name, nearest(name, request.views))
        sides = tuple(one for one in _BOTH if one == side) if side else _own_sides(request)
        for shot in views_of(request.views[view], sides, request.figure):
            if not shot.drawable:
                raise UsageError(f"the view {view!r} has no base drawing; tools/build_lineart.py makes it")
            out.setdefault(shot.name, shot)
    return tuple(out.values())


def muscle_sides(subjects: Sequence[Subject]) -> tuple[BodySide, ...]:
    """The sides on which a muscle is drawn, right first: seen from the front it is the first one."""
    every = {side for subject in subjects for side in subject.sides}
    return tuple(side for side in _BOTH if side in every)


def _own_sides(request: DiagramRequest) -> tuple[BodySide, ...]:
    """The sides on which a muscle is drawn or the pain asked about lies."""
    every = {*muscle_sides(request.subjects), *(side for asked in request.asked for side in asked.sides)}
    return tuple(side for side in _BOTH if side in every)


@dataclass(frozen=True)
class _Judge:
    """What each of a list of shots shows. Q quads of the zones, Z zones, M marks, S shots.

    areas: (Z, Q) the share of each zone in each quad; the last `asked` rows are the pain asked about. seen: (S, Q) whether and
    how fully the quad is shown; well: times the cosine of the viewing angle; edge_on: however steeply. single: (S, Z) the share
    of each zone that each shot shows well. marks: (S, M). fibres: (S,) how much of the muscles is seen. dislike: (S,).
    symmetric: muscles of both sides.
    """

    shots: Sequence[CameraView]
    areas: Floats
    seen: Floats
    well: Floats
    edge_on: Floats
    single: Floats
    marks: Floats
    fibres: Floats
    dislike: Floats
    symmetric: bool
    asked: int

    def mean(self, values: Floats) -> float:
        """The mean of a figure of each zone (Z,); the pain asked about weighs as much as all else."""
        if not self.asked:
            return _mean(values)
        rest, asked = values[: -self.asked], _mean(values[-self.asked :])
        return (_mean(rest) + asked) / 2 if len(rest) else asked

    def zones(self, shown: Floats) -> Floats:
        """(Z,) the share of each zone in what is shown (Q,). Not by `@`: its sums depend on the number of threads."""
        shares: Floats = np.einsum("zq,q->z", self.areas, shown)
        return shares

    def each(self, shown: Floats, groups: Ints) -> Floats:
        """(G, Z) the share of each zone in what each group of shots (G, k) shows together; shown: (S, Q)."""
        together = shown[groups[:, 0]]
        for column in groups.T[1:]:
            together = np.maximum(together, shown[column])
        shares: Floats = np.einsum("zq,gq->gz", self.areas, together)
        return shares

    def balanced(self, rows: Sequence[int]) -> bool:
        """Whether both sides of every paired view are among some shots: two like muscles ask for two like views."""
        sides: dict[str, set[BodySide]] = {}
        for row in rows:
            shot = self.shots[row]
            if shot.side:
                sides.setdefault(shot.record.id, set()).add(shot.side)
        return all(len(found) == len(_BOTH) for found in sides.values())

    def quality(self, rows: Sequence[int]) -> float:
        """How good a picture these shots make together."""
        quality = self.mean(self.zones(self.well[rows].max(0))) + _WHOLE * self.mean(self.single[rows].max(0))
        marks = _mean(self.marks[rows].max(0))
        quality += float(0.4 * marks + _MUSCLE * self.fibres[rows].max() - self.dislike[rows].sum())
        quality -= _MIXED * (len({self.shots[row].family for row in rows}) - 1)
        near = [row for row in rows if self.shots[row].close_up]
        if near:
            seen = self.zones(self.seen[near].max(0))
            count = len(seen) - self.asked
            quality += _CLOSE * self.mean(np.concatenate([seen[:count], self.marks[near].max(0), seen[count:]]))
        return quality


def _judge(request: DiagramRequest, content: Depicted, figure: Figure) -> _Judge:
    count = len(load_surface().quads)
    every = np.array([*(zone.areas for zone in content.zones), *(area.areas for area in content.asked)]).reshape(-1, count)
    quads = np.flatnonzero(every.sum(0))
    parts = _parts(np.append(quads, [mark.quad() for mark in content.marks]).astype(np.int64))
    # A close-up of a part of the body on which nothing is drawn need not be looked at.
    useful = [view for view in request.views.values() if not view.frame.parts or parts & set(view.frame.parts)]
    sides = _content_sides(content)
    shots = [shot for view in useful if not view.sensitive for shot in views_of(view, sides, figure) if shot.drawable]
    areas = every[:, quads]
    areas = areas / np.maximum(areas.sum(1, keepdims=True), 1e-9)
    own = {*_own_sides(request), None}
    normals = quad_normals(figure)
    well = np.stack([(shot.shows * np.clip(shot.facing(normals), 0, 1)) for shot in shots])
    fibres = [fibre_quads(line.anchors, line.side) for line in content.fibres]
    return _Judge(
        shots,
        areas,
        np.stack([shot.shows[quads] for shot in shots]),
        well[:, quads],
        np.stack([np.where(shot.shows[quads] > 0, shot.art.visible[quads], 0.0) for shot in shots]),
        np.einsum("zq,sq->sz", areas, well[:, quads]),
        mark_scores(content, shots),
        well[:, np.concatenate(fibres)].mean(1) if fibres else np.zeros(len(shots)),
        np.array([_DISLIKE.get(shot.record.id, 0.0) + (0.0 if shot.side in own else _OFF_SIDE) for shot in shots]),
        len(muscle_sides(request.subjects)) > 1,
        len(content.asked),
    )


def _mean(values: Floats) -> float:
    """The mean, 0 of nothing: a point may have no zones."""
    return float(values.mean()) if len(values) else 0.0


def _parts(quads: Ints) -> set[str]:
    """The parts of the body that some quads belong to."""
    surface = load_surface()
    return {surface.part_names[part] for part in distinct(surface.part[quads], len(surface.part_names))}


def _automatic(request: DiagramRequest, content: Depicted, figure: Figure, most_shots: int | None) -> tuple[CameraView, ...]:
    # What is rarely reported must not spoil the picture of what is common.
    content = replace(content, zones=tuple(zone for zone in content.zones if not zone.rare))
    judge = _judge(request, content, figure)
    # A view that shows nearly nothing of anything is out; a zone weighs the same whatever its size.
    shares = np.einsum("zq,sq->sz", judge.areas, judge.seen)
    use = np.array([judge.mean(row) for row in shares]) + (judge.marks.mean(1) if content.marks else 0.0)
    most = np.maximum(shares.max(1, initial=0.0), judge.marks.max(1, initial=0.0))
    useful = [int(row) for row in np.argsort(-use.round(9), kind="stable") if use[row] > 0.02 and most[row] > _LITTLE]
    if not useful:  # all of it lies out of sight: the least bad view, and the caption says so
        useful = [int(np.argmax(use.round(9)))]
    # What no view can show cannot be asked for.
    best_seen, best_edge = judge.zones(judge.seen[useful].max(0)), judge.zones(judge.edge_on[useful].max(0))
    best_mark = judge.marks[useful].max(0)
    need_zone = np.where(best_seen < _HIDDEN, 0.0, np.minimum(SHARE, 0.97 * best_edge)) - 1e-9
    need_well = np.where(best_seen < _HIDDEN, 0.0, np.minimum(_WELL, 0.97 * best_seen)) - 1e-9
    if content.asked:  # beside the pain asked about, the patterns of several muscles need not be seen whole
        slack = np.where(np.arange(len(judge.areas)) < len(judge.areas) - judge.asked, _SLACK, _SLACK_OF_ASKED)
        need_zone, need_well = need_zone * slack, need_well * slack
    need_mark = np.where(best_mark < LEAST_MARK, 0.0, np.minimum(_MARK, 0.9 * best_mark)) - 1e-9
    for size in range(1, _MOST + 1):
        pool = useful if size <= 2 else useful[:_SHORTLIST]
        every = [rows for rows in combinations(pool, size) if not judge.symmetric or judge.balanced(rows)]
        groups = np.array(every, dtype=np.int64).reshape(-1, size)
        fit = groups[(judge.marks[groups].max(1) >= need_mark).all(1)]
        fit = fit[(judge.each(judge.edge_on, fit) >= need_zone).all(1)]
        found = fit[(judge.each(judge.seen, fit) >= need_well).all(1)]
        if len(found):
            quality = np.round([judge.quality(rows) for rows in found.tolist()], 9)
            chosen = found[int(np.argmax(quality))].tolist()
            break
    else:
        chosen = _greedy(judge, useful, need_well, need_mark)
    chosen = _nearer(judge, chosen)
    if most_shots is not None and len(chosen) > most_shots:
        chosen = _fewer(judge, useful[:_SHORTLIST], most_shots, need_well, need_mark)
    return _ordered([judge.shots[row] for row in chosen], content)


def _fewer(judge: _Judge, useful: Sequence[int], size: int, need_zone: Floats, need_mark: Floats) -> list[int]:
    """So many shots that show most of what is needed: a mark counts as much as a zone and a half; else the better picture."""

    def worth(rows: list[int]) -> float:
        zones = float(np.minimum(judge.zones(judge.seen[rows].max(0)), need_zone).sum())
        return zones + 1.5 * float(np.minimum(judge.marks[rows].max(0), need_mark).sum()) + 0.25 * judge.quality(rows)

    every = [list(rows) for rows in combinations(useful, min(size, len(useful)))]
    return every[int(np.argmax(np.round([worth(rows) for rows in every], 9)))]


def _nearer(judge: _Judge, rows: list[int]) -> list[int]:
    """The shots, and a close-up of the pain asked about when only body views show it and one close-up can: a palm, an ear."""
    near = [row for row, shot in enumerate(judge.shots) if shot.close_up and shot.height < _NEAR]
    shares = np.einsum("zq,sq->sz", judge.areas, judge.seen)
    for area in range(len(judge.areas) - judge.asked, len(judge.areas)):
        if len(rows) >= _MOST_PANELS or any(row in near and shares[row, area] > _SOME_NEAR for row in rows):
            continue
        able = [row for row in near if shares[row, area] > _MOST_NEAR]
        if able:
            rows = [*rows, able[int(np.argmax(np.round(judge.single[able, area], 9)))]]
    return rows


def _greedy(judge: _Judge, useful: Sequence[int], need_zone: Floats, need_mark: Floats) -> list[int]:
    """Views added one by one, each the one that shows most of what is still missing."""
    chosen: list[int] = []
    together, shown = np.zeros(judge.seen.shape[1]), np.zeros(judge.marks.shape[1])
    while True:
        if chosen and not (judge.zones(together) < need_zone).any() and not (shown < need_mark).any():
            return chosen
        gains = [
            float(np.minimum(judge.zones(np.maximum(together, judge.seen[row])), need_zone).sum())
            + float(np.minimum(np.maximum(shown, judge.marks[row]), need_mark).sum())
            for row in useful
        ]
        row = useful[int(np.argmax(np.round(gains, 9)))]
        if row in chosen:
            return chosen
        chosen.append(row)
        together, shown = np.maximum(together, judge.seen[row]), np.maximum(shown, judge.marks[row])


def _content_sides(content: Depicted) -> tuple[BodySide, ...]:
    """The sides of the body on which anything is drawn, but for the rim of a zone that crosses the midline."""
    half = len(load_surface().quads) // 2
    asked = [side for area in content.asked for side in area.sides]
    there = {
        "left": "left" in asked or any(mark.side == "left" for mark in content.marks),
        "right": "right" in asked or any(mark.side == "right" for mark in content.marks),
    }
    for zone in content.zones:
        share = float(zone.areas[:half].sum()) / max(float(zone.areas.sum()), 1e-9)
        there["left"] |= share > _CROSSING
        there["right"] |= share < 1 - _CROSSING
    return tuple(side for side in _BOTH if there[side])


def mark_scores(content: Depicted, shots: Sequence[CameraView]) -> Floats:
    """(S, M) how well each shot shows each mark, 0 to 1."""
    if not content.marks:
        return np.zeros((len(shots), 0))
    at = [mark.quad() for mark in content.marks]
    normals = np.concatenate([mark.normal(shots[0].figure) for mark in content.marks])
    return np.stack([shot.shows[at] * np.clip(shot.facing(normals), 0, 1) ** 0.5 for shot in shots])


def lost(content: Depicted, shots: Sequence[CameraView]) -> set[str]:
    """The ids of the marks that none of the shots shows."""
    best = mark_scores(content, shots).max(0)
    return {mark.id for mark, score in zip(content.marks, best, strict=True) if score < LEAST_MARK}


_ORDER = ("front", "back", "front_oblique", "side", "back_oblique")


def _ordered(shots: Sequence[CameraView], content: Depicted) -> tuple[CameraView, ...]:
    """The view with most of the pain asked about first, then with most of the marks, then as an atlas has them."""

    marks = (mark_scores(content, shots) > 0.3).sum(1)
    asked = [
        sum(float((area.areas * shot.shows).sum() / area.areas.sum()) for area in content.asked) + _FIRST * (shot.height < _NEAR)
        for shot in shots
    ]

    def rank(number: int) -> tuple[float, int, int, str]:
        shot = shots[number]
        return (
            -round(asked[number], 1) if content.asked else 0.0,
            -int(marks[number]),
            _ORDER.index(shot.record.id) if shot.record.id in _ORDER else len(_ORDER),
            shot.name,
        )

    return tuple(shots[number] for number in sorted(range(len(shots)), key=rank))
