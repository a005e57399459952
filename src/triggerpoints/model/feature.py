"""Features: surface cues drawn as line work (navel, nails, collar bone...), the content of `data/features.yaml`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, Field, model_validator

from .base import LIST, ONE, Id, Many, Name, Record, Some, ViewId, broken, one_or_list
from .landmark import Position
from .points import Point

FeatureKind = Literal["line", "closed", "fill"]

Stroke = Annotated[float, Field(ge=0, le=20)]
Strokes = Annotated[
    Annotated[Stroke, ONE] | Annotated[tuple[Stroke, Stroke, Stroke], Field(strict=False), LIST], Discriminator(one_or_list)
]


class Feature(Record):
    """A surface cue drawn as line work."""

    id: Id
    name: Name
    paired: bool = Field(description="true: written for the left half, mirrored for the right")
    kind: FeatureKind
    points: Annotated[Many[Point], Field(min_length=2, max_length=200)] | None = None
    at: Annotated[Many[Position], Field(min_length=2, max_length=200)] | None = Field(
        default=None, description="instead of points: x, y, z on the neutral figure, dropped onto the skin"
    )
    width: Strokes = Field(default=1.0, description="in pens, 1 a normal line: one number, or [start, middle, end]")
    views: Some[ViewId] | None = Field(default=None, description="the views it is drawn in; left out: wherever it can be seen")
    weight: Annotated[float, Field(gt=0, le=4)] = Field(default=1.0, description="how strong the line is; 1 is normal")

    @model_validator(mode="after")
    def _placed_once(self) -> Feature:
        if (self.at is None) == (self.points is None):
            raise broken("feature-place", "neither" if self.at is None else "both", "exactly one of at and points")
        count = len(self.at or self.points or ())
        if self.kind != "line" and count < 3:
            raise broken("feature-points", f"{count} points", f"at least 3 for kind {self.kind}")
        return self
