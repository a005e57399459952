"""What lies under a drawing on a view: the samples of the reference skin that the drawer saw inside of a line or under a brush.

Lines are in the coordinates of a `frames.Frame`. The three figures share one mesh: a sample lies on the same triangle of each, so
a drawing on any of them marks the same skin of the reference adult, and is measured there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from .anchors import Anchors, closest_on_triangles
from .camera import Camera, camera, shown_quads
from .frames import Frame, drawn_quads
from .measure import skin_samples
from .raster import rasterise
from .surface import Bools, Figure, Floats, Ints, Surface, load_surface

Line = Sequence[tuple[float, float]]

_STEPS = (0.5, 1.0, 2.0)  # mm a pixel of the raster that tells what is hidden: the finest that keeps it small
_PIXELS = 400_000
_FACING = 0.08  # least cosine between skin and line of sight: along the rim a hair of the pen would be a hand of skin
_SLACK = 2.5  # mm by which skin may lie behind what its pixel shows, and still be seen
_NEAR = 8.0  # mm: a dot so small that it falls between the samples takes the nearest one within this
_THIN = 0.04  # points of a brush stroke stand at least this share of its width apart
_BLOCK = 400_000  # tests made at once, to bound memory


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
    low, high = np.minimum(starts[:, 1], ends[:, 1]), np.maximum(starts[:, 1], ends[:, 1])
    way = np.where(ends[:, 1] > starts[:, 1], 1, -1)
    for edge, sample in _pairs(np.searchsorted(seen.y, low), np.searchsorted(seen.y, high)):
        (x0, y0), (x1, y1) = starts[edge].T, ends[edge].T
        crossing = x0 + (seen.y[sample] - y0) / (y1 - y0) * (x1 - x0)
        right = crossing > seen.x[sample]
        turns += np.bincount(sample[right], way[edge[right]], minlength=len(turns)).astype(np.int64)
        # What lies on the line is inside, on whichever side of the area: so that a mirrored drawing takes the mirrored skin.
        rim[sample[crossing == seen.x[sample]]] = True
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
    way = ends - starts
    square = np.maximum((way * way).sum(1), 1e-12)
    first, last = np.searchsorted(seen.y, low[:, 1]), np.searchsorted(seen.y, high[:, 1], side="right")
    for edge, sample in _pairs(first, last):
        x = seen.x[sample]
        # Most samples at this height lie far to the side, or are found already.
        near = (x >= low[edge, 0]) & (x <= high[edge, 0]) & ~mask[sample]
        edge, sample = edge[near], sample[near]
        across, down = seen.x[sample] - starts[edge, 0], seen.y[sample] - starts[edge, 1]
        share = np.clip((across * way[edge, 0] + down * way[edge, 1]) / square[edge], 0, 1)
        across, down = across - share * way[edge, 0], down - share * way[edge, 1]
        mask[sample[across * across + down * down <= radius * radius]] = True
    return _found(seen, mask, starts)


def _found(seen: Seen, mask: Bools, points: Floats) -> Ints:
    """The masked samples; when there are none, those nearest to the points of the drawing, if any are near."""
    if not mask.any() and len(seen.index):
        for point in points[:64]:
            gap = (seen.x - point[0]) ** 2 + (seen.y - point[1]) ** 2
            nearest = int(gap.argmin())
            mask[nearest] |= gap[nearest] <= _NEAR * _NEAR
    return np.sort(seen.index[mask])


def _pairs(first: Ints, last: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Every edge with every sample from its `first` up to its `last`, in blocks: edge numbers (P,), sample numbers (P,)."""
    counts = np.maximum(last - first, 0)
    total = np.cumsum(counts)
    start = 0
    while start < len(counts):
        before = int(total[start - 1]) if start else 0
        stop = max(start + 1, int(np.searchsorted(total, before + _BLOCK, side="right")))
        edge = np.repeat(np.arange(start, stop), counts[start:stop])
        begins = np.repeat(total[start:stop] - counts[start:stop] - before, counts[start:stop])
        if len(edge):
            yield edge, first[edge] + np.arange(len(edge)) - begins
        start = stop


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
    if frame.side == "right":
        # The mirror image of the other half, so that left and right give the same to the last bit.
        left = _seen(frame.mirrored())
        return _flipped(left, frame.width)
    return _seen(frame)


def _flipped(seen: Seen, width: float) -> Seen:
    half = len(skin_samples().areas) // 2
    return Seen(np.where(seen.index < half, seen.index + half, seen.index - half), width - seen.x, seen.y)


@lru_cache(maxsize=24)
def _seen(frame: Frame) -> Seen:
    surface = load_surface() if frame.figure == "neutral" else load_surface(frame.figure)
    look = camera(frame.towards, frame.up)
    shown = shown_quads(surface, frame.parts, half=frame.half)
    # What the base drawing leaves out (a thigh cut off in a view from below) is not seen, and hides nothing.
    shown &= np.frombuffer(drawn_quads(frame.view, frame.figure, len(shown)), dtype=np.uint8) > 0
    anchors, positions = _on(frame.figure)
    flat = look.project(positions)
    x, y = flat[:, 0] - frame.left, flat[:, 1] - frame.top
    cosine = _cosines(surface, look, anchors)
    seen = (cosine > _FACING) & shown[anchors.quads(surface)]
    x0, y0, x1, y1 = frame.drawn
    seen &= (x >= x0) & (x <= x1) & (y >= y0) & (y <= y1)
    where = np.flatnonzero(seen)
    seen[where] = _in_front(surface, look, shown, frame, flat[where], cosine[where])
    if frame.symmetric and frame.side is None:
        seen |= skin_samples().mirrored(seen)
    index = np.flatnonzero(seen)
    index = index[np.argsort(y[index], kind="stable")]
    for values in (index, x, y):
        values.flags.writeable = False
    return Seen(index, x[index], y[index])


@lru_cache(maxsize=3)
def _on(figure: Figure) -> tuple[Anchors, Floats]:
    """The samples as anchors of the mesh, and their positions (N, 3) mm on a figure."""
    samples, reference = skin_samples(), load_surface()
    count, half = len(reference.quads), len(samples.areas) // 2
    # Of the left half: first the samples of every quad's first triangle, then those of its second.
    triangle = samples.quads[:half] + count * (np.arange(half) >= half // 2)
    weights = closest_on_triangles(samples.positions[:half], reference.vertices[reference.triangles[triangle]])
    surface = reference if figure == "neutral" else load_surface(figure)
    left = Anchors(triangle, weights).positions(surface)
    # The right half by reflection, as the samples themselves: its anchors tell only in which quad a sample lies.
    both = Anchors(np.concatenate([triangle, triangle + count // 2]), np.concatenate([weights, weights]))
    return both, np.concatenate([left, left * np.array([-1.0, 1.0, 1.0])])


def _cosines(surface: Surface, look: Camera, anchors: Anchors) -> Floats:
    """(N,) cosine between the line of sight and the flat quad in which each sample lies."""
    corners = surface.vertices[surface.quads]
    across = np.cross(corners[:, 2] - corners[:, 0], corners[:, 3] - corners[:, 1])
    length = np.maximum(np.linalg.norm(across, axis=1), 1e-9)
    quads: Floats = -np.einsum("fd,d->f", across, look.towards) / length
    return quads[anchors.quads(surface)]


def _in_front(surface: Surface, look: Camera, shown: Bools, frame: Frame, flat: Floats, cosine: Floats) -> Bools:
    """Which points u, v, depth (N, 3) of the skin are not hidden by other skin that the frame shows."""
    step = next((step for step in _STEPS if frame.width * frame.height / step**2 <= _PIXELS), _STEPS[-1])
    origin = np.array([frame.left, frame.top])
    size = int(np.ceil(frame.height / step)) + 1, int(np.ceil(frame.width / step)) + 1
    vertices = look.project(surface.vertices)
    points = np.concatenate([(vertices[:, :2] - origin) / step, vertices[:, 2:]], axis=1)
    triangles = surface.triangles[np.tile(shown, 2)]
    raster = rasterise(points, triangles, size)
    depth = np.full(size, np.inf)
    hit = raster.covered
    depth[hit] = (raster.weights[hit] * vertices[triangles[raster.triangle[hit]], 2]).sum(1)
    cells = np.round((flat[:, :2] - origin) / step).astype(np.int64)
    front = depth[np.clip(cells[:, 1], 0, size[0] - 1), np.clip(cells[:, 0], 0, size[1] - 1)]
    # Within a pixel steep skin runs away from the viewer.
    slack = _SLACK + 0.75 * step * np.minimum(np.sqrt(np.maximum(1 - cosine**2, 0)) / np.maximum(cosine, _FACING), 6.0)
    clear: Bools = flat[:, 2] < front + slack
    return clear
