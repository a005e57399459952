"""The kinds of record, each registered once: as a field of `Records`.

`KINDS` derives everything else from that: the key of the kind's files, the models of an entry and of a whole file, and
whether the compiled document carries it. A further kind is a model and a field here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Annotated, Final, NamedTuple, get_args, get_type_hints

from pydantic import BeforeValidator, Field, create_model
from pydantic.json_schema import SkipJsonSchema

from .base import Record, broken, by_id
from .caution import Caution
from .complaint import Complaint, SymptomName
from .landmark import Landmark
from .muscle import Muscle
from .site import Segment, Site
from .source import Source
from .view import Feature, View


@dataclass(frozen=True, slots=True)
class Records:
    """All records by id. The name of a field is the key of its files and the name of its folder or file in `data`."""

    muscles: Mapping[str, Muscle] = field(default_factory=dict, metadata={"one_a_file": True})
    landmarks: Mapping[str, Landmark] = field(default_factory=dict)
    sites: Mapping[str, Site] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    views: Mapping[str, View] = field(default_factory=dict)
    features: Mapping[str, Feature] = field(default_factory=dict, metadata={"compiled": False})
    cautions: Mapping[str, Caution] = field(default_factory=dict)
    complaints: Mapping[str, Complaint] = field(default_factory=dict)
    symptoms: Mapping[str, SymptomName] = field(default_factory=dict)
    segments: Mapping[str, Segment] = field(default_factory=dict)


class Kind(NamedTuple):
    """One kind of record.

    name: as in messages, such as site. key: the name of its field, such as sites. record: its model. file: a whole file,
    {key: {id: the record without its id}}; the record itself for a kind that has a file for each. compiled: whether the
    compiled document carries it.
    """

    name: str
    key: str
    record: type[Record]
    file: type[Record]
    compiled: bool


def _refuse_id(value: object) -> object:
    raise broken("unknown-key", "an id", "none: the key is the id")


_NoId = SkipJsonSchema[Annotated[str, BeforeValidator(_refuse_id), Field(default="", exclude=True)]]


def _kind(key: str, record: type[Record], one_a_file: bool = False, compiled: bool = True) -> Kind:
    file = record
    if not one_a_file:  # an entry keeps the fields and the validators of its record
        entry = create_model(f"{record.__name__}Entry", __base__=record, __doc__=record.__doc__, id=(_NoId, ""))
        file = by_id(f"{record.__name__}File", key, entry)
    return Kind(key.removesuffix("s"), key, record, file, compiled)


_HINTS: Final = get_type_hints(Records)
KINDS: Final[Mapping[str, Kind]] = {
    kind.name: kind for kind in (_kind(one.name, get_args(_HINTS[one.name])[1], **one.metadata) for one in fields(Records))
}
"""Every kind by its name, in the order in which they are read."""
