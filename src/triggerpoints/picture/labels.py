"""Where the labels of the marks stand: free of each other, of every X, inside the frame, on paper or quiet skin if there is any.

Every label has a thin line to its mark. The same marks always give the same places.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias

import numpy as np

from ..body.surface import Bools, Floats
from .scene import Box
from .text_width import width

SIZE = 14.0  # font size of a label
LINE = 16.0  # height of one of its lines
MARK = 9.5  # half the side of the square round a mark that stays free
_PAD = 3.0  # units between a label's text and its box
_GAP = 2.0  # units between two boxes
_RIM = 8.0  # units between a box and the frame
_ANGLES = np.deg2rad(np.arange(0, 360, 15))
_REACHES = (16.0, 24.0, 34.0, 46.0, 60.0, 78.0, 100.0, 126.0, 160.0, 200.0, 250.0)
_DEAR_IN_A_CROWD = 30.0
_GAPS = (0.0, 10.0, 22.0, 36.0, 52.0)  # units by which the labels of a column may stand further apart
_MOST_UNTANGLED = 10  # labels in a column that is put in another order
_DEAR = 62.0  # a label that would stand more in the way than this goes into a column beside the body
CELL = 4.0  # units a cell of the cost grid

Point: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A label to be placed: its lines, and the place (2,) of its mark, an X or a point on the edge of an area."""

    lines: tuple[str, ...]
    mark: tuple[float, float]

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of its box."""
        wide = max(width(line, SIZE, bold=True) for line in self.lines)
        return wide + 2 * _PAD, LINE * len(self.lines) + 2.0


@dataclass(frozen=True, slots=True)
class Placed:
    """A label in its place. box: of the text. start, end: its leader, from the box to the rim of the mark."""

    lines: tuple[str, ...]
    mark: tuple[float, float]
    box: Box
    start: tuple[float, float]
    end: tuple[float, float]

    def shifted(self, dx: float, dy: float) -> Placed:
        """The label moved on the page."""
        x0, y0, x1, y1 = self.box
        mark, start, end = ((x + dx, y + dy) for x, y in (self.mark, self.start, self.end))
        return Placed(self.lines, mark, (x0 + dx, y0 + dy, x1 + dx, y1 + dy), start, end)


@dataclass(frozen=True, slots=True)
class Layout:
    """Labels in the order they were wanted. left, right: width of the margins beside the frame that they need."""

    labels: tuple[Placed, ...]
    left: float = 0.0
    right: float = 0.0


def lone(mark: Point, other: Placed | None = None) -> Placed:
    """A mark without a label; its line comes from the label of another mark, if there is one."""
    if other is None:
        return Placed((), mark, (*mark, *mark), mark, mark)
    return Placed((), mark, other.box, other.start, _rim(mark, other.start))


def place(
    labels: Sequence[Wanted], frame: tuple[float, float], cost: Floats, others: Sequence[Point] = (), *, crowded: bool = False
) -> Layout:
    """Place labels in a frame 0, 0, width, height.

    cost: (rows, columns) of CELL x CELL units over the frame, 0 for paper, more for what should stay uncovered. others: marks
    that get no label, and stay free as well.
    Each label stands near its mark if there is room; if one would have to stand in the way, all stand in columns beside the body.
    crowded: several patterns lie on top of each other: columns come sooner, and in an order in which no line runs over a mark.
    """
    found = _near(labels, frame, cost, others, _DEAR_IN_A_CROWD if crowded else _DEAR)
    return Layout(tuple(found)) if found is not None else _columns(labels, frame, cost, crowded=crowded)


def _near(
    labels: Sequence[Wanted], frame: tuple[float, float], cost: Floats, others: Sequence[Point], most: float
) -> list[Placed] | None:
    total = np.pad(cost.cumsum(0).cumsum(1), ((1, 0), (1, 0)))
    blocked = [(x - MARK, y - MARK, x + MARK, y + MARK) for x, y in (*(label.mark for label in labels), *others)]
    placed: dict[int, Placed] = {}
    # Marks near others have least choice: they come first.
    marks = np.array([label.mark for label in labels]).reshape(-1, 2)
    crowd = [float(np.sort(np.hypot(*(marks - mark).T))[1:3].sum()) if len(marks) > 1 else 0.0 for mark in marks]
    for number in sorted(range(len(labels)), key=lambda n: (round(crowd[n], 3), n)):
        found = _best(labels[number], frame, total, cost, blocked, list(placed.values()), most)
        if found is None:
            return None
        placed[number] = found
        blocked.append(found.box)
    return [placed[number] for number in range(len(labels))]


def _columns(labels: Sequence[Wanted], frame: tuple[float, float], cost: Floats, *, crowded: bool) -> Layout:
    """Labels in a column on each side, in the order of their marks from top to bottom."""
    marks = np.array([label.mark for label in labels])
    order = sorted(range(len(labels)), key=lambda n: (labels[n].mark[0], n))
    middle = float(np.median(np.flatnonzero(cost.sum(0) > 0))) * CELL if cost.any() else frame[0] / 2
    on_left = [n for n in order if labels[n].mark[0] < middle]
    on_right = [n for n in order if labels[n].mark[0] >= middle]
    # A side that holds too many hands the ones nearest to the middle over to the other.
    room = frame[1] - 2 * _RIM
    while _stack(labels, on_right) > 0.8 * room and _stack(labels, on_left) + 40 < _stack(labels, on_right):
        on_left.append(on_right.pop(0))
    while _stack(labels, on_left) > 0.8 * room and _stack(labels, on_right) + 40 < _stack(labels, on_left):
        on_right.insert(0, on_left.pop())
    placed: dict[int, Placed] = {}
    margins = []
    for numbers, left in ((on_left, True), (on_right, False)):
        margins.append(
            _column(labels, sorted(numbers, key=lambda n: (marks[n][1], n)), frame, cost, placed, left=left, crowded=crowded)
        )
    return Layout(tuple(placed[number] for number in range(len(labels))), *margins)


def _stack(labels: Sequence[Wanted], numbers: Sequence[int]) -> float:
    return sum(labels[number].size[1] + 2 * _GAP for number in numbers)


def _column(
    labels: Sequence[Wanted],
    numbers: Sequence[int],
    frame: tuple[float, float],
    cost: Floats,
    placed: dict[int, Placed],
    *,
    left: bool,
    crowded: bool,
) -> float:
    """One side's labels; as many columns as they need. The width of the margin beside the frame."""
    margin = 0.0
    rest = list(numbers)
    first = True
    while rest:
        column: list[int] = []
        while rest and (not column or _stack(labels, [*column, rest[0]]) <= frame[1] - 2 * _RIM):
            column.append(rest.pop(0))
        tops = _spread([labels[n].mark[1] for n in column], [labels[n].size[1] + 2 * _GAP for n in column], frame[1])
        if crowded:
            column, tops = _untangled(labels, column, tops, frame, left=left)
        wide = max(labels[n].size[0] for n in column)
        low, high = tops[0], tops[-1] + labels[column[-1]].size[1]
        clear = _clear(cost, low, high, left=left) - _RIM if first else 0.0
        marks = [label.mark[0] for label in labels]
        edge = min(marks) - 2 * MARK if left else frame[0] - max(marks) - 2 * MARK
        clear = max(0.0, min(clear, edge, wide + _RIM))
        for number, top in zip(column, tops, strict=True):
            size = labels[number].size
            if left:
                x1 = clear - margin
                box = (x1 - size[0], top, x1, top + size[1])
            else:
                x0 = frame[0] - clear + margin
                box = (x0, top, x0 + size[0], top + size[1])
            placed[number] = _leader(labels[number], box)
        margin += max(0.0, wide + _RIM - clear)
        first = False
    return margin


def _untangled(
    labels: Sequence[Wanted], column: list[int], tops: list[float], frame: tuple[float, float], *, left: bool
) -> tuple[list[int], list[float]]:
    """The column in an order, and its labels so far apart, that no leader runs over another mark or leader, if that can be."""
    edge = 0.0 if left else frame[0]

    def price(order: Sequence[int], at: Sequence[float]) -> float:
        lines = [((edge, top + labels[n].size[1] / 2), labels[n].mark) for n, top in zip(order, at, strict=True)]
        tangled = sum(
            _passes(start, end, other.mark)
            for n, (start, end) in zip(order, lines, strict=True)
            for other in (label for number, label in enumerate(labels) if number != n)
        )
        tangled += sum(_cross_each(*one, *other) for one, other in combinations(lines, 2))
        return 1000.0 * tangled + sum(abs(start[1] - end[1]) for start, end in lines)

    best, found = price(column, tops), (column, tops)
    if best < 1000.0 or len(column) > _MOST_UNTANGLED:
        return found
    for gap in _GAPS:
        if sum(labels[n].size[1] + 2 * _GAP + gap for n in column) > frame[1] - 2 * _RIM:
            break  # they would stand outside of the frame
        order = list(column)
        here = math.inf
        while True:
            swaps = [_swapped(order, one, other) for one, other in combinations(range(len(order)), 2)]
            prices = [price(swap, _stacked(labels, swap, gap, frame[1])) for swap in (order, *swaps)]
            row = min(range(len(prices)), key=lambda number: (round(prices[number], 3), number))
            if row == 0 or prices[row] >= here:
                break
            order, here = swaps[row - 1], prices[row]
        at = _stacked(labels, order, gap, frame[1])
        if price(order, at) < best:
            best, found = price(order, at), (order, at)
    return found


def _swapped(order: Sequence[int], one: int, other: int) -> list[int]:
    swapped = list(order)
    swapped[one], swapped[other] = swapped[other], swapped[one]
    return swapped


def _stacked(labels: Sequence[Wanted], order: Sequence[int], gap: float, high: float) -> list[float]:
    """Tops of the labels one below the other, around the middle of their marks."""
    sizes = [labels[n].size[1] + 2 * _GAP + gap for n in order]
    y = sum(labels[n].mark[1] for n in order) / len(order) - sum(sizes) / 2
    return _spread([y + sum(sizes[:number]) + size / 2 for number, size in enumerate(sizes)], sizes, high)


def _passes(start: Point, end: Point, mark: Point) -> bool:
    """Whether a line runs over the square of a mark."""
    reach = math.hypot(end[0] - start[0], end[1] - start[1])
    along = ((mark[0] - start[0]) * (end[0] - start[0]) + (mark[1] - start[1]) * (end[1] - start[1])) / max(reach, 1e-9)
    across = ((mark[0] - start[0]) * (end[1] - start[1]) - (mark[1] - start[1]) * (end[0] - start[0])) / max(reach, 1e-9)
    return 0 < along < reach and abs(across) < MARK


def _cross_each(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Whether the segments a-b and c-d cross: `_cross` for one pair, many times over."""
    return _turn(a, b, c) * _turn(a, b, d) < 0 and _turn(c, d, a) * _turn(c, d, b) < 0


def _turn(p: Point, q: Point, r: Point) -> float:
    return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])


def _spread(wanted: Sequence[float], sizes: Sequence[float], high: float) -> list[float]:
    """Tops of boxes of those heights, as near as can be to the wanted middles, in order and free of each other."""
    tops: list[float] = []
    y = _RIM
    for middle, size in zip(wanted, sizes, strict=True):
        y = max(y, middle - size / 2)
        tops.append(y)
        y += size
    limit = high - _RIM
    for number in range(len(tops) - 1, -1, -1):
        tops[number] = min(tops[number], limit - sizes[number])
        limit = tops[number]
    return tops


def _clear(cost: Floats, low: float, high: float, *, left: bool) -> float:
    """How wide the paper is at a side of the frame, between two heights."""
    rows = cost[max(0, int(low / CELL) - 1) : int(high / CELL) + 2] > 0
    columns = np.flatnonzero(rows.any(0))
    wide = int(cost.shape[1])
    if not len(columns):
        return wide * CELL
    return (int(columns[0]) if left else wide - 2 - int(columns[-1])) * CELL


def _best(
    label: Wanted,
    frame: tuple[float, float],
    total: Floats,
    cost: Floats,
    blocked: Sequence[Box],
    placed: Sequence[Placed],
    most: float,
) -> Placed | None:
    wide, high = label.size
    x, y = label.mark
    angle, reach = (grid.ravel() for grid in np.meshgrid(_ANGLES, np.array(_REACHES), indexing="ij"))
    tip = np.stack([x + np.cos(angle) * reach, y + np.sin(angle) * reach], axis=1)
    # The box hangs on the tip of the leader by its nearest side; steep leaders meet the middle of its top or bottom.
    lean = np.clip(np.cos(angle) * 1.6, -1, 1)
    rise = np.clip(np.sin(angle) * 1.6, -1, 1)
    x0 = tip[:, 0] + (lean - 1) / 2 * wide
    y0 = tip[:, 1] + (rise - 1) / 2 * high
    boxes = np.stack([x0, y0, x0 + wide, y0 + high], axis=1)
    free = (boxes[:, 0] >= _RIM) & (boxes[:, 1] >= _RIM) & (boxes[:, 2] <= frame[0] - _RIM) & (boxes[:, 3] <= frame[1] - _RIM)
    for box in blocked:
        free &= ~_overlap(boxes, box)
    if not free.any():
        return None
    boxes, tip, reach = boxes[free], tip[free], reach[free]
    price = _covered(boxes, total) / (CELL * CELL) * 0.9 + 0.16 * reach + _along(label.mark, tip, cost)
    for other in placed:
        price = price + 60.0 * _cross(np.array(label.mark), tip, np.array(other.mark), np.array(other.start))
        price = price + 80.0 * _hits(np.array(label.mark), tip, other.box)
        price = price + 80.0 * _struck(other, boxes)
    for mark_box in blocked[: len(blocked) - len(placed)]:
        if abs(mark_box[0] + MARK - x) + abs(mark_box[1] + MARK - y) > 1e-9:
            price = price + 80.0 * _hits(np.array(label.mark), tip, mark_box)
    best = int(np.argmin(np.round(price, 6)))
    if price[best] > most:
        return None
    box = boxes[best]
    return _leader(label, (float(box[0]), float(box[1]), float(box[2]), float(box[3])))


def _leader(label: Wanted, box: Box) -> Placed:
    x, y = label.mark
    middle = (box[1] + box[3]) / 2
    if x < box[0] or x > box[2]:
        # Beside the text: the line meets the middle of the side, level with the writing.
        start = (box[0] if x < box[0] else box[2], min(max(y, middle - 2), middle + 2))
    else:
        # The estimated box is wider than the words: keep to its middle.
        wide = box[2] - box[0]
        start = (min(max(x, box[0] + 0.35 * wide), box[2] - 0.35 * wide), box[1] if y < box[1] else box[3])
    return Placed(label.lines, label.mark, box, start, _rim(label.mark, start))


def _rim(mark: Point, start: Point) -> Point:
    """Where a line from `start` meets the free square round a mark."""
    x, y = mark
    length = float(np.hypot(start[0] - x, start[1] - y))
    share = min(1.0, MARK / length) if length else 1.0
    return x + (start[0] - x) * share, y + (start[1] - y) * share


def _overlap(boxes: Floats, box: Box) -> Bools:
    hit: Bools = (
        (boxes[:, 0] < box[2] + _GAP)
        & (boxes[:, 2] > box[0] - _GAP)
        & (boxes[:, 1] < box[3] + _GAP)
        & (boxes[:, 3] > box[1] - _GAP)
    )
    return hit


def _covered(boxes: Floats, total: Floats) -> Floats:
    """Cost under each box, by the summed-area table, times the area of a cell."""
    cells = np.round(boxes / CELL).astype(np.int64)
    columns = np.clip(cells[:, [0, 2]], 0, total.shape[1] - 1)
    rows = np.clip(cells[:, [1, 3]], 0, total.shape[0] - 1)
    top, bottom = rows.T
    left, right = columns.T
    under: Floats = (total[bottom, right] - total[top, right] - total[bottom, left] + total[top, left]) * CELL * CELL
    return under


def _along(mark: tuple[float, float], tips: Floats, cost: Floats) -> Floats:
    """What the leader runs over: half the mean cost times its length in cells."""
    share = np.linspace(0.2, 1, 9)
    points = np.array(mark) + share[None, :, None] * (tips - np.array(mark))[:, None, :]
    cells = np.round(points / CELL).astype(np.int64)
    rows, columns = np.clip(cells[..., 1], 0, cost.shape[0] - 1), np.clip(cells[..., 0], 0, cost.shape[1] - 1)
    reach = np.hypot(*(tips - np.array(mark)).T)
    along: Floats = cost[rows, columns].mean(1) * reach / CELL * 0.35
    return along


def _cross(a: Floats, b: Floats, c: Floats, d: Floats) -> Bools:
    """Whether the segments a-b (b: (N, 2)) and c-d cross."""

    def turn(p: Floats, q: Floats, r: Floats) -> Floats:
        out: Floats = (q[..., 0] - p[..., 0]) * (r[..., 1] - p[..., 1]) - (q[..., 1] - p[..., 1]) * (r[..., 0] - p[..., 0])
        return out

    first = turn(a, b, c[None]) * turn(a, b, d[None]) < 0
    second = turn(c, d, a) * turn(c[None], d[None], b) < 0
    crossed: Bools = first & second
    return crossed


def _hits(mark: Floats, tips: Floats, box: Box) -> Bools:
    """Whether each leader runs through a box."""
    return _through(mark[None], tips, np.array([box]))


def _struck(other: Placed, boxes: Floats) -> Bools:
    """Whether the leader of a placed label runs through each box."""
    return _through(np.array([other.mark]), np.array([other.start]), boxes)


def _through(starts: Floats, ends: Floats, boxes: Floats) -> Bools:
    """Whether the inside of each box (N, 4) lies on the segment from a start to an end (N, 2), one row for all or one each."""
    step = ends - starts
    step = np.where(np.abs(step) < 1e-9, 1e-9, step)
    first, second = (boxes[:, :2] - starts) / step, (boxes[:, 2:] - starts) / step
    enter, leave = np.minimum(first, second), np.maximum(first, second)
    hit: Bools = np.maximum(np.maximum(enter[:, 0], enter[:, 1]), 0) < np.minimum(np.minimum(leave[:, 0], leave[:, 1]), 1)
    return hit
