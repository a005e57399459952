"""Pain sites: the places people point at, the content of `data/sites`; segments of body maps, of `data/segments.yaml`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ..sides import Laterality, Side
from .base import Id, Many, Name, NameList, Record, SiteId, SourceIds, worded
from .muscle import Identifiers
from .shapes import Shape

Match = Literal["exact", "landmark"]
Choir = Annotated[str, worded(r"^[12][0-9]{2}$", 'a three-digit segment in quotes, such as "101"')]


class SiteIdentifiers(Identifiers):
    """The same site in public terminologies and body maps."""

    choir: Many[Choir] = Field(default=(), description="segments of the CHOIR body map, male numbering, in quotes")


class Site(Record):
    """A place on the body where pain is felt."""

    id: Id
    name: Name = Field(description="the name to print")
    plain: Name | None = Field(default=None, description="the name on handouts, when `name` is a doctor's word")
    lay_names: NameList = Field(default=(), description="what people call it")
    latin: Name | None = None
    laterality: Laterality
    parent: SiteId | None = Field(default=None, description="the site this one is a part of")
    identifiers: SiteIdentifiers = SiteIdentifiers.model_construct()
    match: Match | None = Field(
        default=None, description="exact: the term is the site. landmark: it is the structure the site is named after"
    )
    area: Many[Shape] = Field(default=(), description="its skin; left out when the site is the union of its children")


class Segment(Record):
    """A segment of a body map that clinics chart pain with. Which sites it touches stands with the sites."""

    id: Id
    choir: Choir = Field(description="its number in the male numbering, in quotes")
    name: Name
    figure: Literal["front", "back"]
    side: Side = Field(description="the patient's own side")
    sources: SourceIds
