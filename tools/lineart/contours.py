"""Pen strokes that the shape itself makes: the outer edge, and edges of parts in front of others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import binary_dilation, distance_transform_edt, gaussian_filter, gaussian_filter1d, minimum_filter

from lineart.lines import eased, length_of, level_rings, resampled, smoothed, thinned, thinned_ring
from lineart.mesh import Bools, Floats, Ints
from lineart.scene import FAR, Scene
from triggerpoints.picture.art import Stroke, StrokeKind

LIGHT = np.array([-0.62, -0.78])  # where the light comes from, in the picture (u right, v down)


@dataclass(frozen=True)
class Style:
    """How fine a view is drawn, in mm.

    pen: width of a normal line; detail: shortest line worth drawing; calm: smoothing along a line; tolerance: of thinning out;
    jump: depth of a step at which an inner line reaches its full weight.
    """

    pen: float
    detail: float
    calm: float
    tolerance: float
    jump: float


def outline_rings(scene: Scene, style: Style) -> list[Floats]:
    """Closed rings (N, 2) mm of the silhouette, dense and smooth; holes included (even-odd)."""
    mask = np.pad(scene.solid.astype(float), 2)
    u0, v0 = scene.origin - 2 * scene.step
    soft = gaussian_filter(mask, 1.1)
    x = u0 + np.arange(mask.shape[1]) * scene.step
    y = v0 + np.arange(mask.shape[0]) * scene.step
    rings = []
    for ring in level_rings(x, y, soft, 0.5, style.detail**2 / 4):
        even = resampled(ring, scene.step)[:-1]
        rings.append(smoothed(even, style.calm / scene.step, closed=True))
    return rings


def cut_lines(scene: Scene) -> list[Floats]:
    """Polylines (N, 3: u, v, depth) along which the view cuts the skin off."""
    quads = scene.skin.quads[scene.shown]
    every = scene.skin.quads
    count = len(scene.skin.vertices)

    def edges(q: Ints) -> tuple[Ints, Ints]:
        sides = np.stack([q, np.roll(q, -1, axis=1)], axis=2).reshape(-1, 2)
        keys, uses = np.unique(sides.min(1) * count + sides.max(1), return_counts=True)
        return keys, uses

    keys, uses = edges(quads)
    all_keys, all_uses = edges(every)
    rim = keys[uses == 1]
    rim = rim[np.isin(rim, all_keys[all_uses == 2])]
    pairs = np.stack([rim // count, rim % count], axis=1)
    return [scene.flat[chain] for chain in _chains(pairs)]


def contour_strokes(scene: Scene, rings: list[Floats], open_edge: Bools | None, style: Style) -> list[Stroke]:
    """The outer edge as strokes: heavier away from the light, none along cuts and crops."""
    strokes = []
    for ring in rings:
        tangent = np.roll(ring, -1, axis=0) - np.roll(ring, 1, axis=0)
        tangent /= np.maximum(np.linalg.norm(tangent, axis=1, keepdims=True), 1e-9)
        # contourpy keeps the higher side (skin) on one hand; find which by the signed area and a probe.
        outward = np.stack([tangent[:, 1], -tangent[:, 0]], axis=1)
        inside = scene.look(scene.solid.astype(float), ring + outward * 1.6 * scene.step)
        outside = scene.look(scene.solid.astype(float), ring - outward * 1.6 * scene.step)
        if inside.mean() > outside.mean():
            outward = -outward
        away = -(outward @ LIGHT)
        width = 1.0 + 0.42 * away
        width = gaussian_filter1d(width, 6 * style.calm / scene.step + 3, mode="wrap")
        keep = ~on_cut(scene, open_edge, ring)
        if scene.cropped:
            u0, v0, u1, v1 = scene.bounds
            rim = 2 * scene.step
            inside_crop = (ring[:, 0] > u0 + rim) & (ring[:, 0] < u1 - rim) & (ring[:, 1] > v0 + rim) & (ring[:, 1] < v1 - rim)
            keep &= inside_crop
        for part, closed in runs(keep):
            line = np.column_stack([ring[part], width[part]])
            if closed:
                line = np.concatenate([line, line[:1]])
            elif length_of(line) < (1 if open_edge is None else 6) * style.detail:  # beside a cut: a stray end
                continue
            strokes.append(finish("contour", line, style, taper=() if closed else (3 * style.detail, 3 * style.detail)))
    return strokes


def inner_strokes(scene: Scene, normals: Floats, open_edge: Bools | None, cues: list[Stroke], style: Style) -> list[Stroke]:
    """Edges of parts in front of others: where the smooth skin turns away from the viewer and something lies behind.

    What runs along a cue (the closed lips, the eyelid) is left to the cue.
    """
    taken = _beside(scene, cues, 1.6 * style.pen)
    g = normals @ scene.camera.towards
    triangles = scene.skin.triangles[np.tile(scene.shown, 2)]
    chains = _zero_lines(scene.flat, normals @ np.stack([scene.camera.right, -scene.camera.up], axis=1), g, triangles)
    pieces = []
    for chain in chains:
        if length_of(chain) < 0.5 * style.detail:
            continue
        line = resampled(chain, scene.step)
        closed = bool(np.linalg.norm(line[0, :2] - line[-1, :2]) < 1e-6)
        flat = line[:, 3:5] / np.maximum(np.linalg.norm(line[:, 3:5], axis=1, keepdims=True), 1e-9)
        seen, jump, moved = _occlusion(scene, line, flat, style)
        strength = eased(np.log2(np.maximum(jump, 1e-3) / (0.12 * style.jump)) / np.log2(1 / 0.12))
        strength = gaussian_filter1d(strength, 2.0, mode="wrap" if closed else "nearest")
        seen &= scene.holds(line) & ~on_cut(scene, open_edge, line)
        seen = _steady(seen, style, scene.step)
        width = (0.22 + 0.68 * strength) * (1 - 0.25 * (flat @ LIGHT))
        smooth = smoothed(moved, 1.5 * style.calm / scene.step)
        for part, _ in runs(seen, wrap=False):
            piece = np.column_stack([smooth[part], width[part], strength[part]])
            if length_of(piece) >= 0.4 * style.detail and scene.look(taken, piece).mean() <= 0.5:
                pieces.append(piece)
    strokes = []
    for piece in _linked(pieces, 1.3 * style.detail):
        if length_of(piece) < 1.6 * style.detail or piece[:, 3].max() < 0.12:
            continue
        line = resampled(piece, scene.step)
        line[:, :2] = smoothed(line[:, :2], style.calm / scene.step)
        # An end at a deep step goes on behind something nearer: only a short taper there.
        ends = tuple((0.6 if line[end, 3] > 0.75 else 2.2) * style.detail for end in (0, -1))
        strokes.append(finish("inner", line, style, taper=ends))
    return strokes


def _linked(pieces: list[Floats], reach: float) -> list[Floats]:
    """Join pieces (N, 4) whose ends lie within `reach` mm of each other and run on in the same direction, nearest first."""
    pieces = list(pieces)
    while True:
        best: tuple[float, int, int, bool, bool] | None = None
        ends = [_ends(piece, reach) for piece in pieces]
        for one in range(len(pieces)):
            for other in range(one + 1, len(pieces)):
                for a in (0, 1):
                    for b in (0, 1):
                        (p, out), (q, back) = ends[one][a], ends[other][b]
                        gap = float(np.linalg.norm(q - p))
                        if gap > reach or float(out @ back) > -0.6 or float(out @ (q - p)) < 0.3 * gap:
                            continue
                        if best is None or gap < best[0]:
                            best = (gap, one, other, a == 0, b == 1)
        if best is None:
            return pieces
        _, one, other, turn_one, turn_other = best
        first = pieces[one][::-1] if turn_one else pieces[one]
        second = pieces[other][::-1] if turn_other else pieces[other]
        pieces[one] = np.concatenate([first, second])
        del pieces[other]


def _ends(piece: Floats, reach: float) -> list[tuple[Floats, Floats]]:
    """Start and end of a piece, each with the unit direction (2,) in which the line would go on."""
    steps = max(1, min(len(piece) - 1, int(reach / max(length_of(piece) / len(piece), 1e-6) / 2)))
    found = []
    for tip, inner in ((piece[0, :2], piece[steps, :2]), (piece[-1, :2], piece[-1 - steps, :2])):
        way = tip - inner
        found.append((tip, way / max(float(np.linalg.norm(way)), 1e-9)))
    return found


def finish(kind: StrokeKind, line: Floats, style: Style, *, taper: tuple[float, ...]) -> Stroke:
    """A stroke from dense samples u, v, width: tapered to points over `taper` mm at start and end (() for none), thinned out."""
    steps = np.linalg.norm(np.diff(line[:, :2], axis=0), axis=1)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    width = line[:, 2].copy()
    for reach, way in zip(taper, (along, along[-1] - along), strict=False):
        width *= eased(way / max(min(reach, 0.45 * along[-1]), 1e-6)) ** 0.7
    # Widths count as they are drawn: the pen turns them into mm.
    thin = thinned(np.column_stack([line[:, :2], width * style.pen * 0.7]), style.tolerance)
    return Stroke(kind, thin[:, :2], thin[:, 2] / (style.pen * 0.7))


def _occlusion(scene: Scene, line: Floats, outward: Floats, style: Style) -> tuple[Bools, Floats, Floats]:
    """Which samples are seen as the edge of a part in front of another, how deep the step is there (mm), and the line (N, 2)
    moved onto the step."""
    step, reach = scene.step, round(2.2 * style.pen / scene.step) + 3
    offsets = np.arange(-2, reach + 1) * step
    depth = np.stack([scene.look(scene.depth, line[:, :2] + outward * offset) for offset in offsets], axis=1)
    z = line[:, 2]
    seen = depth[:, 1:3].min(1) > z - (0.75 * style.jump + 2 * step)
    rise = np.diff(depth, axis=1)
    where = rise.argmax(1)
    row = np.arange(len(line))
    jump = rise[row, where]
    paper = (depth[row, where + 1] >= FAR / 2) & (scene.look(scene.solid.astype(float), line[:, :2] + outward * 2 * step) < 0.5)
    seen &= (jump > 0.04 * style.jump + 0.5 * step) & (depth[row, where] < z + 0.75 * style.jump)
    # The outer edge is drawn from the outline; an inner line starts a little way along it, so that the two meet.
    seen &= binary_dilation(seen & ~paper, iterations=max(1, round(1.5 * style.pen / step))) & seen
    shift = np.where(seen, (offsets[where] + offsets[where + 1]) / 2, 0.0)
    shift = gaussian_filter1d(shift, 4.0, mode="nearest") / np.maximum(
        gaussian_filter1d(seen.astype(float), 4.0, mode="nearest"), 0.05
    )
    moved = line[:, :2] + outward * np.clip(shift, -2 * step, reach * step)[:, None]
    return seen, np.where(paper, style.jump, np.clip(jump, 0, 4 * style.jump)), moved


def _beside(scene: Scene, cues: list[Stroke], reach: float) -> Floats:
    """(H, W) 1 within `reach` mm of a cue line."""
    empty = np.ones(scene.depth.shape, dtype=bool)
    high, wide = scene.depth.shape
    for cue in cues:
        cells = np.round(scene.pixels(resampled(cue.points, scene.step))).astype(np.int64)
        empty[cells[:, 1].clip(0, high - 1), cells[:, 0].clip(0, wide - 1)] = False
    near: Floats = (distance_transform_edt(empty) * scene.step <= reach).astype(float)
    return near


def _steady(seen: Bools, style: Style, step: float) -> Bools:
    """Close short gaps and drop short runs."""
    gap = max(1, int(0.5 * style.detail / step))
    calm = gaussian_filter1d(seen.astype(float), gap / 2, mode="nearest") > 0.5
    steady: Bools = calm
    return steady


def _zero_lines(flat: Floats, outward: Floats, g: Floats, triangles: Ints) -> list[Floats]:
    """Chains (N, 5: u, v, depth, picture normal) along which g changes sign on the mesh."""
    positive = g[triangles] > 0
    mixed = positive.any(1) & ~positive.all(1)
    triangles, positive = triangles[mixed], positive[mixed]
    count = len(flat)
    ends = []
    for a, b in ((0, 1), (1, 2), (2, 0)):
        low = np.minimum(triangles[:, a], triangles[:, b])
        high = np.maximum(triangles[:, a], triangles[:, b])
        ends.append(np.where(positive[:, a] != positive[:, b], low * count + high, -1))
    keys = np.stack(ends, axis=1)
    keys = np.sort(keys, axis=1)[:, 1:]
    nodes, index = np.unique(keys.ravel(), return_inverse=True)
    low, high = nodes // count, nodes % count
    t = (g[low] / (g[low] - g[high]))[:, None]
    values = np.concatenate([flat, outward], axis=1)
    points = values[low] + t * (values[high] - values[low])
    return [points[chain] for chain in _chains(index.reshape(-1, 2))]


def _chains(pairs: Ints) -> list[Ints]:
    """Link pairs of node numbers into chains, longest way through; closed chains repeat their first node."""
    beside: dict[int, list[int]] = {}
    for a, b in pairs.tolist():
        if a != b:
            beside.setdefault(a, []).append(b)
            beside.setdefault(b, []).append(a)
    used: set[tuple[int, int]] = set()
    chains = []

    def walk(start: int) -> list[int]:
        chain, here = [start], start
        while True:
            ahead = [n for n in beside[here] if (min(here, n), max(here, n)) not in used]
            if not ahead:
                return chain
            used.add((min(here, ahead[0]), max(here, ahead[0])))
            here = ahead[0]
            chain.append(here)

    for node in sorted(beside, key=lambda n: (len(beside[n]) != 1, n)):
        while any((min(node, n), max(node, n)) not in used for n in beside[node]):
            chains.append(np.array(walk(node), dtype=np.int64))
    return chains


def runs(keep: Bools, *, wrap: bool = True) -> list[tuple[Ints, bool]]:
    """Index runs where `keep` holds; of a ring (wrap) a run may go past the end. True with a run that is the whole ring."""
    count = len(keep)
    if keep.all():
        return [(np.arange(count), wrap)]
    if not keep.any():
        return []
    start = int(np.flatnonzero(~keep)[0]) if wrap else 0
    order = (np.arange(count) + start) % count
    rolled = keep[order]
    edges = np.flatnonzero(np.diff(np.concatenate([[0], rolled.astype(np.int64), [0]])))
    return [(order[a:b], False) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def visible_cuts(scene: Scene, cuts: list[Floats], style: Style) -> tuple[Bools | None, tuple[Floats, ...]]:
    """(H, W) the pixels close to a cut that is seen, None if there are none; and the cuts that are seen as lines (N, 2)."""
    mask = np.zeros(scene.depth.shape, dtype=bool)
    high, wide = scene.depth.shape
    lines = []
    for cut in cuts:
        dense = resampled(cut, scene.step / 2)
        cells = np.round(scene.pixels(dense)).astype(np.int64)
        seen = (cells[:, 0] >= 0) & (cells[:, 0] < wide) & (cells[:, 1] >= 0) & (cells[:, 1] < high)
        seen &= dense[:, 2] < minimum_filter(scene.depth, 5)[cells[:, 1].clip(0, high - 1), cells[:, 0].clip(0, wide - 1)] + 6
        mask[cells[seen, 1], cells[seen, 0]] = True
        for part, _ in runs(_steady(seen, style, scene.step / 2), wrap=False):
            if len(part) > 8:
                lines.append(thinned(dense[part, :2], 4 * style.tolerance))
    if not mask.any():
        return None, ()
    near: Bools = distance_transform_edt(~mask) * scene.step <= 3 * scene.step
    return near, tuple(lines)


def on_cut(scene: Scene, mask: Bools | None, line: Floats) -> Bools:
    """Which samples of a line lie close to a cut."""
    if mask is None:
        return np.zeros(len(line), dtype=bool)
    near: Bools = scene.look(mask.astype(float), line[:, :2]) > 0.5
    return near


def thin_rings(rings: list[Floats], tolerance: float) -> tuple[Floats, ...]:
    """Rings as they are stored."""
    return tuple(thinned_ring(ring, tolerance) for ring in rings)
