"""Polylines in the plane: resampling, smoothing, thinning out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

Floats = NDArray[np.float64]


def length_of(line: Floats) -> float:
    """Length of a polyline (N, 2 or more), by its first two columns."""
    return float(np.linalg.norm(np.diff(line[:, :2], axis=0), axis=1).sum())


def resampled(line: Floats, spacing: float) -> Floats:
    """The polyline (N, k) at even steps of about `spacing` along its first two columns; both ends are kept."""
    steps = np.linalg.norm(np.diff(line[:, :2], axis=0), axis=1)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    if along[-1] < 1e-9:
        return line[[0, -1]]
    count = max(2, int(round(along[-1] / spacing)) + 1)
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


def area_of(ring: Floats) -> float:
    """Signed area of a closed ring."""
    x, y = ring[:, 0], ring[:, 1]
    return float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum() / 2)


def eased(x: Floats) -> Floats:
    """0 to 1 with soft ends."""
    t = np.clip(x, 0, 1)
    soft: Floats = t * t * (3 - 2 * t)
    return soft
