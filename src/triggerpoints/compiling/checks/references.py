"""Checks of references: what a record names must exist, and nothing may lead back to itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...errors import Problem
from ...model import KINDS
from ...reading import Tree
from ...text import nearest, show
from .rules import violation
from .walk import inside


def check_references(tree: Tree) -> Iterator[Problem]:
    """Every source, site, landmark, view and caution that a record names exists."""
    told: dict[Problem, None] = {}  # what trigger points share, or a file says once for all, is at fault once
    for kind in KINDS:
        for id, record in tree.records(kind).items():
            for path, target, refers in inside(record):
                if refers is not None and isinstance(target, str) and not tree.has(refers, target):
                    near = "".join(nearest(target, tree.records(refers), 1))
                    word = target if refers == "landmark" else ""
                    said = {"refers": refers, "name": show(target)}
                    told[violation(tree, kind, id, path, "unknown-{refers}", nearest=near, word=word, **said)] = None
    yield from told


def check_named_points(tree: Tree) -> Iterator[Problem]:
    """No named point of a muscle's file has the name of a landmark."""
    for id in tree.muscles:
        origin = tree.origins.get(("muscle", id))
        for name in origin.form.written if origin and origin.form else ():
            if name in tree.landmarks:
                yield violation(tree, "muscle", id, ("points", name), "name-of-landmark", name=show(name))


def check_circles(tree: Tree) -> Iterator[Problem]:
    """No muscle, site or landmark is, directly or through others, a part of itself or defined by itself."""
    # The muscle or group of which a muscle is a part need not be in the catalogue.
    for kind, field in (("muscle", "part_of"), ("site", "parent"), ("landmark", "point")):
        edges = {
            id: [value for _, value, _ in inside(getattr(record, field)) if isinstance(value, str)]
            for id, record in tree.records(kind).items()
        }
        for start in edges:
            way = _way_back(start, edges)
            if way:
                told = f"{show(start)} itself" if len(way) == 1 else f"a circle: {' -> '.join([start, *way])}"
                yield violation(tree, kind, start, (field,), f"{kind}-circle", way=told)


def _way_back(start: str, edges: Mapping[str, list[str]]) -> list[str]:
    """Return the shortest walk from `start` back to it (without the first step's start), or nothing."""
    ways = [[step] for step in edges[start]]
    seen: set[str] = set()
    for way in ways:  # grows while it is walked: breadth first
        last = way[-1]
        if last == start:
            return way
        if last not in seen:
            seen.add(last)
            ways += [[*way, step] for step in edges.get(last, [])]
    return []
