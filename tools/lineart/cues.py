"""Surface cues of data/features.yaml: lines on the skin, drawn where they can be seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter1d

from lineart.contours import Style, finish, on_cut, runs
from lineart.lines import curve_through, length_of, resampled, smoothed, thinned_ring
from lineart.mesh import Bools, Floats
from lineart.scene import Scene
from triggerpoints.body.anchors import Anchors, drop
from triggerpoints.body.places import Places
from triggerpoints.body.surface import Surface
from triggerpoints.model.view import Feature
from triggerpoints.picture.art import Stroke

TURNED = -0.05  # cosine: skin that faces further away than this shows no cue


@dataclass(frozen=True)
class Cue:
    """A feature tied to the mesh: its anchors on the left (or midline), and on the right if it is paired."""

    name: str
    feature: Feature
    sides: tuple[Anchors, ...]


def tie(features: Mapping[str, Feature], places: Places, surface: Surface) -> list[Cue]:
    """Place every feature on the reference skin."""
    cues = []
    for name, feature in features.items():
        if feature.at is not None:
            anchors = drop(surface, np.array(feature.at, dtype=float))
        else:
            stops = [places.place(point) for point in feature.points or ()]
            anchors, _ = places.path(stops, closed=feature.kind != "line")
        sides = [anchors]
        if feature.paired:
            sides.append(mirrored(anchors, surface))
        cues.append(Cue(name, feature, tuple(sides)))
    return cues


def mirrored(anchors: Anchors, surface: Surface) -> Anchors:
    """The same points of the other half of the body: quad i + F/2 mirrors quad i."""
    count = len(surface.quads)
    quad = anchors.triangle % count
    other = np.where(quad < count // 2, quad + count // 2, quad - count // 2)
    # The mirrored quad runs round the other way from the same corner: its triangles change places, their last corners too.
    triangle = np.where(anchors.triangle < count, other + count, other)
    return Anchors(triangle, anchors.weights[:, [0, 2, 1]])


def cue_strokes(scene: Scene, view: str, cues: list[Cue], normals: Floats, cut: Bools | None, style: Style) -> list[Stroke]:
    """The strokes of all cues that the view shows."""
    strokes = []
    for cue in cues:
        if cue.feature.views is not None and view not in cue.feature.views:
            continue
        for anchors in cue.sides:
            strokes += _drawn(scene, cue.feature, anchors, normals, cut, style)
    return strokes


def _drawn(scene: Scene, feature: Feature, anchors: Anchors, normals: Floats, cut: Bools | None, style: Style) -> list[Stroke]:
    closed = feature.kind != "line"
    ratio = len(scene.skin.quads) // len(scene.skin.grid)
    shown = scene.shown[(anchors.triangle % len(scene.skin.grid)) * ratio]
    if not shown.any():
        return []
    controls = scene.skin.positions(anchors)
    facing = -(scene.skin.mixed(anchors, normals) @ scene.camera.towards)
    count = len(controls)
    curve, along = curve_through(scene.camera.project(controls), 8, closed=closed)
    ring = np.concatenate([facing, facing[:1]])
    turned = np.interp(along, np.arange(count + 1), ring)
    line = np.column_stack([curve, turned, np.linspace(0, 1, len(along))])
    if closed:
        line = np.concatenate([line, line[:1]])
        line[-1, -1] = 1.0
    line = resampled(line, 0.7 * scene.step)
    if closed:
        line = line[:-1]
    # A few stops make a curve with corners: round them, the more the fewer they are.
    share = 0.035 if closed else 0.12 if feature.points is not None else 0.03
    sigma = min(share * len(line), 1.2 * style.detail / (0.7 * scene.step))
    line[:, :3] = smoothed(line[:, :3], sigma, closed=closed)
    behind = scene.look(scene.depth, line[:, :2])
    slack = 2.5 * scene.step + 1.0
    seen = (line[:, 2] < behind + slack / np.clip(line[:, 3], 0.3, 1)) & (line[:, 3] > TURNED) & (behind < 9e3)
    seen &= scene.holds(line) & ~on_cut(scene, cut, line)
    if closed and feature.kind == "fill":
        if seen.mean() < 0.85 or np.ptp(line[:, :2], axis=0).min() < 0.3 * style.pen:
            return []
        ring = thinned_ring(line[:, :2], 0.6 * style.tolerance)
        return [Stroke("cue", ring, np.zeros(len(ring)), filled=True)]
    seen = gaussian_filter1d(seen.astype(float), 2.0, mode="wrap" if closed else "nearest") > 0.5
    profile = (
        feature.width if isinstance(feature.width, tuple) else (min(0.25, feature.width), feature.width, min(0.25, feature.width))
    )
    # A cue on skin that turns away fades out.
    fade = np.clip((line[:, 3] - TURNED) / 0.3, 0, 1) ** 0.6
    width = np.full(len(line), float(profile[1])) if closed else _profile(line[:, 4], profile)
    width = width * feature.weight * fade
    if style.pen > 1:  # a whole body: small marks are drawn finer, the smallest not at all
        if closed and np.ptp(line[:, :2], axis=0).min() < 2.2 * style.pen:
            return []
        width = width * np.clip((length_of(line) / (16 * style.pen)) ** 0.7, 0.35, 1.0)
    strokes = []
    whole_length = length_of(line)
    for part, whole in runs(seen, wrap=closed):
        piece = np.column_stack([line[part, :2], width[part]])
        if closed and whole:
            piece = np.concatenate([piece, piece[:1]])
            strokes.append(finish("cue", piece, style, taper=()))
        elif length_of(piece) >= (2.0 * style.pen if seen.all() else max(4.0 * style.pen, 0.25 * whole_length)):
            ends = 0.45 * length_of(piece) if not closed else 0.25 * length_of(piece)
            strokes.append(finish("cue", piece, style, taper=() if _own_taper(feature, seen) else (ends, ends)))
    return strokes


def _own_taper(feature: Feature, seen: Bools) -> bool:
    """Whether the line's own width profile brings it to points."""
    return isinstance(feature.width, tuple) and bool(seen.all())


def _profile(t: Floats, widths: tuple[float, float, float]) -> Floats:
    """Start, middle, end as a smooth curve."""
    a, b, c = widths
    x = np.where(t < 0.5, t * 2, (1 - t) * 2)
    ends = np.where(t < 0.5, a, c)
    soft = np.sin(np.clip(x, 0, 1) * np.pi / 2)
    profile: Floats = ends + (b - ends) * soft
    return profile
