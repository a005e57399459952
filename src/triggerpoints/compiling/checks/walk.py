"""One walk over all records: every value inside them, with its path and the kind of record that a text refers to."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple, get_args

from ...model import KINDS, Record
from ...model.base import Refers
from ...reading import Kind, Path, Tree


class Value(NamedTuple):
    """A record inside a record, or a text. refers: the kind of record whose id the text is, if it is one."""

    path: Path
    value: Record | str
    refers: Kind | None


def walk(tree: Tree) -> Iterator[tuple[Kind, str, Value]]:
    """Yield (kind, id, value) for everything in every record of the tree."""
    for kind in KINDS:
        for id, record in tree.records(kind).items():
            for value in inside(record):
                yield kind, id, value


def inside(value: Any, path: Path = (), refers: Kind | None = None) -> Iterator[Value]:
    """Yield the records and texts in a value, each before what is in it. Paths have the keys that the files have."""
    if isinstance(value, Record):
        yield Value(path, value, None)
        for name, key, kind in _fields(type(value)):
            yield from inside(getattr(value, name), (*path, key), kind)
    elif isinstance(value, tuple):
        for index, one in enumerate(value):
            yield from inside(one, (*path, index), refers)
    elif isinstance(value, str):
        yield Value(path, value, refers)


@cache
def _fields(model: type[Record]) -> tuple[tuple[str, str, Kind | None], ...]:
    """Name, key in the file and kind referred to, of every field."""
    model.model_rebuild()  # resolves the forward references of the recursive types; does nothing when that is done
    fields = model.model_fields.items()
    return tuple((name, info.alias or name, _kind(info.annotation, info.metadata)) for name, info in fields)


def _kind(annotation: Any, metadata: Any) -> Kind | None:
    for mark in metadata:
        if isinstance(mark, Refers):
            return mark.kind
    kinds = (_kind(part, getattr(part, "__metadata__", ())) for part in get_args(annotation))
    return next((kind for kind in kinds if kind), None)
