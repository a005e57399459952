"""Surface cues of data/features.yaml: lines on the skin, drawn where they can be seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter1d

from lineart.contours import Bools, Style, _near, _runs, finish
from lineart.lines import length_of, resampled, thinned_ring
from lineart.mesh import Floats
from lineart.scene import Scene
from triggerpoints.body.anchors import Anchors
from triggerpoints.body.places import Places, _catmull_rom
from triggerpoints.body.surface import Surface
from triggerpoints.model.feature import FeatureEntry
from triggerpoints.picture.art import Stroke


@dataclass(frozen=True)
class Cue:
    """A feature tied to the mesh: its anchors on the left (or midline), and on the right if it is paired."""

    name: str
    feature: FeatureEntry
    sides: tuple[Anchors, ...]


def tie(features: Mapping[str, FeatureEntry], places: Places, surface: Surface) -> list[Cue]:
    """Place every feature on the reference skin."""
    cues = []
    for name, feature in features.items():
        if feature.at is not None:
            stops = [places.dropped(np.array(at, dtype=float), None) for at in feature.at]
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
    # Name the corners anew: by the mirrored vertices, in the triangle of the other quad that holds them.
    corners = surface.mirror[surface.triangles[anchors.triangle]]
    triangle = np.empty(len(anchors), dtype=np.int64)
    weights = np.empty((len(anchors), 3))
    for n in range(len(anchors)):
        best = None
        for candidate in (other[n], other[n] + count):
            own = surface.triangles[candidate]
            if set(corners[n]) == set(own):
                triangle[n] = candidate
                weights[n] = [anchors.weights[n][list(corners[n]).index(v)] for v in own]
                best = candidate
        if best is None:  # the quad is cut along its other diagonal there: fall back on the nearest point
            from triggerpoints.body.anchors import closest_on_triangles

            point = (anchors.weights[n][:, None] * surface.vertices[corners[n]]).sum(0)
            options = np.array([other[n], other[n] + count])
            bary = closest_on_triangles(point, surface.vertices[surface.triangles[options]])
            gap = np.linalg.norm(np.einsum("nk,nkd->nd", bary, surface.vertices[surface.triangles[options]]) - point, axis=1)
            triangle[n], weights[n] = options[int(gap.argmin())], bary[int(gap.argmin())]
    return Anchors(triangle, weights)


def cue_strokes(scene: Scene, view: str, cues: list[Cue], normals: Floats, cut: Bools | None, style: Style) -> list[Stroke]:
    """The strokes of all cues that the view shows."""
    strokes = []
    for cue in cues:
        if cue.feature.views is not None and view not in cue.feature.views:
            continue
        for anchors in cue.sides:
            strokes += _drawn(scene, cue.feature, anchors, normals, cut, style)
    return strokes


def _drawn(
    scene: Scene, feature: FeatureEntry, anchors: Anchors, normals: Floats, cut: Bools | None, style: Style
) -> list[Stroke]:
    closed = feature.kind != "line"
    ratio = len(scene.skin.quads) // len(scene.skin.grid)
    shown = scene.shown[(anchors.triangle % len(scene.skin.grid)) * ratio]
    if not shown.any():
        return []
    controls = scene.skin.positions(anchors)
    facing = -(scene.skin.mixed(anchors, normals) @ scene.camera.towards)
    count = len(controls)
    along = np.arange(0, count if closed else count - 1 + 1e-9, 0.125)
    along = np.minimum(along, count if closed else count - 1)
    curve = scene.camera.project(_catmull_rom(controls, along, closed))
    ring = np.concatenate([facing, facing[:1]])
    turned = np.interp(along, np.arange(count + 1), ring)
    line = np.column_stack([curve, turned, np.linspace(0, 1, len(along))])
    if closed:
        line = np.concatenate([line, line[:1]])
        line[-1, -1] = 1.0
    line = resampled(line, 0.7 * scene.step)
    if closed:
        line = line[:-1]
    behind = scene.look(scene.depth, line[:, :2])
    slack = 2.5 * scene.step + 1.0
    seen = (line[:, 2] < behind + slack / np.clip(line[:, 3], 0.3, 1)) & (line[:, 3] > 0.04) & (behind < 9e3)
    seen &= ~_near(scene, cut, line)
    if closed and feature.kind == "fill":
        if seen.mean() < 0.85:
            return []
        return [Stroke("cue", thinned_ring(line[:, :2], style.tolerance), np.zeros(0))]
    if closed:
        seen = gaussian_filter1d(seen.astype(float), 2.0, mode="wrap") > 0.5
    else:
        seen = gaussian_filter1d(seen.astype(float), 2.0, mode="nearest") > 0.5
    profile = feature.width if isinstance(feature.width, tuple) else (0.25, feature.width, 0.25)
    # A cue on skin that turns away fades out.
    fade = np.clip((line[:, 3] - 0.04) / 0.3, 0, 1) ** 0.6
    if closed:
        width = np.full(len(line), float(profile[1]))
    else:
        width = _profile(line[:, 4], profile)
    width = width * feature.weight * fade
    strokes = []
    for part, whole in _runs(seen, wrap=closed):
        piece = np.column_stack([line[part, :2], width[part]])
        if closed and whole:
            piece = np.concatenate([piece, piece[:1]])
            strokes.append(finish("cue", piece, style, taper=0.0))
        elif length_of(piece) >= 0.6 * style.pen:
            ends = 0.45 * length_of(piece) if not closed else 0.25 * length_of(piece)
            strokes.append(finish("cue", piece, style, taper=0.0 if _own_taper(feature, seen) else ends))
    return strokes


def _own_taper(feature: FeatureEntry, seen: Bools) -> bool:
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
