"""Checks of names: whoever looks something up by name must find one thing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...errors import Problem
from ...reading import Kind, Path, Tree
from ...text import fold, show

Named = tuple[str, Path, str]
"""The id of a record, the path of a name in it, and the name."""


def check_muscle_names(tree: Tree) -> Iterator[Problem]:
    """No two muscles share an id, a name or a synonym, however it is spelt."""
    names: list[Named] = []
    for id, muscle in tree.muscles.items():
        names += [(id, ("id",), id), (id, ("names", "english"), muscle.names.english)]
        names += [(id, ("names", "latin"), muscle.names.latin)] if muscle.names.latin is not None else []
        names += _listed(id, ("names", "synonyms"), muscle.names.synonyms)
    yield from _clashes(tree, "muscle", names)


def check_site_names(tree: Tree) -> Iterator[Problem]:
    """No two pain sites share an id or a name. Lay names may be shared: people do call several places the same."""
    names = [name for id, site in tree.sites.items() for name in ((id, (), id), (id, ("name",), site.name))]
    yield from _clashes(tree, "site", names)


def check_complaint_names(tree: Tree) -> Iterator[Problem]:
    """No two complaints share a name, and none has a pain site's: whoever types it must be understood one way."""
    names: list[Named] = []
    of_sites = {
        fold(name): id
        for id, site in tree.sites.items()
        for name in (id, site.name, *site.lay_names, *((site.latin,) if site.latin else ()))
    }
    for id, complaint in tree.complaints.items():
        own: list[Named] = [(id, ("name",), complaint.name)]
        own += [*_listed(id, ("lay_names",), complaint.lay_names), *_listed(id, ("clinical_names",), complaint.clinical_names)]
        for _, path, name in own:
            if fold(name) in of_sites:
                yield tree.problem(
                    "complaint",
                    id,
                    path,
                    found=f"{show(name)}, which is a name of the site {of_sites[fold(name)]}",
                    allowed="a name of this complaint alone",
                    rule="complaint-name-clash",
                )
        names += own
    yield from _clashes(tree, "complaint", names)


def check_symptom_names(tree: Tree) -> Iterator[Problem]:
    """No two symptoms share a name."""
    names: list[Named] = []
    for id, symptom in tree.symptoms.items():
        names += [(id, ("name",), symptom.name), *_listed(id, ("lay_names",), symptom.lay_names)]
    yield from _clashes(tree, "symptom", names)


def check_segments(tree: Tree) -> Iterator[Problem]:
    """No two segments have the same number."""
    numbers = [(id, ("choir",), segment.choir) for id, segment in tree.segments.items()]
    yield from _shared(tree, "segment", numbers, "each number once", "segment-twice")


def check_identifiers(tree: Tree) -> Iterator[Problem]:
    """No two muscles have the same identifier of a public terminology."""
    for key in ("uberon", "fma", "ta98"):
        codes = [(id, ("identifiers", key), getattr(muscle.identifiers, key)) for id, muscle in tree.muscles.items()]
        given = [named for named in codes if named[2] is not None]
        yield from _shared(tree, "muscle", given, "an identifier of this muscle alone", "shared-identifier")


def _shared(tree: Tree, kind: Kind, named: Iterable[Named], allowed: str, rule: str) -> Iterator[Problem]:
    """Yield a problem for every code that an earlier record has too."""
    first: dict[str, str] = {}
    for id, path, code in named:
        if first.setdefault(code, id) != id:
            yield tree.problem(kind, id, path, found=f"{code}, which {first[code]} has too", allowed=allowed, rule=rule)


def _listed(id: str, path: Path, names: Iterable[str]) -> list[Named]:
    return [(id, (*path, index), name) for index, name in enumerate(names)]


def _clashes(tree: Tree, kind: Kind, names: Iterable[Named]) -> Iterator[Problem]:
    first: dict[str, Named] = {}
    for named in names:
        id, path, name = named
        owner, _, other = first.setdefault(fold(name), named)
        if owner != id:
            yield tree.problem(
                kind,
                id,
                path,
                found=f"{show(name)}, which {owner} has as {show(other)}",
                allowed=f"a name of this {kind} alone",
                rule=f"{kind}-name-clash",
            )
