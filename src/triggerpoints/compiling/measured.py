"""What the drawings of a tree measure on the reference skin: which zone covers how much of which site."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np

from ..body.drawn import Drawn, draw_muscle, pack_patch, unpack_patch
from ..body.measure import Samples, skin_samples
from ..body.patches import Patch, build_patch
from ..body.places import Places
from ..body.surface import Bools, Surface, load_surface
from ..model import From, Muscle, Site, Zone
from ..reading import Kind, Path, Tree
from ..sites import SiteTree
from .checks.walk import walk

Instance = Literal["same", "other", "midline"]
"""Which of a site's two places is meant, as seen from the muscle."""

KEPT = 0.02
"""An overlap is kept when it is at least this share of the site or of the zone."""
PLACES = 4
"""Decimals of a share."""


@dataclass(frozen=True, slots=True)
class Cover:
    """How a zone and one place of a site overlap. of_site, of_zone: shares, 0 to 1."""

    site: str
    instance: Instance
    of_site: float
    of_zone: float


@dataclass(frozen=True)
class Measured:
    """One muscle on the skin.

    masks, zone_mm2, covers, on_claimed: by (trigger-point id, zone id). masks: the samples (N,) on which a left muscle's pain
    is felt. on_claimed: the share of the zone, 0 to 1, that lies on the sites it claims. fibre_gap: trigger-point id -> mm
    from its X to the nearest fibre line. lies_on: the sites on whose skin its X are. misses: for every shifted point its path
    in the record and how many mm the skin lies from where it leads.
    """

    drawn: Drawn
    masks: Mapping[tuple[str, str], Bools]
    zone_mm2: Mapping[tuple[str, str], float]
    covers: Mapping[tuple[str, str], tuple[Cover, ...]]
    on_claimed: Mapping[tuple[str, str], float]
    fibre_gap: Mapping[str, float]
    lies_on: tuple[str, ...]
    misses: tuple[tuple[Path, float], ...]


class Ruler:
    """Measures the muscles of a tree against its sites.

    packed: the patches of the sites as an earlier document of the same landmarks and sites has them. Without it they are drawn.
    """

    def __init__(self, tree: Tree, packed: Mapping[str, Any] | None = None) -> None:
        self.tree = tree
        self.site_tree = SiteTree(tree.sites)
        self._packed = packed
        self.surface: Surface = load_surface()
        self.samples: Samples = skin_samples()
        self.places = Places(tree.landmarks)

    @cached_property
    def packed(self) -> Mapping[str, Any]:
        """The patches of every site that has an area of its own, as plain JSON values."""
        if self._packed is not None:
            return self._packed
        drawn = ((key, site.area) for key, site in sorted(self.tree.sites.items()) if site.area)
        return {key: [pack_patch(build_patch(self.places, shape)) for shape in shapes] for key, shapes in drawn}

    @cached_property
    def areas(self) -> dict[str, tuple[Patch, ...]]:
        """The patches of every site with an area of its own, as the document holds them: what is measured is what is kept."""
        return {key: tuple(unpack_patch(raw) for raw in patches) for key, patches in self.packed.items()}

    @cached_property
    def masks(self) -> dict[str, Bools]:
        """The samples of every site. A site without an area of its own is the union of its parts."""
        own = {key: self._mask(self.tree.sites[key], patches) for key, patches in self.areas.items()}
        return {key: self._with_parts(key, own) for key in self.tree.sites}

    def _mask(self, site: Site, patches: tuple[Patch, ...]) -> Bools:
        mask = self.samples.inside(patches)
        # A site of the midline is symmetric; what an author drew on one side counts on both.
        return mask | self.samples.mirrored(mask) if site.laterality == "midline" else mask

    def _with_parts(self, key: str, own: Mapping[str, Bools]) -> Bools:
        if key in own:
            return own[key]
        mask = np.zeros(len(self.samples.areas), dtype=bool)
        whole = self.tree.sites[key].laterality == "midline"
        for child in self.site_tree.parts(key):
            part = self._with_parts(child, own)
            mask |= part | self.samples.mirrored(part) if whole else part
        return mask

    @cached_property
    def bare_mm2(self) -> float:
        """The area of the skin that belongs to no site, in square millimetres."""
        covered = np.zeros(len(self.samples.areas), dtype=bool)
        for mask in self.masks.values():
            covered |= mask | self.samples.mirrored(mask)
        return self.samples.area(~covered)

    def instances(self, key: str) -> Iterator[tuple[Instance, Bools]]:
        """Yield the places of a site with their samples, as seen from a muscle of the left side."""
        mask = self.masks[key]
        if self.tree.sites[key].laterality == "midline":
            yield "midline", mask
        else:
            yield "same", mask
            yield "other", self.samples.mirrored(mask)

    def measure(self, muscle: Muscle) -> Measured:
        """Draw and measure one muscle."""
        drawn = draw_muscle(self.places, muscle)
        lines = [line.positions(self.surface) for line in drawn.fibres]
        gaps = {}
        for point, anchor in drawn.points.items():
            here = anchor.positions(self.surface)[0]
            gaps[point] = min(float(np.linalg.norm(line - here, axis=1).min()) for line in lines)
        sizes: dict[tuple[str, str], float] = {}
        covers: dict[tuple[str, str], tuple[Cover, ...]] = {}
        on_claimed: dict[tuple[str, str], float] = {}
        masks: dict[tuple[str, str], Bools] = {}
        for trigger_point in muscle.trigger_points:
            for zone in trigger_point.zones:
                key = trigger_point.id, zone.id
                mask = self.samples.inside(drawn.zones[key])
                if zone.side == "other":
                    mask = self.samples.mirrored(mask)
                elif zone.side == "both":
                    mask = mask | self.samples.mirrored(mask)
                masks[key] = mask
                sizes[key] = self.samples.area(mask)
                covers[key] = tuple(self._covers(mask, sizes[key]))
                on_claimed[key] = self.samples.area(mask & self._claimed(zone)) / sizes[key] if sizes[key] else 0.0
        misses = tuple((path, miss) for _, _, path, miss in self.misses(Tree(muscles={muscle.id: muscle})))
        return Measured(drawn, masks, sizes, covers, on_claimed, gaps, self._lies_on(drawn), misses)

    def _lies_on(self, drawn: Drawn) -> tuple[str, ...]:
        """Return the sites on whose skin a trigger point of the muscle is drawn."""
        places = [anchor.positions(self.surface)[0] for anchor in drawn.points.values()]
        nearest = [int(np.square(self.samples.positions - place).sum(1).argmin()) for place in places]
        return tuple(key for key in sorted(self.tree.sites) if any(mask[nearest].any() for _, mask in self.instances(key)))

    def _claimed(self, zone: Zone) -> Bools:
        """Return the samples of all places that a zone claims."""
        mask = np.zeros(len(self.samples.areas), dtype=bool)
        for site in zone.sites:
            wanted = claimed_instances(self.tree, zone, site)
            for instance, place in self.instances(site):
                if instance in wanted:
                    mask |= place
        return mask

    def misses(self, tree: Tree) -> Iterator[tuple[Kind, str, Path, float]]:
        """Yield (kind, id, path, mm) of every shifted point of the records of `tree` and of every landmark with coordinates."""
        for key, landmark in tree.landmarks.items():
            if landmark.at is not None:
                gap = np.linalg.norm(self.places.place(key).position - np.array(landmark.at, dtype=float))
                yield "landmark", key, ("at",), float(gap)
        for kind, key, (path, value, _) in walk(tree):
            if isinstance(value, From):
                yield kind, key, (*path, "shift"), self.places.miss(value)

    def _covers(self, zone: Bools, size: float) -> Iterator[Cover]:
        if size <= 0:
            return
        for key in self.tree.sites:
            for instance, site in self.instances(key):
                shared = self.samples.area(zone & site)
                if shared <= 0:
                    continue
                of_site, of_zone = shared / self.samples.area(site), shared / size
                if of_site >= KEPT or of_zone >= KEPT:
                    yield Cover(key, instance, round(of_site, PLACES), round(of_zone, PLACES))


def claimed_instances(tree: Tree, zone: Zone, site: str) -> tuple[Instance, ...]:
    """Return the places of a site that a zone claims when it names the site."""
    laterality = tree.sites[site].laterality
    if laterality == "midline":
        return ("midline",)
    if laterality != "paired":  # a single organ's place, such as the heart's: it is met from one side only
        return ("same",) if zone.side != "other" else ("other",)
    sides: Mapping[str, tuple[Instance, ...]] = {"same": ("same",), "other": ("other",), "both": ("same", "other")}
    return sides[zone.side]
