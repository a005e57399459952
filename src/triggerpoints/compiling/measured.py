"""What the drawings of a tree measure on the reference skin: which zone covers how much of which site."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, NamedTuple

import numpy as np

from ..body.drawn import Drawn, draw_muscle, pack_patch, unpack_patch
from ..body.encoding import decode_mask
from ..body.measure import Samples, skin_samples
from ..body.patches import build_patch
from ..body.places import Places
from ..body.surface import Bools
from ..model import From, Muscle, Record, Zone
from ..model.landmark import Landmark
from ..reading import Path, Tree
from ..sites import SiteTree
from .checks.walk import inside, zones_of

Instance = Literal["same", "other", "midline"]
"""Which of a site's two places is meant, as seen from the muscle."""

KEPT = 0.02
"""An overlap is kept when it is at least this share of the site or of the zone."""
PLACES = 4
"""Decimals of a share."""


class Cover(NamedTuple):
    """How a zone and one place of a site overlap. of_site, of_zone: shares, 0 to 1."""

    site: str
    instance: Instance
    of_site: float
    of_zone: float


@dataclass(frozen=True)
class MeasuredZone:
    """A zone on the skin.

    point: id of its trigger point. path: of its record in that of the muscle. mask: the samples (N,) on which a left muscle's
    pain is felt. on_claimed: the share of the zone, 0 to 1, that lies on the sites it claims.
    """

    point: str
    path: Path
    record: Zone
    mask: Bools
    mm2: float
    covers: tuple[Cover, ...]
    on_claimed: float

    def cover(self, site: str, instance: Instance) -> Cover:
        """How it overlaps with one place of a site."""
        found = (cover for cover in self.covers if cover[:2] == (site, instance))
        return next(found, Cover(site, instance, 0.0, 0.0))


@dataclass(frozen=True)
class Measured:
    """The muscle of that id on the skin.

    fibre_gap: trigger-point id -> mm from its X to the nearest fibre line. lies_on: the sites on whose skin its X are.
    """

    id: str
    drawn: Drawn
    zones: tuple[MeasuredZone, ...]
    fibre_gap: Mapping[str, float]
    lies_on: tuple[str, ...]


class Ruler:
    """Measures the muscles of a tree against its sites.

    known: an earlier document of the same landmarks and sites, which need not be drawn again.
    """

    def __init__(self, tree: Tree, known: Mapping[str, Any] | None = None) -> None:
        self.tree = tree
        self.samples: Samples = skin_samples()
        self.places = Places(tree.landmarks)
        self._known = known

    @cached_property
    def areas(self) -> Mapping[str, Any]:
        """The patches of every site that has an area of its own, as plain JSON values."""
        if self._known:
            areas: Mapping[str, Any] = self._known["areas"]
            return areas
        drawn = ((id, site.area) for id, site in sorted(self.tree.sites.items()) if site.area)
        return {id: [pack_patch(build_patch(self.places, shape)) for shape in shapes] for id, shapes in drawn}

    @cached_property
    def masks(self) -> dict[str, Bools]:
        """The samples of every site. A site without an area of its own is the union of its parts."""
        if self._known:
            prints = self._known["site_prints"]
            return {id: decode_mask(prints[id], len(self.samples.areas)) for id in self.tree.sites}
        parts = SiteTree(self.tree.sites).parts
        masks: dict[str, Bools] = {}

        def mask_of(id: str) -> Bools:
            if id not in masks:
                if id in self.areas:  # as the document holds it: what is measured is what is kept
                    mask = self.samples.inside([unpack_patch(raw) for raw in self.areas[id]])
                else:
                    mask = np.any([self._nothing, *map(mask_of, parts(id))], axis=0)
                # A site of the midline is symmetric: what an author drew on one side counts on both.
                midline = self.tree.sites[id].laterality == "midline"
                masks[id] = mask | self.samples.mirrored(mask) if midline else mask
            return masks[id]

        return {id: mask_of(id) for id in self.tree.sites}

    @property
    def _nothing(self) -> Bools:
        return np.zeros(len(self.samples.areas), dtype=bool)

    @cached_property
    def bare_mm2(self) -> float:
        """The area of the skin that belongs to no site, in square millimetres."""
        covered = np.any([self._nothing, *self.masks.values()], axis=0)
        return self.samples.area(~(covered | self.samples.mirrored(covered)))

    def instances(self, id: str) -> Iterator[tuple[Instance, Bools]]:
        """Yield the places of a site with their samples, as seen from a muscle of the left side."""
        mask = self.masks[id]
        if self.tree.sites[id].laterality == "midline":
            yield "midline", mask
        else:
            yield "same", mask
            yield "other", self.samples.mirrored(mask)

    def measure(self, muscle: Muscle) -> Measured:
        """Draw and measure one muscle."""
        drawn = draw_muscle(self.places, muscle)
        places = {id: anchor.positions(self.places.surface)[0] for id, anchor in drawn.points.items()}
        lines = np.concatenate([line.positions(self.places.surface) for line in drawn.fibres])
        gaps = {id: float(np.linalg.norm(lines - place, axis=1).min()) for id, place in places.items()}
        nearest = [int(np.square(self.samples.positions - place).sum(1).argmin()) for place in places.values()]
        lies_on = (id for id in sorted(self.tree.sites) if any(mask[nearest].any() for _, mask in self.instances(id)))
        zones = (self._zone(path, point.id, zone, drawn) for path, point, zone in zones_of(muscle))
        return Measured(muscle.id, drawn, tuple(zones), gaps, tuple(lies_on))

    def _zone(self, path: Path, point: str, zone: Zone, drawn: Drawn) -> MeasuredZone:
        mask = self.samples.inside(drawn.zones[point, zone.id])
        if zone.side != "same":
            mirrored = self.samples.mirrored(mask)
            mask = mirrored if zone.side == "other" else mask | mirrored
        size = self.samples.area(mask)
        covers: list[Cover] = []
        claimed = self._nothing
        for id in self.tree.sites if size else ():
            for instance, site in self.instances(id):
                if id in zone.sites and instance in claimed_instances(self.tree, zone, id):
                    claimed |= site
                shared = self.samples.area(mask & site)
                if shared > 0:
                    of_site, of_zone = shared / self.samples.area(site), shared / size
                    if of_site >= KEPT or of_zone >= KEPT:
                        covers.append(Cover(id, instance, round(of_site, PLACES), round(of_zone, PLACES)))
        on_claimed = self.samples.area(mask & claimed) / size if size else 0.0
        return MeasuredZone(point, path, zone, mask, size, tuple(covers), on_claimed)

    def misses(self, record: Record) -> Iterator[tuple[Path, float]]:
        """Yield (path, mm) of the coordinates and every shifted point in a record: how far from there the skin lies."""
        if isinstance(record, Landmark) and record.at is not None:
            yield ("at",), float(np.linalg.norm(self.places.place(record.id).position - np.array(record.at, dtype=float)))
        for path, value, _ in inside(record):
            if isinstance(value, From):
                yield (*path, "shift"), self.places.miss(value)


def claimed_instances(tree: Tree, zone: Zone, site: str) -> tuple[Instance, ...]:
    """Return the places of a site that a zone claims when it names the site."""
    laterality = tree.sites[site].laterality
    if laterality == "midline":
        return ("midline",)
    if zone.side == "both":  # a single organ's place, such as the heart's, is met from one side only
        return ("same", "other") if laterality == "paired" else ("same",)
    return (zone.side,)
