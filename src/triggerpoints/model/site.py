"""Pain sites: the places people point at, the content of `data/sites`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from .base import CHOIR_PATTERN, Fma, Id, Many, Name, Record, SiteId, Ta98, Uberon, distinct
from .shapes import Shape

Laterality = Literal["paired", "midline", "left", "right"]
"""paired: one on each side. left, right: a single one that lies on that side (such as the appendix)."""

Match = Literal["exact", "landmark"]


def _names(values: tuple[str, ...]) -> tuple[str, ...]:
    return distinct(values, "name")


class SiteIdentifiers(Record):
    """The same site in public terminologies and body maps."""

    uberon: Uberon | None = None
    fma: Fma | None = None
    ta98: Ta98 | None = Field(default=None, description="Terminologia Anatomica 1998")
    uberon_broader: Uberon | None = Field(default=None, description="a larger structure around the site")
    choir: Many[Annotated[str, StringConstraints(pattern=CHOIR_PATTERN)]] = Field(
        default=(), description="segments of the CHOIR body map, male numbering, in quotes"
    )


class Site(Record):
    """A place on the body where pain is felt."""

    id: Id
    name: Name = Field(description="the name to print")
    plain: Name | None = Field(default=None, description="the name on handouts, when `name` is a doctor's word")
    lay_names: Annotated[Many[Name], AfterValidator(_names)] = Field(default=(), description="what people call it")
    latin: Name | None = None
    laterality: Laterality
    parent: SiteId | None = Field(default=None, description="the site this one is a part of")
    identifiers: SiteIdentifiers = SiteIdentifiers.model_construct()
    match: Match | None = Field(
        default=None, description="exact: the term is the site. landmark: it is the structure the site is named after"
    )
    area: Many[Shape] = Field(default=(), description="its skin; left out when the site is the union of its children")
