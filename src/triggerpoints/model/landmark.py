"""Landmarks: named points of the skin surface, the content of `data/landmarks`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from .base import Id, Name, Record, Sentence, broken
from .points import Point

LandmarkKind = Literal["bone", "soft"]

Coordinate = Annotated[float, Field(ge=-1000, le=2200)]
Position = Annotated[tuple[Coordinate, Coordinate, Coordinate], Field(strict=False)]


class Landmark(Record):
    """A named point of the skin surface."""

    id: Id
    name: Name
    kind: LandmarkKind
    paired: bool = Field(description="true: there is one on each side, and the left one is written down")
    definition: Sentence = Field(description="one sentence by which an anatomist finds it")
    at: Position | None = Field(default=None, description="x (to the body's left), y (up), z (forward), millimetres")
    point: Point | None = Field(default=None, description="the place in terms of other landmarks")

    @model_validator(mode="after")
    def _placed_once(self) -> Landmark:
        if (self.at is None) == (self.point is None):
            raise broken("landmark-place", "neither" if self.at is None else "both", "exactly one of at and point")
        if self.at is not None and (self.at[0] <= 0 if self.paired else self.at[0] != 0):
            wanted = "x > 0 for a paired landmark: the left one" if self.paired else "x = 0 for a landmark of the midline"
            raise broken("landmark-side", f"x = {self.at[0]:g}", wanted)
        return self
