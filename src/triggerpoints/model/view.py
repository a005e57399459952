"""What pictures are drawn with: views (cameras and frames) of `data/views.yaml`, surface cues of `data/features.yaml`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, model_validator

from ..text import show
from .base import LIST, ONE, Id, Many, Name, Record, Some, ViewId, broken, one_or_list
from .landmark import Position
from .points import Point

Component = Annotated[float, Field(ge=-1, le=1)]
Direction3 = Annotated[tuple[Component, Component, Component], Field(strict=False)]
Length = Annotated[float, Field(gt=0, le=3000)]


def _all_or_parts(value: Any) -> Any:
    if isinstance(value, str) and value != "all":
        raise broken("unknown-word", show(value), "all, or a list of body parts in [ ]")
    return value


Show = Annotated[
    Annotated[Literal["all"], ONE] | Annotated[Some[Id], LIST], Discriminator(one_or_list), BeforeValidator(_all_or_parts)
]


class Frame(Record):
    """What the picture is cut to. Everything left out follows from what the view shows."""

    centre: Point | None = Field(default=None, description="the middle of the frame")
    parts: Some[Id] | None = Field(default=None, description="body parts that must lie inside")
    width: Length | None = Field(default=None, description="millimetres")
    height: Length | None = Field(default=None, description="millimetres")
    margin: Annotated[float, Field(ge=0, le=500)] = Field(default=20.0, description="millimetres around the parts")


class View(Record):
    """A camera and a frame."""

    id: Id
    name: Name
    paired: bool = Field(description="true: a view of the left half, mirrored for the right")
    towards: Direction3 = Field(description="the direction from the camera into the scene")
    up: Direction3 = Field(default=(0.0, 1.0, 0.0), description="the direction that is up in the picture")
    show: Show = Field(default="all", description="all, or a list of body parts")
    frame: Frame = Frame.model_construct()
    scale: Annotated[float, Field(ge=0.05, le=10)] = Field(default=1.0, description="millimetres a pixel")
    sensitive: bool = Field(default=False, description="true: drawn only when asked for by name")

    @model_validator(mode="after")
    def _camera_stands(self) -> View:
        (a, b, c), (d, e, f) = self.towards, self.up
        cross = (b * f - c * e, c * d - a * f, a * e - b * d)
        if sum(x * x for x in cross) < 1e-6:
            raise broken("view-camera", "towards and up that are zero or parallel", "two different directions")
        return self


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
