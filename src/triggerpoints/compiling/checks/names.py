"""Checks of names: whoever looks something up by name must find one thing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...errors import Problem
from ...reading import Kind, Path, Tree
from ...text import fold, show

Named = tuple[str, Path, str]
"""id of the record, path of the name in it, the name"""


def check_muscle_names(tree: Tree) -> Iterator[Problem]:
    """No two muscles share an id, a name or a synonym, however it is spelt."""
    names: list[Named] = []
    for id, muscle in tree.muscles.items():
        names.append((id, ("id",), id))
        names.append((id, ("names", "english"), muscle.names.english))
        if muscle.names.latin is not None:
            names.append((id, ("names", "latin"), muscle.names.latin))
        names += [(id, ("names", "synonyms", index), name) for index, name in enumerate(muscle.names.synonyms)]
    yield from _clashes(tree, "muscle", names)


def check_site_names(tree: Tree) -> Iterator[Problem]:
    """No two pain sites share an id or a name. Lay names may be shared: people do call several places the same."""
    names: list[Named] = []
    for id, site in tree.sites.items():
        names.append((id, (), id))
        names.append((id, ("name",), site.name))
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
        for key in ("lay_names", "clinical_names"):
            own += [(id, (key, index), name) for index, name in enumerate(getattr(complaint, key))]
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
        names.append((id, ("name",), symptom.name))
        names += [(id, ("lay_names", index), name) for index, name in enumerate(symptom.lay_names)]
    yield from _clashes(tree, "symptom", names)


def check_segments(tree: Tree) -> Iterator[Problem]:
    """No two segments have the same number."""
    first: dict[str, str] = {}
    for id, segment in tree.segments.items():
        if first.setdefault(segment.choir, id) != id:
            found, allowed = f"{segment.choir}, which {first[segment.choir]} has too", "each number once"
            yield tree.problem("segment", id, ("choir",), found=found, allowed=allowed, rule="segment-twice")


def check_identifiers(tree: Tree) -> Iterator[Problem]:
    """No two muscles have the same identifier of a public terminology."""
    for key in ("uberon", "fma", "ta98"):
        first: dict[str, str] = {}
        for id, muscle in tree.muscles.items():
            code = getattr(muscle.identifiers, key)
            if code is not None and first.setdefault(code, id) != id:
                yield tree.problem(
                    "muscle",
                    id,
                    ("identifiers", key),
                    found=f"{code}, which {first[code]} has too",
                    allowed="an identifier of this muscle alone",
                    rule="shared-identifier",
                )


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
