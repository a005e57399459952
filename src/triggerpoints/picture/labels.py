"""Where the labels of the marks stand: free of each other, of every X, inside the frame, on paper or quiet skin if there is any.

Every label has a thin line to its mark. The same marks always give the same places.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias

import numpy as np

from ..body.surface import Bools, Floats
from .paths import Box
from .text_width import width

SIZE = 14.0  # font size of a label
LINE = 16.0  # height of one of its lines
MARK = 9.5  # half the side of the square round a mark that stays free
CELL = 4.0  # units a cell of the cost grid
_PAD = 3.0  # units between a label's text and its box
_GAP = 2.0  # units between two boxes
_RIM = 8.0  # units between a box and the frame
_ANGLES = np.deg2rad(np.arange(0, 360, 15))
_REACHES = np.array([16.0, 24.0, 34.0, 46.0, 60.0, 78.0, 100.0, 126.0, 160.0, 200.0, 250.0])
_DEAR, _DEAR_IN_A_CROWD = 62.0, 30.0  # a label that would stand more in the way than this goes into a column beside the body
_STRUCK, _CROSSED = 80.0, 60.0  # price of a line through another label or mark, and of one across another line
_GAPS = (0.0, 10.0, 22.0, 36.0, 52.0)  # units by which the labels of a column may stand further apart
_MOST_UNTANGLED = 10  # labels in a column that is put in another order
_TANGLED = 1000.0  # price of two lines that cross there

Point: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A label to be placed: its lines, and the place (2,) of its mark, an X or a point on the edge of an area."""

    lines: tuple[str, ...]
    mark: Point

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of its box."""
        wide = max(width(line, SIZE, bold=True) for line in self.lines)
        return wide + 2 * _PAD, LINE * len(self.lines) + 2.0


@dataclass(frozen=True, slots=True)
class Placed:
    """A label in its place. box: of the text. start, end: its leader, from the box to the rim of the mark."""

    lines: tuple[str, ...]
    mark: Point
    box: Box
    start: Point
    end: Point

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
    return found or _columns(labels, frame, cost, crowded=crowded)


def _near(
    labels: Sequence[Wanted], frame: tuple[float, float], cost: Floats, others: Sequence[Point], most: float
) -> Layout | None:
    """Every label near its mark; None when one would be dearer than `most`."""
    total = np.pad(cost.cumsum(0).cumsum(1), ((1, 0), (1, 0)))
    marks = np.array([*(label.mark for label in labels), *others])
    own = marks[: len(labels)]
    # Marks near others have least choice: they come first.
    apart = np.sort(np.hypot(*(own[:, None] - own[None]).T), axis=0)[1:3].sum(0).round(3)
    placed: dict[int, Placed] = {}
    for number in sorted(range(len(labels)), key=lambda n: (float(apart[n]), n)):
        found = _best(labels[number], frame, total, cost, marks, list(placed.values()), most)
        if found is None:
            return None
        placed[number] = found
    return Layout(tuple(placed[number] for number in range(len(labels))))


def _best(
    label: Wanted,
    frame: tuple[float, float],
    total: Floats,
    cost: Floats,
    marks: Floats,
    placed: Sequence[Placed],
    most: float,
) -> Placed | None:
    """The cheapest free place for a label around its mark. total: the summed-area table of the cost."""
    mark, size = np.array(label.mark), np.array(label.size)
    angle, reach = (grid.ravel() for grid in np.meshgrid(_ANGLES, _REACHES, indexing="ij"))
    way = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    tip = mark + way * reach[:, None]
    # The box hangs on the tip of the leader by its nearest side; steep leaders meet the middle of its top or bottom.
    corner = tip + (np.clip(way * 1.6, -1, 1) - 1) / 2 * size
    boxes = np.concatenate([corner, corner + size], axis=1)
    free = (boxes[:, :2] >= _RIM).all(1) & (boxes[:, 2:] <= np.array(frame) - _RIM).all(1)
    squares = np.concatenate([marks - MARK, marks + MARK], axis=1)
    for box in (*squares, *(other.box for other in placed)):
        free &= ~((boxes[:, :2] < np.array(box[2:]) + _GAP) & (boxes[:, 2:] > np.array(box[:2]) - _GAP)).all(1)
    if not free.any():
        return None
    boxes, tip, reach = boxes[free], tip[free], reach[free]
    price = _covered(boxes, total) * 0.9 + 0.16 * reach + _along(mark, tip, cost)
    for other in placed:
        ends = np.array([other.mark]), np.array([other.start])
        price = price + _CROSSED * _cross(mark[None], tip, *ends)
        price = price + _STRUCK * _through(mark[None], tip, np.array([other.box])) + _STRUCK * _through(*ends, boxes)
    for square, at in zip(squares, marks, strict=True):
        if np.abs(at - mark).sum() > 1e-9:
            price = price + _STRUCK * _through(mark[None], tip, square[None])
    best = int(np.argmin(np.round(price, 6)))
    if price[best] > most:
        return None
    x0, y0, x1, y1 = boxes[best].tolist()
    return _leader(label, (x0, y0, x1, y1))


def _covered(boxes: Floats, total: Floats) -> Floats:
    """Cost under each box, by the summed-area table."""
    cells = np.round(boxes / CELL).astype(np.int64)
    left, right = np.clip(cells[:, [0, 2]], 0, total.shape[1] - 1).T
    top, bottom = np.clip(cells[:, [1, 3]], 0, total.shape[0] - 1).T
    under: Floats = total[bottom, right] - total[top, right] - total[bottom, left] + total[top, left]
    return under


def _along(mark: Floats, tips: Floats, cost: Floats) -> Floats:
    """What the leader runs over: a third of the mean cost times its length in cells."""
    points = mark + np.linspace(0.2, 1, 9)[None, :, None] * (tips - mark)[:, None, :]
    columns, rows = np.clip(np.round(points / CELL).astype(np.int64), 0, np.array(cost.shape)[::-1] - 1).transpose(2, 0, 1)
    along: Floats = cost[rows, columns].mean(1) * np.hypot(*(tips - mark).T) / CELL * 0.35
    return along


def _columns(labels: Sequence[Wanted], frame: tuple[float, float], cost: Floats, *, crowded: bool) -> Layout:
    """Labels in a column on each side, in the order of their marks from top to bottom."""
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
    margins = [
        _column(labels, sorted(numbers, key=lambda n: (labels[n].mark[1], n)), frame, cost, placed, left=left, crowded=crowded)
        for numbers, left in ((on_left, True), (on_right, False))
    ]
    return Layout(tuple(placed[number] for number in range(len(labels))), *margins)


def _stack(labels: Sequence[Wanted], numbers: Sequence[int], gap: float = 0.0) -> float:
    """The height of labels one below the other."""
    return sum(labels[number].size[1] + 2 * _GAP + gap for number in numbers)


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
    margin, rest = 0.0, list(numbers)
    while rest:
        first, column = len(rest) == len(numbers), [rest.pop(0)]
        while rest and _stack(labels, [*column, rest[0]]) <= frame[1] - 2 * _RIM:
            column.append(rest.pop(0))
        tops = _spread([labels[n].mark[1] for n in column], [_stack(labels, [n]) for n in column], frame[1])
        if crowded:
            column, tops = _untangled(labels, column, tops, frame, left=left)
        wide = max(labels[n].size[0] for n in column)
        low, high = tops[0], tops[-1] + labels[column[-1]].size[1]
        clear = _clear(cost, low, high, left=left) - _RIM if first else 0.0
        marks = [label.mark[0] for label in labels]
        edge = min(marks) - 2 * MARK if left else frame[0] - max(marks) - 2 * MARK
        clear = max(0.0, min(clear, edge, wide + _RIM))
        for number, top in zip(column, tops, strict=True):
            across, down = labels[number].size
            x0 = clear - margin - across if left else frame[0] - clear + margin
            placed[number] = _leader(labels[number], (x0, top, x0 + across, top + down))
        margin += max(0.0, wide + _RIM - clear)
    return margin


def _untangled(
    labels: Sequence[Wanted], column: list[int], tops: list[float], frame: tuple[float, float], *, left: bool
) -> tuple[list[int], list[float]]:
    """The column in an order, and its labels so far apart, that no leader runs over another mark or leader, if that can be."""
    edge = 0.0 if left else frame[0]
    marks = np.array([label.mark for label in labels])

    def price(order: Sequence[int], at: Sequence[float]) -> float:
        starts = np.array([(edge, top + labels[n].size[1] / 2) for n, top in zip(order, at, strict=True)])
        ends = marks[list(order)]
        passed = _passes(starts, ends, marks)
        passed[range(len(order)), list(order)] = False
        one, other = np.triu_indices(len(order), 1)
        tangled = int(passed.sum()) + int(_cross(starts[one], ends[one], starts[other], ends[other]).sum())
        return _TANGLED * tangled + float(np.abs(starts - ends)[:, 1].sum())

    def stacked(order: Sequence[int], gap: float) -> list[float]:
        """Tops of the labels one below the other, around the middle of their marks."""
        sizes = np.array([_stack(labels, [n], gap) for n in order])
        middles = marks[list(order), 1].mean() - sizes.sum() / 2 + sizes.cumsum() - sizes / 2
        return _spread(middles.tolist(), sizes.tolist(), frame[1])

    best, found = price(column, tops), (column, tops)
    if best < _TANGLED or len(column) > _MOST_UNTANGLED:
        return found
    for gap in _GAPS:
        if _stack(labels, column, gap) > frame[1] - 2 * _RIM:
            break  # they would stand outside of the frame
        order, here = list(column), price(column, stacked(column, gap))
        while True:
            swaps = [_swapped(order, one, other) for one, other in combinations(range(len(order)), 2)]
            least, swap = min((round(price(swap, stacked(swap, gap)), 3), swap) for swap in swaps)
            if least >= round(here, 3):
                break
            order, here = swap, least
        at = stacked(order, gap)
        if price(order, at) < best:
            best, found = price(order, at), (order, at)
    return found


def _swapped(order: Sequence[int], one: int, other: int) -> list[int]:
    swapped = list(order)
    swapped[one], swapped[other] = swapped[other], swapped[one]
    return swapped


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
    columns = np.flatnonzero((cost[max(0, int(low / CELL) - 1) : int(high / CELL) + 2] > 0).any(0))
    if not len(columns):
        return int(cost.shape[1]) * CELL
    return (int(columns[0]) if left else int(cost.shape[1]) - 2 - int(columns[-1])) * CELL


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


def _passes(starts: Floats, ends: Floats, marks: Floats) -> Bools:
    """(N, M) whether each line from a start to an end (N, 2) runs over the square of each mark (M, 2)."""
    step = ends - starts
    reach = np.maximum(np.hypot(*step.T), 1e-9)[:, None]
    (dx, dy), (x, y) = (step[:, None] / reach[..., None]).transpose(2, 0, 1), (marks[None] - starts[:, None]).transpose(2, 0, 1)
    along, across = x * dx + y * dy, x * dy - y * dx
    passes: Bools = (along > 0) & (along < reach) & (np.abs(across) < MARK)
    return passes


def _cross(a: Floats, b: Floats, c: Floats, d: Floats) -> Bools:
    """Whether the segments a-b and c-d cross: (N, 2) each, or one row for all."""

    def turn(p: Floats, q: Floats, r: Floats) -> Floats:
        out: Floats = (q[:, 0] - p[:, 0]) * (r[:, 1] - p[:, 1]) - (q[:, 1] - p[:, 1]) * (r[:, 0] - p[:, 0])
        return out

    crossed: Bools = (turn(a, b, c) * turn(a, b, d) < 0) & (turn(c, d, a) * turn(c, d, b) < 0)
    return crossed


def _through(starts: Floats, ends: Floats, boxes: Floats) -> Bools:
    """Whether the inside of each box (N, 4) lies on the segment from a start to an end (N, 2), one row for all or one each."""
    step = ends - starts
    step = np.where(np.abs(step) < 1e-9, 1e-9, step)
    first, second = (boxes[:, :2] - starts) / step, (boxes[:, 2:] - starts) / step
    enter, leave = np.minimum(first, second).max(1), np.maximum(first, second).min(1)
    hit: Bools = np.maximum(enter, 0) < np.minimum(leave, 1)
    return hit
