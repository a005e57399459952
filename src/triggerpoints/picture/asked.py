"""The pain that a picture is about: where it lies on the skin, and its outline in a window of a view."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np

from ..body.measure import skin_samples
from ..body.patches import Patch
from ..body.surface import Floats, Ints, load_surface
from ..errors import UsageError
from ..messages import say
from ..sides import Side
from .skin import CLAMP, SkinKey, SkinMap, ZoneShape, halves, kept_map, patch_areas, places, shape_of, zone_shape

_JOINED = 3.0  # mm by which parts of one area may miss each other and still be drawn as one
_FINEST = 3.0  # mm: least width of the blur that turns samples into an outline
_BLUR = 0.5  # and its width in widths of the local quads
_BLOCK = 4_000  # pixels measured at once, to bound memory


@dataclass(frozen=True, eq=False)
class AskedPlace:
    """One area of pain that was asked about: patches, or samples of the skin for what was drawn by hand.

    label: what it is called, its side included: "temple (left)". left, right: its patches on the patient's own sides, all
    written for the left half of the body; those under `right` are drawn as their mirror image. samples: (N,) indices into
    `body.measure.skin_samples()`.
    """

    label: str
    left: tuple[Patch, ...] = ()
    right: tuple[Patch, ...] = ()
    samples: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    def __post_init__(self) -> None:
        if not (self.left or self.right or len(self.samples)):
            raise UsageError(say("off_the_skin", label=self.label))

    @cached_property
    def areas(self) -> Floats:
        """(F,) mm2 of the reference skin that it covers, quad by quad (roughly: for choosing views)."""
        if len(self.samples):
            every, rows = skin_samples(), np.unique(self.samples)
            return np.bincount(every.quads[rows], every.areas[rows], minlength=len(load_surface().quads)).astype(np.float64)
        areas: Floats = np.maximum(patch_areas(self.left, mirrored=False), patch_areas(self.right, mirrored=True))
        return areas

    @cached_property
    def sides(self) -> tuple[Side, ...]:
        """The halves of the body on which more than its rim lies, right first."""
        return halves(self.areas)

    def shape(self, skin: SkinMap) -> ZoneShape | None:
        """What of it is seen in a window, None when nothing is."""
        if len(self.samples):
            return _drawn_shape(skin.key, np.asarray(self.samples, dtype=np.int64).tobytes())
        grown = _JOINED if len(self.left) + len(self.right) > 1 else 0.0
        return zone_shape(skin.key, ((self.left, False), (self.right, True)), grown)


@lru_cache(maxsize=1)
def _around() -> tuple[Ints, Ints]:
    """For every quad its samples (F, 8), -1 where nothing can lie; itself and the quads that share a corner (F, K), -1: none."""
    surface, samples = load_surface(), skin_samples()
    order = np.argsort(samples.quads, kind="stable").reshape(-1, 8)
    own = np.full((len(surface.quads), 8), -1, dtype=np.int64)
    own[samples.quads[order[:, 0]]] = order
    beside = np.concatenate([np.arange(len(own))[:, None], surface.neighbours], axis=1)
    # The neighbours of the neighbours hold the quads across the corners.
    further = np.where(beside[:, 1:, None] >= 0, surface.neighbours[beside[:, 1:]], -1).reshape(len(own), -1)
    every = np.concatenate([beside, further], axis=1)
    every.sort(axis=1)
    every[:, 1:][every[:, 1:] == every[:, :-1]] = -1  # none twice
    return own, every


@lru_cache(maxsize=20)
def _drawn_shape(key: SkinKey, indices: bytes) -> ZoneShape | None:
    """The shape of some samples of the skin in a window: at its edge they make up half of the skin around a pixel."""
    skin, surface, samples = kept_map(*key), load_surface(), skin_samples()
    mask = np.zeros(len(samples.quads))
    mask[np.frombuffer(indices, dtype=np.int64)] = 1.0
    own, beside = _around()
    image = np.full(skin.size[0] * skin.size[1], CLAMP)
    share = np.where(own >= 0, mask[own], 0.0).mean(1)
    near = np.where(beside >= 0, share[beside], share[:, None])
    quads = skin.triangle % len(own)
    image[skin.pixel[near.min(1)[quads] >= 1.0]] = -CLAMP
    rows = np.flatnonzero(((near.max(1) > 0.0) & (near.min(1) < 1.0))[quads])
    wide = np.maximum(_FINEST, _BLUR * np.sqrt(surface.areas[: len(own)] + surface.areas[len(own) :]))
    for start in range(0, len(rows), _BLOCK):
        some = rows[start : start + _BLOCK]
        at, _ = places(surface, skin, some)
        here = quads[some]
        found = np.where(beside[here][:, :, None] >= 0, own[beside[here]], -1).reshape(len(some), -1)
        apart = samples.positions[found] - at[:, None, :]
        squared = np.einsum("nkd,nkd->nk", apart, apart)
        weight = np.where(found >= 0, np.exp(-squared / (2 * wide[here, None] ** 2)) * samples.areas[found], 0.0)
        inside = (weight * mask[found]).sum(1) / np.maximum(weight.sum(1), 1e-12)
        image[skin.pixel[some]] = (0.5 - inside) * 2 * CLAMP
    return shape_of(skin, image.reshape(skin.size))
