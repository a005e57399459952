"""Shapes: patches of skin. Told apart by their key; a list of shapes is their union.

    spot: point radius 25                      all skin within 25 mm of the point
    band: [point wide 44, point wide 34]       a stripe through the points; or [point, point] with `width: 30` for all
    area: [point, point, point]                the patch that a loop of at least three points encloses

Each is a model of that name: `Spot`, `Band`, `Area`.
"""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import Discriminator, Field, Tag, model_validator

from .base import Many, Record, broken, tag
from .points import SIZES, BandPoint, Point, SpotPoint


class Spot(Record):
    """A round patch: all skin within so many millimetres of the point."""

    spot: SpotPoint = Field(description="the middle, then its radius in millimetres: palm_centre radius 24")


class Band(Record):
    """A stripe along a smooth curve over the skin through the points."""

    band: Annotated[Many[BandPoint], Field(min_length=2, max_length=60)] = Field(
        description="the points of the middle line, in order, each with its full width in millimetres: c7 wide 30"
    )
    width: Annotated[float, Field(gt=0, le=SIZES["wide"])] | None = Field(
        default=None,
        exclude_if=lambda width: width is None,
        description="full width in millimetres, when it is the same all along",
    )

    @property
    def widths(self) -> tuple[float, ...]:
        """The full width at each point, in millimetres."""
        return tuple(float(self.width or point.size or 0) for point in self.band)

    @model_validator(mode="after")
    def _one_width_a_point(self) -> Band:
        widths = [point.size for point in self.band if point.size is not None]
        if widths and self.width is not None:
            raise broken("band-width", "a width for all and one beside a point", "one of the two")
        if self.width is None and len(widths) < len(self.band):
            found = f"{len(widths)} widths for {len(self.band)} points" if widths else "no width"
            raise broken("band-width", found, "the width beside every point: c7 wide 30, or one width: for all")
        return self


class Area(Record):
    """The patch of skin that a closed loop through the points encloses (the smaller side of the loop)."""

    area: Annotated[Many[Point], Field(min_length=3, max_length=60)] = Field(
        description="the points of the loop, in order; it closes by itself"
    )


SHAPE_KEYS: Final = {"spot": Spot, "band": Band, "area": Area}


def _shape_kind(value: Any) -> str | None:
    """Return the tag of the form that `value` (raw or built) has, or None when it has none."""
    found = value if isinstance(value, dict) else getattr(type(value), "model_fields", ())
    return next((tag(key) for key in SHAPE_KEYS if key in found), None)


Shape = Annotated[
    Annotated[Spot, Tag(tag("spot"))] | Annotated[Band, Tag(tag("band"))] | Annotated[Area, Tag(tag("area"))],
    Discriminator(_shape_kind, custom_error_type="shape_form", custom_error_message="not a shape"),
]
"""One of `Spot`, `Band`, `Area`."""
