"""Lines of points as SVG path data with one decimal: polygons, open lines, smooth closed curves, lines of varying width."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TypeAlias

import numpy as np

from ..body.surface import Floats, Ints

Box: TypeAlias = tuple[float, float, float, float]
"""x0, y0, x1, y1."""


@lru_cache(maxsize=1 << 16)
def _tenths(value: int) -> str:
    return f"{value / 10:.9g}"


def _data(start: Ints, letter: str, steps: Ints, *, closed: bool) -> str:
    body = " ".join(map(_tenths, steps.ravel().tolist()))
    return f"M{_tenths(int(start[0]))} {_tenths(int(start[1]))}{letter}{body}{'z' if closed else ''}"


def polygons(rings: Iterable[Floats]) -> str:
    """Closed rings (N, 2). The last point may repeat the first."""
    return "".join(_line(ring, closed=True) for ring in rings)


def lines(rows: Iterable[Floats]) -> str:
    """Open lines (N, 2)."""
    return "".join(_line(row, closed=False) for row in rows)


def _line(points: Floats, *, closed: bool) -> str:
    whole = np.round(points * 10).astype(np.int64)
    steps = np.diff(whole, axis=0)
    steps = steps[(steps != 0).any(1)]
    if closed and len(steps) and not steps.sum(0).any():
        steps = steps[:-1]
    return _data(whole[0], "l", steps, closed=closed) if len(steps) else ""


def smooth_rings(rings: Iterable[Floats], spacing: float) -> str:
    """Closed rings (N, 2) as smooth curves through points some `spacing` apart (Catmull-Rom as Bezier)."""
    return "".join(_smooth(even(ring, spacing, closed=True)) for ring in rings)


def even(points: Floats, spacing: float, *, closed: bool) -> Floats:
    """Points some `spacing` apart along a line; a closed one does not repeat its first point."""
    if closed and not _meet(points[0], points[-1], 1e-8):
        points = np.concatenate([points, points[:1]])
    length = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    count = max(6 if closed else 2, round(length[-1] / spacing))
    at = np.linspace(0, length[-1], count + 1)
    out = np.stack([np.interp(at, length, points[:, axis]) for axis in (0, 1)], axis=1)
    return out[:-1] if closed else out


def thinning(points: Floats, spacing: float) -> Ints:
    """Which points (N, 2) of a line to keep so that they stand about `spacing` apart; its ends always."""
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    kept = np.flatnonzero(np.diff(np.floor(along / spacing), prepend=-1) > 0)
    if kept[-1] != len(points) - 1:
        kept = np.append(kept, len(points) - 1)
    return kept if len(kept) > 3 else np.arange(len(points))


def thinned(points: Floats, spacing: float = 1.2) -> Floats:
    """The line without points that stand closer than about `spacing`."""
    return points[thinning(points, spacing)]


def _smooth(points: Floats) -> str:
    after = np.roll(points, -1, 0)
    tangent = (after - np.roll(points, 1, 0)) / 6
    whole = np.round(points * 10).astype(np.int64)
    # Relative to the rounded start of each piece, so that no error adds up.
    controls = (points + tangent, after - np.roll(tangent, -1, 0), after)
    steps = np.stack([np.round(control * 10).astype(np.int64) - whole for control in controls], axis=1)
    return _data(whole[0], "c", steps, closed=True)


def ribbon(points: Floats, widths: Floats) -> str:
    """A line (N, 2) with a full width (N,) at each point, as the outline to be filled; closed when its ends meet."""
    closed = len(points) > 3 and _meet(points[0], points[-1], 1e-6)
    tangent = np.gradient(points, axis=0)
    if closed:
        tangent[[0, -1]] = points[1] - points[-2]
    tangent /= np.maximum(np.hypot(tangent[:, 0], tangent[:, 1]), 1e-9)[:, None]
    across = np.stack([-tangent[:, 1], tangent[:, 0]], axis=1) * widths[:, None] / 2
    left, right = points + across, points - across
    return polygons([left, right[::-1]] if closed else [np.concatenate([left, right[::-1]])])


def _meet(one: Floats, other: Floats, least: float) -> bool:
    """Whether two points (2,) are one. (np.allclose takes longer than all else that is done to a stroke.)"""
    return bool((np.abs(one - other) <= least + 1e-5 * np.abs(other)).all())


def box_path(x0: float, y0: float, x1: float, y1: float) -> str:
    """A rectangle."""
    return polygons([np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]])])
