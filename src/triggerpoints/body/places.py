"""Points and shapes in words -> places on the skin of the reference figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from ..model.points import Between, Direction, From, Other, Point
from .anchors import Anchors, drop, join
from .surface import Floats, Surface

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
    """Resolves points. `find(name)` gives the place of a landmark on the left half (or midline)."""

    def __init__(self, surface: Surface, find: Callable[[str], Place]) -> None:
        self.surface = surface
        self._find = find

    def place(self, point: Point) -> Place:
        """The place that `point` names."""
        if isinstance(point, str):
            return self._find(point)
        if isinstance(point, Other):
            return self.mirrored(self._find(point.other))
        if isinstance(point, Between):
            first, second = (self.place(end) for end in point.between)
            mixed = first.position + point.at * (second.position - first.position)
            normal = (1 - point.at) * first.normal + point.at * second.normal
            return self.dropped(mixed, normal)
        return self._shifted(self.place(point.from_), point)

    def miss(self, point: From) -> float:
        """How far, in mm, the skin lies from where the shift of `point` leads."""
        start = self.place(point.from_)
        goal = start.position + _way(point.shift, start)
        return float(np.linalg.norm(self.place(point).position - goal))

    def _shifted(self, start: Place, point: From) -> Place:
        way = _way(point.shift, start)
        steps = max(1, int(np.ceil(np.linalg.norm(way) / _STRIDE)))
        here = start
        for step in range(1, steps + 1):
            here = self.dropped(start.position + way * (step / steps), here.normal)
        return here

    def dropped(self, position: Floats, facing: Floats | None) -> Place:
        """The nearest skin to `position` that faces the same way."""
        if facing is not None:
            length = float(np.linalg.norm(facing))
            facing = facing / length if length > 0.2 else None
        anchor = drop(self.surface, position[None, :], None if facing is None else facing[None, :])
        return self._at(anchor)

    def mirrored(self, place: Place) -> Place:
        """The same place on the other side of the body."""
        flip = np.array([-1.0, 1.0, 1.0])
        return self.dropped(place.position * flip, place.normal * flip)

    def _at(self, anchor: Anchors) -> Place:
        return Place(anchor.positions(self.surface)[0], anchor.normals(self.surface)[0], anchor)

    def path(self, places: list[Place], *, closed: bool = False) -> tuple[Anchors, Floats]:
        """A smooth curve over the skin through `places`, as evenly spaced samples.

        Returns the anchors (N) and, for each, its position along the control points (N,): 1.5 is half way from the second to
        the third.
        """
        controls = np.stack([place.position for place in places])
        normals = np.stack([place.normal for place in places])
        along = _parameters(controls, closed)
        line, facing = _catmull_rom(controls, along, closed), _mix(normals, along)
        anchors = drop(self.surface, line, facing)
        # Dropping onto a bent surface bunches the samples sideways: smooth them once and drop them again.
        on_skin = anchors.positions(self.surface)
        smooth = on_skin.copy()
        if closed:
            smooth = (np.roll(on_skin, 1, 0) + 2 * on_skin + np.roll(on_skin, -1, 0)) / 4
        elif len(on_skin) > 2:
            smooth[1:-1] = (on_skin[:-2] + 2 * on_skin[1:-1] + on_skin[2:]) / 4
        fixed = np.isclose(along, np.round(along))
        smooth[fixed] = on_skin[fixed]
        again = drop(self.surface, smooth[~fixed], anchors.normals(self.surface)[~fixed]) if (~fixed).any() else None
        if again is None:
            return anchors, along
        triangle, weights = anchors.triangle.copy(), anchors.weights.copy()
        triangle[~fixed], weights[~fixed] = again.triangle, again.weights
        return Anchors(triangle, weights), along


def _way(shift: tuple[tuple[Direction, float], ...], start: Place) -> Floats:
    """A shift from a place as a vector (3,) in mm: medial is towards the midline on either side."""
    way = np.zeros(3)
    for direction, length in shift:
        way += np.array(_DIRECTIONS[direction]) * length
    if start.position[0] < -_MIDLINE:
        way[0] = -way[0]
    return way


def _parameters(controls: Floats, closed: bool) -> Floats:
    """Where along the control points to sample: every `_SPACING` mm or less, each control point included."""
    count = len(controls)
    pieces = []
    for start in range(count if closed else count - 1):
        length = float(np.linalg.norm(controls[(start + 1) % count] - controls[start]))
        steps = max(1, int(np.ceil(length / _SPACING)))
        pieces.append(start + np.arange(steps) / steps)
    if not closed:
        pieces.append(np.array([count - 1.0]))
    return np.concatenate(pieces)


def _catmull_rom(controls: Floats, along: Floats, closed: bool) -> Floats:
    """Centripetal Catmull-Rom through the controls at the parameters `along`."""
    count = len(controls)
    if count == 1:
        return np.repeat(controls, len(along), axis=0)
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
    mixed = (1 - t) * values[start % len(values)] + t * values[(start + 1) % len(values)]
    unit: Floats = mixed / np.maximum(np.linalg.norm(mixed, axis=1, keepdims=True), 1e-9)
    return unit


def single(place: Place) -> Anchors:
    """The anchor of one place, as a path of one sample."""
    return join([place.anchor])


def landmark_finder(surface: Surface, landmarks: Mapping[str, object]) -> Callable[[str], Place]:
    """A `find` for `Places` over landmark records (attributes `at` or `point`), resolved on first use.

    Raises KeyError for an unknown name and RecursionError for landmarks that define each other (both are checked before).
    """
    known: dict[str, Place] = {}
    places: Places

    def find(name: str) -> Place:
        if name not in known:
            record = landmarks[name]
            at = getattr(record, "at", None)
            if at is None:
                known[name] = places.place(record.point)  # type: ignore[attr-defined]
            else:
                known[name] = places.dropped(np.array(at, dtype=float), None)
        return known[name]

    places = Places(surface, find)
    return find
