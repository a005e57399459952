"""Polylines in the plane: resampling, smoothing, thinning out."""

from __future__ import annotations

import numpy as np
from contourpy import contour_generator
from scipy.ndimage import gaussian_filter1d

from lineart.mesh import Floats


def length_of(line: Floats) -> float:
    """Length of a polyline (N, 2 or more), by its first two columns."""
    return float(np.linalg.norm(np.diff(line[:, :2], axis=0), axis=1).sum())


def resampled(line: Floats, spacing: float) -> Floats:
    """The polyline (N, k) at even steps of about `spacing` along its first two columns; both ends are kept."""
    steps = np.linalg.norm(np.diff(line[:, :2], axis=0), axis=1)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    if along[-1] < 1e-9:
        return line[[0, -1]]
    count = max(2, round(along[-1] / spacing) + 1)
    wanted = np.linspace(0, along[-1], count)
    return np.stack([np.interp(wanted, along, line[:, k]) for k in range(line.shape[1])], axis=1)


def smoothed(line: Floats, sigma: float, *, closed: bool = False) -> Floats:
    """Gaussian smoothing along an evenly sampled line; `sigma` in samples. The ends of an open line stay where they are."""
    if len(line) < 4 or sigma <= 0:
        return line
    if closed:
        calm: Floats = gaussian_filter1d(line, sigma, axis=0, mode="wrap")
        return calm
    # Mirror through the ends, so that these keep their place.
    reach = min(len(line) - 1, int(4 * sigma) + 1)
    head = 2 * line[:1] - line[reach:0:-1]
    tail = 2 * line[-1:] - line[-2 : -reach - 2 : -1]
    inner: Floats = gaussian_filter1d(np.concatenate([head, line, tail]), sigma, axis=0, mode="nearest")
    return inner[reach:-reach] if reach else inner


def thinned(line: Floats, tolerance: float) -> Floats:
    """Douglas-Peucker over all columns: the fewest points that keep within `tolerance`."""
    keep = np.zeros(len(line), dtype=bool)
    keep[[0, -1]] = True
    stack = [(0, len(line) - 1)]
    while stack:
        a, b = stack.pop()
        if b - a < 2:
            continue
        start, way = line[a], line[b] - line[a]
        rest = line[a + 1 : b] - start
        size = float(way @ way)
        t = np.clip(rest @ way / size, 0, 1) if size > 1e-12 else np.zeros(len(rest))
        gap = rest - t[:, None] * way
        distance = np.einsum("nd,nd->n", gap, gap)
        worst = int(distance.argmax())
        if distance[worst] > tolerance * tolerance:
            middle = a + 1 + worst
            keep[middle] = True
            stack += [(a, middle), (middle, b)]
    return line[keep]


def thinned_ring(ring: Floats, tolerance: float) -> Floats:
    """`thinned` for a closed ring given without its last point repeated; the result is given so too."""
    if len(ring) < 4:
        return ring
    first = int(ring[:, 0].argmin())
    ring = np.roll(ring, -first, axis=0)
    other = int(np.linalg.norm(ring - ring[0], axis=1).argmax())
    there = thinned(ring[: other + 1], tolerance)
    back = thinned(np.concatenate([ring[other:], ring[:1]]), tolerance)
    return np.concatenate([there[:-1], back[:-1]])


def level_rings(u: Floats, v: Floats, field: Floats, level: float, smallest: float) -> list[Floats]:
    """Rings (N, 2) where `field` (H, W) over u (W,), v (H,) equals `level`, of at least `smallest` mm2; first point repeated."""
    rings = [np.asarray(ring, dtype=np.float64) for ring in contour_generator(u, v, field).lines(level)]
    return [ring for ring in rings if len(ring) >= 8 and abs(area_of(ring)) >= smallest]


def curve_through(stops: Floats, pieces: int, *, closed: bool) -> tuple[Floats, Floats]:
    """A centripetal Catmull-Rom curve through the stops (N, k), `pieces` samples a gap, and where each sample lies (1.5 is half
    way from the second stop to the third)."""
    count = len(stops)
    along = np.arange((count if closed else count - 1) * pieces + (0 if closed else 1)) / pieces
    if closed:
        ring = np.concatenate([stops[-1:], stops, stops[:2]])
    else:
        ring = np.concatenate([2 * stops[:1] - stops[1:2], stops, 2 * stops[-1:] - stops[-2:-1]])
    start = np.minimum(along.astype(np.int64), count - 1 if closed else count - 2)
    t = (along - start)[:, None]
    p0, p1, p2, p3 = (ring[start + k] for k in range(4))
    d01, d12, d23 = (np.maximum(np.linalg.norm(b - a, axis=1)[:, None], 1e-6) ** 0.5 for a, b in ((p0, p1), (p1, p2), (p2, p3)))
    m1 = (p2 - p1) + d12 * ((p1 - p0) / d01 - (p2 - p0) / (d01 + d12))
    m2 = (p2 - p1) + d12 * ((p3 - p2) / d23 - (p3 - p1) / (d12 + d23))
    return p1 + t * (m1 + t * (3 * (p2 - p1) - 2 * m1 - m2 + t * (m1 + m2 - 2 * (p2 - p1)))), along


def area_of(ring: Floats) -> float:
    """Signed area of a closed ring."""
    x, y = ring[:, 0], ring[:, 1]
    return float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum() / 2)


def eased(x: Floats) -> Floats:
    """0 to 1 with soft ends."""
    t = np.clip(x, 0, 1)
    soft: Floats = t * t * (3 - 2 * t)
    return soft
