"""Shapes: patches of skin. Told apart by their distinguishing key; a list of shapes is their union.

    {spot: point, radius: 25}
    {band: [point, point, ...], width: 30}     one width, or one a point
    {area: [point, point, ...]}                at least three points

Each is a model of that name: `Spot`, `Band`, `Area`.
"""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import Discriminator, Field, Tag, model_validator

from .base import Record, broken, tag
from .points import Point

Radius = Annotated[float, Field(gt=0, le=400)]
Width = Annotated[float, Field(gt=0, le=600)]


def width_kind(value: Any) -> str:
    """Return the tag of a width: a list with one a point, or a number."""
    return tag("list" if isinstance(value, (list, tuple)) else "number")


Widths = Annotated[
    Annotated[Width, Tag(tag("number"))] | Annotated[tuple[Width, ...], Field(strict=False, min_length=2), Tag(tag("list"))],
    Discriminator(width_kind),
]


class Spot(Record):
    """A round patch: all skin within `radius` millimetres of the point."""

    spot: Point = Field(description="the middle")
    radius: Radius = Field(description="millimetres")


class Band(Record):
    """A stripe along a smooth curve over the skin through the points; `width` is the full width in millimetres."""

    band: Annotated[tuple[Point, ...], Field(strict=False, min_length=2, max_length=60)] = Field(
        description="the points of the middle line, in order"
    )
    width: Widths = Field(description="full width in millimetres: one number, or a list with one number a point")

    @model_validator(mode="after")
    def _one_width_a_point(self) -> Band:
        if isinstance(self.width, tuple) and len(self.width) != len(self.band):
            found = f"{len(self.width)} widths for {len(self.band)} points"
            raise broken("band-width", found, "one number, or one a point")
        return self

    @property
    def widths(self) -> tuple[float, ...]:
        """The full width at every point, in millimetres."""
        return self.width if isinstance(self.width, tuple) else (self.width,) * len(self.band)


class Area(Record):
    """The patch of skin that a closed loop through the points encloses (the smaller side of the loop)."""

    area: Annotated[tuple[Point, ...], Field(strict=False, min_length=3, max_length=60)] = Field(
        description="the points of the loop, in order; it closes by itself"
    )


SHAPE_KEYS: Final = {"spot": Spot, "band": Band, "area": Area}


def shape_kind(value: Any) -> str | None:
    """Return the tag of the form that `value` (raw or built) has, or None when it has none."""
    if isinstance(value, dict):
        return next((tag(key) for key in SHAPE_KEYS if key in value), None)
    return next((tag(key) for key, form in SHAPE_KEYS.items() if isinstance(value, form)), None)


Shape = Annotated[
    Annotated[Spot, Tag(tag("spot"))] | Annotated[Band, Tag(tag("band"))] | Annotated[Area, Tag(tag("area"))],
    Discriminator(shape_kind, custom_error_type="shape_form", custom_error_message="not a shape"),
]
"""One of `Spot`, `Band`, `Area`."""

Shapes = Annotated[tuple[Shape, ...], Field(strict=False, min_length=1)]
