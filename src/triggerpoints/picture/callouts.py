"""The labels of a panel: what they say, what they point to, and where writing would be in the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ..body.surface import Bools, Floats
from .asked import AskedPlace
from .captions import Captions
from .framing import Crop
from .labels import CELL, MARK, SIZE, Layout, Placed, Point, Wanted, place
from .prepare import Panel
from .request import PointMark
from .skin import SkinMap, ZoneShape
from .text_width import width, wrapped

_LONGEST = 70  # letters of a label of the pain asked about; the title has all of it
_NARROW, _WIDE = 150.0, 240.0  # units: a label is broken at the first, or at its longest word up to the second
_SKIN, _LINE, _ASKED, _SPILLOVER, _ESSENTIAL = 0.35, 1.6, 1.0, 2.5, 4.0  # what it costs to write there; on paper nothing
_ON_ZONE = 30.0  # units by which a place on a zone is worse to point to
_APART = 80.0  # units from an X within which a place is the worse the nearer it is
_DEEP = 2  # cells inside the edge of the area
_ROOM = 14.0  # units between the frame and the point to which such a label points


def labelled(panel: Panel, marks: Sequence[PointMark], named: Sequence[AskedPlace], captions: Captions) -> Panel:
    """The panel with the labels of some marks, of which each may have none, and of some areas of the pain asked about.

    A mark without a label of its own gets a line from that of another of its muscle, where there is one.
    """
    crop, panel = panel.crop, replace(panel, marks=marks)
    at: list[Point] = [(float(x), float(y)) for x, y in map(crop.spot, marks)]
    areas = [(area, shape) for _, area, shape in panel.asked if area in named]
    wanted = [Wanted(_broken(mark.label), point) for mark, point in zip(marks, at, strict=True) if mark.label]
    layout = Layout(())
    if wanted or areas:
        cost = _cost(panel, [shape for _, shape in areas])
        for area, shape in areas:
            if target := _target(shape, crop, panel.skin, cost, at):
                short = area.label if len(area.label) <= _LONGEST else f"{area.label[: _LONGEST - 1].rstrip()}\u2026"
                wanted.append(Wanted(_broken(captions.asked(short)), target))
        bare = [point for mark, point in zip(marks, at, strict=True) if not mark.label]
        layout = place(wanted, (crop.width, crop.height), cost, bare, crowded=bool(panel.depicted.asked))
    labels = iter(layout.labels)
    own = {mark.owner: label for mark, label in zip((mark for mark in marks if mark.label), layout.labels, strict=False)}
    shown = [next(labels) if mark.label else _bare(point, own.get(mark.owner)) for mark, point in zip(marks, at, strict=True)]
    return replace(panel, layout=replace(layout, labels=(*shown, *labels)))


def _bare(mark: Point, other: Placed | None) -> Placed:
    """A mark without a label; its leader comes from the label of another mark, if there is one."""
    return Placed((), mark, other.box, other.start) if other else Placed((), mark, (*mark, *mark), mark)


def _broken(label: str) -> tuple[str, ...]:
    longest = max(width(word, SIZE, bold=True) for word in label.split())
    return tuple(wrapped(label, min(max(_NARROW, longest), _WIDE), SIZE, bold=True))


def _target(shape: ZoneShape, crop: Crop, skin: SkinMap, cost: Floats, marks: Sequence[Point]) -> Point | None:
    """The place in an area to which its label points, None when it has no room.

    A little inside its edge, near to free paper, rather off the zones and away from every X.
    """
    inside = _sampled(shape.inside & skin.covered, crop, skin, cost.shape)

    def free(mask: Bools) -> Floats:
        points = _middles(mask)
        room = ((points > _ROOM) & (points < np.array([crop.width, crop.height]) - _ROOM)).all(1)
        for mark in marks:
            room &= (np.abs(points - np.array(mark)) > 2 * MARK).any(1)
        return points[room]

    points = free(_eroded(inside, _DEEP))
    points = points if len(points) else free(inside)
    if not len(points):
        return None
    # One in a few is enough, and keeps a large area quick.
    points = points[:: 1 + len(points) // 300]
    column, row = (points / CELL).astype(np.int64).T
    price: Floats = np.where(cost[row, column] > _ASKED, _ON_ZONE, 0.0)
    paper = _middles(cost[::3, ::3] == 0, 3)
    if len(paper):
        price = price + _nearest(points, paper)
    if len(marks):
        price = price + np.maximum(_APART - _nearest(points, np.array(marks)), 0.0) / 2
    x, y = points[int(np.argmin(np.round(price, 3)))].tolist()
    return x, y


def _middles(mask: Bools, every: int = 1) -> Floats:
    """(N, 2) where the middles of the cells of a mask are; of one cell in so many."""
    row, column = np.nonzero(mask)
    middles: Floats = np.stack([column, row], axis=1).astype(np.float64) * every * CELL + CELL / 2
    return middles


def _nearest(points: Floats, others: Floats) -> Floats:
    """(N,) how far each of the points (N, 2) is from the nearest of others (M, 2)."""
    return np.array([float(np.hypot(*(others - point).T).min()) for point in points])


def _eroded(mask: Bools, times: int) -> Bools:
    """The mask without its outermost cells, `times` over."""
    for _ in range(times):
        padded = np.pad(mask, 1)
        mask = mask & padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]
    return mask


def _cost(panel: Panel, asked: Sequence[ZoneShape]) -> Floats:
    """What it costs to write on each cell of the panel."""
    crop, skin = panel.crop, panel.skin
    size = int(np.ceil(crop.height / CELL)) + 1, int(np.ceil(crop.width / CELL)) + 1

    def sampled(image: Bools) -> Bools:
        return _sampled(image, crop, skin, size)

    body = sampled(skin.covered)
    cost = np.where(body, _SKIN, 0.0)
    # The outline of the body: a word across it is hard to read.
    rim = np.zeros_like(body)
    rim[1:, :] |= body[1:, :] != body[:-1, :]
    rim[:, 1:] |= body[:, 1:] != body[:, :-1]
    cost[rim] = _LINE
    if panel.fibres:
        column, row = np.floor((crop.page(np.concatenate(panel.fibres)) - [crop.x, crop.y]) / CELL).astype(np.int64).T
        there = (column >= 0) & (row >= 0) & (row < size[0]) & (column < size[1])
        cost[row[there], column[there]] = _LINE
    for zone, shape in panel.zones:
        cost[sampled(shape.inside)] = _ESSENTIAL if zone.strength == "essential" else _SPILLOVER
    for shape in asked:
        cost = np.where(sampled(shape.inside), np.maximum(cost, _ASKED), cost)
    return np.where(sampled(np.ones(skin.size, dtype=bool)), cost, 0.0)


def _sampled(image: Bools, crop: Crop, skin: SkinMap, size: tuple[int, ...]) -> Bools:
    """An image of a window as the cells of a panel see it; nothing beyond the window."""
    row, column = (
        np.round((crop.window[axis] + (np.arange(size[1 - axis]) + 0.5) * CELL / crop.scale - skin.origin[axis]) / skin.step)
        for axis in (1, 0)
    )
    inside = ((row >= 0) & (row < skin.size[0]))[:, None] & ((column >= 0) & (column < skin.size[1]))[None, :]
    rows, columns = (np.clip(at, 0, most - 1).astype(np.int64) for at, most in zip((row, column), skin.size, strict=True))
    found: Bools = image[rows[:, None], columns[None, :]] & inside
    return found
