"""Everything that can be asked for, by every name it has: what free text is read against."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..reading import Tree
from ..text import fold


def terms(tree: Tree) -> list[list[str]]:
    """Return [name, kind, id] of all that can be asked for: sites, complaints, symptoms, and cautions with words of their own.

    They stand in the order of kinds and ids. Of each the id comes first, then the name to print, then the others.

    A symptom is known by what the muscles' data call it: the id of `symptoms` when it is listed there, else its folded name.
    Where a symptom shares its name with a site or a complaint, the name means those: they say where it hurts.
    """
    places = dict.fromkeys(_places(tree))
    taken = {fold(name) for name, _, _ in places}
    symptoms = dict.fromkeys((name, "symptom", id) for name, id in _symptoms(tree) if fold(name) not in taken)
    return [list(term) for term in sorted([*places, *symptoms], key=lambda term: term[1:])]


def symptom_ids(tree: Tree) -> dict[str, str]:
    """Return the id of every symptom by its folded name: one of `symptoms`, or the folded name itself with underscores."""
    listed = {fold(name): id for id, one in tree.symptoms.items() for name in (one.name, *one.lay_names)}
    used = {fold(symptom.symptom) for muscle in tree.muscles.values() for symptom in muscle.symptoms}
    return listed | {name: name.replace(" ", "_") for name in used - listed.keys()}


def symptom_muscles(tree: Tree) -> dict[str, dict[str, list[str]]]:
    """Return, by symptom id and muscle id, what the muscle's data call the symptom."""
    ids = symptom_ids(tree)
    table: dict[str, dict[str, list[str]]] = {}
    for key, muscle in sorted(tree.muscles.items()):
        for symptom in muscle.symptoms:
            table.setdefault(ids[fold(symptom.symptom)], {}).setdefault(key, []).append(symptom.symptom)
    return dict(sorted(table.items()))


def symptom_names(tree: Tree) -> dict[str, str]:
    """Return the name to print of every symptom by its id."""
    return {
        id: tree.symptoms[id].name if id in tree.symptoms else next(iter(muscles.values()))[0]
        for id, muscles in symptom_muscles(tree).items()
    }


def _places(tree: Tree) -> Iterator[tuple[str, str, str]]:
    for id, site in tree.sites.items():
        for name in (id, site.name, *site.lay_names, *((site.latin,) if site.latin else ())):
            yield name, "site", id
    for id, complaint in tree.complaints.items():
        for name in (id, complaint.name, *complaint.lay_names, *complaint.clinical_names):
            yield name, "complaint", id
    for id, caution in tree.cautions.items():
        for name in dict.fromkeys((caution.name, *caution.said)) if caution.said else ():
            yield name, "caution", id


def _symptoms(tree: Tree) -> Iterable[tuple[str, str]]:
    ids = symptom_ids(tree)
    used = {ids[fold(symptom.symptom)] for muscle in tree.muscles.values() for symptom in muscle.symptoms}
    for id, one in tree.symptoms.items():
        if id in used:  # a symptom that no muscle has explains nothing
            for name in (one.name, *one.lay_names):
                yield name, id
    for muscle in tree.muscles.values():
        for symptom in muscle.symptoms:
            yield symptom.symptom, ids[fold(symptom.symptom)]
