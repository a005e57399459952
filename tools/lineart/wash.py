"""Soft tone: light on the calm form, and contact shade where parts lie close together."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import distance_transform_edt, gaussian_filter

from lineart.contours import Style
from lineart.lines import level_rings, resampled, smoothed, thinned_ring
from lineart.mesh import Floats
from lineart.scene import Scene
from triggerpoints.picture.art import Tone

LEVELS = ((0.16, 0.055), (0.30, 0.065), (0.44, 0.075), (0.58, 0.085), (0.74, 0.10))  # threshold of the shade, opacity

EXAGGERATE = 1.7  # how much stronger than in life the small forms are shaded


def shade(scene: Scene, calm: Floats, fine: Floats, size: float) -> tuple[Floats, int]:
    """The shade 0..1 on a coarser grid (H, W), and how many pixels of the scene one of its cells spans.

    calm, fine: (V, 3) normals smoothed much and little; what they differ by is drawn stronger.
    size: mm, the size of the forms the view is about (a limb, a finger).
    """
    every = max(1, round(size / 22 / scene.step))
    mask = scene.covered[::every, ::every].astype(float)
    normal = scene.interpolate(calm)[::every, ::every]
    depth = np.where(scene.covered, scene.depth, 0.0)[::every, ::every]
    step = scene.step * every
    cam = scene.camera
    light = -0.80 * cam.towards + 0.55 * cam.up - 0.52 * cam.right
    light /= np.linalg.norm(light)

    def blurred(image: Floats, sigma: float) -> Floats:
        soft: Floats = gaussian_filter(image * mask, sigma / step) / np.maximum(gaussian_filter(mask, sigma / step), 1e-3)
        return soft

    detail = scene.interpolate(fine)[::every, ::every]
    lit = normal @ light + EXAGGERATE * ((detail - normal) @ light)
    facing = -(normal @ cam.towards)
    form = np.clip((0.80 - lit) / 1.25, 0, 1)
    form = blurred(form, size / 16)
    edge = np.clip(1 - facing, 0, 1) ** 2
    away = np.clip(0.55 - lit, 0, 1)
    edge = blurred(edge * (0.35 + away), size / 14)
    # Depth darkening: what lies behind its surroundings is in their shade.
    near = np.clip((depth - blurred(depth, size / 6)) / (size / 3.0), 0, 1)
    wide = np.clip((depth - blurred(depth, size / 2)) / (size * 1.1), 0, 1)
    contact = blurred(near, size / 22) * 0.8 + blurred(wide, size / 8) * 0.35
    value = 0.95 * form + 0.35 * edge + contact
    return np.where(mask > 0, value, 0.0), every


def tones(scene: Scene, calm: Floats, fine: Floats, style: Style, size: float, fade: Floats | None) -> list[Tone]:
    """The levels of shade as closed rings inside the outline."""
    value, every = shade(scene, calm, fine, size)
    if fade is not None:
        value = value * fade[::every, ::every]
    # Carry the shade past the edge of the skin and cut it there on the fine grid, where the outline lies.
    seen = scene.covered[::every, ::every]
    nearest = distance_transform_edt(~seen, return_distances=False, return_indices=True)
    value = value[tuple(nearest)]
    value = gaussian_filter(value, size / 20 / (every * scene.step))
    high, wide = scene.covered.shape
    row = np.clip(np.arange(high) / every, 0, value.shape[0] - 1)
    column = np.clip(np.arange(wide) / every, 0, value.shape[1] - 1)
    value = _bilinear(value, row, column)
    edge = gaussian_filter(scene.solid.astype(float), 1.1)
    inside = (edge - 0.55) * 0.6  # a hair inside the outline, hidden under its line
    out = []
    x = scene.origin[0] + np.arange(wide) * scene.step
    y = scene.origin[1] + np.arange(high) * scene.step
    for threshold, opacity in LEVELS:
        field = np.minimum(value - threshold, inside)
        rings = []
        padded = np.pad(field, 1, constant_values=-1.0)
        xs = np.concatenate([[x[0] - scene.step], x, [x[-1] + scene.step]])
        ys = np.concatenate([[y[0] - scene.step], y, [y[-1] + scene.step]])
        for ring in level_rings(xs, ys, padded, 0.0, (size / 9) ** 2):
            even = resampled(ring, 1.5 * scene.step)[:-1]
            even = smoothed(even, style.calm / scene.step, closed=True)
            rings.append(thinned_ring(even, 3.2 * style.tolerance))
        if rings:
            out.append(Tone(opacity, tuple(rings)))
    return out


def _bilinear(image: Floats, row: Floats, column: Floats) -> Floats:
    i = np.minimum(row.astype(np.int64), image.shape[0] - 2)
    j = np.minimum(column.astype(np.int64), image.shape[1] - 2)
    a, b = (row - i)[:, None], (column - j)[None, :]
    top = image[i][:, j] * (1 - b) + image[i][:, j + 1] * b
    low = image[i + 1][:, j] * (1 - b) + image[i + 1][:, j + 1] * b
    mixed: Floats = top * (1 - a) + low * a
    return mixed
