"""The pain that a picture is about: where it lies on the skin, and its outline in a window of a view."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from ..body.measure import skin_samples
from ..body.patches import Patch
from ..body.surface import Floats, Ints, load_surface
from ..errors import UsageError
from ..sides import Side
from .skin import CLAMP, Keyed, SkinMap, ZoneShape, halves, kept_shape, patch_areas, patches_key, places, shape_of, zone_image

_JOINED = 3.0  # mm by which parts of one area may miss each other and still be drawn as one
_FINEST = 3.0  # mm: least width of the blur that turns samples into an outline
_BLUR = 0.5  # and its width in widths of the local quads
_BLOCK = 4_000  # pixels measured at once, to bound memory


@dataclass(frozen=True, eq=False)
class Asked:
    """One area of pain that was asked about. Left and right are the patient's own.

    label: what it is called, its side included: "temple (left)". left, right: its patches, all written for the left half of the
    body; those under `right` are drawn as their mirror image. samples: (N,) indices into `body.measure.skin_samples()` that
    lie in it, for an area that was drawn by hand. Patches and samples add up.
    """

    label: str
    left: tuple[Patch, ...] = ()
    right: tuple[Patch, ...] = ()
    samples: Ints | None = None

    def __post_init__(self) -> None:
        drawn = self.samples if self.samples is not None else ()
        if not (self.left or self.right or len(drawn)):
            raise UsageError(f"the pain asked about ({self.label!r}) has no place on the skin")
        if len(drawn):
            indices, count = np.asarray(drawn), len(skin_samples().quads)
            if indices.ndim != 1 or indices.dtype.kind not in "iu" or indices.min() < 0 or indices.max() >= count:
                raise UsageError(f"samples of the skin are whole numbers from 0 to {count - 1}")

    @cached_property
    def areas(self) -> Floats:
        """(F,) mm2 of the reference skin that it covers, quad by quad (roughly: for choosing views)."""
        out = np.zeros(len(load_surface().quads))
        half = len(out) // 2
        if self.left:
            out = np.maximum(out, patch_areas(self.left))
        if self.right:
            mirrored = patch_areas(self.right)
            out = np.maximum(out, np.concatenate([mirrored[half:], mirrored[:half]]))
        if self.samples is not None and len(self.samples):
            every = skin_samples()
            rows = np.flatnonzero(self._mask)
            out = np.maximum(out, np.bincount(every.quads[rows], every.areas[rows], minlength=len(out)))
        return out

    @cached_property
    def sides(self) -> tuple[Side, ...]:
        """The halves of the body on which more than its rim lies, right first."""
        return halves(self.areas)

    @cached_property
    def _mask(self) -> Floats:
        """(N,) 1 for the samples in it, 0 for the others."""
        mask = np.zeros(len(skin_samples().quads))
        mask[np.asarray(self.samples, dtype=np.int64)] = 1.0
        return mask

    @cached_property
    def _key(self) -> Hashable:
        drawn = np.asarray(self.samples, dtype=np.int64).tobytes() if self.samples is not None else b""
        return "asked", patches_key(self.left), patches_key(self.right), drawn

    def shape(self, skin: SkinMap) -> ZoneShape | None:
        """What of it is seen in a window, None when nothing is. Kept for the next picture."""
        return kept_shape(Keyed((skin.key, self._key), lambda: shape_of(skin, self._image(skin))))

    def _image(self, skin: SkinMap) -> Floats | None:
        """Its field (H, W) as `skin.zone_image` gives it; both halves as one, so that no line runs down the middle."""
        grown = _JOINED if len(self.left) + len(self.right) > 1 else 0.0
        images = [
            zone_image(skin, patches, mirrored=mirrored, grown=grown)
            for patches, mirrored in ((self.left, False), (self.right, True))
            if patches
        ]
        if self.samples is not None and len(self.samples):
            images.append(_sampled(skin, self._mask))
        found = [image for image in images if image is not None]
        return np.min(found, axis=0) if found else None


def plain_name(name: str) -> str:
    """A site's name within a sentence: "temple", but "TMJ"."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


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


def _sampled(skin: SkinMap, mask: Floats) -> Floats | None:
    """The field (H, W) of the samples whose mask (N,) is 1: at its edge they make up half of the skin around a pixel."""
    surface, samples = load_surface(), skin_samples()
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
    return image.reshape(skin.size) if (image < 0).any() else None
