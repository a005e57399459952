"""One view of one figure: the camera, what is shown, and rasters of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.ndimage import distance_transform_edt, label, maximum

from lineart.mesh import Bools, Floats, Ints, Smooth
from triggerpoints.body.camera import Camera, shown_quads
from triggerpoints.body.raster import rasterise
from triggerpoints.body.surface import Surface
from triggerpoints.model.view import View

FADE = 45.0  # mm drawn beyond the frame of a view that shows a part of the body, for a picture to fade out in
FAR = 1e4  # depth of the paper
_MIDLINE = {"head", "neck", "trunk"}


@dataclass(frozen=True)
class Scene:
    """What the camera of a view sees.

    skin: the smooth skin; flat: (V, 3) its vertices as u, v, depth; shown: (F,) its quads that the view shows.
    origin: u, v of the centre of pixel (0, 0); step: mm a pixel.
    quad: (H, W) quad of the skin at each pixel, -1 on paper; depth: (H, W), FAR on paper; at: (H, W, 3) weights, and
    triangle: (H, W), to interpolate with.
    """

    camera: Camera
    skin: Smooth
    flat: Floats
    shown: Bools
    origin: Floats
    step: float
    triangle: Ints
    weights: Floats
    depth: Floats
    cropped: bool

    @property
    def covered(self) -> Bools:
        """(H, W) where skin is seen."""
        covered: Bools = self.triangle >= 0
        return covered

    @cached_property
    def solid(self) -> Bools:
        """(H, W) the same with the slits between close parts (two toes) closed: they are lines, not holes."""
        holes, count = label(~self.covered)
        size = np.bincount(holes.ravel(), minlength=count + 1) * self.step**2
        thick = maximum(distance_transform_edt(~self.covered), holes, np.arange(count + 1)) * self.step
        small = (size < 60.0) & (np.asarray(thick) < 1.6)
        small[0] = False
        solid: Bools = self.covered | small[holes]
        return solid

    @property
    def quad(self) -> Ints:
        """(H, W) the quad of the smooth skin, -1 on paper."""
        quad: Ints = np.where(self.triangle >= 0, self.triangle % len(self.skin.quads), -1)
        return quad

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """u0, v0, u1, v1 of the raster."""
        high, wide = self.depth.shape
        u, v = self.origin
        return float(u), float(v), float(u + (wide - 1) * self.step), float(v + (high - 1) * self.step)

    def interpolate(self, values: Floats) -> Floats:
        """Per-vertex values (V, k) at every pixel (H, W, k), 0 on paper."""
        out = np.zeros((*self.triangle.shape, values.shape[1]))
        seen = self.covered
        corners = values[self.skin.triangles[self.triangle[seen]]]
        out[seen] = np.einsum("nk,nkd->nd", self.weights[seen], corners)
        return out

    def pixels(self, points: Floats) -> Floats:
        """Column and row (N, 2), not rounded, of u, v (N, 2 or more)."""
        pixels: Floats = (points[:, :2] - self.origin) / self.step
        return pixels

    def holds(self, points: Floats) -> Bools:
        """Which of u, v (N, 2 or more) lie on the raster."""
        cells = self.pixels(points)
        high, wide = self.depth.shape
        held: Bools = np.all((cells >= 0) & (cells <= [wide - 1, high - 1]), axis=1)
        return held

    def look(self, image: Floats, points: Floats) -> Floats:
        """The value of `image` (H, W) at the pixel nearest to each of u, v (N, 2)."""
        cells = np.round(self.pixels(points)).astype(np.int64)
        high, wide = image.shape
        found: Floats = image[np.clip(cells[:, 1], 0, high - 1), np.clip(cells[:, 0], 0, wide - 1)]
        return found


def half_of(view: View) -> str | None:
    """ "left" for a view of a limb alone: the other limb is not drawn."""
    if view.paired and not isinstance(view.show, str) and not _MIDLINE & set(view.show):
        return "left"
    return None


def look_at(
    view: View,
    camera: Camera,
    surface: Surface,
    skin: Smooth,
    step: float,
    centre: Floats | None,
    reach: tuple[float, float] | None,
    deep: float | None,
) -> Scene:
    """The scene of a view, `step` mm a pixel.

    centre: the body point of its frame's centre, if it has one; reach: how far before and behind that point it shows skin, mm.
    deep: how far behind the nearest point of the skin it shows any, mm; None for all.
    """
    half = half_of(view)
    coarse = shown_quads(surface, None if isinstance(view.show, str) else view.show, half=half)
    ratio = len(skin.quads) // len(surface.quads)
    flat = camera.project(skin.vertices)
    shown = np.repeat(coarse, ratio)
    if reach is not None and centre is not None:
        behind = flat[skin.quads, 2].mean(1) - camera.project(centre[None])[0, 2]
        shown &= (behind > -reach[0]) & (behind < reach[1])
    if deep is not None:
        behind = flat[skin.quads, 2].mean(1)
        shown &= behind < behind[shown].min() + deep
    u0, v0, u1, v1, cropped = _frame(view, camera, surface, flat[np.unique(skin.quads[shown])], half, centre)
    origin = np.array([u0, v0])
    size = (int(np.ceil((v1 - v0) / step)) + 1, int(np.ceil((u1 - u0) / step)) + 1)
    number = np.flatnonzero(np.tile(shown, 2))
    points = np.concatenate([(flat[:, :2] - origin) / step, flat[:, 2:]], axis=1)
    # Where the skin is cut through, its inside shows: that is paper.
    raster = rasterise(points, skin.triangles[number], size, cull=reach is None)
    corner = points[skin.triangles[number]]
    across, down = corner[:, 1, :2] - corner[:, 0, :2], corner[:, 2, :2] - corner[:, 0, :2]
    front = across[:, 0] * down[:, 1] - across[:, 1] * down[:, 0] < 0
    seen = raster.covered & front[raster.triangle]
    triangle = np.where(seen, number[raster.triangle], -1)
    far = np.full(size, FAR)
    corners = flat[skin.triangles[triangle[seen]], 2]
    far[seen] = (raster.weights[seen] * corners).sum(1)
    return Scene(camera, skin, flat, shown, origin, step, triangle, raster.weights, far, cropped)


def _frame(
    view: View, camera: Camera, surface: Surface, shown: Floats, half: str | None, centre: Floats | None
) -> tuple[float, float, float, float, bool]:
    """u0, v0, u1, v1 of what is drawn, and whether the drawing is cut there."""
    low, high = shown[:, :2].min(0), shown[:, :2].max(0)
    frame = view.frame
    if frame.parts is not None:
        own = camera.project(surface.vertices[np.unique(surface.quads[shown_quads(surface, frame.parts, half=half)])])
        inner, outer = own[:, :2].min(0) - frame.margin - FADE, own[:, :2].max(0) + frame.margin + FADE
    elif centre is not None and frame.width is not None and frame.height is not None:
        middle = camera.project(centre[None])[0, :2]
        reach = np.array([frame.width, frame.height]) / 2
        inner, outer = middle - reach - FADE, middle + reach + FADE
    else:
        inner, outer = low - 5, high + 5
    cropped = bool((inner > low).any() or (outer < high).any())
    low, high = np.maximum(low - 5, inner), np.minimum(high + 5, outer)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1]), cropped


def share_seen(scene: Scene, surface: Surface) -> Floats:
    """(F,) which share of each coarse quad faces the viewer and is not hidden."""
    seen = scene.covered
    pixels = np.bincount(scene.skin.parent(scene.quad[seen]), minlength=len(surface.quads)) * scene.step**2
    corners = scene.flat[scene.skin.quads]
    across = (corners[:, 2, :2] - corners[:, 0, :2], corners[:, 3, :2] - corners[:, 1, :2])
    area = -(across[0][:, 0] * across[1][:, 1] - across[0][:, 1] * across[1][:, 0]) / 2
    whole = np.bincount(scene.skin.parent(np.arange(len(area))), np.abs(area), minlength=len(surface.quads))
    share: Floats = np.clip(pixels / np.maximum(whole, 0.3), 0, 1)
    return share
