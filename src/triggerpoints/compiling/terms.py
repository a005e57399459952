"""Everything that can be asked for, by every name it has: what free text is read against."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Site
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
    symptoms = dict.fromkeys(term for term in _symptoms(tree) if fold(term[0]) not in taken)
    return [list(term) for term in sorted([*places, *symptoms], key=lambda term: term[1:])]


def names_of_site(id: str, site: Site) -> tuple[str, ...]:
    """Return every name of a pain site, its id first."""
    return (id, site.name, *site.lay_names, *((site.latin,) if site.latin else ()))


def symptom_muscles(tree: Tree) -> dict[str, dict[str, list[str]]]:
    """Return, by symptom id and muscle id, what the muscle's data call the symptom."""
    ids = {fold(name): id for id, one in tree.symptoms.items() for name in (one.name, *one.lay_names)}
    table: dict[str, dict[str, list[str]]] = {}
    for key, muscle in sorted(tree.muscles.items()):
        for symptom in muscle.symptoms:
            name = fold(symptom.symptom)
            table.setdefault(ids.get(name, name.replace(" ", "_")), {}).setdefault(key, []).append(symptom.symptom)
    return dict(sorted(table.items()))


def symptom_names(tree: Tree) -> dict[str, str]:
    """Return the name to print of every symptom by its id."""
    return {
        id: tree.symptoms[id].name if id in tree.symptoms else next(iter(muscles.values()))[0]
        for id, muscles in symptom_muscles(tree).items()
    }


def _places(tree: Tree) -> Iterator[tuple[str, str, str]]:
    for id, site in tree.sites.items():
        for name in names_of_site(id, site):
            yield name, "site", id
    for id, complaint in tree.complaints.items():
        for name in (id, complaint.name, *complaint.lay_names, *complaint.clinical_names):
            yield name, "complaint", id
    for id, caution in tree.cautions.items():
        for name in (caution.name, *caution.said) if caution.said else ():
            yield name, "caution", id


def _symptoms(tree: Tree) -> Iterator[tuple[str, str, str]]:
    """A symptom that no muscle has explains nothing: it is left out."""
    for id, muscles in symptom_muscles(tree).items():
        listed = (tree.symptoms[id].name, *tree.symptoms[id].lay_names) if id in tree.symptoms else ()
        for name in (*listed, *(word for words in muscles.values() for word in words)):
            yield name, "symptom", id
