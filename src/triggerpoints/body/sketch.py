"""What lies under a drawing on a view: the samples of the reference skin that the drawer saw inside of a line or under a brush.

Lines are in the coordinates of a `frames.Frame`. The three figures share one mesh: a sample lies on the same triangle of each, so
a drawing on any of them marks the same skin of the reference adult, and is measured there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from .camera import Camera, camera, shown_quads
from .frames import Frame, drawn_quads
from .measure import both_halves, skin_samples
from .raster import rasterise
from .surface import Bools, Floats, Ints, Surface, load_surface

Line = Sequence[tuple[float, float]]

_STEPS = (0.5, 1.0, 2.0)  # mm a pixel of the raster that tells what is hidden: the finest that keeps it small
_PIXELS = 400_000
_FACING = 0.08  # least cosine between skin and line of sight: along the rim a hair of the pen would be a hand of skin
_SLACK = 2.5  # mm by which skin may lie behind what its pixel shows, and still be seen
_NEAR = 8.0  # mm: a dot so small that it falls between the samples takes the nearest one within this
_THIN = 0.04  # points of a brush stroke stand at least this share of its width apart


@dataclass(frozen=True)
class Seen:
    """The samples that a frame shows. index: (K,) into the skin's samples; x, y: (K,) mm of the frame; sorted by y."""

    index: Ints
    x: Floats
    y: Floats


def inside(frame: Frame, rings: Sequence[Line]) -> Ints:
    """Indices, sorted, of the samples inside closed lines together, by the nonzero rule, as a browser fills a path."""
    seen = seen_samples(frame)
    turns = np.zeros(len(seen.index), dtype=np.int64)
    rim = np.zeros(len(seen.index), dtype=bool)
    corners = [np.array(ring, dtype=np.float64).reshape(-1, 2) for ring in rings]
    starts = np.concatenate(corners)
    ends = np.concatenate([np.roll(ring, -1, axis=0) for ring in corners])
    first, last = np.searchsorted(seen.y, [np.minimum(starts, ends)[:, 1], np.maximum(starts, ends)[:, 1]])
    for (x0, y0), (x1, y1), a, b in zip(starts, ends, first, last, strict=True):
        if a < b:
            crossing = x0 + (seen.y[a:b] - y0) / (y1 - y0) * (x1 - x0)
            turns[a:b] += (crossing > seen.x[a:b]) * (1 if y1 > y0 else -1)
            # What lies on the line is inside, on whichever side of the area, so that a mirrored drawing takes the mirrored skin.
            rim[a:b] |= crossing == seen.x[a:b]
    return _found(seen, (turns != 0) | rim, starts)


def under(frame: Frame, lines: Sequence[Line], width: float) -> Ints:
    """Indices, sorted, of the samples under a round brush of full `width` mm moved along lines."""
    seen = seen_samples(frame)
    mask = np.zeros(len(seen.index), dtype=bool)
    radius = width / 2
    corners = [_thinned(np.array(line, dtype=np.float64).reshape(-1, 2), _THIN * width) for line in lines]
    starts = np.concatenate([line[:-1] if len(line) > 1 else line for line in corners])
    ends = np.concatenate([line[1:] if len(line) > 1 else line for line in corners])
    low, high = np.minimum(starts, ends) - radius, np.maximum(starts, ends) + radius
    first, last = np.searchsorted(seen.y, low[:, 1]), np.searchsorted(seen.y, high[:, 1], side="right")
    for start, way, a, b, left, right in zip(starts, ends - starts, first, last, low[:, 0], high[:, 0], strict=True):
        # Most samples at this height lie far to the side, or are found already.
        near = a + np.flatnonzero((seen.x[a:b] >= left) & (seen.x[a:b] <= right) & ~mask[a:b])
        across, down = seen.x[near] - start[0], seen.y[near] - start[1]
        share = np.clip((across * way[0] + down * way[1]) / max((way * way).sum(), 1e-12), 0, 1)
        across, down = across - share * way[0], down - share * way[1]
        mask[near] = across * across + down * down <= radius * radius
    return _found(seen, mask, starts)


def _found(seen: Seen, mask: Bools, points: Floats) -> Ints:
    """The masked samples; when there are none, those nearest to the points of the drawing, if any are near."""
    if not mask.any() and len(seen.index):
        for point in points[:64]:
            gap = (seen.x - point[0]) ** 2 + (seen.y - point[1]) ** 2
            nearest = int(gap.argmin())
            mask[nearest] |= gap[nearest] <= _NEAR * _NEAR
    return np.sort(seen.index[mask])


def _thinned(line: Floats, least: float) -> Floats:
    """The line without points that stand closer than `least` along it; its ends always."""
    if len(line) < 3:
        return line
    steps = np.hypot(line[1:, 0] - line[:-1, 0], line[1:, 1] - line[:-1, 1])
    cells = np.floor(np.concatenate([np.zeros(1), np.cumsum(steps)]) / least)
    kept = np.ones(len(line), dtype=bool)
    kept[1:-1] = cells[1:-1] != cells[:-2]
    thin: Floats = line[kept]
    return thin


def seen_samples(frame: Frame) -> Seen:
    """What a frame shows of the skin. Kept for the next question."""
    if frame.side != "right":
        return _seen(frame)
    # The mirror image of the other half, so that left and right give the same to the last bit.
    left, count = _seen(frame.mirrored()), len(skin_samples().quads)
    return Seen((left.index + count // 2) % count, frame.width - left.x, left.y)


@lru_cache(maxsize=24)
def _seen(frame: Frame) -> Seen:
    surface, samples = load_surface(frame.figure), skin_samples()
    look = camera(frame.towards, frame.up)
    shown = shown_quads(surface, frame.parts, half=frame.half)
    # What the base drawing leaves out (a thigh cut off in a view from below) is not seen, and hides nothing.
    shown &= np.frombuffer(drawn_quads(frame.view, frame.figure, len(shown)), dtype=np.uint8) > 0
    flat = look.project(both_halves(samples.left.positions(surface)))
    x, y = flat[:, 0] - frame.left, flat[:, 1] - frame.top
    cosine = -np.einsum("fd,d->f", surface.quad_normals, look.towards)[samples.quads]
    seen = (cosine > _FACING) & shown[samples.quads]
    x0, y0, x1, y1 = frame.drawn
    seen &= (x >= x0) & (x <= x1) & (y >= y0) & (y <= y1)
    where = np.flatnonzero(seen)
    seen[where] = _in_front(surface, look, shown, frame, flat[where], cosine[where])
    if frame.symmetric and frame.side is None:
        seen |= samples.mirrored(seen)
    index = np.flatnonzero(seen)
    index = index[np.argsort(y[index], kind="stable")]
    return Seen(index, x[index], y[index])


def _in_front(surface: Surface, look: Camera, shown: Bools, frame: Frame, flat: Floats, cosine: Floats) -> Bools:
    """Which points u, v, depth (N, 3) of the skin are not hidden by other skin that the frame shows."""
    step = next((step for step in _STEPS if frame.width * frame.height / step**2 <= _PIXELS), _STEPS[-1])
    origin = np.array([frame.left, frame.top])
    size = int(np.ceil(frame.height / step)) + 1, int(np.ceil(frame.width / step)) + 1
    vertices = look.project(surface.vertices)
    points = np.concatenate([(vertices[:, :2] - origin) / step, vertices[:, 2:]], axis=1)
    depth = rasterise(points, surface.triangles[np.tile(shown, 2)], size).depth
    cells = np.round((flat[:, :2] - origin) / step).astype(np.int64)
    front = depth[np.clip(cells[:, 1], 0, size[0] - 1), np.clip(cells[:, 0], 0, size[1] - 1)]
    # Within a pixel steep skin runs away from the viewer.
    slack = _SLACK + 0.75 * step * np.minimum(np.sqrt(np.maximum(1 - cosine**2, 0)) / np.maximum(cosine, _FACING), 6.0)
    clear: Bools = flat[:, 2] < front + slack
    return clear
