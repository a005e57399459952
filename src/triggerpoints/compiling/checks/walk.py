"""One walk over the fields of a record: every value inside it, with its path and the kind of record that a text refers to."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, get_args

from ...model import Muscle, Record, TriggerPoint, Zone
from ...model.base import Refers
from ...reading import Kind, Path


def inside(value: Any, path: Path = (), refers: Kind | None = None) -> Iterator[tuple[Path, Record | str, Kind | None]]:
    """Yield (path, value, kind it refers to) of the records and texts in a value, each before what is in it.

    Paths have the keys that the files have.
    """
    if isinstance(value, Record):
        yield path, value, None
        for name, key, kind in _fields(type(value)):
            yield from inside(getattr(value, name), (*path, key), kind)
    elif isinstance(value, tuple):
        for index, one in enumerate(value):
            yield from inside(one, (*path, index), refers)
    elif isinstance(value, str):
        yield path, value, refers


def zones_of(muscle: Muscle) -> Iterator[tuple[Path, TriggerPoint, Zone]]:
    """Yield (path, trigger point, zone) of every zone of a muscle."""
    for n, point in enumerate(muscle.trigger_points):
        for z, zone in enumerate(point.zones):
            yield ("trigger_points", n, "zones", z), point, zone


@cache
def _fields(model: type[Record]) -> tuple[tuple[str, str, Kind | None], ...]:
    """Name, key in the file and kind referred to, of every field."""
    model.model_rebuild()  # resolves the forward references of the recursive types; does nothing when that is done
    fields = model.model_fields.items()
    return tuple((name, info.alias or name, _kind(*info.metadata, info.annotation)) for name, info in fields)


def _kind(*parts: Any) -> Kind | None:
    """Return the kind of the first mark in parts of a type, or in what they consist of."""
    kinds = (part.kind if isinstance(part, Refers) else _kind(*get_args(part)) for part in parts)
    return next((kind for kind in kinds if kind), None)
