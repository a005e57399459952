"""Segments of body maps that clinics chart pain with: which half of the body each shows; `data/segments.yaml`.

Which sites a segment touches stands with the sites (`identifiers.choir`).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from .base import CHOIR_PATTERN, Id, Name, Record, SourceIds
from .muscle import Side


class Segment(Record):
    """A segment of a body map."""

    id: Id
    choir: Annotated[str, StringConstraints(pattern=CHOIR_PATTERN)] = Field(
        description="its number in the male numbering, in quotes"
    )
    name: Name
    figure: Literal["front", "back"]
    side: Side = Field(description="the patient's own side")
    sources: SourceIds
