"""Points and shapes in words -> places on the skin of the reference figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..model.landmark import Landmark
from ..model.points import Between, Direction, From, Other, Point
from .anchors import Anchors, drop
from .surface import FLIP, Floats, Surface, load_surface, ranges, unit

# Directions for the LEFT half of the body; medial and lateral turn round on the other side.
_DIRECTIONS: dict[str, tuple[float, float, float]] = {
    "superior": (0, 1, 0),
    "inferior": (0, -1, 0),
    "lateral": (1, 0, 0),
    "medial": (-1, 0, 0),
    "anterior": (0, 0, 1),
    "posterior": (0, 0, -1),
}
_STRIDE = 12.0  # mm: a longer shift is walked in steps, so that it follows a curved skin
_MIDLINE = 0.5  # mm: nearer to x = 0 than this a place belongs to neither half
_SPACING = 5.0  # mm between the samples of a path


@dataclass(frozen=True, slots=True)
class Place:
    """One point on the reference skin: position (3,) mm, calm unit normal (3,), and the anchor that ties it to the mesh."""

    position: Floats
    normal: Floats
    anchor: Anchors


class Places:
    """Resolves points on the reference skin.

    landmarks: their records, each for the left half or the midline. KeyError for the name of none, RecursionError for
    landmarks that rest on each other; both are checked before.
    """

    def __init__(self, landmarks: Mapping[str, Landmark]) -> None:
        self.surface: Surface = load_surface()
        self._landmarks = landmarks
        self._known: dict[str, Place] = {}

    def place(self, point: Point) -> Place:
        """The place that `point` names."""
        if isinstance(point, str):
            if point not in self._known:
                self._known[point] = self._landmark(self._landmarks[point])
            return self._known[point]
        if isinstance(point, Other):
            one = self.place(point.other)
            return self.dropped(one.position * FLIP, one.normal * FLIP)
        if isinstance(point, Between):
            first, second = (self.place(end) for end in point.between)
            mixed = first.position + point.at * (second.position - first.position)
            return self.dropped(mixed, (1 - point.at) * first.normal + point.at * second.normal)
        start = self.place(point.from_)
        way = _way(point.shift, start)
        steps = max(1, int(np.ceil(np.linalg.norm(way) / _STRIDE)))
        here = start
        for step in range(1, steps + 1):
            here = self.dropped(start.position + way * (step / steps), here.normal)
        return here

    def _landmark(self, record: Landmark) -> Place:
        if record.point is not None:
            return self.place(record.point)
        return self.dropped(np.array(record.at, dtype=float), None)

    def dropped(self, position: Floats, facing: Floats | None) -> Place:
        """The nearest skin to `position`; the nearest that faces the same way, where a direction is given and clear."""
        if facing is not None:
            length = float(np.linalg.norm(facing))
            facing = facing / length if length > 0.2 else None
        anchor = drop(self.surface, position[None, :], None if facing is None else facing[None, :])
        return Place(anchor.positions(self.surface)[0], anchor.normals(self.surface)[0], anchor)

    def miss(self, point: From) -> float:
        """How far, in mm, the skin lies from where the shift of `point` leads."""
        start = self.place(point.from_)
        goal = start.position + _way(point.shift, start)
        return float(np.linalg.norm(self.place(point).position - goal))

    def path(self, places: list[Place], *, closed: bool = False) -> tuple[Anchors, Floats]:
        """A smooth curve over the skin through `places`, as evenly spaced samples.

        Returns the anchors (N) and, for each, its position along the control points (N,): 1.5 is half way from the second to
        the third.
        """
        controls = np.stack([place.position for place in places])
        normals = np.stack([place.normal for place in places])
        along = _parameters(controls, closed)
        line = drop(self.surface, _catmull_rom(controls, along, closed), _mix(normals, along))
        # Dropping onto a bent surface bunches the samples sideways: smooth them once and drop them again.
        on_skin = line.positions(self.surface)
        smooth = (np.roll(on_skin, 1, 0) + 2 * on_skin + np.roll(on_skin, -1, 0)) / 4
        between = ~np.isclose(along, np.round(along))
        if between.any():
            again = drop(self.surface, smooth[between], line.normals(self.surface)[between])
            line.triangle[between], line.weights[between] = again.triangle, again.weights
        return line, along


def _way(shift: tuple[tuple[Direction, float], ...], start: Place) -> Floats:
    """A shift from a place as a vector (3,) in mm: medial is towards the midline on either side."""
    way = np.zeros(3)
    for direction, length in shift:
        way += np.array(_DIRECTIONS[direction]) * length
    return way * FLIP if start.position[0] < -_MIDLINE else way


def _parameters(controls: Floats, closed: bool) -> Floats:
    """Where along the control points to sample: every `_SPACING` mm or less, each control point included."""
    ends = np.roll(controls, -1, axis=0) if closed else controls[1:]
    lengths = np.linalg.norm(ends - controls[: len(ends)], axis=1)
    counts = np.maximum(1, np.ceil(lengths / _SPACING).astype(np.int64))
    start, step = ranges(0, counts)
    along = start + step / counts[start]
    return along if closed else np.append(along, len(controls) - 1.0)


def _catmull_rom(controls: Floats, along: Floats, closed: bool) -> Floats:
    """Centripetal Catmull-Rom through the controls at the parameters `along`."""
    count = len(controls)
    if closed:
        ring = np.concatenate([controls[-1:], controls, controls[:2]])
    else:
        ring = np.concatenate([2 * controls[:1] - controls[1:2], controls, 2 * controls[-1:] - controls[-2:-1]])
    start = np.minimum(np.floor(along).astype(np.int64), count - 1 if closed else count - 2)
    t = (along - start)[:, None]
    p0, p1, p2, p3 = (ring[start + k] for k in range(4))
    d01, d12, d23 = (
        np.maximum(np.linalg.norm(b - a, axis=1, keepdims=True), 1e-6) ** 0.5 for a, b in ((p0, p1), (p1, p2), (p2, p3))
    )
    m1 = (p2 - p1) + d12 * ((p1 - p0) / d01 - (p2 - p0) / (d01 + d12))
    m2 = (p2 - p1) + d12 * ((p3 - p2) / d23 - (p3 - p1) / (d12 + d23))
    curve: Floats = p1 + t * (m1 + t * (3 * (p2 - p1) - 2 * m1 - m2 + t * (m1 + m2 - 2 * (p2 - p1))))
    return curve


def _mix(values: Floats, along: Floats) -> Floats:
    """Unit vectors between the control values (cyclic) at the parameters `along`."""
    start = np.floor(along).astype(np.int64)
    t = (along - start)[:, None]
    return unit((1 - t) * values[start % len(values)] + t * values[(start + 1) % len(values)])
