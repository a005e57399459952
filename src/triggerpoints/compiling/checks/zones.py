"""Checks of trigger points, zones and sites that need no geometry."""

from __future__ import annotations

from collections.abc import Iterator

from ...errors import Problem
from ...reading import Path, Tree
from ...text import show
from .names import again
from .rules import violation
from .walk import zones_of


def check_ids_distinct(tree: Tree) -> Iterator[Problem]:
    """Ids and labels of trigger points are unique within a muscle, ids of zones within a trigger point."""
    for id, muscle in tree.muscles.items():
        named: list[tuple[Path, str, str, str]] = []  # path, what it is, what it is an id within, the id
        for n, point in enumerate(muscle.trigger_points):
            named.append((("trigger_points", n, "id"), "trigger point id", "", point.id))
            named.append((("trigger_points", n, "label"), "label", "", point.label))
        named += [((*path, "id"), "zone id", str(path[1]), zone.id) for path, _, zone in zones_of(muscle)]
        for (path, what, _, name), _ in again(named, lambda one: "/".join(one[1:])):
            yield violation(tree, "muscle", id, path, "repeated-id", name=show(name), what=what)


def check_zones(tree: Tree) -> Iterator[Problem]:
    """A trigger point has an essential zone, since spillover alone would spill from nothing.

    A zone that reaches the other side of the body is rare enough to need a word on it. It does not claim sites of the midline
    alone: those have no other side.
    """
    for id, muscle in tree.muscles.items():
        for n, point in enumerate(muscle.trigger_points):
            if point.zones and all(zone.strength == "spillover" for zone in point.zones):
                yield violation(tree, "muscle", id, ("trigger_points", n, "zones"), "no-essential-zone")
        for path, _, zone in zones_of(muscle):
            if zone.side != "same" and zone.description is None:
                yield violation(tree, "muscle", id, (*path, "side"), "other-side-undescribed", side=zone.side)
            sites = [tree.sites[site] for site in zone.sites if site in tree.sites]
            if zone.side == "other" and sites and all(site.laterality == "midline" for site in sites):
                yield violation(tree, "muscle", id, (*path, "side"), "other-side-midline")


def check_exceptions(tree: Tree) -> Iterator[Problem]:
    """An exception fits the zone: `uncovered` is about a claimed site, `unclaimed` about another, each site once."""
    for id, muscle in tree.muscles.items():
        for path, _, zone in zones_of(muscle):
            numbered = list(enumerate(zone.exceptions))
            for (index, exception), _ in again(numbered, lambda one: one[1].site):
                place = (*path, "exceptions", index, "site")
                yield violation(tree, "muscle", id, place, "repeated-id", name=show(exception.site), what="site")
            for index, exception in numbered:
                claimed = exception.site in zone.sites
                if claimed != (exception.rule == "uncovered"):
                    said = ("claims", "does not claim") if claimed else ("does not claim", "claims")
                    place, site = (*path, "exceptions", index, "site"), show(exception.site)
                    yield violation(tree, "muscle", id, place, "idle-exception", site=site, claims=said[0], wanted=said[1])


def check_sites_have_skin(tree: Tree) -> Iterator[Problem]:
    """A pain site has an area of its own or children that make it up."""
    if "site" in tree.unread or any(kind == "site" for kind, _ in tree.broken):
        return  # a faulty site may be the missing child
    parents = {site.parent for site in tree.sites.values()}
    for id, site in tree.sites.items():
        if not site.area and id not in parents:
            yield violation(tree, "site", id, (), "site-without-skin")
