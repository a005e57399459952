"""Checks of the drawing against the claim: what a muscle's words say and what its shapes cover on the skin."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from ...errors import Problem
from ...model import Zone
from ...reading import Kind, Tree
from ...sites import SiteTree
from ..measured import Measured, MeasuredZone, Ruler, claimed_instances
from . import rules
from .rules import violation


def check_points_on_body(ruler: Ruler, kind: Kind, id: str) -> Iterator[Problem]:
    """The coordinates and every shift in a record lead to skin, not into the air."""
    for path, miss in ruler.misses(ruler.tree.records(kind)[id]):
        if miss > rules.OFF_BODY_MM:
            yield violation(ruler.tree, kind, id, path, "off-body", miss=miss)


def check_zones_have_skin(tree: Tree, measured: Measured) -> Iterator[Problem]:
    """No zone is too small to hold any skin."""
    for zone in measured.zones:
        if zone.mm2 <= 0:
            yield violation(tree, "muscle", measured.id, (*zone.path, "shapes"), "zone-empty")


def check_claims_are_drawn(tree: Tree, measured: Measured) -> Iterator[Problem]:
    """Every site a zone claims is covered by its drawing, on every side the zone names."""
    for zone in _with_skin(measured):
        if zone.on_claimed == 0:
            continue  # it lies elsewhere altogether, which `check_zone_on_its_sites` says once
        for number, site in enumerate(zone.record.sites):
            if site in _excused(zone.record, "uncovered"):
                continue
            covers = (zone.cover(site, instance) for instance in claimed_instances(tree, zone.record, site))
            # The two sides of a zone on both are mirror images: one of them is told.
            for cover in [one for one in covers if one.of_site < rules.CLAIM_OF_SITE and one.of_zone < rules.CLAIM_OF_ZONE][:1]:
                yield violation(tree, "muscle", measured.id, (*zone.path, "sites", number), "claim-not-drawn", **cover._asdict())


def check_drawing_is_claimed(tree: Tree, measured: Measured) -> Iterator[Problem]:
    """Every site a zone covers to a large part is claimed, by itself or by a larger site."""
    sites = SiteTree(tree.sites)
    for zone in _with_skin(measured):
        settled = _excused(zone.record, "unclaimed")
        for cover in zone.covers:
            if cover.of_site < rules.MUST_CLAIM or cover.site in settled or sites.parts(cover.site):
                continue
            settled.add(cover.site)  # its other side would only say the same again
            if not set(sites.wholes(cover.site)) & set(zone.record.sites):
                path, said = (*zone.path, "sites"), cover._asdict()
                yield violation(tree, "muscle", measured.id, path, "drawing-not-claimed", nearest=cover.site, **said)


def check_zone_on_its_sites(tree: Tree, measured: Measured) -> Iterator[Problem]:
    """A zone lies on the body part it names."""
    for zone in _with_skin(measured):
        if zone.on_claimed < rules.ON_CLAIMED:
            others = [cover for cover in zone.covers if cover.site not in zone.record.sites]
            best = max(others, key=lambda cover: (cover.of_zone, cover.of_site), default=None)
            near = f"{best.site} (holds {best.of_zone:.0%})" if best else ""
            path = (*zone.path, "shapes")
            yield violation(tree, "muscle", measured.id, path, "zone-off-its-sites", nearest=near, share=zone.on_claimed)


def check_points_on_fibres(tree: Tree, measured: Measured) -> Iterator[Problem]:
    """An X lies on its own muscle's fibres."""
    for number, point in enumerate(tree.muscles[measured.id].trigger_points):
        gap = measured.fibre_gap[point.id]
        if gap > rules.FIBRE_GAP_MM and point.off_fibres is None:
            yield violation(tree, "muscle", measured.id, ("trigger_points", number, "point"), "point-off-fibres", gap=gap)


MUSCLE_CHECKS: Final[tuple[Callable[[Tree, Measured], Iterable[Problem]], ...]] = (
    check_zones_have_skin,
    check_claims_are_drawn,
    check_drawing_is_claimed,
    check_zone_on_its_sites,
    check_points_on_fibres,
)


def check_muscle(ruler: Ruler, measured: Measured) -> tuple[Problem, ...]:
    """Every check of one muscle's drawing. Where points are off the body only they are reported: the rest follows."""
    astray = tuple(check_points_on_body(ruler, "muscle", measured.id))
    return astray or tuple(problem for check in MUSCLE_CHECKS for problem in check(ruler.tree, measured))


def check_sites_are_drawn(ruler: Ruler) -> Iterator[Problem]:
    """No site is empty, and together they cover the skin."""
    for id, mask in ruler.masks.items():
        if not mask.any():
            yield violation(ruler.tree, "site", id, ("area",), "site-empty")
    if ruler.bare_mm2 > rules.BARE_SHARE * float(ruler.samples.areas.sum()):
        said = rules.RULES["skin-without-site"]
        yield Problem("", 0, 0, "sites", said.found.format(bare=ruler.bare_mm2 / 100), said.allowed, rule="skin-without-site")


def _with_skin(measured: Measured) -> list[MeasuredZone]:
    return [zone for zone in measured.zones if zone.mm2 > 0]


def _excused(zone: Zone, rule: str) -> set[str]:
    return {exception.site for exception in zone.exceptions if exception.rule == rule}
