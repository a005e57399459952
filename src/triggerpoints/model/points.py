"""Points: places on the skin, in anatomical words. Told apart by their distinguishing key.

    mastoid                                                 a landmark by name (a plain str)
    {between: [c7, acromion], at: 0.5}                      Between
    {from: patella_top, shift: {superior: 40, medial: 15}}  From
    {other: mastoid}                                        Other

Points nest: `between` and `from` take any point.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, Discriminator, Field, Tag

from .base import Id, LandmarkId, Record, Refers, broken, tag

Direction = Literal["superior", "inferior", "medial", "lateral", "anterior", "posterior"]

_OPPOSITES: Final[tuple[tuple[Direction, Direction], ...]] = (
    ("superior", "inferior"),
    ("medial", "lateral"),
    ("anterior", "posterior"),
)

Millimetres = Annotated[float, Field(gt=0, le=1000)]


class Shift(Record):
    """How far to go, in millimetres (each more than 0), in one or more anatomical directions."""

    superior: Millimetres | None = None
    inferior: Millimetres | None = None
    medial: Millimetres | None = None
    lateral: Millimetres | None = None
    anterior: Millimetres | None = None
    posterior: Millimetres | None = None

    def steps(self) -> Iterator[tuple[Direction, float]]:
        """Yield (direction, millimetres) for every direction that is given."""
        for pair in _OPPOSITES:
            for direction in pair:
                length = getattr(self, direction)
                if length is not None:
                    yield direction, float(length)


def _possible(shift: Shift) -> Shift:
    given = [direction for direction, _ in shift.steps()]
    if not given:
        raise broken("shift", "no direction", "at least one direction")
    for one, other in _OPPOSITES:
        if one in given and other in given:
            raise broken("shift", f"both {one} and {other}", "one of the two")
    return shift


class Between(Record):
    """The place on the straight line from the first point (at = 0) to the second (at = 1), dropped onto the skin."""

    between: Annotated[tuple[Point, Point], Field(strict=False)] = Field(description="the two ends of the line")
    at: Annotated[float, Field(ge=0, le=1)] = Field(default=0.5, description="share of the way from the first to the second")


class From(Record):
    """The place that lies so far from another point, dropped onto the skin."""

    from_: Point = Field(alias="from", description="where to start")
    shift: Annotated[Shift, AfterValidator(_possible)] = Field(description="anatomical directions, millimetres")


class Other(Record):
    """A landmark of the opposite side of the body."""

    other: LandmarkId = Field(description="id of a landmark")


POINT_KEYS: Final = {"between": Between, "from": From, "other": Other}


def point_kind(value: Any) -> str | None:
    """Return the tag of the form that `value` (raw or built) has, or None when it has none."""
    if isinstance(value, str):
        return tag("landmark")
    if isinstance(value, dict):
        kinds = [key for key in POINT_KEYS if key in value]
        return tag(kinds[0]) if kinds else None
    return next((tag(key) for key, form in POINT_KEYS.items() if isinstance(value, form)), None)


Point = Annotated[
    Annotated[Id, Tag(tag("landmark"))]
    | Annotated[Between, Tag(tag("between"))]
    | Annotated[From, Tag(tag("from"))]
    | Annotated[Other, Tag(tag("other"))],
    Discriminator(point_kind, custom_error_type="point_form", custom_error_message="not a point"),
    Refers("landmark"),
]
"""A landmark's id, or one of `Between`, `From`, `Other`."""
