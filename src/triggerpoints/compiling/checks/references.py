"""Checks of references: what a record names must exist, and nothing may lead back to itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...errors import Problem
from ...reading import Kind, Path, Tree
from ...text import nearest, show
from .walk import inside, walk


def check_references(tree: Tree) -> Iterator[Problem]:
    """Every source, site, landmark, view and caution that a record names exists."""
    told: dict[Problem, None] = {}  # what trigger points share, or a file says once for all, is at fault once
    for kind, id, (path, target, wanted) in walk(tree):
        if wanted is None or not isinstance(target, str) or tree.has(wanted, target):
            continue
        near = nearest(target, tree.records(wanted), 1)
        problem = tree.problem(
            kind,
            id,
            path,
            found=f"the unknown {wanted} {show(target)}",
            allowed=f"the id of a {wanted}",
            nearest=near[0] if near else "",
            rule=f"unknown-{wanted}",
            word=target if wanted == "landmark" else "",
        )
        told[problem] = None
    yield from told


def check_named_points(tree: Tree) -> Iterator[Problem]:
    """No named point of a muscle's file has the name of a landmark."""
    for id in tree.muscles:
        origin = tree.origins.get(("muscle", id))
        for name in origin.form.written if origin and origin.form else ():
            if name in tree.landmarks:
                found = f"a named point that has the name of the landmark {show(name)}"
                yield tree.problem("muscle", id, ("points", name), found=found, allowed="another name", rule="name-of-landmark")


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
        id: tuple(str(value) for _, value, refers in inside(landmark) if refers == "landmark")
        for id, landmark in tree.landmarks.items()
    }
    yield from _cycles(tree, "landmark", bases, ("point",), "landmarks that do not rest on this one")


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
