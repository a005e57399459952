"""Shapes: patches of skin. Told apart by their key; a list of shapes is their union.

    spot: point radius 25                      all skin within 25 mm of the point
    band: [point wide 44, point wide 34]       a stripe through the points; or [point, point] with `width: 30` for all
    area: [point, point, point]                the patch that a loop of at least three points encloses

Each is a model of that name: `Spot`, `Band`, `Area`.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Final

from pydantic import Discriminator, Field, Tag, ValidationInfo, model_serializer, model_validator

from ..text import show
from .base import Record, broken, tag
from .points import Point, number, write_point

MOST: Final = {"radius": 400, "wide": 600}
"""The words of sizes, and how many millimetres they may be."""

_SIZED: Final = re.compile(r"(?P<point>.*\S)\s+(?P<word>wide|radius)(?:\s+(?P<size>\S.*))?", re.DOTALL)
_SIZE: Final = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,20})?")
_LONGEST: Final = 500


def split_size(text: str, word: str, *path: str | int) -> tuple[str, float | None]:
    """Return the point and the size of a text such as "c7 wide 30"; None when it says no size.

    Raises the error of a broken rule for a size that is none, and for the word of another shape. path: of the text in its shape.
    """
    if len(text) > _LONGEST:
        raise broken("point", f"{len(text)} characters", f"a point of at most {_LONGEST}", path=path)
    found = _SIZED.fullmatch(text)
    if found is None:
        return text, None
    size = found["size"] or ""
    if found["word"] != word:
        allowed = f"{word} and millimetres: {found['point']} {word} {size}".rstrip()
        raise broken("shape", show(found["word"]), allowed, word, found.start("word"), path)
    if not _SIZE.fullmatch(size) or not 0 < float(size) <= MOST[word]:
        allowed = f"millimetres after {word}, more than 0 and at most {MOST[word]}, such as: {word} 30"
        raise broken("shape", show(size) if size else "nothing", allowed, "", found.start("size") if size else len(text), path)
    return found["point"], float(size)


class Spot(Record):
    """A round patch: all skin within `radius` millimetres of the point."""

    spot: Point = Field(description="the middle, then its radius in millimetres: palm_centre radius 24")
    radius: Annotated[float, Field(gt=0, le=MOST["radius"])]

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any, info: ValidationInfo) -> Any:
        text = value.get("spot") if isinstance(value, dict) else None
        if not isinstance(text, str) or ("radius" in value and info.context is None):  # built in Python, not read
            return value
        point, radius = split_size(text, "radius", "spot")
        if "radius" in value or radius is None:
            given = value.get("radius", 25)
            found = "a radius of its own" if "radius" in value else "no radius"
            raise broken("shape", found, f"the radius behind the point: {point} radius {show(given)}", path=("spot",))
        return {**value, "spot": point, "radius": radius}

    @model_serializer
    def _as_text(self) -> dict[str, Any]:
        return {"spot": f"{write_point(self.spot)} radius {number(float(self.radius))}"}


class Band(Record):
    """A stripe along a smooth curve over the skin through the points; `widths` are full widths in millimetres, one a point."""

    band: Annotated[tuple[Point, ...], Field(strict=False, min_length=2, max_length=60)] = Field(
        description="the points of the middle line, in order, each with its full width in millimetres: c7 wide 30"
    )
    width: Annotated[float, Field(gt=0, le=MOST["wide"])] | None = Field(
        default=None, description="full width in millimetres, when it is the same all along"
    )
    widths: tuple[float, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any, info: ValidationInfo) -> Any:
        given = value.get("band") if isinstance(value, dict) else None
        if not isinstance(given, (list, tuple)) or ("widths" in value and info.context is None):  # built in Python, not read
            return value
        sized = [
            split_size(point, "wide", "band", index) if isinstance(point, str) else (point, None)
            for index, point in enumerate(given)
        ]
        widths = tuple(width for _, width in sized if width is not None)
        if "widths" in value or (not widths and type(value.get("width")) not in (int, float)):
            found = next((show(value[key]) for key in ("widths", "width") if key in value), "no width")
            raise broken("band-width", found, "the width beside each point: c7 wide 30, or one width: for all")
        if widths and "width" in value:
            raise broken("band-width", "a width for all and one beside a point", "one of the two")
        if widths and len(widths) != len(sized):
            found = f"{len(widths)} widths for {len(sized)} points"
            raise broken("band-width", found, "one beside every point, or one width: for all")
        return {**value, "band": [point for point, _ in sized], "widths": widths or (value["width"],) * len(sized)}

    @model_serializer
    def _as_text(self) -> dict[str, Any]:
        points = [write_point(point) for point in self.band]
        if self.width is not None:
            return {"band": points, "width": self.width}
        return {"band": [f"{point} wide {number(float(width))}" for point, width in zip(points, self.widths, strict=True)]}


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
