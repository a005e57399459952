"""Checks of names: whoever looks something up by name must find one thing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from typing import Final, TypeVar

from ...errors import Problem
from ...reading import Kind, Path, Tree
from ...text import fold, show
from ..terms import names_of_site
from .rules import violation

T = TypeVar("T")

Named = tuple[str, Path, str]
"""The id of a record, the path of a name in it, and the name."""

_NAMES: Final[dict[Kind, tuple[str, ...]]] = {
    "muscle": ("id", "names.english", "names.latin", "names.synonyms"),
    "site": ("id", "name"),  # lay names may be shared: people do call several places the same
    "complaint": ("name", "lay_names", "clinical_names"),
    "symptom": ("name", "lay_names"),
}
"""The fields of each kind of record by which it is found."""

_CODES: Final[tuple[tuple[Kind, str, str], ...]] = (
    ("segment", "choir", "segment-twice"),
    *(("muscle", f"identifiers.{key}", "shared-identifier") for key in ("uberon", "fma", "ta98")),
)
"""Fields with codes of a public list, each with the rule that it breaks when two records share one."""


def check_names(tree: Tree) -> Iterator[Problem]:
    """No two muscles, pain sites, complaints or symptoms share an id or a name, however it is spelt."""
    for kind, fields in _NAMES.items():
        for (id, path, name), (owner, _, other) in again(_named(tree, kind, *fields), lambda named: fold(named[2])):
            if owner != id:
                yield violation(tree, kind, id, path, "{kind}-name-clash", name=show(name), owner=owner, other=show(other))


def check_complaint_names(tree: Tree) -> Iterator[Problem]:
    """No complaint has a name of a pain site: whoever types it must be understood one way."""
    owners = {fold(name): id for id, site in tree.sites.items() for name in names_of_site(id, site)}
    for id, path, name in _named(tree, "complaint", *_NAMES["complaint"]):
        if fold(name) in owners:
            yield violation(tree, "complaint", id, path, "complaint-name-clash", name=show(name), owner=owners[fold(name)])


def check_codes(tree: Tree) -> Iterator[Problem]:
    """No two segments have the same number, and no two muscles the same identifier of a public terminology."""
    for kind, field, rule in _CODES:
        for (id, path, code), (owner, _, _) in again(_named(tree, kind, field), lambda named: named[2]):
            yield violation(tree, kind, id, path, rule, name=code, owner=owner)


def again(items: Iterable[T], key: Callable[[T], str]) -> Iterator[tuple[T, T]]:
    """Yield every item whose key an earlier one has, with the first of those."""
    first: dict[str, T] = {}
    for item in items:
        earlier = first.setdefault(key(item), item)
        if earlier is not item:
            yield item, earlier


def _named(tree: Tree, kind: Kind, *fields: str) -> Iterator[Named]:
    """Yield what the fields of all records of a kind hold: a name, a list of names or nothing."""
    for id, record in tree.records(kind).items():
        for field in fields:
            value = attrgetter(field)(record)
            # The id of a record that shares its file with others is the key under which it stands.
            path: Path = () if field == "id" and kind != "muscle" else tuple(field.split("."))
            if isinstance(value, tuple):
                yield from ((id, (*path, index), name) for index, name in enumerate(value))
            elif value is not None:
                yield id, path, value
