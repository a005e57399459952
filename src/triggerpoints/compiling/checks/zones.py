"""Checks of trigger points, zones and sites that need no geometry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...errors import WARNING, Problem
from ...model import TriggerPoint, Zone
from ...reading import Path, Tree
from ...text import show


def check_trigger_points_distinct(tree: Tree) -> Iterator[Problem]:
    """Ids and labels of trigger points are unique within a muscle, ids of zones within a trigger point."""
    for id, muscle in tree.muscles.items():
        numbered = list(enumerate(muscle.trigger_points))
        ids = [(("trigger_points", n, "id"), point.id) for n, point in numbered]
        labels = [(("trigger_points", n, "label"), point.label) for n, point in numbered]
        yield from _repeated(tree, id, ids, "trigger point id")
        yield from _repeated(tree, id, labels, "label")
        for n, point in numbered:
            zones = [(("trigger_points", n, "zones", z, "id"), zone.id) for z, zone in enumerate(point.zones)]
            yield from _repeated(tree, id, zones, "zone id")


def check_essential_zone(tree: Tree) -> Iterator[Problem]:
    """A trigger point has an essential zone: spillover alone would spill from nothing."""
    for id, path, point in _trigger_points(tree):
        if point.zones and all(zone.strength == "spillover" for zone in point.zones):
            yield tree.problem(
                "muscle",
                id,
                (*path, "zones"),
                found="spillover zones only",
                allowed="at least one essential zone",
                rule="no-essential-zone",
                severity=WARNING,
            )


def check_other_side_described(tree: Tree) -> Iterator[Problem]:
    """A zone that reaches the other side of the body is rare enough to need a word on it."""
    for id, path, zone in _zones(tree):
        if zone.side != "same" and zone.description is None:
            yield tree.problem(
                "muscle",
                id,
                (*path, "side"),
                found=f"side {zone.side} without a description",
                allowed="a description that says what is felt on the other side",
                rule="other-side-undescribed",
                severity=WARNING,
            )


def check_other_side_of_midline(tree: Tree) -> Iterator[Problem]:
    """A zone on the other side does not claim a site of the midline alone: that has no other side."""
    for id, path, zone in _zones(tree):
        sites = [tree.sites[site] for site in zone.sites if site in tree.sites]
        if zone.side == "other" and sites and all(site.laterality == "midline" for site in sites):
            yield tree.problem(
                "muscle",
                id,
                (*path, "side"),
                found="side other for sites of the midline",
                allowed="same, both, or a paired site",
                rule="other-side-midline",
                severity=WARNING,
            )


def check_exceptions(tree: Tree) -> Iterator[Problem]:
    """An exception fits the zone: `uncovered` is about a claimed site, `unclaimed` about another, each site once."""
    for id, path, zone in _zones(tree):
        seen: set[str] = set()
        for index, exception in enumerate(zone.exceptions):
            place = (*path, "exceptions", index, "site")
            claimed = exception.site in zone.sites
            if exception.site in seen:
                found, allowed = f"{show(exception.site)} twice", "each site once"
            elif claimed and exception.rule == "unclaimed":
                found, allowed = f"{show(exception.site)}, which the zone claims", "a site that it does not claim"
            elif not claimed and exception.rule == "uncovered":
                found, allowed = f"{show(exception.site)}, which the zone does not claim", "a site that it claims"
            else:
                seen.add(exception.site)
                continue
            yield tree.problem("muscle", id, place, found=found, allowed=allowed, rule="idle-exception")


def check_sites_have_skin(tree: Tree) -> Iterator[Problem]:
    """A pain site has an area of its own or children that make it up."""
    if "site" in tree.unread or any(kind == "site" for kind, _ in tree.broken):
        return  # a faulty site may be the missing child
    parents = {site.parent for site in tree.sites.values()}
    for id, site in tree.sites.items():
        if not site.area and id not in parents:
            yield tree.problem(
                "site", id, (), found="neither an area nor children", allowed="one of them", rule="site-without-skin"
            )


def _trigger_points(tree: Tree) -> Iterator[tuple[str, Path, TriggerPoint]]:
    for id, muscle in tree.muscles.items():
        for number, point in enumerate(muscle.trigger_points):
            yield id, ("trigger_points", number), point


def _zones(tree: Tree) -> Iterator[tuple[str, Path, Zone]]:
    for id, path, point in _trigger_points(tree):
        for number, zone in enumerate(point.zones):
            yield id, (*path, "zones", number), zone


def _repeated(tree: Tree, id: str, named: Iterable[tuple[Path, str]], what: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for path, name in named:
        if name in seen:
            yield tree.problem("muscle", id, path, found=f"{show(name)} again", allowed=f"each {what} once", rule="repeated-id")
        seen.add(name)
