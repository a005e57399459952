"""Where the labels of the marks stand: free of each other, of every X, inside the frame, on paper or quiet skin if there is any.

Every label has a thin line, its leader, to its mark. The same marks always give the same places.
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
# What a place costs: a cell that it covers, a unit away from its mark, and a unit of the leader times the cost of what that runs
# over; then a leader through a label or mark, and one across another leader.
_COVERED, _FAR, _RUN_OVER, _STRUCK, _CROSSED = 0.9, 0.16, 0.35 / CELL, 80.0, 60.0
_DEAR, _DEAR_IN_A_CROWD = 62.0, 30.0  # a label that would cost more than this goes into a column beside the body, with all others
_TANGLED = 1000.0  # price of a leader of a column that crosses another or runs over a mark
_GAPS = (0.0, 10.0, 22.0, 36.0, 52.0)  # units by which the labels of a column may stand further apart
_MOST_UNTANGLED = 10  # labels in a column that is put in another order

Point: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A label to be placed: its lines, and the place of its mark, an X or a point on the edge of an area."""

    lines: tuple[str, ...]
    mark: Point

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of its box."""
        wide = max(width(line, SIZE, bold=True) for line in self.lines)
        return wide + 2 * _PAD, LINE * len(self.lines) + 2.0


@dataclass(frozen=True, slots=True)
class Placed:
    """A label in its place. box: of the text; start: where its leader begins. Without lines it is a mark alone."""

    lines: tuple[str, ...]
    mark: Point
    box: Box
    start: Point

    @property
    def end(self) -> Point:
        """Where its leader ends: at the free square round the mark."""
        (x, y), (x0, y0) = self.mark, self.start
        length = float(np.hypot(x0 - x, y0 - y))
        share = min(1.0, MARK / length) if length else 1.0
        return x + (x0 - x) * share, y + (y0 - y) * share

    def shifted(self, dx: float, dy: float) -> Placed:
        """The label moved on the page."""
        (x, y), (x0, y0, x1, y1), (x2, y2) = self.mark, self.box, self.start
        return Placed(self.lines, (x + dx, y + dy), (x0 + dx, y0 + dy, x1 + dx, y1 + dy), (x2 + dx, y2 + dy))


@dataclass(frozen=True, slots=True)
class Layout:
    """Labels in the order they were wanted. left, right: width of the margins beside the frame that they need."""

    labels: tuple[Placed, ...]
    left: float = 0.0
    right: float = 0.0


def place(
    labels: Sequence[Wanted], frame: tuple[float, float], cost: Floats, others: Sequence[Point] = (), *, crowded: bool = False
) -> Layout:
    """Place labels in a frame 0, 0, width, height.

    cost: (rows, columns) of CELL x CELL units over the frame, 0 for paper, more for what should stay uncovered. others: marks
    that get no label, and stay free as well. crowded: several patterns lie on top of each other, so that columns come sooner.
    Each label stands near its mark if there is room; if one would have to stand in the way, all stand in columns beside the body.
    """
    if not labels:
        return Layout(())
    near = _near(labels, frame, cost, others, _DEAR_IN_A_CROWD if crowded else _DEAR)
    return near or _columns(labels, frame, cost, untangle=crowded)


def _near(
    labels: Sequence[Wanted], frame: tuple[float, float], cost: Floats, others: Sequence[Point], most: float
) -> Layout | None:
    """Every label at the cheapest free place near its mark; None when one would be dearer than `most`."""
    own = np.array([label.mark for label in labels])
    marks = np.array([*(label.mark for label in labels), *others])
    squares = np.concatenate([marks - MARK, marks + MARK], axis=1)
    # Marks near others have least choice: they come first.
    apart = np.sort(np.hypot(*(own[:, None] - own[None]).T), axis=0)[1:3].sum(0).round(3)
    placed: dict[int, Placed] = {}
    for number in sorted(range(len(labels)), key=lambda n: (float(apart[n]), n)):
        mark, taken = own[number], np.array([label.box for label in placed.values()]).reshape(-1, 4)
        boxes, tips = _around(labels[number])
        blocked = np.concatenate([squares, taken])
        met = (boxes[:, None, :2] < blocked[:, 2:] + _GAP) & (boxes[:, None, 2:] > blocked[:, :2] - _GAP)
        free = (boxes[:, :2] >= _RIM).all(1) & (boxes[:, 2:] <= np.array(frame) - _RIM).all(1) & ~met.all(-1).any(-1)
        if not free.any():
            return None
        boxes, tips = boxes[free], tips[free]
        from_, to = np.array([(label.mark, label.start) for label in placed.values()]).reshape(-1, 2, 2).transpose(1, 0, 2)
        in_the_way = np.concatenate([squares[np.abs(marks - mark).sum(1) > 1e-9], taken])
        struck = _through(mark, tips[:, None], in_the_way).sum(1) + _through(from_, to, boxes[:, None]).sum(1)
        price = _ground(mark, boxes, tips, cost) + _STRUCK * struck + _CROSSED * _cross(mark, tips[:, None], from_, to).sum(1)
        best = int(np.argmin(np.round(price, 6)))
        if price[best] > most:
            return None
        x0, y0, x1, y1 = boxes[best].tolist()
        placed[number] = _leader(labels[number], (x0, y0, x1, y1))
    return Layout(tuple(placed[number] for number in range(len(labels))))


def _around(label: Wanted) -> tuple[Floats, Floats]:
    """The boxes (N, 4) that are tried around a mark, and where their leaders end (N, 2)."""
    angle, reach = (grid.ravel() for grid in np.meshgrid(_ANGLES, _REACHES, indexing="ij"))
    way = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    tips = np.array(label.mark) + way * reach[:, None]
    # The box hangs on the tip of the leader by its nearest side; steep leaders meet the middle of its top or bottom.
    corner = tips + (np.clip(way * 1.6, -1, 1) - 1) / 2 * label.size
    return np.concatenate([corner, corner + label.size], axis=1), tips


def _ground(mark: Floats, boxes: Floats, tips: Floats, cost: Floats) -> Floats:
    """(N,) what it costs to cover what lies under a box and under its leader, and to stand far from the mark."""
    total = np.pad(cost.cumsum(0).cumsum(1), ((1, 0), (1, 0)))
    cells = np.round(boxes / CELL).astype(np.int64)
    left, right = np.clip(cells[:, [0, 2]], 0, cost.shape[1]).T
    top, bottom = np.clip(cells[:, [1, 3]], 0, cost.shape[0]).T
    covered = total[bottom, right] - total[top, right] - total[bottom, left] + total[top, left]
    points = mark + np.linspace(0.2, 1, 9)[None, :, None] * (tips - mark)[:, None, :]
    columns, rows = np.clip(np.round(points / CELL).astype(np.int64), 0, np.array(cost.shape)[::-1] - 1).transpose(2, 0, 1)
    reach = np.hypot(*(tips - mark).T)
    price: Floats = covered * _COVERED + reach * (_FAR + _RUN_OVER * cost[rows, columns].mean(1))
    return price


def _columns(labels: Sequence[Wanted], frame: tuple[float, float], cost: Floats, *, untangle: bool) -> Layout:
    """Labels in a column on each side, in the order of their marks from top to bottom."""
    order = sorted(range(len(labels)), key=lambda n: (labels[n].mark[0], n))
    middle = float(np.median(np.flatnonzero(cost.sum(0) > 0))) * CELL if cost.any() else frame[0] / 2
    cut = sum(label.mark[0] < middle for label in labels)
    # A side that holds too many hands the ones nearest to the middle over to the other.
    full = 0.8 * (frame[1] - 2 * _RIM)
    while (right := _stack(labels, order[cut:])) > full and _stack(labels, order[:cut]) + 40 < right:
        cut += 1
    while (left := _stack(labels, order[:cut])) > full and _stack(labels, order[cut:]) + 40 < left:
        cut -= 1
    placed: dict[int, Placed] = {}
    margins = [
        _side(labels, sorted(numbers, key=lambda n: (labels[n].mark[1], n)), frame, cost, placed, left=left, untangle=untangle)
        for numbers, left in ((order[:cut], True), (order[cut:], False))
    ]
    return Layout(tuple(placed[number] for number in range(len(labels))), *margins)


def _stack(labels: Sequence[Wanted], numbers: Sequence[int]) -> float:
    """The height of labels one below the other."""
    return sum(labels[number].size[1] + 2 * _GAP for number in numbers)


def _side(
    labels: Sequence[Wanted],
    numbers: Sequence[int],
    frame: tuple[float, float],
    cost: Floats,
    placed: dict[int, Placed],
    *,
    left: bool,
    untangle: bool,
) -> float:
    """Place the labels of one side, in as many columns as they need. The width of the margin beside the frame."""
    margin, rest = 0.0, list(numbers)
    while rest:
        column = [rest.pop(0)]
        while rest and _stack(labels, [*column, rest[0]]) <= frame[1] - 2 * _RIM:
            column.append(rest.pop(0))
        column, tops = _stacked(labels, column, frame, edge=0.0 if left else frame[0], untangle=untangle)
        wide = max(labels[n].size[0] for n in column)
        clear = 0.0
        if not margin:
            # The first column may stand on the paper inside of the frame, as far as the first mark.
            marks = [label.mark[0] for label in labels]
            edge = min(marks) - 2 * MARK if left else frame[0] - max(marks) - 2 * MARK
            paper = _paper(cost, tops[0], tops[-1] + labels[column[-1]].size[1], left=left)
            clear = max(0.0, min(paper - _RIM, edge, wide + _RIM))
        for number, top in zip(column, tops, strict=True):
            across, down = labels[number].size
            x0 = clear - margin - across if left else frame[0] - clear + margin
            placed[number] = _leader(labels[number], (x0, top, x0 + across, top + down))
        margin += max(0.0, wide + _RIM - clear)
    return margin


def _stacked(
    labels: Sequence[Wanted], column: list[int], frame: tuple[float, float], *, edge: float, untangle: bool
) -> tuple[list[int], list[float]]:
    """The order of a column at an edge of the frame, and the tops of its labels.

    untangle: labels change places and stand further apart as long as fewer leaders then run over other marks or leaders.
    """
    marks = np.array([label.mark for label in labels])

    def tried(order: list[int], gap: float | None = None) -> tuple[float, list[int], list[float]]:
        """An order with its price: every label as near as can be to its mark, or with a gap all together around their middle."""
        heights = np.array([_stack(labels, [n]) + (gap or 0.0) for n in order])
        packed = marks[order, 1].mean() - heights.sum() / 2 + heights.cumsum() - heights / 2
        middles = marks[order, 1] if gap is None else packed
        tops = _spread(middles.tolist(), heights.tolist(), frame[1])
        starts = np.array([(edge, top + labels[n].size[1] / 2) for n, top in zip(order, tops, strict=True)])
        ends = marks[order]
        over = _passes(starts[:, None], ends[:, None], marks)
        over[range(len(order)), order] = False
        one, other = np.triu_indices(len(order), 1)
        tangles = over.sum() + _cross(starts[one], ends[one], starts[other], ends[other]).sum()
        return round(float(_TANGLED * tangles + np.abs(starts - ends)[:, 1].sum()), 3), order, tops

    best = tried(column)
    tangled = best[0] >= _TANGLED and len(column) <= _MOST_UNTANGLED
    for gap in _GAPS if untangle and tangled else ():
        if _stack(labels, column) + gap * len(column) > frame[1] - 2 * _RIM:
            break
        here = tried(column, gap)
        while True:
            pairs = combinations(range(len(column)), 2)
            orders = [[here[1][{one: other, other: one}.get(n, n)] for n in range(len(column))] for one, other in pairs]
            swapped = min((tried(order, gap) for order in orders), default=here)
            if swapped[0] >= here[0]:
                break
            here = swapped
        best = min(best, here)
    return best[1:]


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
        tops[number] = limit = min(tops[number], limit - sizes[number])
    return tops


def _paper(cost: Floats, low: float, high: float, *, left: bool) -> float:
    """How wide the paper is at a side of the frame, between two heights."""
    columns = np.flatnonzero((cost[max(0, int(low / CELL) - 1) : int(high / CELL) + 2] > 0).any(0))
    if not len(columns):
        return int(cost.shape[1]) * CELL
    return (int(columns[0]) if left else int(cost.shape[1]) - 2 - int(columns[-1])) * CELL


def _leader(label: Wanted, box: Box) -> Placed:
    """The label in a box, with the place where its leader meets that."""
    x, y = label.mark
    middle, wide = (box[1] + box[3]) / 2, box[2] - box[0]
    if x < box[0] or x > box[2]:
        # Beside the text: the line meets the middle of the side, level with the writing.
        start = (box[0] if x < box[0] else box[2], min(max(y, middle - 2), middle + 2))
    else:
        # The estimated box is wider than the words: keep to its middle.
        start = (min(max(x, box[0] + 0.35 * wide), box[2] - 0.35 * wide), box[1] if y < box[1] else box[3])
    return Placed(label.lines, label.mark, box, start)


def _passes(start: Floats, end: Floats, mark: Floats) -> Bools:
    """Whether a segment comes nearer to a mark than MARK; the last axis is x, y."""
    step = end - start
    reach = np.maximum(np.hypot(step[..., 0], step[..., 1]), 1e-9)
    (dx, dy), (x, y) = np.moveaxis(step / reach[..., None], -1, 0), np.moveaxis(mark - start, -1, 0)
    along, across = x * dx + y * dy, x * dy - y * dx
    passes: Bools = (along > 0) & (along < reach) & (np.abs(across) < MARK)
    return passes


def _cross(a: Floats, b: Floats, c: Floats, d: Floats) -> Bools:
    """Whether the segments a-b and c-d cross; the last axis is x, y."""

    def turn(p: Floats, q: Floats, r: Floats) -> Floats:
        out: Floats = (q[..., 0] - p[..., 0]) * (r[..., 1] - p[..., 1]) - (q[..., 1] - p[..., 1]) * (r[..., 0] - p[..., 0])
        return out

    crossed: Bools = (turn(a, b, c) * turn(a, b, d) < 0) & (turn(c, d, a) * turn(c, d, b) < 0)
    return crossed


def _through(start: Floats, end: Floats, box: Floats) -> Bools:
    """Whether a segment runs through the inside of a box; the last axis is x, y and x0, y0, x1, y1."""
    step = end - start
    step = np.where(np.abs(step) < 1e-9, 1e-9, step)
    first, second = (box[..., :2] - start) / step, (box[..., 2:] - start) / step
    enter, leave = np.minimum(first, second).max(-1), np.maximum(first, second).min(-1)
    hit: Bools = np.maximum(enter, 0) < np.minimum(leave, 1)
    return hit
