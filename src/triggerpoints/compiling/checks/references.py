"""Checks of references: what a record names must exist, and nothing may lead back to itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ...errors import Problem
from ...reading import Kind, Tree
from ...text import nearest, show
from .walk import (
    Path,
    Reference,
    caution_references,
    landmark_references,
    point_landmarks,
    site_references,
    source_references,
    view_references,
)


def check_sources_exist(tree: Tree) -> Iterator[Problem]:
    """Every citation names a source of the list of sources."""
    yield from _unknown(tree, source_references(tree), "source")


def check_sites_exist(tree: Tree) -> Iterator[Problem]:
    """Every pain site that is claimed, excepted or named as parent exists."""
    yield from _unknown(tree, site_references(tree), "site")


def check_landmarks_exist(tree: Tree) -> Iterator[Problem]:
    """Every point rests on landmarks that exist."""
    yield from _unknown(tree, landmark_references(tree), "landmark")


def check_named_points(tree: Tree) -> Iterator[Problem]:
    """No named point of a muscle's file has the name of a landmark."""
    for id in tree.muscles:
        origin = tree.origins.get(("muscle", id))
        for name in origin.form.written if origin and origin.form else ():
            if name in tree.landmarks:
                found = f"a named point that has the name of the landmark {show(name)}"
                yield tree.problem("muscle", id, ("points", name), found=found, allowed="another name", rule="name-of-landmark")


def check_views_exist(tree: Tree) -> Iterator[Problem]:
    """Every view that a feature names exists."""
    yield from _unknown(tree, view_references(tree), "view")


def check_cautions_exist(tree: Tree) -> Iterator[Problem]:
    """Every caution that a complaint names exists."""
    yield from _unknown(tree, caution_references(tree), "caution")


def check_part_of(tree: Tree) -> Iterator[Problem]:
    """No muscle is, directly or through others, a part of itself. The whole itself need not be in the catalogue."""
    parents = {id: (muscle.part_of,) for id, muscle in tree.muscles.items() if muscle.part_of is not None}
    yield from _cycles(tree, "muscle", parents, ("part_of",), "another muscle or group")


def check_site_parents(tree: Tree) -> Iterator[Problem]:
    """No pain site is, directly or through others, a part of itself."""
    parents = {id: (site.parent,) for id, site in tree.sites.items() if site.parent is not None}
    yield from _cycles(tree, "site", parents, ("parent",), "another site")


def check_landmarks_rest_on_others(tree: Tree) -> Iterator[Problem]:
    """No landmark is defined, directly or through others, by itself."""
    bases = {
        id: tuple(target for _, target in point_landmarks(landmark.point, ()))
        for id, landmark in tree.landmarks.items()
        if landmark.point is not None
    }
    yield from _cycles(tree, "landmark", bases, ("point",), "landmarks that do not rest on this one")


def _unknown(tree: Tree, references: Iterable[Reference], kind: Kind) -> Iterator[Problem]:
    found: dict[Problem, None] = {}  # what trigger points share, or a file says once for all, is at fault once
    for reference in references:
        if tree.has(kind, reference.target):
            continue
        near = nearest(reference.target, tree.records(kind), 1)
        problem = tree.problem(
            reference.kind,
            reference.id,
            reference.path,
            found=f"the unknown {kind} {show(reference.target)}",
            allowed=f"the id of a {kind}",
            nearest=near[0] if near else "",
            rule=f"unknown-{kind}",
            word=reference.target if kind == "landmark" else "",
        )
        found[problem] = None
    yield from found


def _cycles(tree: Tree, kind: Kind, edges: Mapping[str, tuple[str, ...]], path: Path, allowed: str) -> Iterator[Problem]:
    """Yield a problem for every record from which a walk along `edges` comes back to it."""
    for start in edges:
        way = _way_back(start, edges)
        if way:
            found = f"{show(start)} itself" if len(way) == 1 else f"a circle: {' -> '.join([start, *way])}"
            yield tree.problem(kind, start, path, found=found, allowed=allowed, rule=f"{kind}-circle")


def _way_back(start: str, edges: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Return the shortest walk from `start` back to it (without the first step's start), or nothing."""
    ways = [[step] for step in edges[start]]
    seen: set[str] = set()
    for way in ways:  # grows while it is walked: breadth first
        last = way[-1]
        if last == start:
            return way
        if last not in seen:
            seen.add(last)
            ways += [[*way, step] for step in edges.get(last, ())]
    return []
